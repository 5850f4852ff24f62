//! Making tokens: the room between the cryptography and whoever asks for a token, be it the window or a command.
//!
//! Header, payload, keys and choices in, the token's text out. Bytes that nobody asked to change stay as they were given.

pub mod sd_jwt;
mod sign;

pub use sign::{Manner, SignError, algorithms, sign};
