//! Writing keys for other programs.

use super::error::KeyError;
use super::{Key, Material, Private, asn1_write, chain_write, jwk_write, openssh_write, pem, snippet};
use zeroize::Zeroizing;

pub(super) type Octets = Zeroizing<Vec<u8>>;

/// A format for keys that leave.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Format {
    /// One JWK (RFC 7517), a member on each line.
    Jwk,
    /// A JWK Set (RFC 7517 section 5).
    JwkSet,
    /// PEM: PKCS#8 for private keys, SPKI for public ones (RFC 7468 sections 10 and 13).
    Pem,
    /// PEM of the older kinds: PKCS#1 for RSA (RFC 8017 appendix A.1), SEC 1 for private EC keys (RFC 5915).
    TraditionalPem,
    /// A private key in PKCS#8, encrypted with a passphrase (RFC 5958 section 3, RFC 8018): PBES2 with PBKDF2-HMAC-SHA-256
    /// and AES-256-CBC.
    EncryptedPem,
    /// Keys encrypted with a passphrase as a JWK, or as a JWK Set where they are several (RFC 7517 section 7): a JWE with
    /// PBES2-HS512+A256KW and A256GCM.
    EncryptedJwk,
    /// DER of what [`Self::Pem`] holds.
    Der,
    /// OpenSSH: the line of an `authorized_keys` file for public keys, `OPENSSH PRIVATE KEY` for private ones.
    OpenSsh,
    /// The certificates of `x5c` as PEM, the key's own first.
    Certificate,
    /// Variables for a shell or a `.env` file, one a line.
    Env,
    /// A Secret of Kubernetes, in YAML.
    Kubernetes,
    /// Variables for the `.http` files of editors.
    Http,
}

impl Format {
    /// Every format.
    pub const ALL: [Self; 12] = [
        Self::Jwk,
        Self::JwkSet,
        Self::Pem,
        Self::TraditionalPem,
        Self::EncryptedPem,
        Self::EncryptedJwk,
        Self::Der,
        Self::OpenSsh,
        Self::Certificate,
        Self::Env,
        Self::Kubernetes,
        Self::Http,
    ];

    /// Those that hold every key pair, need no passphrase, and are read back as they were.
    pub const PLAIN: [Self; 4] = [Self::Jwk, Self::JwkSet, Self::Pem, Self::Der];

    /// How people call it.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Jwk => "JWK",
            Self::JwkSet => "JWK Set",
            Self::Pem => "PEM",
            Self::TraditionalPem => "Traditional PEM",
            Self::EncryptedPem => "Encrypted PEM",
            Self::EncryptedJwk => "Encrypted JWK",
            Self::Der => "DER",
            Self::OpenSsh => "OpenSSH",
            Self::Certificate => "Certificate",
            Self::Env => "Environment",
            Self::Kubernetes => "Kubernetes",
            Self::Http => ".http file",
        }
    }

    /// What it is, in a few words.
    #[must_use]
    pub fn what(self) -> &'static str {
        match self {
            Self::Jwk => "One key as JSON (RFC 7517)",
            Self::JwkSet => "Any number of keys as JSON: what a server publishes as its keys (RFC 7517)",
            Self::Pem => "PKCS#8 or SPKI: what most programs read",
            Self::TraditionalPem => "PKCS#1 or SEC 1: what older programs read",
            Self::EncryptedPem => "PKCS#8 behind a passphrase",
            Self::EncryptedJwk => {
                "Keys of any kind, secrets too, behind a passphrase: a JWE with a JWK or JWK Set in it (RFC 7517)"
            }
            Self::Der => "PKCS#8 or SPKI as bytes: what Java reads",
            Self::OpenSsh => "What ssh reads; a private key may have a passphrase",
            Self::Certificate => "The certificates that the key carries, as PEM",
            Self::Env => "Lines for a shell or an .env file",
            Self::Kubernetes => "A Secret in YAML for kubectl apply",
            Self::Http => "Variables for the .http files of editors",
        }
    }

    /// The usual ending of such a file.
    #[must_use]
    pub fn ending(self, private: Private) -> &'static str {
        match self {
            Self::Jwk => "jwk.json",
            Self::JwkSet => "jwks.json",
            Self::Pem | Self::TraditionalPem | Self::EncryptedPem => "pem",
            Self::EncryptedJwk => "jwk.jwe",
            Self::Der => "der",
            Self::OpenSsh if private == Private::Omit => "pub",
            Self::OpenSsh => "openssh",
            Self::Certificate => "crt",
            Self::Env => "env",
            Self::Kubernetes => "yaml",
            Self::Http => "http",
        }
    }

    /// Whether a passphrase can protect a private key in it.
    #[must_use]
    pub fn takes_passphrase(self) -> bool {
        self.needs_passphrase() || self == Self::OpenSsh
    }

    /// Whether it is nothing without a passphrase, and nothing for public keys.
    #[must_use]
    pub fn needs_passphrase(self) -> bool {
        matches!(self, Self::EncryptedPem | Self::EncryptedJwk)
    }

    /// Whether it is text; DER alone is not.
    #[must_use]
    pub fn is_text(self) -> bool {
        self != Self::Der
    }

    /// Whether these keys can be written in it. With [`Private::Include`] a key that has no private half counts as a public
    /// one.
    ///
    /// # Errors
    /// Why not: [`KeyError::OneKeyOnly`], [`KeyError::NoPublicHalf`], [`KeyError::FormatCannotHold`] or
    /// [`KeyError::NoCertificate`].
    pub fn holds(self, keys: &[&Key], private: Private) -> Result<(), KeyError> {
        let shows_private = private == Private::Include && keys.iter().any(|key| key.is_private());
        let one_only = match self {
            Self::Jwk | Self::Der | Self::EncryptedPem => true,
            Self::OpenSsh => shows_private,
            _ => false,
        };
        if keys.is_empty() || (one_only && keys.len() != 1) {
            return Err(KeyError::OneKeyOnly { format: self.name(), count: keys.len() });
        }
        if self.needs_passphrase() && !shows_private {
            return Err(KeyError::FormatCannotHold { format: self.name(), key: "a public key" });
        }
        keys.iter().try_for_each(|key| self.holds_one(key, private))
    }

    fn holds_one(self, key: &Key, private: Private) -> Result<(), KeyError> {
        let cannot = |key| Err(KeyError::FormatCannotHold { format: self.name(), key });
        let shows_private = private == Private::Include && key.is_private();
        match (self, &key.material) {
            // the certificates are public, whatever else is
            (Self::Certificate, _) => chain_write::pem(key).map(drop),
            (Self::EncryptedJwk, _) => Ok(()),
            (Self::Jwk | Self::JwkSet | Self::Env | Self::Kubernetes | Self::Http, Material::Oct(_)) => {
                if shows_private { Ok(()) } else { Err(KeyError::NoPublicHalf) }
            }
            (_, Material::Oct(_)) => cannot("a secret"),
            (Self::TraditionalPem, Material::Rsa { .. }) => Ok(()),
            (Self::TraditionalPem, Material::Ec { .. }) if shows_private => Ok(()),
            (Self::TraditionalPem, Material::Ec { .. }) => cannot("a public EC key"),
            (Self::TraditionalPem, _) => cannot("this kind of key"),
            (Self::OpenSsh, _) if !openssh_write::is_known(key) => cannot("this kind of key"),
            _ => Ok(()),
        }
    }
}

