//! Token Status List (draft-ietf-oauth-status-list): the list itself, and a token's place in one.

use super::super::signature::count;
use super::super::{Group, Outcome, State, Subject};
use super::rules::{self, Rules};
use crate::jose::base64url;
use crate::jose::json::{Node, Value};
use crate::jose::kind::Recognised;
use crate::jose::numeric_date::NumericDate;
use flate2::read::ZlibDecoder;
use std::io::Read as _;

/// Section 5.1.
const REQUIRED: [&str; 3] = ["sub", "iat", "status_list"];
/// A list is opened up to this size: eight million statuses of one bit.
const MAX_LIST_BYTES: usize = 1 << 20;

/// Sections 4 and 5.1: the token that carries the list.
pub(super) fn list(subject: &Subject<'_>, found: Recognised) -> Vec<Outcome> {
    let mut rules = Rules::of("kind-status-list", subject, found);
    if !found.is_declared() {
        rules.add(rules.broken("no-typ"));
    }
    rules.require(&REQUIRED);
    if let Some(ttl) = subject.claim("ttl").filter(|ttl| !is_positive(subject, ttl)) {
        rules.add(rules.broken_by("bad-ttl", ttl));
    }
    let counted = subject.claim("status_list").and_then(|list| read(&mut rules, list));
    rules.finish(|met| match counted {
        Some(list) => met
            .fact("entries", list.entries.to_string())
            .fact("bits", count(list.bits, "bit"))
            .fact("set", list.set.to_string()),
        None => Outcome { case: "met-unread", ..met },
    })
}

/// What a list holds.
struct Counted {
    bits: usize,
    entries: usize,
    /// Statuses other than 0.
    set: usize,
}

fn read(rules: &mut Rules<'_, '_>, list: &Node) -> Option<Counted> {
    let subject = rules.subject;
    let bits = list.get("bits").and_then(|node| integer(subject, node));
    let Some(bits) = bits.and_then(|b| usize::try_from(b).ok()).filter(|b| matches!(b, 1 | 2 | 4 | 8)) else {
        rules.add(rules.broken_by("bad-bits", list.get("bits").unwrap_or(list)));
        return None;
    };
    let Some(octets) = list.get("lst").and_then(Node::as_str).and_then(base64url::decode_strict) else {
        rules.add(rules.broken_by("bad-list", list.get("lst").unwrap_or(list)));
        return None;
    };
    let mut statuses = Vec::new();
    let inflated = ZlibDecoder::new(octets.as_slice()).take(MAX_LIST_BYTES as u64 + 1).read_to_end(&mut statuses);
    if statuses.len() > MAX_LIST_BYTES {
        rules.add(rules.say("large-list", State::NotChecked).fact("limit", format!("{} MiB", MAX_LIST_BYTES >> 20)));
        return None;
    }
    if inflated.is_err() {
        rules.add(rules.broken_by("bad-list", list.get("lst").unwrap_or(list)));
        return None;
    }
    let set = statuses.iter().map(|byte| set_in(*byte, bits)).sum();
    Some(Counted { bits, entries: statuses.len() * 8 / bits, set })
}

/// How many statuses of a byte are not 0.
fn set_in(byte: u8, bits: usize) -> usize {
    let ones = match bits {
        1 => byte.count_ones(),
        2 => ((byte | byte >> 1) & 0b0101_0101).count_ones(),
        4 => u32::from(byte & 0x0f != 0) + u32::from(byte & 0xf0 != 0),
        _ => u32::from(byte != 0),
    };
    usize::try_from(ones).unwrap_or_default()
}

/// A number without fraction that is not negative.
fn integer(subject: &Subject<'_>, node: &Node) -> Option<u64> {
    matches!(node.value, Value::Number).then(|| subject.spelled(node).parse().ok()).flatten()
}

fn is_positive(subject: &Subject<'_>, node: &Node) -> bool {
    let number = matches!(node.value, Value::Number).then(|| NumericDate::parse(subject.spelled(node))).flatten();
    number.is_some_and(|n| n > NumericDate::from_secs(0))
}

/// Section 6: a token that points into a list. Silent about other ways of telling a status.
pub(super) fn reference(subject: &Subject<'_>) -> Option<Outcome> {
    let reference = subject.claim("status").and_then(|status| status.get("status_list"))?;
    let outcome =
        |case, state, node: &Node| rules::about(subject, Outcome::new("kind-status", case, state, Group::Kind), node);
    let Some(idx) = reference.get("idx").and_then(|node| integer(subject, node)) else {
        return Some(outcome("bad-index", State::Warn, reference.get("idx").unwrap_or(reference)));
    };
    let node = reference.get("uri").unwrap_or(reference);
    match node.as_str() {
        Some(uri) if rules::is_web_address(uri) => {
            let is_secure = uri.get(..8).is_some_and(|scheme| scheme.eq_ignore_ascii_case("https://"));
            let (case, state) = if is_secure { ("reference", State::NotChecked) } else { ("not-https", State::Warn) };
            Some(outcome(case, state, node).fact("index", idx.to_string()))
        }
        _ => Some(outcome("bad-uri", State::Warn, node)),
    }
}
