//! Making tokens: the room between the cryptography and whoever asks for a token, be it the window or a command.
//!
//! Header, payload, keys and choices in, the token's text out. Bytes that nobody asked to change stay as they were given.

mod convert;
mod encrypt;
mod forms;
pub mod sd_jwt;
mod sign;

pub use convert::{ConvertError, convert};
pub use encrypt::{EncryptError, Envelope, content_type, default_enc, encrypt, key_algorithms};
pub use forms::{Layout, Signer, add_signature, remove_signature, sign_forms};
pub use sign::{Manner, SignError, algorithms, sign};

use crate::jose::json;

/// The forms a token can be written in (RFC 7515 section 7, RFC 7516 section 7).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Default)]
pub enum Shape {
    /// Parts between dots.
    #[default]
    Compact,
    /// A JSON object with one signature or recipient.
    Flattened,
    /// A JSON object with a list of them.
    General,
}

impl Shape {
    /// All of them.
    pub const ALL: [Self; 3] = [Self::Compact, Self::Flattened, Self::General];

    /// The stable id, as options of the command line spell it.
    #[must_use]
    pub fn id(self) -> &'static str {
        match self {
            Self::Compact => "compact",
            Self::Flattened => "flattened",
            Self::General => "general",
        }
    }

    /// The shape with this id.
    #[must_use]
    pub fn named(id: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|shape| shape.id() == id)
    }
}

/// Whether an unencoded payload can stand in a compact token (RFC 7797 section 5.2): printable ASCII without a dot. What
/// speaks against it, otherwise.
fn compact_payload(payload: &[u8]) -> Result<(), &'static str> {
    if payload.contains(&b'.') {
        return Err("a dot");
    }
    let is_printable = payload.iter().all(|b| matches!(b, 0x20..=0x7e));
    if is_printable { Ok(()) } else { Err("a character that is no printable ASCII") }
}

/// Sets a string member of a header, unless the last of that name has this value already.
fn with_string(text: &str, name: &str, value: &str) -> Result<String, SignError> {
    let parsed = json::parse(text).map_err(|_| SignError::HeaderNotObject)?;
    if parsed.root.get(name).and_then(json::Node::as_str) == Some(value) {
        return Ok(text.to_owned());
    }
    let value = serde_json::Value::from(value).to_string();
    json::set_member(text, name, &value).map_err(|_| SignError::HeaderNotObject)
}
