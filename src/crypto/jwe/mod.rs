//! JSON Web Encryption (RFC 7516): opening and making, with every `alg` and `enc` of RFC 7518 and RFC 8037.
//!
//! | file | holds |
//! |---|---|
//! | `open` | from the parts of a token to its plaintext, step by step; `parts` takes them from a token |
//! | `seal` | from a plaintext and its recipients to a token; `headers` says where each parameter stands |
//! | `manage` | how the content encryption key gets to the recipient, one file a family |
//! | `content` | AES-GCM and AES-CBC with HMAC |
//! | `deflate` | `zip` |
//! | `limits` | what is computed at most |

mod content;
mod deflate;
mod error;
mod headers;
pub mod limits;
mod manage;
mod open;
mod parts;
mod seal;
mod trail;

pub use error::{DecryptError, SealError};
pub use open::decrypt;
pub use parts::{TokenParts, decrypt_token};
pub use seal::encrypt;
use trail::Trail;
pub use trail::{Step, StepState};

use crate::jose::alg::{Algorithm, ContentEncryption};
use crate::keys::Key;
use serde_json::{Map, Value};
use std::fmt;
use zeroize::Zeroizing;

/// Octets that are wiped.
type Octets = Zeroizing<Vec<u8>>;

/// The parts of a JWE for one recipient.
#[derive(Debug, Clone, Copy)]
pub struct Jwe<'a> {
    /// The union of the protected, the shared and the recipient's header.
    pub header: &'a Map<String, Value>,
    /// The protected header as it stands, encoded; empty where there is none.
    pub protected: &'a str,
    /// The member `aad` as it stands, encoded; JSON forms only.
    pub aad: Option<&'a str>,
    /// The encrypted key; empty where there is none.
    pub encrypted_key: &'a [u8],
    /// The initialization vector.
    pub iv: &'a [u8],
    /// The ciphertext.
    pub ciphertext: &'a [u8],
    /// The authentication tag.
    pub tag: &'a [u8],
}

/// What became of opening a JWE.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Decrypted {
    /// The steps, for explaining them: all that there are to take, in order.
    pub steps: Vec<Step>,
    /// The content, or why there is none.
    pub result: Result<Opened, DecryptError>,
}

/// An opened JWE. That it opens says nothing about who made it.
#[derive(Clone, PartialEq, Eq)]
pub struct Opened {
    /// The content, inflated if it was compressed.
    pub plaintext: Zeroizing<Vec<u8>>,
    /// How the key was managed.
    pub alg: &'static Algorithm,
    /// How the content was encrypted.
    pub enc: &'static ContentEncryption,
    /// Length of the content before it was inflated, in bytes; `None` without `zip`.
    pub compressed_len: Option<usize>,
}

impl fmt::Debug for Opened {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut shown = f.debug_struct("Opened");
        shown.field("alg", &self.alg.name).field("enc", &self.enc.name).field("compressed_len", &self.compressed_len);
        shown.finish_non_exhaustive()
    }
}

/// One to whom a JWE is encrypted.
#[derive(Debug, Clone, Copy)]
pub struct Recipient<'a> {
    /// The recipient's key.
    pub key: &'a Key,
    /// How the content encryption key gets to the recipient.
    pub alg: &'static Algorithm,
    /// The recipient's own unprotected header, the text of a JSON object; JSON forms only.
    pub header: Option<&'a str>,
}

/// A JWE to be made.
///
/// Header texts keep their order and spelling. Where `alg`, `enc`, `p2c`, `epk`, `p2s`, `iv` and `tag` stand already, they
/// are set there. Otherwise `enc` goes into the protected header; what belongs to a recipient goes there too where
/// there is only one without a header of its own, else into the recipient's header, `alg` only unless all share it. `apu`
/// and `apv` are used as they stand, `zip` is protected always. What an earlier algorithm left behind is taken out.
#[derive(Clone, Copy)]
pub struct Encryption<'a> {
    /// The protected header as typed: the text of a JSON object, or nothing.
    pub protected: &'a str,
    /// The shared unprotected header: the text of a JSON object; JSON forms only.
    pub unprotected: Option<&'a str>,
    /// The recipients. `dir` and bare `ECDH-ES` take no second one.
    pub recipients: &'a [Recipient<'a>],
    /// How the content is encrypted.
    pub enc: &'static ContentEncryption,
    /// Whether the content is compressed.
    pub zip: bool,
    /// Rounds of PBES2; without, those that the header names, else [`limits::DEFAULT_P2C`].
    pub p2c: Option<u32>,
    /// Further octets that are authenticated and not encrypted; JSON forms only.
    pub aad: Option<&'a [u8]>,
    /// The content.
    pub plaintext: &'a [u8],
}
