//! Which policy a token's issuer asks for.
//!
//! The `iss` of a token that nobody has verified chooses among the person's own policies and does nothing else: whichever
//! is chosen then judges the token, its issuer included.

use super::Document;
use crate::jose::token::Token;

/// What became of the choice.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Choice {
    /// The one policy that expects this issuer.
    One(String),
    /// None expects it.
    Nobody,
    /// Several do.
    Several(Vec<String>),
}

/// The issuer that a token names where everybody can read it: its claims, or the header of an encrypted one (RFC 7519
/// section 5.3).
#[must_use]
pub fn issuer_of(token: &Token) -> Option<&str> {
    match token.form.is_jwe() {
        true => token.header.string("iss"),
        false => token.payload.string("iss"),
    }
}

/// The policy that expects this issuer, letter by letter.
#[must_use]
pub fn by_issuer(policies: &[Document], issuer: &str) -> Choice {
    let expects = |policy: &&Document| policy.policy.issuers.iter().any(|i| i == issuer);
    let names: Vec<String> = policies.iter().filter(expects).filter_map(|policy| policy.name.clone()).collect();
    match <[String; 1]>::try_from(names) {
        Ok([name]) => Choice::One(name),
        Err(names) if names.is_empty() => Choice::Nobody,
        Err(names) => Choice::Several(names),
    }
}
