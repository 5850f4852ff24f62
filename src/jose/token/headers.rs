//! Rules that hold between the headers of one JSON form (RFC 7515 section 7.2.1, RFC 7516 section 7.2.1, RFC 7797 section 3).

use super::document::Document;
use super::segment::Segment;
use super::{Form, Outer};
use crate::jose::flaw::{Facts, Flaw, Part};
use std::collections::HashSet;
use std::ops::Range;

/// Parameters that only count where they are protected: RFC 7515 section 4.1.11, RFC 7797 section 3, RFC 7516 section 4.1.3.
const PROTECTED_ONLY: [&str; 3] = ["crit", "b64", "zip"];
/// More than these per pair of headers are not listed.
const MAX_NAMES: usize = 16;

/// One header with its place.
struct Header<'s> {
    segment: &'s Segment,
    document: Document,
    is_common: bool,
}

pub(super) fn flaws(segments: &[Segment], outer: &Outer, form: Form) -> Vec<Flaw> {
    let headers: Vec<Header<'_>> = segments
        .iter()
        .filter(|s| matches!(s.part, Part::Header | Part::Unprotected))
        .map(|segment| Header {
            segment,
            document: Document::read(&segment.bytes),
            is_common: form.is_jwe() && segment.part == Part::Header || outer.shared.as_ref() == Some(&segment.range),
        })
        .collect();
    let mut flaws: Vec<Flaw> = headers.iter().flat_map(Header::misplaced).collect();
    flaws.extend(overlaps(&headers));
    if !form.is_jwe() {
        flaws.extend(disagreement(&headers, outer.entries.len()));
    }
    flaws
}

impl Header<'_> {
    fn flaw(&self, id: &'static str, span: Range<usize>, facts: Facts) -> Flaw {
        let encoded = self.segment.encoded(span.clone());
        Flaw { id, part: self.segment.part, at: span.start, length: span.len(), encoded, facts }
    }

    fn names(&self) -> HashSet<&str> {
        let members = self.document.object().map(|root| root.members()).unwrap_or_default();
        members.iter().map(|m| m.key.as_str()).collect()
    }

    /// Parameters that this header must not have because nothing protects it.
    fn misplaced(&self) -> Vec<Flaw> {
        if self.segment.part == Part::Header {
            return Vec::new();
        }
        let member = |name: &&str| self.document.object()?.member(name);
        let found = PROTECTED_ONLY.iter().filter_map(member);
        found
            .map(|m| self.flaw("header-unprotected", m.key_span.clone(), Facts::new().with("name", m.key.clone())))
            .collect()
    }

    /// Names that another header has as well.
    fn shared_with(&self, other: &Self) -> Vec<Flaw> {
        let theirs = other.names();
        let members = self.document.object().map(|root| root.members()).unwrap_or_default();
        let twice = members.iter().filter(|m| theirs.contains(m.key.as_str())).take(MAX_NAMES);
        twice
            .map(|m| {
                let facts = Facts::new().with("name", super::visible_start(&m.key));
                self.flaw("header-names-overlap", m.key_span.clone(), facts)
            })
            .collect()
    }
}

/// Names that stand in two of the headers that hold for one signature or recipient; told at the unprotected one.
fn overlaps(headers: &[Header<'_>]) -> Vec<Flaw> {
    let mut flaws = Vec::new();
    for header in headers.iter().filter(|h| h.segment.part == Part::Unprotected) {
        let together = |other: &&Header<'_>| {
            let is_before = other.segment.part == Part::Header || other.is_common && !header.is_common;
            is_before && (other.is_common || other.segment.of == header.segment.of)
        };
        headers.iter().filter(together).for_each(|other| flaws.extend(header.shared_with(other)));
    }
    flaws
}

/// All signatures of a JWS must agree on `b64` (RFC 7797 section 3): told at the first one that differs.
fn disagreement(headers: &[Header<'_>], entries: usize) -> Option<Flaw> {
    let protected = |i: usize| headers.iter().find(|h| h.segment.part == Part::Header && h.segment.of == i);
    let is_plain = |i: usize| protected(i).is_some_and(|h| super::says_unencoded(&h.document));
    let first = is_plain(0);
    let odd = (1..entries).find(|i| is_plain(*i) != first)?;
    let of = if is_plain(odd) { odd } else { 0 };
    let header = protected(of)?;
    let span = header.document.member("b64").map(|node| node.span.clone())?;
    Some(header.flaw("b64-differs", span, Facts::new().with("number", (odd + 1).to_string())))
}
