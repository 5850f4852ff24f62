//! `sd-jwt …`: selective disclosure (RFC 9901).

mod inspect;
mod make;
mod present;

use super::key_options::KeyOptions;
use super::reply::{Failure, Reply};
use super::vault_options::VaultOptions;
use super::world::World;
use crate::jose::escape;
use crate::keys::Key;
use clap::Subcommand;
use std::ffi::OsString;

/// Commands about SD-JWTs.
#[derive(Debug, Subcommand)]
pub enum SdJwt {
    /// Make an SD-JWT: sign claims, some of them hidden behind digests
    Make(Box<make::Make>),
    /// Choose what an SD-JWT shows, and bind it to a request with the holder's key
    Present(Box<present::Present>),
    /// Show what an SD-JWT discloses and what stays hidden; verifies no signature
    Inspect(inspect::Inspect),
}

/// Runs one of them.
///
/// # Errors
/// What that one says.
pub fn run(command: &SdJwt, world: &mut World) -> Result<Reply, Failure> {
    match command {
        SdJwt::Make(options) => make::run(options, world),
        SdJwt::Present(options) => present::run(options, world),
        SdJwt::Inspect(options) => inspect::run(options, world),
    }
}

/// The holder's key: exactly one.
fn holder_key(argument: &OsString, world: &mut World, vault: Option<&VaultOptions>) -> Result<Key, Failure> {
    let options = KeyOptions { key: vec![argument.clone()], ..KeyOptions::default() };
    let mut keys = options.read(world, vault)?;
    match (keys.pop(), keys.len()) {
        (Some(key), 0) => Ok(key),
        (_, more) => Err(Failure::new(format!(
            "--holder-key '{}' holds {} keys: give a file with one key",
            escape::visible(&argument.to_string_lossy()),
            more + 1
        ))),
    }
}
