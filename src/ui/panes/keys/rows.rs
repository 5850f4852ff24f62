//! The keys as rows: what each shows, which are shown, in what order and in which groups. Made anew only when keys, token
//! or choices change, so that a thousand keys cost a frame nothing.

use crate::crypto;
use crate::jose::escape;
use crate::jose::numeric_date::NumericDate;
use crate::keys::{Key, KeyRing, Material, Origin};
use crate::report::Report;
use std::cmp::Ordering;
use std::collections::BTreeMap;
use std::sync::Arc;

use super::fit::{Fit, Wanted};

/// Below this a secret could be guessed from its thumbprint (RFC 7638 section 7).
const GUESSABLE_BITS: u32 = 128;

/// What a row shows of a key, beside the key itself.
#[derive(Debug, Clone)]
pub struct Facts {
    /// The key.
    pub key: Arc<Key>,
    /// The name, made safe to show.
    pub name: String,
    /// "EC P-256".
    pub kind: String,
    /// "sign, verify".
    pub can: String,
    /// The thumbprint, unless it would give a short secret away.
    pub thumbprint: Option<String>,
    /// Where it is from: "generated", or a file's name or a host.
    pub from: String,
    /// All of that in lower case, for the search.
    haystack: String,
}

impl Facts {
    fn of(key: &Arc<Key>) -> Self {
        let gives_away = matches!(key.material, Material::Oct(_)) && key.bits() < GUESSABLE_BITS;
        let thumbprint = (!gives_away).then(|| crypto::thumbprint(key));
        let (name, kind, from) = (escape::visible(&key.name).into_owned(), key.describe(), from(key));
        let can = key.can().iter().map(|p| p.name()).collect::<Vec<_>>().join(", ");
        let labels = [key.kid.as_deref(), key.alg.as_deref(), key.usage.as_deref(), thumbprint.as_deref()];
        let mut words: Vec<&str> = vec![&name, &kind, &can, &from, &key.about.notes];
        words.extend(labels.into_iter().flatten());
        words.extend(key.about.tags.iter().map(String::as_str));
        words.push(if key.is_private() { "private" } else { "public" });
        let haystack = words.join("\n").to_lowercase();
        Self { key: Arc::clone(key), name, kind, can, thumbprint, from, haystack }
    }
}

/// Where a key is from, in a word or a name.
fn from(key: &Key) -> String {
    match &key.about.source {
        None => String::new(),
        Some(source) if source.place.is_empty() => source.origin.word().to_owned(),
        Some(source) if source.origin == Origin::Fetched => host(&source.place).to_owned(),
        Some(source) => escape::visible(&source.place).into_owned(),
    }
}

fn host(url: &str) -> &str {
    let rest = url.split_once("://").map_or(url, |(_, rest)| rest);
    rest.split(['/', '?', '#']).next().unwrap_or(rest)
}

/// What the keys are ordered by.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Hash)]
pub enum Column {
    /// What people call it.
    #[default]
    Name,
    /// Type and size.
    Kind,
    /// `alg`.
    Algorithm,
    /// `kid`.
    Kid,
    /// RFC 7638.
    Thumbprint,
    /// What it can do.
    Can,
    /// Where it is from.
    From,
    /// When it was last used.
    Used,
    /// What it does for the open token.
    Token,
}

impl Column {
    /// In the order of the table.
    pub const ALL: [Self; 9] = [
        Self::Name,
        Self::Kind,
        Self::Algorithm,
        Self::Kid,
        Self::Thumbprint,
        Self::Can,
        Self::From,
        Self::Used,
        Self::Token,
    ];

    /// The head of the column.
    #[must_use]
    pub fn label(self) -> &'static str {
        match self {
            Self::Name => "Name",
            Self::Kind => "Type",
            Self::Algorithm => "alg",
            Self::Kid => "kid",
            Self::Thumbprint => "Thumbprint",
            Self::Can => "Can",
            Self::From => "From",
            Self::Used => "Last used",
            Self::Token => "This token",
        }
    }
}

/// What the keys are put together by.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Hash)]
pub enum Grouping {
    /// One list.
    #[default]
    None,
    /// By type.
    Kind,
    /// By where they are from.
    From,
    /// By tag; a key with two tags is in two groups.
    Tag,
    /// By what they do for the open token.
    Token,
}

impl Grouping {
    /// In the order of the choice.
    pub const ALL: [Self; 5] = [Self::None, Self::Kind, Self::From, Self::Tag, Self::Token];

    /// The words of the choice.
    #[must_use]
    pub fn label(self) -> &'static str {
        match self {
            Self::None => "No groups",
            Self::Kind => "By type",
            Self::From => "By source",
            Self::Tag => "By tag",
            Self::Token => "By this token",
        }
    }
}

/// What is asked of the list.
#[derive(Debug, Clone, PartialEq, Eq, Default, Hash)]
pub struct Wish {
    /// Words that a key must have, each somewhere.
    pub query: String,
    /// What orders it.
    pub sort: Column,
    /// From the last to the first.
    pub reverse: bool,
    /// What groups it.
    pub group: Grouping,
}

