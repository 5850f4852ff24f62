//! What is weak about a key that can be used all the same.

use super::{Key, Material, asn1, known_secret};
use crate::jose::alg::{Algorithm, Family, find};
use base64::engine::{Engine as _, general_purpose::STANDARD};
use thiserror::Error;

/// A weakness of a key. It is no misfit: signatures can be made and checked, but they are worth less.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum Weakness {
    /// A secret shorter than the hash (RFC 7518 section 3.2).
    #[error("the secret has {bits} bits, {needed_bits} are needed")]
    HmacKeyShort {
        /// Bits there are.
        bits: u32,
        /// Bits there must be.
        needed_bits: u32,
    },
    /// A modulus below 2048 bits (RFC 7518 sections 3.3 and 3.5).
    #[error("the RSA key has {bits} bits, 2048 are needed")]
    RsaKeySmall {
        /// Bits there are.
        bits: u32,
    },
    /// A public exponent below 65537.
    #[error("the RSA public exponent is below 65537")]
    RsaExponentWeak,
    /// A public key of small order on a curve of RFC 8032 or RFC 7748 (RFC 8725 section 3.4).
    #[error("the public key has a small order: what is signed or encrypted with it needs no private key")]
    OkpLowOrder,
    /// The secret is something public (RFC 8725 section 2.1).
    #[error("the secret is {form}, which others know")]
    HmacSecretIsPublicKey {
        /// Such as "a public key in PEM".
        form: &'static str,
    },
    /// The secret is one that everybody has: a default, a placeholder or a sample (RFC 7518 section 8.1).
    #[error("the secret is a default or a sample that everybody has")]
    HmacSecretGuessable,
    /// The secret is text with white space at an end, most often a line end that came along.
    #[error("the secret {}", edges(*leading, *trailing, *line_end))]
    HmacSecretWhitespace {
        /// White space characters before the text.
        leading: usize,
        /// White space characters behind the text.
        trailing: usize,
        /// Whether a line end is among those behind.
        line_end: bool,
    },
}

impl Weakness {
    /// The stable kebab-case id.
    #[must_use]
    pub fn id(&self) -> &'static str {
        match self {
            Self::HmacKeyShort { .. } => "hmac-key-short",
            Self::RsaKeySmall { .. } => "rsa-key-small",
            Self::RsaExponentWeak => "rsa-exponent-weak",
            Self::OkpLowOrder => "okp-low-order",
            Self::HmacSecretIsPublicKey { .. } => "hmac-secret-is-public-key",
            Self::HmacSecretGuessable => "hmac-secret-guessable",
            Self::HmacSecretWhitespace { .. } => "hmac-secret-whitespace",
        }
    }
}

impl Key {
    /// What is weak about the key: for this algorithm, else for the one in its `alg`, else (a secret) for HS256.
    #[must_use]
    pub fn weaknesses(&self, alg: Option<&Algorithm>) -> Vec<Weakness> {
        match &self.material {
            Material::Oct(secret) => {
                let mut found = Vec::new();
                found.extend(short_secret(self.bits(), alg.or_else(|| find(self.alg.as_deref()?))));
                found.extend(public_key_form(secret.expose()).map(|form| Weakness::HmacSecretIsPublicKey { form }));
                found.extend(known_secret(secret.expose()).then_some(Weakness::HmacSecretGuessable));
                found.extend(white_space(secret.expose()));
                found
            }
            Material::Rsa { n, e, .. } => {
                let bits = super::bits_of(n);
                let small = (bits < 2048).then_some(Weakness::RsaKeySmall { bits });
                let weak = (super::bits_of(e) < 17).then_some(Weakness::RsaExponentWeak);
                small.into_iter().chain(weak).collect()
            }
            Material::Okp { .. } if self.has_low_order() => vec![Weakness::OkpLowOrder],
            _ => Vec::new(),
        }
    }
}

fn short_secret(bits: u32, alg: Option<&Algorithm>) -> Option<Weakness> {
    let needed_bits = match alg {
        None => 256,
        Some(alg) if alg.family == Family::Hmac => u32::from(alg.hash_bits),
        Some(_) => return None,
    };
    (bits < needed_bits).then_some(Weakness::HmacKeyShort { bits, needed_bits })
}

/// Says what public thing the octets of a secret are.
fn public_key_form(secret: &[u8]) -> Option<&'static str> {
    if let Some(form) = asn1::public_form(secret) {
        return Some(form);
    }
    let text = std::str::from_utf8(secret).ok()?.trim();
    if text.starts_with("-----BEGIN ") {
        let label = text.lines().next().unwrap_or_default();
        return match () {
            () if label.contains("PUBLIC KEY") => Some("a public key in PEM"),
            () if label.contains("CERTIFICATE") => Some("a certificate in PEM"),
            () => None,
        };
    }
    if ["ssh-rsa ", "ssh-ed25519 ", "ecdsa-sha2-"].iter().any(|p| text.starts_with(p)) {
        return Some("a public key of OpenSSH");
    }
    if text.starts_with('{') {
        let key = Key::from_jwk(text).ok()?;
        return (!key.is_private()).then_some("a public JWK");
    }
    let packed: String = text.split_ascii_whitespace().collect();
    asn1::public_form(&STANDARD.decode(packed).ok()?).map(|_| "a public key in PEM without its first and last line")
}

/// White space at the ends of a secret that is text. A random octet may look like a blank, so that all of it must be text.
fn white_space(secret: &[u8]) -> Option<Weakness> {
    let text = std::str::from_utf8(secret).ok()?;
    let body = text.trim();
    if body.is_empty() || body.chars().any(char::is_control) {
        return None;
    }
    let leading = text.chars().take_while(|c| c.is_whitespace()).count();
    let trailing = text.chars().rev().take_while(|c| c.is_whitespace()).count();
    let line_end = text.ends_with(['\n', '\r']);
    (leading + trailing > 0).then_some(Weakness::HmacSecretWhitespace { leading, trailing, line_end })
}

fn edges(leading: usize, trailing: usize, line_end: bool) -> &'static str {
    match (leading, trailing, line_end) {
        (_, _, true) => "ends with a line end, which counts: it most often came along by mistake",
        (0, _, false) => "ends with white space, which counts",
        (_, 0, false) => "begins with white space, which counts",
        _ => "has white space at both ends, which counts",
    }
}
