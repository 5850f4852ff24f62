//! One page about one id, for `explain` and for the help.

use super::severity::Severity;
use super::shelf::{self, AlgorithmText, CauseText, CheckText, ClaimText, HeaderText, TermText};
use super::terms;
use std::fmt;

/// What an id names.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Kind {
    /// A check of the validation panel.
    Check,
    /// A claim of the payload.
    Claim,
    /// A header parameter.
    Header,
    /// A value of `alg`.
    Algorithm,
    /// A member of a key.
    Key,
    /// A cause of a signature that does not verify.
    Cause,
    /// A word of the glossary.
    Term,
}

impl Kind {
    /// Every kind, in the order in which an id that names several things is looked up.
    pub const ALL: [Self; 7] =
        [Self::Check, Self::Claim, Self::Header, Self::Algorithm, Self::Key, Self::Cause, Self::Term];

    /// The stable id; `claim:nonce` asks for the claim where a check or header parameter has the same name.
    #[must_use]
    pub fn id(self) -> &'static str {
        match self {
            Self::Check => "check",
            Self::Claim => "claim",
            Self::Header => "header",
            Self::Algorithm => "algorithm",
            Self::Key => "key",
            Self::Cause => "cause",
            Self::Term => "term",
        }
    }

    /// The words people read.
    #[must_use]
    pub fn label(self) -> &'static str {
        match self {
            Self::Check => "Check",
            Self::Claim => "Claim",
            Self::Header => "Header parameter",
            Self::Algorithm => "Algorithm",
            Self::Key => "Member of a key",
            Self::Cause => "Cause of a wrong signature",
            Self::Term => "Term",
        }
    }

    /// The heading above several of them.
    #[must_use]
    pub fn plural(self) -> &'static str {
        match self {
            Self::Check => "Checks",
            Self::Claim => "Claims",
            Self::Header => "Header parameters",
            Self::Algorithm => "Algorithms",
            Self::Key => "Members of a key",
            Self::Cause => "Causes of a wrong signature",
            Self::Term => "Terms",
        }
    }
}

impl fmt::Display for Kind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.id())
    }
}

/// A page of the manual.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Entry {
    /// What the id names.
    pub kind: Kind,
    /// The id or name, exact.
    pub id: &'static str,
    /// Its title.
    pub title: &'static str,
    /// How much it matters when it fails or warns; of checks alone.
    pub severity: Option<Severity>,
    /// What it is.
    pub what: &'static str,
    /// Why it matters; for an algorithm, when to choose it.
    pub why: Option<&'static str>,
    /// What to do or to beware of.
    pub fix: Option<&'static str>,
    /// Where it is written.
    pub refs: &'static [String],
}

/// The first page with this id, in the order of [`Kind::ALL`]; `claim:nonce` picks the kind. A term is found by any of its spellings.
#[must_use]
pub fn explain(id: &str) -> Option<Entry> {
    entries(id).into_iter().next()
}

/// Every page with this id: `nonce` is a check, a claim and a header parameter.
#[must_use]
pub fn entries(id: &str) -> Vec<Entry> {
    let asked = Kind::ALL.into_iter().find_map(|kind| Some((kind, id.strip_prefix(kind.id())?.strip_prefix(':')?)));
    match asked {
        Some((kind, name)) => page(kind, name).into_iter().collect(),
        None => Kind::ALL.into_iter().filter_map(|kind| page(kind, id)).collect(),
    }
}

/// Every kind and id that has a page, sorted by kind and then by id.
pub fn ids() -> impl Iterator<Item = (Kind, &'static str)> {
    Kind::ALL.into_iter().flat_map(|kind| {
        let mut names: Vec<&'static str> = match kind {
            Kind::Check => shelf::CHECKS.keys().map(String::as_str).collect(),
            Kind::Claim => shelf::CLAIMS.keys().map(String::as_str).collect(),
            Kind::Header => shelf::HEADERS.keys().map(String::as_str).collect(),
            Kind::Algorithm => shelf::ALGORITHMS.keys().map(String::as_str).collect(),
            Kind::Key => shelf::KEYS.keys().map(String::as_str).collect(),
            Kind::Cause => shelf::CAUSES.keys().map(String::as_str).collect(),
            Kind::Term => shelf::TERMS.keys().map(String::as_str).collect(),
        };
        names.sort_unstable();
        names.into_iter().map(move |name| (kind, name))
    })
}

