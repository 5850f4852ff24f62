//! Every limit on key input, in one place: the size of the work is bounded before any work is done.

use super::error::KeyError;

/// Longest input that is read, in bytes.
pub const MAX_INPUT_BYTES: usize = 1 << 20;

/// Most keys that one input may hold.
pub const MAX_KEYS: usize = 1_000;

/// Largest RSA modulus that is read, in bits. Signatures are served up to 8192 bits.
pub const MAX_RSA_BITS: u32 = 16_384;

/// Smallest RSA modulus that is read, in bits. Below it, it is no key but a typing mistake.
pub const MIN_RSA_BITS: u32 = 512;

/// Longest HMAC secret that is read, in bytes.
pub const MAX_SECRET_BYTES: usize = 1 << 16;

/// Longest piece of foreign text (a `kty`, a `crv`, a PEM label) that an error repeats, in characters.
const MAX_QUOTED_CHARS: usize = 40;

/// What opening protected keys may cost. A passphrase is tried only where all of it holds.
///
/// The sum of an input is counted in rounds of PBKDF2; about a million take a second.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct UnlockLimits {
    /// Rounds of PBKDF2 (RFC 8018 section 5.2). OpenSSL takes 2048, people who care a million.
    pub pbkdf2_rounds: u64,
    /// Memory that scrypt takes, in bytes (RFC 7914 section 2).
    pub scrypt_bytes: u64,
    /// Rounds of OpenSSH's bcrypt. `ssh-keygen` takes 16 or 24.
    pub bcrypt_rounds: u64,
    /// Rounds of the key derivation of PKCS#12 (RFC 7292 appendix B), for its MAC and for each part.
    pub pkcs12_rounds: u64,
    /// All tries of one input together, in rounds of PBKDF2.
    pub work: u64,
}

impl Default for UnlockLimits {
    fn default() -> Self {
        Self {
            pbkdf2_rounds: 2_000_000,
            scrypt_bytes: 256 << 20,
            bcrypt_rounds: 256,
            pkcs12_rounds: 1_000_000,
            work: 10_000_000,
        }
    }
}

impl UnlockLimits {
    /// The work of so many rounds of PBKDF2.
    pub(crate) fn pbkdf2(&self, rounds: u64) -> Result<u64, KeyError> {
        within("PBKDF2 rounds", rounds, self.pbkdf2_rounds)
    }

    /// The work of scrypt with these parameters: a block of 128 bytes is half a round.
    pub(crate) fn scrypt(&self, n: u64, r: u64, p: u64) -> Result<u64, KeyError> {
        let blocks = n.saturating_mul(r);
        within("bytes of memory for scrypt", blocks.saturating_mul(128), self.scrypt_bytes)?;
        within("passes of scrypt", p, 16)?;
        Ok(blocks.saturating_mul(p) / 2)
    }

    /// The work of so many rounds of bcrypt, each of which is as slow as it is meant to be.
    pub(crate) fn bcrypt(&self, rounds: u64) -> Result<u64, KeyError> {
        Ok(within("bcrypt rounds", rounds, self.bcrypt_rounds)? * 8_000)
    }

    /// The work of so many rounds in a PKCS#12 file.
    pub(crate) fn pkcs12(&self, rounds: u64) -> Result<u64, KeyError> {
        within("PKCS#12 rounds", rounds, self.pkcs12_rounds)
    }
}

/// The number, if it is not beyond what is served. None at all is served neither.
fn within(what: &'static str, found: u64, most: u64) -> Result<u64, KeyError> {
    if (1..=most).contains(&found) { Ok(found) } else { Err(KeyError::UnlockWork { what, found, most }) }
}

/// Longest name out of a certificate that is shown, in characters.
const MAX_SHOWN_CHARS: usize = 400;

/// Foreign text as it may be shown: cut, and with visible escapes for what is drawn as nothing or changes the text around.
pub(crate) fn shown(text: &str) -> String {
    let cut: String = text.chars().take(MAX_SHOWN_CHARS).collect();
    let rest = if cut.len() < text.len() { "…" } else { "" };
    format!("{}{rest}", crate::jose::escape::visible(&cut))
}

/// Foreign text as an error may repeat it: cut, and without a control, invisible or text-direction character.
pub(crate) fn quoted(text: &str) -> String {
    let mut out = String::new();
    for c in text.chars().take(MAX_QUOTED_CHARS) {
        if c.is_ascii_graphic() || c == ' ' || c.is_alphanumeric() && !crate::jose::escape::is_shapeless(c) {
            out.push(c);
        } else {
            out.extend(c.escape_unicode());
        }
    }
    if text.chars().nth(MAX_QUOTED_CHARS).is_some() {
        out.push('…');
    }
    out
}
