//! Keys and addresses that the token itself brings: shown, never used for the verdict (RFC 8725 section 3.10).

use super::{Check, Group, Outcome, Parameter, State, Subject};
use crate::jose::kind::Kind;

pub(super) const CHECK: Check =
    Check { ids: &["embedded-jwk", "private-key-in-header", "remote-key-url", "x5c-untrusted"], judge };

/// The members of a JWK that must stay secret (RFC 7518 section 6, RFC 9964).
pub(super) const PRIVATE: [&str; 9] = ["d", "p", "q", "dp", "dq", "qi", "oth", "k", "priv"];

fn judge(subject: &Subject<'_>) -> Vec<Outcome> {
    let mut outcomes = Vec::new();
    let lint = |id, found: &Parameter<'_>| found.place(Outcome::new(id, "found", State::Warn, Group::AlgorithmAndKey));
    // a proof of possession carries its own key: the check of its kind says what that proves
    let is_proof = subject.declares(|kind| kind == Kind::DpopProof);
    for name in ["jwk", "epk"] {
        let Some(key) = subject.parameter(name) else { continue };
        let private: Vec<_> = PRIVATE.into_iter().filter(|p| key.node.get(p).is_some()).collect();
        if name == "jwk" && !is_proof {
            outcomes.push(lint("embedded-jwk", &key));
        }
        if !private.is_empty() {
            let outcome = lint("private-key-in-header", &key);
            outcomes.push(outcome.fact("members", private.join(", ")).fact("name", name));
        }
    }
    for name in ["jku", "x5u"] {
        let Some(url) = subject.parameter(name) else { continue };
        outcomes.push(lint("remote-key-url", &url).fact("name", name).found(url.shown()));
    }
    if let Some(chain) = subject.parameter("x5c") {
        let count = super::signature::count(chain.node.items().len(), "certificate");
        outcomes.push(lint("x5c-untrusted", &chain).fact("certificates", count));
    }
    outcomes
}
