//! “Expect what this token has”: the policy that a token would fit.

use super::document::MAX_VALUES;
use crate::checks::{Policy, VerificationState};
use crate::jose::alg::{self, Family};
use crate::jose::json::{Node, Value};
use crate::report::Report;

/// The claims of RFC 7519 section 4.1, and the client of RFC 8693: those that issuers write into every token of a kind.
const REGISTERED: [&str; 8] = ["iss", "sub", "aud", "exp", "nbf", "iat", "jti", "client_id"];

/// A policy made from a token.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OfToken {
    /// Issuer, audiences, algorithms, kind, and the registered claims that are there. No subject and no nonce: those are
    /// of this one token.
    pub policy: Policy,
    /// Whether a key verified the token. Otherwise the policy repeats what anybody may have written.
    pub is_verified: bool,
    /// Whether the token names more audiences than a policy holds; the policy has the first of them.
    pub has_more_audiences: bool,
}

impl OfToken {
    /// What the person must know about it, by id; the words are in `assets/teach/policies.toml`.
    #[must_use]
    pub fn cautions(&self) -> Vec<&'static str> {
        let has_several = self.policy.audiences.len() > 1;
        let cautions = [
            ("unverified-token", !self.is_verified),
            ("several-audiences", has_several && !self.has_more_audiences),
            ("too-many-audiences", self.has_more_audiences),
            ("no-issuer", self.policy.issuers.is_empty()),
        ];
        cautions.into_iter().filter(|(_, holds)| *holds).map(|(id, _)| id).collect()
    }
}

/// The policy that the token of this report would fit; nothing where it has no claims to read.
#[must_use]
pub fn of_token(report: &Report) -> Option<OfToken> {
    let layers = report.layers();
    let innermost = layers.last()?;
    innermost.claims.object()?;
    let claims = &innermost.claims;
    let text = |name: &str| claims.string(name).map(str::to_owned);
    let mut algorithms: Vec<String> = Vec::new();
    for layer in &layers {
        for name in names(layer) {
            if !algorithms.contains(&name) {
                algorithms.push(name);
            }
        }
    }
    let mut audiences = claims.member("aud").map(audiences).unwrap_or_default();
    let has_more_audiences = audiences.len() > MAX_VALUES;
    audiences.truncate(MAX_VALUES);
    let policy = Policy {
        algorithms,
        issuers: text("iss").into_iter().collect(),
        audiences,
        typ: innermost.token.parameter("typ").and_then(|(_, typ)| typ.as_str()).map(str::to_owned),
        required: REGISTERED.into_iter().filter(|n| claims.member(n).is_some()).map(str::to_owned).collect(),
        ..Policy::default()
    };
    let is_verified = innermost.verification.state == VerificationState::Valid;
    Some(OfToken { policy, is_verified, has_more_audiences })
}

/// The algorithms of a token's signatures or recipients. `none` is never worth expecting.
fn names(layer: &Report) -> Vec<String> {
    let token = &layer.token;
    let entries = 0..token.entries().max(1);
    let known = entries.filter_map(|i| token.entry_headers(i).alg().and_then(alg::find));
    known.filter(|row| row.family != Family::None).map(|row| row.name.to_owned()).collect()
}

fn audiences(node: &Node) -> Vec<String> {
    match &node.value {
        Value::String(one) => vec![one.clone()],
        Value::Array(items) => items.iter().filter_map(Node::as_str).map(str::to_owned).collect(),
        _ => Vec::new(),
    }
}
