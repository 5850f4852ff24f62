//! Finds the words of a text that have a definition.
//!
//! Terms of the glossary are found as words: longest first, in the singular or plural, small or with a capital where a
//! sentence begins. Names of algorithms are found as they are spelt; names of claims, header parameters and members of a
//! key where the text puts them in “quotes”. What else stands in quotes may be text of a token, and is passed over.

use super::entry::Kind;
use super::shelf;
use std::collections::HashMap;
use std::ops::Range;
use std::sync::LazyLock;

/// A word with a definition.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mark {
    /// Where it stands, in bytes.
    pub range: Range<usize>,
    /// What kind of page defines it.
    pub kind: Kind,
    /// The id of that page.
    pub id: &'static str,
}

/// The words of a text that have a definition: of each definition the first, in the order of the text.
#[must_use]
pub fn marks(text: &str) -> Vec<Mark> {
    let mut marks: Vec<Mark> = Vec::new();
    let mut at = 0;
    while let Some(found) = text.get(at..) {
        let Some(c) = found.chars().next() else { break };
        let (end, page) = if c == '“' {
            quoted(text, at)
        } else if c.is_alphanumeric() {
            word(text, at)
        } else {
            (at + c.len_utf8(), None)
        };
        if let Some((kind, id)) = page
            && !marks.iter().any(|m| (m.kind, m.id) == (kind, id))
        {
            let range = if c == '“' { at + c.len_utf8()..end - '”'.len_utf8() } else { at..end };
            marks.push(Mark { range, kind, id });
        }
        at = end;
    }
    marks
}

type Page = (Kind, &'static str);

/// What begins with a quote: its end, and the page about the name in it.
fn quoted(text: &str, at: usize) -> (usize, Option<Page>) {
    let inside = at + '“'.len_utf8();
    match text.get(inside..).and_then(|rest| rest.split_once('”')) {
        Some((name, _)) => (inside + name.len() + '”'.len_utf8(), named(name)),
        None => (inside, None),
    }
}

/// The page about a name as it stands in a token or a key.
fn named(name: &str) -> Option<Page> {
    let claim = shelf::CLAIMS.get_key_value(name).map(|(id, _)| (Kind::Claim, id.as_str()));
    let header = || shelf::HEADERS.get_key_value(name).map(|(id, _)| (Kind::Header, id.as_str()));
    let key = || shelf::KEYS.get_key_value(name).map(|(id, _)| (Kind::Key, id.as_str()));
    claim.or_else(header).or_else(|| algorithm(name)).or_else(key)
}

fn algorithm(name: &str) -> Option<Page> {
    shelf::ALGORITHMS.get_key_value(name).map(|(id, _)| (Kind::Algorithm, id.as_str()))
}

/// A word, and the longest term that begins with it: the end of either, and the page about it.
fn word(text: &str, at: usize) -> (usize, Option<Page>) {
    let rest = text.get(at..).unwrap_or_default();
    // a name goes on over dashes, underscores and pluses, where a letter or digit follows
    let whole = name_length(rest);
    let name = rest.get(..whole).unwrap_or_default();
    let first = rest.split(|c: char| !c.is_alphanumeric()).next().unwrap_or_default();
    let known = TERMS.by_first_word.get(&first.to_lowercase()).map_or(&[][..], Vec::as_slice);
    let term = known.iter().find(|term| term.begins(rest));
    match term {
        Some(term) => (at + term.spelling.len(), Some((Kind::Term, term.id))),
        // “dir” and “none” are names in quotes alone: many a sentence has “none”
        None => (at + whole, algorithm(name).filter(|_| name.contains(char::is_uppercase))),
    }
}

fn name_length(text: &str) -> usize {
    let mut end = 0;
    let mut chars = text.char_indices().peekable();
    while let Some((at, c)) = chars.next() {
        let goes_on = c.is_alphanumeric()
            || (matches!(c, '-' | '_' | '+') && chars.peek().is_some_and(|(_, next)| next.is_alphanumeric()));
        if !goes_on {
            break;
        }
        end = at + c.len_utf8();
    }
    end
}

/// One way to write a term.
struct Spelling {
    spelling: String,
    id: &'static str,
    /// The first letter may be small or a capital.
    bends: bool,
}

impl Spelling {
    /// Whether a text begins with it, as whole words.
    fn begins(&self, text: &str) -> bool {
        let Some((head, tail)) = text.split_at_checked(self.spelling.len()) else { return false };
        let same = head == self.spelling
            || self.bends
                && head
                    .chars()
                    .zip(self.spelling.chars())
                    .next()
                    .is_some_and(|(a, b)| a.to_lowercase().eq(b.to_lowercase()))
                && head.chars().skip(1).eq(self.spelling.chars().skip(1));
        let mut after = tail.chars();
        let ends = match after.next() {
            // part of a longer name: RSA in RSA-OAEP-256
            Some('-' | '_' | '+') => !after.next().is_some_and(char::is_alphanumeric),
            Some(c) => !c.is_alphanumeric(),
            None => true,
        };
        same && ends
    }
}

struct Terms {
    by_first_word: HashMap<String, Vec<Spelling>>,
    by_spelling: HashMap<String, &'static str>,
}

static TERMS: LazyLock<Terms> = LazyLock::new(|| {
    let mut terms = Terms { by_first_word: HashMap::new(), by_spelling: HashMap::new() };
    for (id, text) in shelf::TERMS.iter() {
        for written in std::iter::once(&text.title).chain(&text.also) {
            terms.by_spelling.insert(written.to_lowercase(), id);
            for spelling in [written.clone(), plural(written)] {
                let first = spelling.split(|c: char| !c.is_alphanumeric()).next().unwrap_or_default().to_lowercase();
                let bends = bends(&spelling);
                terms.by_first_word.entry(first).or_default().push(Spelling { spelling, id, bends });
            }
        }
    }
    for spellings in terms.by_first_word.values_mut() {
        spellings.sort_by_key(|s| std::cmp::Reverse(s.spelling.len()));
    }
    terms
});

/// The id of the term that is spelt like that, in small letters or capitals.
pub(super) fn id_of(spelling: &str) -> Option<&'static str> {
    TERMS.by_spelling.get(&spelling.to_lowercase()).copied()
}