/// Writes keys in a format. With [`Private::Include`] a key that has no private half is written as a public one.
///
/// # Errors
/// What [`Format::holds`] says; [`KeyError::PassphraseNeeded`] for those that need a passphrase, which
/// [`crate::crypto::export_protected`] writes.
pub fn export(keys: &[&Key], format: Format, private: Private) -> Result<Octets, KeyError> {
    format.holds(keys, private)?;
    match format {
        Format::Jwk => Ok(lines(&one(keys, format)?.to_jwk_pretty(private)?)),
        Format::JwkSet => Ok(lines(&jwk_write::set(keys, private)?)),
        Format::Der => asn1_write::labelled(one(keys, format)?, private).map(|(_, octets)| octets),
        Format::Pem => blocks(keys, |key| asn1_write::labelled(key, private)),
        Format::TraditionalPem => blocks(keys, |key| asn1_write::traditional(key, private)),
        Format::OpenSsh => openssh_write::write(keys, private),
        Format::Certificate => joined(keys, chain_write::pem),
        Format::Env => snippet::env(keys, private),
        Format::Kubernetes => snippet::kubernetes(keys, private),
        Format::Http => snippet::http(keys, private),
        Format::EncryptedPem | Format::EncryptedJwk => Err(KeyError::PassphraseNeeded { format: format.name() }),
    }
}

fn one<'a>(keys: &[&'a Key], format: Format) -> Result<&'a Key, KeyError> {
    match keys {
        [key] => Ok(key),
        _ => Err(KeyError::OneKeyOnly { format: format.name(), count: keys.len() }),
    }
}

fn joined(keys: &[&Key], write: impl Fn(&Key) -> Result<Octets, KeyError>) -> Result<Octets, KeyError> {
    let parts: Vec<Octets> = keys.iter().map(|key| write(key)).collect::<Result<_, _>>()?;
    let mut out = Zeroizing::new(Vec::with_capacity(parts.iter().map(|part| part.len()).sum()));
    parts.iter().for_each(|part| out.extend_from_slice(part));
    Ok(out)
}

/// A PEM block for each key.
fn blocks(keys: &[&Key], write: impl Fn(&Key) -> Result<(&'static str, Octets), KeyError>) -> Result<Octets, KeyError> {
    joined(keys, |key| write(key).map(|(label, octets)| block(label, &octets)))
}

/// One PEM block.
pub(super) fn block(label: &str, octets: &[u8]) -> Octets {
    let mut out = Zeroizing::new(Vec::new());
    pem::write(&mut out, label, octets);
    out
}

fn lines(text: &str) -> Octets {
    let mut out = Zeroizing::new(Vec::with_capacity(text.len() + 1));
    out.extend_from_slice(text.as_bytes());
    out.push(b'\n');
    out
}
