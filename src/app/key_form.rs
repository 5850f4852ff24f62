//! What is being typed into the dialogs of the Keys pane. Secrets typed here are wiped when the dialog closes.

use crate::crypto::{CryptoError, KeySpec};
use crate::jose::alg::{self, Curve, Family, KeyType};
use crate::keys::{Key, KeyError, Secret, SecretEncoding};
use zeroize::Zeroizing;

/// The dialog that is open.
#[derive(Debug, Clone, PartialEq)]
pub enum KeyForm {
    /// Add an HMAC secret.
    Secret(SecretForm),
    /// Paste or open keys of any format.
    Import(ImportForm),
    /// Generate a key.
    Generate(GenerateForm),
    /// Rename a key.
    Rename {
        /// Its present name.
        from: String,
        /// The new one.
        to: String,
    },
    /// Export a key.
    Export(ExportForm),
    /// Delete what was removed, for good.
    EmptyTrash,
}

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
}

impl std::fmt::Debug for SecretForm {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("SecretForm").field("name", &self.name).field("encoding", &self.encoding).finish_non_exhaustive()
    }
}

impl SecretForm {
    /// The secret that the text stands for.
    ///
    /// # Errors
    /// The text is not in the chosen encoding.
    pub fn secret(&self) -> Result<Secret, KeyError> {
        self.encoding.decode(&self.text)
    }
}

/// Keys being pasted.
#[derive(Clone, PartialEq, Default)]
pub struct ImportForm {
    /// PEM, JWK or JWK Set, as pasted.
    pub text: Zeroizing<String>,
    /// What was wrong with it at the last try.
    pub error: Option<String>,
}

impl std::fmt::Debug for ImportForm {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("ImportForm").field("error", &self.error).finish_non_exhaustive()
    }
}

/// A key to be generated.
#[derive(Debug, Clone, PartialEq)]
pub struct GenerateForm {
    /// What it shall be called; empty: made from the algorithm.
    pub name: String,
    /// The algorithm it is for.
    pub alg: &'static str,
    /// Size in bits, for RSA.
    pub rsa_bits: u32,
    /// Size in bits, for `dir`: what `enc` needs.
    pub secret_bits: u32,
    /// The curve, where the algorithm leaves a choice.
    pub curve: Option<Curve>,
}

impl GenerateForm {
    /// The curves to choose from; empty where there is no choice.
    #[must_use]
    pub fn curves(&self) -> &'static [Curve] {
        alg::find(self.alg).map(|row| row.curves).filter(|curves| curves.len() > 1).unwrap_or_default()
    }

    /// The key that the choices come to.
    ///
    /// # Errors
    /// The algorithm takes no key of that size or curve.
    pub fn spec(&self) -> Result<KeySpec, CryptoError> {
        let row = alg::find(self.alg).ok_or(CryptoError::UnknownKind { name: self.alg.to_owned() })?;
        let bits = match row.family {
            Family::Direct => Some(self.secret_bits),
            _ => (row.key_type == Some(KeyType::Rsa)).then_some(self.rsa_bits),
        };
        let spec = KeySpec::for_alg(row, bits)?;
        match self.curve.filter(|curve| self.curves().contains(curve)) {
            Some(curve) => spec.on(curve),
            None => Ok(spec),
        }
    }
}

impl Default for GenerateForm {
    fn default() -> Self {
        Self { name: String::new(), alg: "ES256", rsa_bits: 2048, secret_bits: 256, curve: None }
    }
}

/// A key to be exported.
#[derive(Debug, Clone, PartialEq)]
pub struct ExportForm {
    /// Which key.
    pub name: String,
    /// PEM instead of JWK.
    pub pem: bool,
    /// The private half too.
    pub private: bool,
    /// The second step: what leaves was read and agreed to.
    pub confirmed: bool,
}

/// A name that no other key has: the wish itself, or the wish and a number.
#[must_use]
pub fn free_name(wish: &str, taken: &[std::sync::Arc<Key>]) -> String {
    let wish = if wish.trim().is_empty() { "key" } else { wish.trim() };
    let is_taken = |name: &str| taken.iter().any(|k| k.name == name);
    if !is_taken(wish) {
        return wish.to_owned();
    }
    (2..).map(|n| format!("{wish}-{n}")).find(|name| !is_taken(name)).unwrap_or_else(|| wish.to_owned())
}