/// A line of the list.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Line {
    /// The head of a group: its name and how many keys it has.
    Head(String, usize),
    /// The key with that number among [`Rows::facts`].
    Key(usize),
}

/// The rows, kept while nothing changes.
#[derive(Debug, Default)]
pub struct Rows {
    revision: Option<u64>,
    /// Of each key, in the ring's order.
    pub facts: Vec<Facts>,
    /// What each does for the open token.
    pub fits: Vec<Fit>,
    /// What is shown, from top to bottom.
    pub lines: Vec<Line>,
    token: Option<Wanted>,
    ordered: Option<(Wish, u64)>,
}

/// When keys were used last, and a number that differs when that does.
pub struct Uses<'a> {
    /// By name.
    pub times: &'a BTreeMap<String, NumericDate>,
    /// Changes with them.
    pub revision: u64,
}

impl Rows {
    /// Brings the rows up to date.
    pub fn update(&mut self, ring: &KeyRing, report: &Report, wish: &Wish, uses: &Uses<'_>) {
        let is_new = self.revision != Some(ring.revision());
        if is_new {
            self.facts = ring.keys().iter().map(Facts::of).collect();
            self.revision = Some(ring.revision());
        }
        let is_same_token = self.token.as_ref().is_some_and(|wanted| wanted.is_of(report));
        if is_new || !is_same_token {
            let wanted = Wanted::of(report);
            self.fits = self.facts.iter().map(|f| wanted.fit(&f.key)).collect();
            self.token = Some(wanted);
            self.ordered = None;
        }
        let asked = (wish.clone(), uses.revision);
        if self.ordered.as_ref() != Some(&asked) {
            self.order(wish, uses.times);
            self.ordered = Some(asked);
        }
    }

    fn order(&mut self, wish: &Wish, uses: &BTreeMap<String, NumericDate>) {
        let words: Vec<String> = wish.query.to_lowercase().split_whitespace().map(str::to_owned).collect();
        let has_all = |i: &usize| words.iter().all(|w| self.facts[*i].haystack.contains(w.as_str()));
        let mut shown: Vec<usize> = (0..self.facts.len()).filter(has_all).collect();
        shown.sort_by(|a, b| {
            let order = self.compare(wish.sort, *a, *b, uses);
            let by_name = || self.facts[*a].name.to_lowercase().cmp(&self.facts[*b].name.to_lowercase());
            if wish.reverse { order.reverse() } else { order }.then_with(by_name)
        });
        self.lines = match wish.group {
            Grouping::None => shown.into_iter().map(Line::Key).collect(),
            group => self.grouped(group, &shown),
        };
    }

    /// Keys without a value come last, whatever the direction of the rest would be.
    fn compare(&self, column: Column, a: usize, b: usize, uses: &BTreeMap<String, NumericDate>) -> Ordering {
        let (x, y) = (&self.facts[a], &self.facts[b]);
        match column {
            Column::Name => x.name.to_lowercase().cmp(&y.name.to_lowercase()),
            Column::Kind => x.kind.cmp(&y.kind),
            Column::Algorithm => last_if_none(x.key.alg.as_deref(), y.key.alg.as_deref()),
            Column::Kid => last_if_none(x.key.kid.as_deref(), y.key.kid.as_deref()),
            Column::Thumbprint => last_if_none(x.thumbprint.as_deref(), y.thumbprint.as_deref()),
            Column::Can => x.can.cmp(&y.can),
            Column::From => last_if_none(some(&x.from), some(&y.from)),
            // the latest first
            Column::Used => {
                let time = |f: &Facts| uses.get(&f.key.name).map(|t| -t.secs());
                last_if_none(time(x), time(y))
            }
            Column::Token => self.fits[a].cmp(&self.fits[b]),
        }
    }

    fn grouped(&self, group: Grouping, shown: &[usize]) -> Vec<Line> {
        let mut groups: BTreeMap<(u8, String), Vec<usize>> = BTreeMap::new();
        for &i in shown {
            for name in self.groups_of(group, i) {
                groups.entry(name).or_default().push(i);
            }
        }
        let lines = groups.into_iter().flat_map(|((_, name), keys)| {
            std::iter::once(Line::Head(name, keys.len())).chain(keys.into_iter().map(Line::Key))
        });
        lines.collect()
    }

    /// The groups of a key, each with its rank.
    fn groups_of(&self, group: Grouping, i: usize) -> Vec<(u8, String)> {
        let facts = &self.facts[i];
        let or = |text: &str, none: &str| match text.is_empty() {
            true => (1, none.to_owned()),
            false => (0, text.to_owned()),
        };
        match group {
            Grouping::None => Vec::new(),
            Grouping::Kind => vec![(0, facts.kind.clone())],
            Grouping::From => vec![or(&facts.from, "No source noted")],
            Grouping::Tag if facts.key.about.tags.is_empty() => vec![(1, "No tag".to_owned())],
            Grouping::Tag => facts.key.about.tags.iter().map(|t| (0, escape::visible(t).into_owned())).collect(),
            Grouping::Token => vec![(self.fits[i] as u8, self.fits[i].group().to_owned())],
        }
    }
}

