//! Why no SD-JWT was made, and what was made although it is unwise.

use crate::crypto::CryptoError;
use crate::jose::json::JsonError;
use crate::keys::Misfit;
use thiserror::Error;

/// Why no SD-JWT was made or presented.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum SdJwtError {
    /// The key cannot be used with the algorithm.
    #[error("the key “{key}” cannot sign with {alg}: {misfit}")]
    Misfit {
        /// The key's name.
        key: String,
        /// The algorithm.
        alg: &'static str,
        /// Why not.
        misfit: Misfit,
    },
    /// A text is no JSON.
    #[error("the {part} cannot be signed: line {line}, column {column}: {error}")]
    Unfinished {
        /// "header" or "claims".
        part: &'static str,
        /// Line of the error.
        line: usize,
        /// Column of the error.
        column: usize,
        /// What is wrong.
        error: String,
    },
    /// A text is JSON, but no object.
    #[error("the {part} must be a JSON object")]
    NotObject {
        /// "header" or "claims".
        part: &'static str,
    },
    /// A member stands twice in an object: a path cannot tell which one is to be hidden.
    #[error("the claims have {path} twice: keep one of them")]
    Duplicate {
        /// The JSON Pointer.
        path: String,
    },
    /// A name that only an SD-JWT's own digests may have (RFC 9901 section 4.1).
    #[error("the claims have a member at {path}, which only digests may be called: rename it")]
    Reserved {
        /// The JSON Pointer.
        path: String,
    },
    /// The header asks for an unencoded payload.
    #[error("the header has b64, which an SD-JWT cannot have: remove it")]
    Unencoded,
    /// A path is no JSON Pointer, or nothing is there.
    #[error("nothing is at {path}: give a JSON Pointer such as /address/street or /nationalities/0")]
    NoSuchPath {
        /// The path as given.
        path: String,
    },
    /// The claims as a whole cannot be hidden.
    #[error("the claims as a whole cannot be hidden: give a path such as /address")]
    WholePayload,
    /// More decoys than anybody needs.
    #[error("at most {max} decoys can stand in one place")]
    TooManyDecoys {
        /// The limit.
        max: usize,
    },
    /// A shared secret would be published in `cnf`.
    #[error("the holder's key is a secret, and cnf would show it to everybody: give a key pair")]
    HolderKeyIsSecret,
    /// The text is not an SD-JWT.
    #[error("this is no SD-JWT: it has no “~” after the signature")]
    NoSdJwt,
    /// The disclosures and digests do not belong together.
    #[error("the SD-JWT must be rejected ({problem}), so nothing of it is presented: `sd-jwt inspect` says why")]
    Rejected {
        /// The id of the first problem.
        problem: &'static str,
    },
    /// There is no disclosure of that number.
    #[error("there is no disclosure {number}, there are {count}: `sd-jwt inspect` lists them")]
    NoSuchDisclosure {
        /// The number, from 1.
        number: usize,
        /// How many there are.
        count: usize,
    },
    /// Nothing is hidden at that path.
    #[error("no disclosure belongs to {path}{}: `sd-jwt inspect` lists them", told_below(below))]
    NotDisclosable {
        /// The path as given.
        path: String,
        /// Paths below it that a disclosure belongs to.
        below: Vec<String>,
    },
    /// The SD-JWT names no holder key.
    #[error("the SD-JWT names no holder's key in cnf.jwk, so that nobody could check a key binding: leave it out")]
    NotBindable,
    /// The key is not the one that the issuer named.
    #[error("the key “{key}” is not the holder's key that the SD-JWT names: its thumbprint must be {expected}")]
    OtherHolder {
        /// The key's name.
        key: String,
        /// The thumbprint of the key in `cnf`.
        expected: String,
    },
    /// The cryptography refused.
    #[error("signing did not work: {0}")]
    Crypto(#[from] CryptoError),
}

impl SdJwtError {
    pub(super) fn unfinished(part: &'static str, error: &JsonError) -> Self {
        Self::Unfinished { part, line: error.line, column: error.column, error: error.to_string() }
    }
}

fn told_below(paths: &[String]) -> String {
    match paths {
        [] => String::new(),
        _ => format!(" itself, but to {}", paths.join(", ")),
    }
}

/// What was done although it is unwise.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Warning {
    /// A claim that decides about the token is hidden: a verifier may never see it.
    Undisclosable {
        /// The claim.
        claim: String,
        /// Whether the token is an SD-JWT VC, where this is forbidden.
        is_credential: bool,
    },
    /// The claims had a `cnf`, and the holder's key took its place.
    CnfReplaced,
    /// Something at that path is always shown: nothing had to be disclosed.
    AlwaysShown {
        /// The path as given.
        path: String,
    },
    /// The key binding of the text was left out: it belongs to another choice of disclosures.
    BindingDropped,
    /// The issuer named a holder's key, and no key binding was made.
    Unbound,
}

impl std::fmt::Display for Warning {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Undisclosable { claim, is_credential: true } => {
                write!(f, "{claim} is hidden, which an SD-JWT VC must not do: verifiers refuse it")
            }
            Self::Undisclosable { claim, .. } => {
                write!(f, "{claim} is hidden: a verifier that does not see it cannot judge by it")
            }
            Self::CnfReplaced => write!(f, "the claims had a cnf: the holder's key took its place"),
            Self::AlwaysShown { path } => write!(f, "{path} is not hidden: it is shown in any case"),
            Self::BindingDropped => {
                write!(f, "the key binding was left out: it fits only the disclosures it was made for")
            }
            Self::Unbound => {
                write!(f, "the SD-JWT names a holder's key, but no key binding was made: give --holder-key")
            }
        }
    }
}
