//! The languages, each with the library that people there use.

use super::proof::{self, Proof};
use crate::jose::alg::{Algorithm, Curve, Family};

/// A language and its library.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Language {
    /// Rust, jsonwebtoken.
    Rust,
    /// Node.js, jose.
    Node,
    /// Python, PyJWT.
    Python,
    /// Java, Nimbus JOSE + JWT.
    Java,
    /// Go, golang-jwt.
    Go,
    /// C#, Microsoft.IdentityModel.
    DotNet,
}

impl Language {
    /// Every one, in the order in which they are offered.
    pub const ALL: [Self; 6] = [Self::Rust, Self::Node, Self::Python, Self::Java, Self::Go, Self::DotNet];

    /// The stable id, as the command line has it.
    #[must_use]
    pub fn id(self) -> &'static str {
        match self {
            Self::Rust => "rust",
            Self::Node => "node",
            Self::Python => "python",
            Self::Java => "java",
            Self::Go => "go",
            Self::DotNet => "dotnet",
        }
    }

    /// What people call it.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Rust => "Rust",
            Self::Node => "Node.js",
            Self::Python => "Python",
            Self::Java => "Java",
            Self::Go => "Go",
            Self::DotNet => ".NET",
        }
    }

    /// The file's name that fits the code.
    #[must_use]
    pub fn file_name(self) -> &'static str {
        match self {
            Self::Rust => "verify_token.rs",
            Self::Node => "verify-token.mjs",
            Self::Python => "verify_token.py",
            Self::Java => "TokenVerifier.java",
            Self::Go => "verify_token.go",
            Self::DotNet => "TokenVerifier.cs",
        }
    }

    /// What its library was in the tests.
    #[must_use]
    pub fn proof(self) -> &'static Proof {
        proof::of(self)
    }

    /// What fetches a JWK Set there.
    pub(super) fn key_sets(self) -> &'static str {
        match self {
            Self::Rust => "jsonwebtoken::jwk::JwkSet, with an HTTP client",
            Self::Node => "createRemoteJWKSet",
            Self::Python => "PyJWKClient",
            Self::Java => "JWKSourceBuilder",
            Self::Go => "a package such as keyfunc",
            Self::DotNet => "ConfigurationManager<OpenIdConnectConfiguration>",
        }
    }

    pub(super) fn template(self) -> &'static str {
        match self {
            Self::Rust => include_str!("../../assets/code/rust.txt"),
            Self::Node => include_str!("../../assets/code/node.txt"),
            Self::Python => include_str!("../../assets/code/python.txt"),
            Self::Java => include_str!("../../assets/code/java.txt"),
            Self::Go => include_str!("../../assets/code/go.txt"),
            Self::DotNet => include_str!("../../assets/code/dotnet.txt"),
        }
    }

    /// Whether the library verifies signatures of this algorithm, with a key on this curve.
    pub(super) fn knows(self, alg: &Algorithm, curve: Option<Curve>) -> bool {
        match (alg.family, alg.name) {
            (Family::Hmac | Family::RsaPkcs1 | Family::RsaPss, _) | (Family::Ecdsa, "ES256" | "ES384") => true,
            (Family::Ecdsa, "ES512") => self != Self::Rust,
            // the JDK dropped the curve in version 16
            (Family::Ecdsa, "ES256K") => self == Self::Python,
            (Family::EdDsa, "EdDSA") => self != Self::DotNet && (curve != Some(Curve::Ed448) || self == Self::Python),
            (Family::EdDsa, "Ed25519") => matches!(self, Self::Node | Self::Java),
            _ => false,
        }
    }
}
