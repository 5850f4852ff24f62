//! Keys and addresses that the token itself brings: shown, never used for the verdict (RFC 8725 section 3.10).

use super::{Check, Group, Outcome, State, Subject, shown};
use crate::jose::flaw::Part;
use crate::jose::json::{Node, Value};
use crate::jose::kind::Kind;

pub(super) const CHECK: Check =
    Check { ids: &["embedded-jwk", "private-key-in-header", "remote-key-url", "x5c-untrusted"], judge };

/// The members of a JWK that must stay secret (RFC 7518 section 6, RFC 9964).
pub(super) const PRIVATE: [&str; 9] = ["d", "p", "q", "dp", "dq", "qi", "oth", "k", "priv"];

fn judge(subject: &Subject<'_>) -> Vec<Outcome> {
    let mut outcomes = Vec::new();
    let header = &subject.token.header;
    let lint = |id, state, node: &Node| {
        Outcome::new(id, "found", state, Group::AlgorithmAndKey).at(Part::Header, node.span.clone())
    };
    // a proof of possession carries its own key: the check of its kind says what that proves
    let is_proof = subject.declares(|kind| kind == Kind::DpopProof);
    for name in ["jwk", "epk"] {
        let Some(node) = header.member(name) else { continue };
        let private: Vec<_> = PRIVATE.into_iter().filter(|p| node.get(p).is_some()).collect();
        if name == "jwk" && !is_proof {
            outcomes.push(lint("embedded-jwk", State::Warn, node));
        }
        if !private.is_empty() {
            outcomes.push(
                lint("private-key-in-header", State::Warn, node).fact("members", private.join(", ")).fact("name", name),
            );
        }
    }
    for name in ["jku", "x5u"] {
        let Some(node) = header.member(name) else { continue };
        let found = node.as_str().map_or_else(|| shown(header.spelled(node)), shown);
        outcomes.push(lint("remote-key-url", State::Warn, node).fact("name", name).found(found));
    }
    if let Some(node) = header.member("x5c") {
        let count = if let Value::Array(items) = &node.value { items.len() } else { 0 };
        outcomes.push(
            lint("x5c-untrusted", State::Warn, node)
                .fact("certificates", super::signature::count(count, "certificate")),
        );
    }
    outcomes
}
