//! SD-JWT and SD-JWT+KB (RFC 9901): a token that is followed by disclosures, and perhaps by a key binding token.
//!
//! The issuer signs digests of the claims that may be kept back; whoever holds the token adds the disclosures that are to be
//! seen. [`SdJwtText`] takes the text apart, [`process()`] puts the disclosed claims where their digests stand (RFC 9901
//! section 7.1). Nothing here computes a digest: the function comes from the caller, since this room names no crypto crate.
//!
//! | file | holds |
//! |---|---|
//! | `text` | the pieces between the `~` signs, each disclosure read, what is odd about them |
//! | `process` | digests matched, the processed payload as text |
//! | `problem` | what makes an SD-JWT one that must be rejected |

mod problem;
mod process;
mod text;

pub use problem::Problem;
pub use process::{Disclosed, Hidden, Place, member_path, process};
pub use text::{Disclosure, Fault, Opened, SdJwtText};

/// The claim that holds digests of an object's hidden claims (RFC 9901 section 4.2.4.1).
pub const DIGESTS: &str = "_sd";
/// The one member of an object that stands for a hidden array element (RFC 9901 section 4.2.4.2).
pub const ELEMENT: &str = "...";
/// The claim that names the digest algorithm (RFC 9901 section 4.1.1).
pub const DIGEST_ALGORITHM: &str = "_sd_alg";

/// The claims that an SD-JWT VC must always show (draft-ietf-oauth-sd-jwt-vc section 3.2.2.2), and that nobody should hide in
/// any other SD-JWT either, since they decide whether it is to be accepted (RFC 9901 section 9.7).
pub const ALWAYS_SHOWN: [&str; 8] = ["iss", "nbf", "exp", "cnf", "vct", "vct#integrity", "status", "aud"];

/// A digest algorithm, as `_sd_alg` names it (IANA: Named Information Hash Algorithm Registry). Names are case-sensitive.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum DigestAlgorithm {
    /// `sha-256`, which also holds where nothing is named.
    #[default]
    Sha256,
    /// `sha-384`
    Sha384,
    /// `sha-512`
    Sha512,
}

impl DigestAlgorithm {
    /// Every one, the usual first.
    pub const ALL: [Self; 3] = [Self::Sha256, Self::Sha384, Self::Sha512];

    /// The name in `_sd_alg`.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Sha256 => "sha-256",
            Self::Sha384 => "sha-384",
            Self::Sha512 => "sha-512",
        }
    }

    /// The one of this exact name.
    #[must_use]
    pub fn named(name: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|a| a.name() == name)
    }
}

/// Computes a digest over octets.
pub type Digest<'a> = &'a dyn Fn(DigestAlgorithm, &[u8]) -> Vec<u8>;

/// Whether the header's `typ` names an SD-JWT VC (draft-ietf-oauth-sd-jwt-vc section 3.2.1); `vc+sd-jwt` is the name it had until
/// November 2024.
#[must_use]
pub fn is_credential(typ: &str) -> bool {
    let lower = typ.to_ascii_lowercase();
    matches!(lower.strip_prefix("application/").unwrap_or(&lower), "dc+sd-jwt" | "vc+sd-jwt")
}