fn some(text: &str) -> Option<&str> {
    (!text.is_empty()).then_some(text)
}

fn last_if_none<T: Ord>(a: Option<T>, b: Option<T>) -> Ordering {
    match (a, b) {
        (Some(a), Some(b)) => a.cmp(&b),
        (Some(_), None) => Ordering::Less,
        (None, Some(_)) => Ordering::Greater,
        (None, None) => Ordering::Equal,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::keys::{About, Secret, Source};
    use crate::report::{At, Inputs, analyze};

    fn key(name: &str, bytes: usize) -> Key {
        Key { name: name.to_owned(), ..Key::new(Material::Oct(Secret::new(vec![7; bytes]))) }
    }

    fn shown(rows: &Rows) -> Vec<String> {
        let line = |l: &Line| match l {
            Line::Head(name, count) => format!("[{name} {count}]"),
            Line::Key(i) => rows.facts[*i].name.clone(),
        };
        rows.lines.iter().map(line).collect()
    }

    fn list(keys: Vec<Key>, wish: &Wish, used: &[(&str, i64)]) -> Vec<String> {
        let mut rows = Rows::default();
        let ring = KeyRing::new(keys, 1);
        let report = analyze(&Inputs::default(), &ring, &At::utc(NumericDate::from_secs(0)));
        let times = used.iter().map(|(name, secs)| ((*name).to_owned(), NumericDate::from_secs(*secs))).collect();
        rows.update(&ring, &report, wish, &Uses { times: &times, revision: 0 });
        shown(&rows)
    }

    fn three() -> Vec<Key> {
        let tagged = About { tags: vec!["prod".to_owned(), "team a".to_owned()], ..About::default() };
        let source = Source {
            origin: Origin::Fetched,
            place: "https://id.example/jwks?x".to_owned(),
            issuer: None,
            at: NumericDate::default(),
        };
        let fetched = About { source: Some(source), notes: "Ask Eve".to_owned(), ..About::default() };
        vec![
            Key { about: tagged, alg: Some("HS256".to_owned()), ..key("beta", 32) },
            Key { about: fetched, kid: Some("k1".to_owned()), ..key("Alpha", 64) },
            key("gamma", 8),
        ]
    }

    #[test]
    fn keys_are_sorted_and_reversed() {
        let wish = |sort, reverse| Wish { sort, reverse, ..Wish::default() };
        assert_eq!(list(three(), &wish(Column::Name, false), &[]), ["Alpha", "beta", "gamma"]);
        assert_eq!(list(three(), &wish(Column::Name, true), &[]), ["gamma", "beta", "Alpha"]);
        assert_eq!(list(three(), &wish(Column::Algorithm, false), &[]), ["beta", "Alpha", "gamma"]);
        assert_eq!(list(three(), &wish(Column::Kid, false), &[]), ["Alpha", "beta", "gamma"]);
        let used = [("gamma", 50), ("beta", 40)];
        assert_eq!(list(three(), &wish(Column::Used, false), &used), ["gamma", "beta", "Alpha"]);
        assert_eq!(list(three(), &wish(Column::From, false), &[]), ["Alpha", "beta", "gamma"]);
    }

    #[test]
    fn every_word_of_a_search_must_be_there() {
        let search = |query: &str| list(three(), &Wish { query: query.to_owned(), ..Wish::default() }, &[]);
        assert_eq!(search("PROD"), ["beta"]);
        assert_eq!(search("eve"), ["Alpha"]);
        assert_eq!(search("id.example 64"), ["Alpha"]);
        assert_eq!(search("secret sign"), ["Alpha", "beta", "gamma"]);
        assert!(search("prod eve").is_empty());
        assert!(search("\u{7}\u{7}\u{7}").is_empty(), "the octets of a secret are not searched");
    }

    #[test]
    fn groups_have_heads_and_the_nameless_come_last() {
        let group = |group| list(three(), &Wish { group, ..Wish::default() }, &[]);
        assert_eq!(group(Grouping::Tag), ["[prod 1]", "beta", "[team a 1]", "beta", "[No tag 2]", "Alpha", "gamma"]);
        assert_eq!(group(Grouping::From), ["[id.example 1]", "Alpha", "[No source noted 2]", "beta", "gamma"]);
        assert_eq!(
            group(Grouping::Kind),
            ["[secret, 32 bytes 1]", "beta", "[secret, 64 bytes 1]", "Alpha", "[secret, 8 bytes 1]", "gamma"]
        );
    }

    #[test]
    fn a_short_secret_has_no_thumbprint_to_guess_it_from() {
        let thumbprints = [8, 16].map(|bytes| Facts::of(&Arc::new(key("k", bytes))).thumbprint.is_some());
        assert_eq!(thumbprints, [false, true]);
    }
}
