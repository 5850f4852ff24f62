//! A key to be generated.

use crate::crypto::{CertificateSpec, CryptoError, KeyShape, KeySpec, KidChoice, NewKey, UseChoice};
use crate::jose::alg::{self, Algorithm, Curve, Family};

/// Kinds of keys that are for no one algorithm, as [`KeySpec`] reads their names.
pub const BARE_KINDS: [&str; 8] = ["RSA", "oct", "P-256", "P-384", "P-521", "secp256k1", "X25519", "X448"];

/// Which `kid` is chosen; the text of one's own stands beside it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum KidWord {
    /// None.
    #[default]
    Unset,
    /// The thumbprint.
    Thumbprint,
    /// The day and four letters.
    Date,
    /// What is typed.
    Own,
}

impl KidWord {
    /// In the order of the choice.
    pub const ALL: [Self; 4] = [Self::Unset, Self::Thumbprint, Self::Date, Self::Own];

    /// The words of the choice.
    #[must_use]
    pub fn label(self) -> &'static str {
        match self {
            Self::Unset => "None",
            Self::Thumbprint => "Thumbprint",
            Self::Date => "Date",
            Self::Own => "Own text",
        }
    }
}

/// A key to be generated.
#[derive(Debug, Clone, PartialEq)]
pub struct GenerateForm {
    /// What it shall be called; empty: made from the algorithm.
    pub name: String,
    /// The algorithm it is for, or one of [`BARE_KINDS`].
    pub kind: &'static str,
    /// Size in bits, for RSA.
    pub rsa_bits: u32,
    /// Size in bits, for `dir`: what `enc` needs.
    pub content_bits: u32,
    /// Size in bytes of other secrets; `None` is as long as the hash.
    pub secret_bytes: Option<u32>,
    /// The curve, where the algorithm leaves a choice.
    pub curve: Option<Curve>,
    /// The `kid`.
    pub kid: KidWord,
    /// The `kid` of one's own.
    pub own_kid: String,
    /// Set `alg`.
    pub sets_alg: bool,
    /// The `use`.
    pub usage: UseChoice,
    /// Set `key_ops`.
    pub sets_key_ops: bool,
    /// With a self-signed certificate.
    pub certificate: bool,
    /// Its common name; empty: the key's name.
    pub subject: String,
    /// For how many days it is good.
    pub days: u32,
}

impl GenerateForm {
    /// The algorithm's row; `None` for a kind that is for no one algorithm.
    #[must_use]
    pub fn row(&self) -> Option<&'static Algorithm> {
        alg::find(self.kind)
    }

    /// The curves to choose from; empty where there is no choice.
    #[must_use]
    pub fn curves(&self) -> &'static [Curve] {
        self.row().map(|row| row.curves).filter(|curves| curves.len() > 1).unwrap_or_default()
    }

    /// The key that the choices come to.
    ///
    /// # Errors
    /// The algorithm takes no key of that size or curve.
    pub fn spec(&self) -> Result<KeySpec, CryptoError> {
        let spec: KeySpec = self.kind.parse()?;
        let spec = match self.bits(spec.shape) {
            Some(bits) => spec.sized(bits)?,
            None => spec,
        };
        match self.curve.filter(|curve| self.curves().contains(curve)) {
            Some(curve) => spec.on(curve),
            None => Ok(spec),
        }
    }

    fn bits(&self, shape: KeyShape) -> Option<u32> {
        match (shape, self.row().map(|row| row.family)) {
            (KeyShape::Rsa { .. }, _) => Some(self.rsa_bits),
            (KeyShape::Secret { .. }, Some(Family::Direct)) => Some(self.content_bits),
            (KeyShape::Secret { .. }, Some(Family::KeyWrap | Family::GcmKeyWrap)) => None,
            (KeyShape::Secret { .. }, _) => self.secret_bytes.map(|bytes| bytes.saturating_mul(8)),
            _ => None,
        }
    }

    /// Whether the secret's length is free to choose.
    #[must_use]
    pub fn has_free_length(&self) -> bool {
        let fixed =
            matches!(self.row().map(|row| row.family), Some(Family::Direct | Family::KeyWrap | Family::GcmKeyWrap));
        !fixed && self.spec().is_ok_and(|spec| matches!(spec.shape, KeyShape::Secret { .. }))
    }

    /// Whether such a key can vouch for itself.
    #[must_use]
    pub fn can_have_certificate(&self) -> bool {
        use Curve::{Ed25519, P256, P384, P521};
        match self.spec().map(|spec| spec.shape) {
            Ok(KeyShape::Rsa { .. }) => true,
            Ok(KeyShape::Ec { curve } | KeyShape::Okp { curve }) => matches!(curve, P256 | P384 | P521 | Ed25519),
            _ => false,
        }
    }

    /// The key with all that was chosen about it. `name` is what it will be called.
    ///
    /// # Errors
    /// The choices do not go together.
    pub fn new_key(&self, name: &str) -> Result<NewKey, CryptoError> {
        let certificate = (self.certificate && self.can_have_certificate()).then(|| {
            let subject = if self.subject.trim().is_empty() { name } else { self.subject.trim() };
            CertificateSpec { subject: subject.to_owned(), days: self.days }
        });
        let new = NewKey {
            spec: self.spec()?,
            kid: match self.kid {
                KidWord::Unset => KidChoice::Unset,
                KidWord::Thumbprint => KidChoice::Thumbprint,
                KidWord::Date => KidChoice::Date,
                KidWord::Own => KidChoice::Own(self.own_kid.clone()),
            },
            sets_alg: self.sets_alg,
            usage: self.usage,
            sets_key_ops: self.sets_key_ops,
            certificate,
        };
        new.usage().map(|_| new)
    }
}

impl Default for GenerateForm {
    fn default() -> Self {
        Self {
            name: String::new(),
            kind: "ES256",
            rsa_bits: 2048,
            content_bits: 256,
            secret_bytes: None,
            curve: None,
            kid: KidWord::Unset,
            own_kid: String::new(),
            sets_alg: true,
            usage: UseChoice::Suited,
            sets_key_ops: false,
            certificate: false,
            subject: String::new(),
            days: 365,
        }
    }
}
