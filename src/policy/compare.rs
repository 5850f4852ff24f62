//! How two policies differ, in words.

use crate::checks::{Policy, SignatureRule, times};
use crate::jose::escape;
use std::collections::HashSet;

/// Which way the second policy went.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Change {
    /// It accepts fewer tokens.
    Stricter,
    /// It accepts more tokens.
    Looser,
    /// It accepts other tokens.
    Different,
}

impl Change {
    /// The stable id.
    #[must_use]
    pub fn id(self) -> &'static str {
        match self {
            Self::Stricter => "stricter",
            Self::Looser => "looser",
            Self::Different => "different",
        }
    }

    /// The word people read.
    #[must_use]
    pub fn label(self) -> &'static str {
        match self {
            Self::Stricter => "Stricter",
            Self::Looser => "Looser",
            Self::Different => "Different",
        }
    }

    fn of(is_stricter: bool, is_looser: bool) -> Self {
        match (is_stricter, is_looser) {
            (true, false) => Self::Stricter,
            (false, true) => Self::Looser,
            _ => Self::Different,
        }
    }
}

/// One member in which two policies differ.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Difference {
    /// The member, as a policy file spells it.
    pub member: &'static str,
    /// The same for people.
    pub label: &'static str,
    /// What the first policy says; safe to be shown.
    pub before: String,
    /// What the second one says; safe to be shown.
    pub after: String,
    /// Which way it went.
    pub change: Change,
}

/// The members in which the second policy differs from the first.
#[must_use]
pub fn compare(before: &Policy, after: &Policy) -> Vec<Difference> {
    let mut found = Found(Vec::new());
    found.any_of("algorithms", "Algorithms", [&before.algorithms, &after.algorithms], "those that fit the key");
    found.any_of("issuers", "Issuers", [&before.issuers, &after.issuers], "any");
    found.any_of("audiences", "Audiences", [&before.audiences, &after.audiences], "any");
    found.all_of("required", "Required claims", [&before.required, &after.required]);
    found.text("subject", "Subject", [&before.subject, &after.subject]);
    found.text("typ", "Kind (typ)", [&before.typ, &after.typ]);
    found.text("nonce", "Nonce", [&before.nonce, &after.nonce]);
    found.text("htm", "Method (htm)", [&before.htm, &after.htm]);
    found.text("htu", "Address (htu)", [&before.htu, &after.htu]);
    found.text("ath", "Access token hash (ath)", [&before.ath, &after.ath]);
    found.limit("leeway_secs", "Leeway", [Some(before.leeway_secs), Some(after.leeway_secs)]);
    found.limit("max_age_secs", "Maximum age", [before.max_age_secs, after.max_age_secs]);
    found.signatures(before.signatures, after.signatures);
    found.flag("require_key_binding", "Key binding", [before.require_key_binding, after.require_key_binding]);
    found.flag("strict", "Warnings refuse", [before.strict, after.strict]);
    let needs = |policy: &Policy| policy.needs.iter().map(|need| need.id().to_owned()).collect::<Vec<_>>();
    found.all_of("needs", "Must be filled in", [&needs(before), &needs(after)]);
    found.0
}

struct Found(Vec<Difference>);

impl Found {
    fn add(&mut self, member: &'static str, label: &'static str, said: [String; 2], change: Change) {
        let [before, after] = said;
        self.0.push(Difference { member, label, before, after, change });
    }

    /// A list of which one must match; an empty one takes all.
    fn any_of(&mut self, member: &'static str, label: &'static str, lists: [&[String]; 2], all: &str) {
        let [before, after] = lists;
        if is_same(before, after) {
            return;
        }
        let is_within = |a: &[String], b: &[String]| b.is_empty() || (!a.is_empty() && has_all(b, a));
        let change = Change::of(is_within(after, before), is_within(before, after));
        self.add(member, label, lists.map(|list| listed(list, all)), change);
    }

    /// A list of which all must be met.
    fn all_of(&mut self, member: &'static str, label: &'static str, lists: [&[String]; 2]) {
        let [before, after] = lists;
        if !is_same(before, after) {
            let change = Change::of(has_all(after, before), has_all(before, after));
            self.add(member, label, lists.map(|list| listed(list, "none")), change);
        }
    }

    fn text(&mut self, member: &'static str, label: &'static str, texts: [&Option<String>; 2]) {
        let [before, after] = texts;
        if before != after {
            let said = texts.map(|t| t.as_ref().map_or_else(|| "any".to_owned(), |t| escape::visible(t).into_owned()));
            self.add(member, label, said, Change::of(before.is_none(), after.is_none()));
        }
    }

    /// A number of seconds of which fewer are stricter.
    fn limit(&mut self, member: &'static str, label: &'static str, limits: [Option<u64>; 2]) {
        let [before, after] = limits;
        if before == after {
            return;
        }
        let secs = |limit: Option<u64>| limit.unwrap_or(u64::MAX);
        let said = limits.map(|limit| match limit {
            Some(secs) => times::span(i64::try_from(secs).unwrap_or(i64::MAX)),
            None => "any".to_owned(),
        });
        self.add(member, label, said, Change::of(secs(after) < secs(before), secs(before) < secs(after)));
    }

