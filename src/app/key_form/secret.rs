//! A secret being typed.

use crate::keys::limits::MAX_SECRET_BYTES;
use crate::keys::{KeyError, Secret, SecretEncoding};
use zeroize::Zeroizing;

/// What a typed secret is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum SecretUse {
    /// HMAC signatures.
    #[default]
    Signatures,
    /// A passphrase that keys are made from (PBES2, RFC 7518 section 4.8).
    Passphrase,
    /// A key that wraps or encrypts content as it is.
    Encryption,
}

impl SecretUse {
    /// In the order of the choice.
    pub const ALL: [Self; 3] = [Self::Signatures, Self::Passphrase, Self::Encryption];

    /// The words of the choice.
    #[must_use]
    pub fn label(self) -> &'static str {
        match self {
            Self::Signatures => "Signatures",
            Self::Passphrase => "Encryption: passphrase",
            Self::Encryption => "Encryption: AES key",
        }
    }

    /// The `use` of the key (RFC 7517 section 4.2).
    #[must_use]
    pub fn usage(self) -> Option<&'static str> {
        match self {
            Self::Signatures => Some("sig"),
            Self::Encryption => Some("enc"),
            // its operations say more
            Self::Passphrase => None,
        }
    }

    /// The `key_ops` of the key (RFC 7517 section 4.3): a passphrase is never taken for an AES key of the same length.
    #[must_use]
    pub fn operations(self) -> Vec<String> {
        let names: &[&str] = if self == Self::Passphrase { &["deriveKey", "deriveBits"] } else { &[] };
        names.iter().map(|n| (*n).to_owned()).collect()
    }
}

/// A secret being typed.
#[derive(Clone, PartialEq, Default)]
pub struct SecretForm {
    /// What the key shall be called.
    pub name: String,
    /// What is typed.
    pub text: Zeroizing<String>,
    /// What it is for.
    pub usage: SecretUse,
    /// How it is to be read.
    pub encoding: SecretEncoding,
    /// Show what is typed.
    pub revealed: bool,
    /// The file whose very bytes are the secret, in place of what is typed.
    pub file: Option<SecretFile>,
}

/// A file whose bytes are a secret.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct SecretFile {
    /// Its name.
    pub name: String,
    /// Its bytes.
    pub bytes: Secret,
    /// Whether the line end at their end is left out.
    pub without_line_end: bool,
}

impl SecretFile {
    /// Length of the line end at the end, in bytes; 0 where there is none. Editors add one, and it counts.
    #[must_use]
    pub fn line_end_len(&self) -> usize {
        match self.bytes.expose() {
            [.., b'\r', b'\n'] => 2,
            [.., b'\n'] => 1,
            _ => 0,
        }
    }

    /// The secret: all the bytes, or all but the line end.
    ///
    /// # Errors
    /// [`KeyError::EmptySecret`] where nothing is left, [`KeyError::SecretTooLong`] beyond the limit.
    pub fn secret(&self) -> Result<Secret, KeyError> {
        let bytes = self.bytes.expose();
        let left_out = if self.without_line_end { self.line_end_len() } else { 0 };
        match bytes.get(..bytes.len() - left_out).unwrap_or_default() {
            [] => Err(KeyError::EmptySecret),
            long if long.len() > MAX_SECRET_BYTES => Err(KeyError::SecretTooLong { bytes: long.len() }),
            bytes => Ok(Secret::new(bytes.to_vec())),
        }
    }
}

impl std::fmt::Debug for SecretForm {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("SecretForm").field("name", &self.name).field("encoding", &self.encoding).finish_non_exhaustive()
    }
}

impl SecretForm {
    /// The secret that the text stands for, or that the file is.
    ///
    /// # Errors
    /// The text is not in the chosen encoding, or there is none.
    pub fn secret(&self) -> Result<Secret, KeyError> {
        match &self.file {
            Some(file) => file.secret(),
            None => self.encoding.decode(&self.text),
        }
    }
}
