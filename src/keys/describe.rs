//! What a key is, in a few words, and what it can do.

use super::{Key, Material, Purpose};
use crate::jose::alg::Curve;
use std::fmt::Write as _;

impl Key {
    /// What the key is, in a few words: "RSA 2048", "EC P-256", "Ed25519", "secret, 32 bytes". Never says what is in it.
    #[must_use]
    pub fn describe(&self) -> String {
        match &self.material {
            Material::Oct(secret) if secret.expose().len() == 1 => "secret, 1 byte".to_owned(),
            Material::Oct(secret) => format!("secret, {} bytes", secret.expose().len()),
            Material::Rsa { .. } => format!("RSA {}", self.bits()),
            Material::Ec { curve, .. } => format!("EC {curve}"),
            Material::Okp { curve, .. } => curve.name().to_owned(),
            Material::Akp { alg, .. } => super::limits::quoted(alg),
        }
    }

    /// What the key may do, by its material, its `use` and its `key_ops`.
    #[must_use]
    pub fn can(&self) -> Vec<Purpose> {
        let is_private = |p: Purpose| !matches!(p, Purpose::Sign | Purpose::Decrypt) || self.is_private();
        let usage = |p: Purpose| self.usage.as_deref().is_none_or(|own| own == p.usage());
        let all = [Purpose::Sign, Purpose::Verify, Purpose::Encrypt, Purpose::Decrypt];
        all.into_iter().filter(|p| self.is_made_for(*p) && is_private(*p) && usage(*p) && self.allows(*p)).collect()
    }

    /// Whether some algorithm would take material of this kind for the purpose.
    fn is_made_for(&self, purpose: Purpose) -> bool {
        let signatures = purpose.is_about_signatures();
        match (&self.material, self.curve()) {
            (_, Some(Curve::X25519 | Curve::X448)) => !signatures,
            (_, Some(Curve::Ed25519 | Curve::Ed448 | Curve::Secp256k1)) | (Material::Akp { .. }, _) => signatures,
            _ => true,
        }
    }

    /// Whether `key_ops` (RFC 7517 section 4.3), where there is one, lets the key do this in some way.
    pub(crate) fn allows(&self, purpose: Purpose) -> bool {
        self.allows_one_of(purpose, purpose.operations())
    }

    /// Whether `key_ops`, where there is one, names one of these operations.
    ///
    /// A private key that may sign may verify too: whoever holds it holds its public half.
    pub(super) fn allows_one_of(&self, purpose: Purpose, operations: &[&str]) -> bool {
        let names = |op: &str| self.key_ops.iter().any(|o| o == op);
        let has_public_half = !matches!(self.material, Material::Oct(_)) && self.is_private();
        let of_the_private_half: &[&str] = match purpose {
            Purpose::Verify if has_public_half => &["sign"],
            Purpose::Encrypt if has_public_half => &["decrypt", "unwrapKey"],
            _ => &[],
        };
        self.key_ops.is_empty() || operations.iter().chain(of_the_private_half).any(|op| names(op))
    }

    /// The members that RFC 7638 hashes, as its section 3 wants them: the required ones, sorted, without white space.
    ///
    /// For a secret the text holds the secret itself; for other keys only the public half.
    #[must_use]
    pub fn thumbprint_input(&self) -> zeroize::Zeroizing<String> {
        let b64 = super::octets::to_base64url;
        let mut out = zeroize::Zeroizing::new(String::with_capacity(4096));
        // writing to a String cannot fail
        let _ = match &self.material {
            Material::Oct(k) => {
                let k = zeroize::Zeroizing::new(b64(k.expose()));
                write!(out, r#"{{"k":"{}","kty":"oct"}}"#, *k)
            }
            Material::Rsa { n, e, .. } => write!(out, r#"{{"e":"{}","kty":"RSA","n":"{}"}}"#, b64(e), b64(n)),
            Material::Ec { curve, x, y, .. } => {
                write!(out, r#"{{"crv":"{curve}","kty":"EC","x":"{}","y":"{}"}}"#, b64(x), b64(y))
            }
            Material::Okp { curve, x, .. } => write!(out, r#"{{"crv":"{curve}","kty":"OKP","x":"{}"}}"#, b64(x)),
            Material::Akp { alg, public, .. } => {
                let alg = serde_json::Value::from(alg.as_str());
                write!(out, r#"{{"alg":{alg},"kty":"AKP","pub":"{}"}}"#, b64(public))
            }
        };
        out
    }
}
