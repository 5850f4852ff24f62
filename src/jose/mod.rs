//! RFC 7515 to 7519 as values: base64url, JSON with positions, the compact and JSON forms, header, claims, NumericDate and
//! the one algorithm table. Plain data; names no crypto crate.

pub mod alg;
pub mod base64url;
pub mod cbor;
pub mod escape;
pub mod find;
pub mod flaw;
pub mod hex;
pub mod json;
pub mod kind;
pub mod numeric_date;
pub mod sd_jwt;
pub mod serialize;
pub mod token;
