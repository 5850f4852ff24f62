//! Searches the pages of the manual: the help window has one field for all of them.

use super::entry::{Kind, explain, ids};
use super::shelf::{self, Topic};
use std::sync::LazyLock;

/// A page, with all its words in small letters.
struct Searched {
    kind: Kind,
    id: &'static str,
    /// Its title, its id and other spellings of it.
    names: Vec<String>,
    text: String,
}

static PAGES: LazyLock<Vec<Searched>> = LazyLock::new(|| {
    let page = |(kind, id): (Kind, &'static str)| {
        let entry = explain(&format!("{kind}:{id}"))?;
        let term = shelf::TERMS.get(id).filter(|_| kind == Kind::Term);
        let also = term.into_iter().flat_map(|term| term.also.iter().map(String::as_str));
        let names = [entry.title, id].into_iter().chain(also).map(str::to_lowercase).collect();
        let texts = [Some(entry.what), entry.why, entry.fix];
        let text: Vec<&str> = texts.into_iter().flatten().chain(entry.refs.iter().map(String::as_str)).collect();
        Some(Searched { kind, id, names, text: text.join(" ").to_lowercase() })
    };
    ids().filter_map(page).collect()
});

/// The pages that have all words of a query, those whose title or id has them first. Every page where the query is empty.
#[must_use]
pub fn pages_with(query: &str) -> Vec<(Kind, &'static str)> {
    let words = words(query);
    let fits = |page: &&Searched| {
        let has = |word: &String| page.names.iter().any(|name| name.contains(word)) || page.text.contains(word);
        words.iter().all(has)
    };
    let mut found: Vec<&Searched> = PAGES.iter().filter(fits).collect();
    if let Some(first) = words.first() {
        let whole = words.join(" ");
        found.sort_by_key(|page| {
            let place = |name: &String| match () {
                () if *name == whole => 0,
                () if name.starts_with(first) => 1,
                () if name.contains(first) => 2,
                () => 3,
            };
            page.names.iter().map(place).min()
        });
    }
    found.into_iter().map(|page| (page.kind, page.id)).collect()
}

/// The pages of the guide that have all words of a query.
#[must_use]
pub fn topics_with(query: &str) -> Vec<&'static Topic> {
    let words = words(query);
    let fits = |topic: &&Topic| {
        let text = format!("{} {}", topic.title, topic.text.join(" ")).to_lowercase();
        words.iter().all(|word| text.contains(word))
    };
    shelf::HELP.topic.iter().filter(fits).collect()
}

fn words(query: &str) -> Vec<String> {
    query.split_whitespace().map(str::to_lowercase).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_come_before_texts() {
        assert_eq!(pages_with("leeway").first(), Some(&(Kind::Term, "leeway")));
        assert_eq!(pages_with("clock").first(), Some(&(Kind::Term, "leeway")), "a term by another spelling");
        assert_eq!(pages_with("EXP").first(), Some(&(Kind::Check, "exp")));
        assert_eq!(pages_with("skew clock").first(), Some(&(Kind::Term, "leeway")), "all words, in any order");
        assert!(pages_with("7519 4.1.4").contains(&(Kind::Claim, "exp")), "references are searched too");
        assert_eq!(pages_with("no such words anywhere"), []);
    }

    #[test]
    fn without_a_query_every_page_is_there() {
        assert_eq!(pages_with("  ").len(), ids().count());
        assert_eq!(topics_with("").len(), shelf::HELP.topic.len());
        assert!(topics_with("passphrase vault").iter().any(|topic| topic.id == "keys"));
    }
}
