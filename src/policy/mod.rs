//! Policies as values: what a file of them says, the presets of the standards, the policy that a token would fit, how two
//! differ, and which one a token's issuer asks for.
//!
//! One reader ([`read`]) serves the vault's files, files of the command line and files dropped on the window. It is strict,
//! for a policy with a slip in it would expect less than it seems to.

mod chosen;
mod compare;
mod document;
pub mod duration;
mod of_token;
mod preset;

pub use chosen::{Choice, by_issuer, issuer_of};
pub use compare::{Change, Difference, compare};
pub use document::{Document, is_meant, parse, read, rule, write};
pub use of_token::{OfToken, of_token};
pub use preset::{Preset, preset, presets};