/// A word has its capital from the start of a sentence alone; an acronym or a name keeps it.
fn bends(spelling: &str) -> bool {
    let first = spelling.split([' ', '-']).next().unwrap_or_default();
    first.chars().count() > 1 && first.chars().skip(1).all(|c| c.is_lowercase() || c.is_ascii_digit())
}

fn plural(word: &str) -> String {
    match word.strip_suffix('y') {
        Some(stem) if !stem.ends_with(['a', 'e', 'o', 'u']) => format!("{stem}ies"),
        _ if word.ends_with(['s', 'x']) || word.ends_with("sh") || word.ends_with("ch") => format!("{word}es"),
        _ => format!("{word}s"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(text: &str) -> Vec<(&str, String)> {
        marks(text).into_iter().map(|m| (&text[m.range], format!("{}:{}", m.kind, m.id))).collect()
    }

    fn ids(text: &str) -> Vec<String> {
        found(text).into_iter().map(|(_, id)| id).collect()
    }

    #[test]
    fn terms_are_found_as_words_longest_first() {
        let text = "Certificate chains end at a root; a certificate alone ends nowhere.";
        let expected =
            [("Certificate chains", "certificate-chain"), ("root", "trust-anchor"), ("certificate", "certificate")];
        assert_eq!(found(text), expected.map(|(word, id)| (word, format!("term:{id}"))));
        assert_eq!(ids("A rooted, uncertified chain"), Vec::<String>::new(), "parts of words are no words");
        assert_eq!(ids("proof-of-possession-like"), Vec::<String>::new());
    }

    #[test]
    fn plurals_and_capitals_are_the_same_term() {
        for text in ["An authority", "a curve", "Curves"].into_iter().skip(1) {
            assert_eq!(ids(text), ["term:curve"], "{text}");
        }
        assert_eq!(ids("Issuers and audiences"), ["term:issuer", "term:audience"]);
        assert_eq!(ids("hmac and jwt are no acronyms"), Vec::<String>::new(), "acronyms keep their capitals");
        assert_eq!(ids("an AES-CBC HMAC"), ["term:aes-cbc", "term:hmac"]);
        assert_eq!(plural("authority"), "authorities");
        assert_eq!(plural("key"), "keys");
        assert_eq!(plural("hash"), "hashes");
    }

    #[test]
    fn the_first_of_each_counts() {
        let text = "A nonce; another nonce, a replay of nonces.";
        assert_eq!(found(text).iter().map(|(word, _)| *word).collect::<Vec<_>>(), ["nonce", "replay"]);
        assert_eq!(marks(text)[0].range, 2..7);
    }

    #[test]
    fn algorithms_are_exact_and_other_names_stand_in_quotes() {
        assert_eq!(ids("RS256, es256 and RSA-OAEP-256"), ["algorithm:RS256", "algorithm:RSA-OAEP-256"]);
        assert_eq!(ids("ECDH-ES+A256KW."), ["algorithm:ECDH-ES+A256KW"]);
        assert_eq!(
            found("Set “exp” or “crit”, not “use”."),
            [("exp", "claim:exp".to_owned()), ("crit", "header:crit".to_owned()), ("use", "key:use".to_owned()),]
        );
        assert_eq!(ids("The exp of a token"), Vec::<String>::new());
        assert_eq!(ids("Many have none."), Vec::<String>::new(), "a word, not the algorithm");
        assert_eq!(ids("It says “none”."), ["algorithm:none"]);
    }

    #[test]
    fn text_of_a_token_has_no_terms() {
        assert_eq!(ids("Expect issuer “an issuer with a nonce” here"), ["term:issuer"]);
        assert_eq!(ids("“unclosed nonce"), ["term:nonce"], "a lone quote hides nothing");
        for text in ["", "“", "”", "““””", "ü“é”", "-", "x-", "“exp", "aé“exp”é"] {
            let _ = marks(text);
        }
    }

    #[test]
    fn a_term_is_looked_up_by_any_spelling() {
        assert_eq!(id_of("clock skew"), Some("leeway"));
        assert_eq!(id_of("hmac"), Some("hmac"));
        assert_eq!(id_of("hs256"), None);
    }
}
