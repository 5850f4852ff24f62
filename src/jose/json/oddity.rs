//! Valid JSON that two readers may understand differently.

use super::node::{Member, Node, Value};
use std::collections::HashMap;
use std::ops::Range;

/// Something valid that is worth a word.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Oddity {
    /// Where: the escape, the number, or the name of the later duplicate.
    pub span: Range<usize>,
    /// What.
    pub kind: OddityKind,
}

/// What an [`Oddity`] is.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum OddityKind {
    /// An escaped half of a surrogate pair (RFC 8259 section 8.2): `serde_json` and others refuse the text.
    LoneSurrogate,
    /// A name that came before in the same object (RFC 8259 section 4), however it is spelt.
    DuplicateMember {
        /// The first name that is the same.
        first: Range<usize>,
    },
    /// An integer beyond ±2⁵³: readers that use doubles lose digits (RFC 8259 section 6).
    BigInteger,
    /// A number beyond the largest double: readers make it infinite or refuse it.
    HugeNumber,
}

impl OddityKind {
    /// The stable name, for prose and reports.
    #[must_use]
    pub fn id(&self) -> &'static str {
        match self {
            Self::LoneSurrogate => "lone-surrogate",
            Self::DuplicateMember { .. } => "duplicate-member",
            Self::BigInteger => "big-integer",
            Self::HugeNumber => "huge-number",
        }
    }
}

impl Oddity {
    /// The JSON Pointer (RFC 6901) of the value concerned, in the tree that was parsed with it. It is worked out when
    /// asked for: paths for all oddities of a hostile text would take memory without bound.
    #[must_use]
    pub fn path(&self, root: &Node) -> String {
        root.path_at(self.span.start)
    }
}

/// All oddities of a tree in text order; lone surrogates are known from reading the strings.
pub(super) fn find(root: &Node, text: &str, lone_surrogates: Vec<Range<usize>>) -> Vec<Oddity> {
    let mut found: Vec<_> =
        lone_surrogates.into_iter().map(|span| Oddity { span, kind: OddityKind::LoneSurrogate }).collect();
    visit(root, text, &mut found);
    found.sort_by_key(|oddity| oddity.span.start);
    found
}

fn visit(node: &Node, text: &str, found: &mut Vec<Oddity>) {
    match &node.value {
        Value::Number => found.extend(number_oddity(node, text)),
        Value::Array(items) => items.iter().for_each(|item| visit(item, text, found)),
        Value::Object(members) => {
            duplicates(members, found);
            members.iter().for_each(|m| visit(&m.value, text, found));
        }
        Value::Null | Value::Bool(_) | Value::String(_) => {}
    }
}

fn duplicates(members: &[Member], found: &mut Vec<Oddity>) {
    let mut first: HashMap<&str, &Range<usize>> = HashMap::new();
    for member in members {
        let earlier = *first.entry(&member.key).or_insert(&member.key_span);
        if *earlier != member.key_span {
            let kind = OddityKind::DuplicateMember { first: earlier.clone() };
            found.push(Oddity { span: member.key_span.clone(), kind });
        }
    }
}

fn number_oddity(node: &Node, text: &str) -> Option<Oddity> {
    const EXACT: u64 = 1 << 53;
    let spelling = node.raw(text)?;
    let digits = spelling.strip_prefix('-').unwrap_or(spelling);
    let is_integer = digits.bytes().all(|b| b.is_ascii_digit());
    let kind = if spelling.parse::<f64>().is_ok_and(f64::is_infinite) {
        OddityKind::HugeNumber
    } else if is_integer && digits.parse::<u64>().map_or(true, |n| n > EXACT) {
        OddityKind::BigInteger
    } else {
        return None;
    };
    Some(Oddity { span: node.span.clone(), kind })
}

#[cfg(test)]
mod tests {
    use super::OddityKind;
    use crate::jose::json::parse;

    #[test]
    fn duplicates_are_found_however_spelt_and_wherever() {
        let text = r#"{"alg":"a","\u0061lg":"b","x":[{"y":1,"z":2,"y":3,"y":4}]}"#;
        let parsed = parse(text).unwrap();
        let paths: Vec<_> = parsed.oddities.iter().map(|o| (o.kind.id(), o.path(&parsed.root))).collect();
        assert_eq!(
            paths,
            [
                ("duplicate-member", "/alg".to_owned()),
                ("duplicate-member", "/x/0/y".to_owned()),
                ("duplicate-member", "/x/0/y".to_owned())
            ]
        );
        assert_eq!(parsed.oddities[0].kind, OddityKind::DuplicateMember { first: 1..6 });
    }

    #[test]
    fn numbers_out_of_a_doubles_reach() {
        let ids = |text: &str| parse(text).unwrap().oddities.iter().map(|o| o.kind.id()).collect::<Vec<_>>();
        assert_eq!(ids("[9007199254740992, -9007199254740992, 1e300, 1E-400, -0, 1.5]"), [""; 0]);
        assert_eq!(ids("[9007199254740993, -9007199254740993]"), ["big-integer"; 2]);
        assert_eq!(ids("[18446744073709551616]"), ["big-integer"]);
        assert_eq!(ids(&format!("[1e400, -1e400, 1{}]", "0".repeat(400))), ["huge-number"; 3]);
    }

    #[test]
    fn lone_surrogates_are_told_in_names_too() {
        let parsed = parse(r#"{"\ud800":"\ud83d\ude00 \udc00\ud800\u0041"}"#).unwrap();
        let member = &parsed.root.members()[0];
        assert_eq!((member.key.as_str(), member.value.as_str()), ("\u{fffd}", Some("😀 \u{fffd}\u{fffd}A")));
        assert_eq!(parsed.oddities.iter().map(|o| o.span.len()).collect::<Vec<_>>(), [6, 6, 6]);
    }
}
