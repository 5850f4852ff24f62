//! Making tokens: the room between the cryptography and whoever asks for a token, be it the window or a command.
//!
//! Header, payload, keys and choices in, the token's text out. Bytes that nobody asked to change stay as they were given.

mod encrypt;
mod form;
mod sign;

pub use encrypt::{EncryptError, Envelope, content_type, default_enc, encrypt, key_algorithms};
pub use form::Form;
pub use sign::{Manner, SignError, algorithms, sign};
