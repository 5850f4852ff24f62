//! The built-in tokens of the empty state: real ones, made when asked for, so that "good" is good today.

use crate::crypto::{self, CryptoError};
use crate::jose::alg;
use crate::jose::base64url;
use crate::jose::numeric_date::NumericDate;
use crate::keys::{About, Key, Material, Secret};
use serde_json::json;

/// Which sample.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Sample {
    /// Signed, in its lifetime.
    Good,
    /// Signed, expired three hours ago.
    Expired,
    /// `alg` is `none`.
    Unsecured,
}

impl Sample {
    /// All of them, in the order of the buttons.
    pub const ALL: [Self; 3] = [Self::Good, Self::Expired, Self::Unsecured];

    /// The stable name, for the command line.
    #[must_use]
    pub fn id(self) -> &'static str {
        match self {
            Self::Good => "good",
            Self::Expired => "expired",
            Self::Unsecured => "none",
        }
    }

    /// The sample of that name.
    #[must_use]
    pub fn named(id: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|s| s.id() == id)
    }

    /// The words on its button.
    #[must_use]
    pub fn label(self) -> &'static str {
        match self {
            Self::Good => "A good token",
            Self::Expired => "An expired token",
            Self::Unsecured => "A token with alg: none",
        }
    }

    /// The compact token.
    ///
    /// # Errors
    /// The cryptography refused, which it does not.
    pub fn token(self, now: NumericDate) -> Result<String, CryptoError> {
        let issued = now.secs() - if self == Self::Expired { 4 * 3600 } else { 60 };
        let claims = json!({
            "iss": "https://login.example.com",
            "sub": "alice@example.com",
            "aud": "https://api.example.com",
            "iat": issued,
            "exp": issued + 3600,
            "jti": "4f1c9a2e-7b1d-4c53-9c6e-0d8a51f3b7aa",
            "scope": "orders:read orders:write",
            "name": "Alice Example",
        });
        let payload = base64url::encode(claims.to_string().as_bytes());
        let part =
            |header: serde_json::Value| format!("{}.{payload}", base64url::encode(header.to_string().as_bytes()));
        if self == Self::Unsecured {
            return Ok(format!("{}.", part(json!({"alg": "none", "typ": "JWT"}))));
        }
        let input = part(json!({"alg": "HS256", "typ": "JWT", "kid": KEY_NAME}));
        let Some(row) = alg::find("HS256") else { return Ok(input) };
        let signature = crypto::sign(row, &key(), input.as_bytes())?;
        Ok(format!("{input}.{}", base64url::encode(&signature)))
    }
}

/// What the sample key is called.
pub const KEY_NAME: &str = "sample-secret";

/// The key of the samples. Its secret is public: it is for learning only, and it never enters the vault by itself.
#[must_use]
pub fn key() -> Key {
    Key {
        name: KEY_NAME.to_owned(),
        material: Material::Oct(Secret::new(b"jwt-workbench sample secret: public".to_vec())),
        kid: Some(KEY_NAME.to_owned()),
        alg: Some("HS256".to_owned()),
        usage: None,
        key_ops: Vec::new(),
        other: serde_json::Map::new(),
        about: About::default(),
    }
}
