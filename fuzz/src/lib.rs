//! What the fuzz targets do with their input, each with its oracles: a plain function that panics when something is wrong.
//!
//! One place for two users: `fuzz_targets/` hands these functions to libFuzzer, `tests/core/replay.rs` runs them over the
//! committed seeds with the stable toolchain.

pub mod disclosed;
pub mod encrypted;
pub mod keys;
pub mod policies;
pub mod text;
pub mod tokens;

/// A target: its name, which is also the name of its folder of seeds, and what it does.
pub type Target = (&'static str, fn(&[u8]));

/// Every target.
pub const ALL: &[Target] = &[
    ("compact", tokens::compact),
    ("json_form", tokens::json_form),
    ("signed", tokens::signed),
    ("jwe_text", encrypted::jwe_text),
    ("jwe", encrypted::jwe),
    ("inflate", encrypted::inflate),
    ("sd_jwt_text", disclosed::sd_jwt_text),
    ("sd_jwt", disclosed::sd_jwt),
    ("jwk", keys::jwk),
    ("pem_der", keys::pem_der),
    ("policy", policies::policy),
    ("json", text::json),
    ("escape", text::escape),
    ("numeric_date", text::numeric_date),
    ("paste", text::paste),
];
