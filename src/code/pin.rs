//! The key as code has it: a public key written in, or a secret that stays in the environment.

use crate::jose::alg::KeyType;
use crate::keys::{Format, Key, Material, Private, export, secret_variable};

/// The key that the code is bound to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Pin {
    /// A public key.
    Public {
        /// As a JWK of its public members alone: base64url and registered names, no label from outside.
        jwk: String,
        /// As PEM; nothing where the format has no such key.
        pem: String,
    },
    /// A secret, in a variable of this name.
    Secret {
        /// The variable.
        variable: &'static str,
        /// Whether it holds base64.
        base64: bool,
    },
    /// Nobody knows it yet.
    Blank,
}

/// What stands where somebody has to fill in.
pub(super) const BLANK: &str = "FILL IN";

impl Pin {
    /// For a key, or for one of this type that nobody knows.
    pub(super) fn of(key: Option<&Key>, key_type: Option<KeyType>) -> Self {
        match key.map(|key| (key, &key.material)) {
            Some((_, Material::Oct(secret))) => {
                let (variable, base64) = secret_variable(secret);
                Self::Secret { variable, base64 }
            }
            Some((key, _)) => Self::public(key).unwrap_or(Self::Blank),
            None if key_type == Some(KeyType::Oct) => Self::Secret { variable: "JWT_SECRET", base64: false },
            None => Self::Blank,
        }
    }

    /// Labels of the key say nothing to the code, and they come from outside.
    fn public(key: &Key) -> Option<Self> {
        let bare = Key { alg: None, ..Key::new(key.material.clone()) };
        let jwk = bare.to_jwk(Private::Omit).ok()?.to_string();
        let pem = export(&[&bare], Format::Pem, Private::Omit).ok();
        let pem = pem.and_then(|pem| String::from_utf8(pem.to_vec()).ok()).unwrap_or_else(|| BLANK.to_owned());
        Some(Self::Public { jwk, pem: pem.trim_end().to_owned() })
    }

    pub(super) fn jwk(&self) -> String {
        match self {
            Self::Public { jwk, .. } => jwk.clone(),
            _ => format!("{{\"kty\":\"{BLANK}: the issuer's public key as a JWK\"}}"),
        }
    }

    pub(super) fn pem(&self) -> String {
        match self {
            Self::Public { pem, .. } => pem.clone(),
            _ => format!("{BLANK}: the issuer's public key as PEM"),
        }
    }
}