fn page(kind: Kind, name: &str) -> Option<Entry> {
    match kind {
        Kind::Check => shelf::CHECKS.get_key_value(name).map(|(id, text)| check(id, text)),
        Kind::Claim => shelf::CLAIMS.get_key_value(name).map(|(id, text)| claim(id, text)),
        Kind::Header => shelf::HEADERS.get_key_value(name).map(|(id, text)| header(kind, id, text)),
        Kind::Algorithm => shelf::ALGORITHMS.get_key_value(name).map(|(id, text)| algorithm(id, text)),
        Kind::Key => shelf::KEYS.get_key_value(name).map(|(id, text)| header(kind, id, text)),
        Kind::Cause => shelf::CAUSES.get_key_value(name).map(|(id, text)| cause(id, text)),
        Kind::Term => shelf::TERMS.get_key_value(terms::id_of(name).unwrap_or(name)).map(|(id, text)| term(id, text)),
    }
}

fn check(id: &'static str, text: &'static CheckText) -> Entry {
    let CheckText { title, severity, what, why, fix, refs, case: _ } = text;
    Entry { kind: Kind::Check, id, title, severity: Some(*severity), what, why: Some(why), fix: Some(fix), refs }
}

fn cause(id: &'static str, text: &'static CauseText) -> Entry {
    let CauseText { title, what, summary: _, why, fix, refs } = text;
    Entry { kind: Kind::Cause, id, title, severity: None, what, why: Some(why), fix: Some(fix), refs }
}

fn term(id: &'static str, text: &'static TermText) -> Entry {
    let TermText { title, also: _, what, refs } = text;
    Entry { kind: Kind::Term, id, title, severity: None, what, why: None, fix: None, refs }
}

fn claim(id: &'static str, text: &'static ClaimText) -> Entry {
    let ClaimText { title, what, refs } = text;
    Entry { kind: Kind::Claim, id, title, severity: None, what, why: None, fix: None, refs }
}

fn header(kind: Kind, id: &'static str, text: &'static HeaderText) -> Entry {
    let HeaderText { title, what, caution, refs } = text;
    Entry { kind, id, title, severity: None, what, why: None, fix: caution.as_deref(), refs }
}

fn algorithm(id: &'static str, text: &'static AlgorithmText) -> Entry {
    let AlgorithmText { title, what, when, caution, refs } = text;
    Entry { kind: Kind::Algorithm, id, title, severity: None, what, why: Some(when), fix: caution.as_deref(), refs }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_name_with_several_meanings_has_several_pages() {
        let kinds = |id| entries(id).into_iter().map(|e| e.kind).collect::<Vec<_>>();
        assert_eq!(kinds("nonce"), [Kind::Check, Kind::Claim, Kind::Header, Kind::Term]);
        assert_eq!(kinds("header:nonce"), [Kind::Header]);
        assert_eq!(explain("nonce").map(|e| e.kind), Some(Kind::Check));
        assert_eq!(explain("claim:nonce").map(|e| e.kind), Some(Kind::Claim));
        assert_eq!(kinds("ES256"), [Kind::Algorithm]);
        assert_eq!(kinds("term:clock skew"), [Kind::Term]);
        assert_eq!(explain("Clock skew").map(|e| e.id), Some("leeway"), "a term by another spelling");
        for unknown in ["", ":", "check:", "header:exp", "hs256"] {
            assert_eq!(explain(unknown), None, "{unknown}");
        }
    }

    #[test]
    fn every_id_leads_to_its_page() {
        let mut count = 0;
        for (kind, id) in ids() {
            let entry = explain(&format!("{kind}:{id}")).expect("an id that is listed has a page");
            assert_eq!((entry.kind, entry.id), (kind, id));
            count += 1;
        }
        assert!(count > 350, "{count}");
    }
}
