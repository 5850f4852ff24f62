//! Encrypted JWKs and JWK Sets (RFC 7517 section 7): a JWE whose key is made of a passphrase, and whose content is a key.

use super::error::KeyError;
use super::limits::UnlockLimits;
use super::sealed::{Content, Sealed};
use crate::jose::alg::{self, Family};
use crate::jose::token::{Form, Token};
use serde_json::Value;

const INSTEAD: &str = "decrypt it as a token, with the key that it is for, and import what it holds";

/// Whether a text is a JWE that says of itself that it holds keys: by `cty`.
pub(crate) fn says_encrypted_jwk(text: &str) -> bool {
    whole_jwe(text).is_some_and(|token| (0..token.entries().max(1)).any(|i| says_keys(&token.entry(i))))
}

/// The JWE in a text that may be an encrypted key: it says so, or it says nothing and a passphrase opens it.
pub(super) fn read(text: &str) -> Option<Token> {
    let token = whole_jwe(text)?;
    let entries = (0..token.entries().max(1)).map(|i| token.entry(i));
    entries.filter(|entry| says_keys(entry) || (content_type(entry).is_none() && rounds(entry).is_some())).reduce(
        // of several recipients the one that a passphrase is for
        |best, next| if rounds(&best).is_some() { best } else { next },
    )
}

fn whole_jwe(text: &str) -> Option<Token> {
    let text = text.trim();
    let is_compact = text.bytes().filter(|b| *b == b'.').count() == 4;
    if !is_compact && !text.starts_with('{') {
        return None;
    }
    Some(Token::read(text)).filter(|token| match token.form {
        Form::JweCompact => token.header.object().is_some(),
        form => form.is_jwe(),
    })
}

/// What `cty` says: without `application/`, which may be left out (RFC 7515 section 4.1.10).
fn content_type(token: &Token) -> Option<String> {
    let (_, node) = token.parameter("cty")?;
    let text = node.as_str().unwrap_or_default().to_ascii_lowercase();
    Some(text.strip_prefix("application/").map(str::to_owned).unwrap_or(text))
}

fn says_keys(token: &Token) -> bool {
    content_type(token).is_some_and(|cty| cty == "jwk+json" || cty == "jwk-set+json")
}

/// The rounds of PBES2, where that is the algorithm; none at all where `p2c` is no number.
fn rounds(token: &Token) -> Option<Option<u64>> {
    let row = token.alg().and_then(alg::find).filter(|row| row.family == Family::Pbes2);
    row.map(|_| token.jose_header().get("p2c").and_then(Value::as_u64))
}

impl Sealed<'_> {
    /// An encrypted JWK.
    pub(super) fn jwe(token: Token, limits: &UnlockLimits) -> Result<Self, KeyError> {
        let Some(rounds) = rounds(&token) else {
            let name = super::limits::quoted(token.alg().unwrap_or("no `alg`"));
            return Err(KeyError::Unsupported { what: format!("a JWK encrypted with {name}"), instead: INSTEAD });
        };
        let rounds = rounds.ok_or(KeyError::MemberType { member: "p2c", expected: "a positive integer" })?;
        let work = limits.pbkdf2(rounds)?;
        let enc = token.parameter("enc").and_then(|(_, node)| node.as_str());
        let (alg, enc) = (token.alg().unwrap_or_default(), super::limits::quoted(enc.unwrap_or_default()));
        let how = format!("{alg} with {rounds} rounds, {enc}");
        Ok(Self { how, work, content: Content::Jwe(Box::new(token)) })
    }
}