    fn signatures(&mut self, before: SignatureRule, after: SignatureRule) {
        if before == after {
            return;
        }
        let said = [before, after].map(|rule| match rule {
            SignatureRule::All => "all".to_owned(),
            SignatureRule::Any => "any one".to_owned(),
            SignatureRule::AtLeast(count) => format!("at least {count}"),
        });
        // how “all” compares with a number depends on how many signatures a token has
        let count = |rule| match rule {
            SignatureRule::All => None,
            SignatureRule::Any => Some(1),
            SignatureRule::AtLeast(count) => Some(count.max(1)),
        };
        let change = match (count(before), count(after)) {
            (Some(a), Some(b)) => Change::of(b > a, a > b),
            (None, Some(1)) => Change::Looser,
            (Some(1), None) => Change::Stricter,
            _ => Change::Different,
        };
        self.add("signatures", "Signatures that must hold", said, change);
    }

    fn flag(&mut self, member: &'static str, label: &'static str, flags: [bool; 2]) {
        let [before, after] = flags;
        if before != after {
            self.add(
                member,
                label,
                flags.map(|on| if on { "yes" } else { "no" }.to_owned()),
                Change::of(after, before),
            );
        }
    }
}

/// Whether all of `few` are among `many`. Lists may be long, and the window asks in each frame.
fn has_all(many: &[String], few: &[String]) -> bool {
    let many: HashSet<&String> = many.iter().collect();
    few.iter().all(|one| many.contains(one))
}

/// The order of a list means nothing.
fn is_same(a: &[String], b: &[String]) -> bool {
    a.is_empty() == b.is_empty() && has_all(a, b) && has_all(b, a)
}

fn listed(list: &[String], none: &str) -> String {
    match list {
        [] => none.to_owned(),
        list => list.iter().map(|one| escape::visible(one)).collect::<Vec<_>>().join(", "),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::checks::Need;

    fn list(items: &[&str]) -> Vec<String> {
        items.iter().map(|i| (*i).to_owned()).collect()
    }

    /// What the second policy is, by member; and what the first is, seen from the second.
    fn both_ways(before: &Policy, after: &Policy) -> [Vec<(&'static str, &'static str)>; 2] {
        [compare(before, after), compare(after, before)]
            .map(|found| found.into_iter().map(|d| (d.member, d.change.id())).collect())
    }

    #[test]
    fn each_member_in_both_directions() {
        let plain = Policy::default;
        let rows: Vec<(Policy, Policy, &str, &str)> = vec![
            (plain(), Policy { issuers: list(&["a"]), ..plain() }, "issuers", "stricter"),
            (
                Policy { issuers: list(&["a", "b"]), ..plain() },
                Policy { issuers: list(&["b"]), ..plain() },
                "issuers",
                "stricter",
            ),
            (
                Policy { audiences: list(&["a"]), ..plain() },
                Policy { audiences: list(&["b"]), ..plain() },
                "audiences",
                "different",
            ),
            (plain(), Policy { algorithms: list(&["ES256"]), ..plain() }, "algorithms", "stricter"),
            (plain(), Policy { required: list(&["exp"]), ..plain() }, "required", "stricter"),
            (
                Policy { required: list(&["exp"]), ..plain() },
                Policy { required: list(&["sub"]), ..plain() },
                "required",
                "different",
            ),
            (plain(), Policy { subject: Some("s".into()), ..plain() }, "subject", "stricter"),
            (
                Policy { typ: Some("JWT".into()), ..plain() },
                Policy { typ: Some("at+jwt".into()), ..plain() },
                "typ",
                "different",
            ),
            (plain(), Policy { nonce: Some("n".into()), ..plain() }, "nonce", "stricter"),
            (plain(), Policy { htm: Some("POST".into()), ..plain() }, "htm", "stricter"),
            (plain(), Policy { htu: Some("u".into()), ..plain() }, "htu", "stricter"),
            (plain(), Policy { ath: Some("h".into()), ..plain() }, "ath", "stricter"),
            (Policy { leeway_secs: 60, ..plain() }, plain(), "leeway_secs", "stricter"),
            (plain(), Policy { max_age_secs: Some(60), ..plain() }, "max_age_secs", "stricter"),
            (
                Policy { max_age_secs: Some(90), ..plain() },
                Policy { max_age_secs: Some(60), ..plain() },
                "max_age_secs",
                "stricter",
            ),
            (Policy { signatures: SignatureRule::Any, ..plain() }, plain(), "signatures", "stricter"),
            (plain(), Policy { signatures: SignatureRule::AtLeast(2), ..plain() }, "signatures", "different"),
            (
                Policy { signatures: SignatureRule::Any, ..plain() },
                Policy { signatures: SignatureRule::AtLeast(2), ..plain() },
                "signatures",
                "stricter",
            ),
            (plain(), Policy { require_key_binding: true, ..plain() }, "require_key_binding", "stricter"),
            (plain(), Policy { strict: true, ..plain() }, "strict", "stricter"),
            (plain(), Policy { needs: vec![Need::Issuers], ..plain() }, "needs", "stricter"),
        ];
        for (before, after, member, change) in rows {
            let back = match change {
                "stricter" => "looser",
                other => other,
            };
            assert_eq!(both_ways(&before, &after), [vec![(member, change)], vec![(member, back)]], "{member}");
        }
    }

    #[test]
    fn order_is_no_difference_and_values_are_made_visible() {
        let a = Policy { issuers: list(&["a", "b"]), ..Policy::default() };
        let b = Policy { issuers: list(&["b", "a"]), ..Policy::default() };
        assert_eq!(compare(&a, &b), []);
        let odd = Policy { issuers: list(&["a\u{202e}b"]), ..Policy::default() };
        let found = compare(&Policy::default(), &odd);
        assert_eq!((found[0].before.as_str(), found[0].after.as_str()), ("any", "a⟨U+202E⟩b"));
    }
}
