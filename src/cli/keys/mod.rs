//! `keys …`: the vault's keys, and key files.

mod change_passphrase;
mod describe;
mod export;
mod fetch;
mod generate;
mod import;
mod list;
mod manage;
mod new_passphrase;
mod protect;
mod show;
mod thumbprint;
mod unprotect;

use super::reply::{Failure, Reply};
use super::world::World;
use clap::Subcommand;

/// Commands about keys.
#[derive(Debug, Subcommand)]
pub enum Keys {
    /// List the keys of the vault
    List(list::List),
    /// Describe every key in a file, or a key of the vault; secrets stay hidden
    Show(show::Show),
    /// Make a new key
    Generate(generate::Generate),
    /// Keep the keys of a file in the vault
    Import(import::Import),
    /// Fetch the public keys of an issuer, after showing whom it would ask
    Fetch(fetch::Fetch),
    /// Write keys in another format
    Export(export::Export),
    /// Print thumbprints (RFC 7638, SHA-256), one a line
    Thumbprint(thumbprint::Thumbprint),
    /// Give a key of the vault another name
    Rename(manage::Rename),
    /// Move a key of the vault to its trash folder
    Remove(manage::Remove),
    /// Bring a removed key back
    Restore(manage::Restore),
    /// Give the vault a passphrase: every key file is encrypted
    Protect(protect::Protect),
    /// Take the vault's passphrase away: every key file is in the clear again
    Unprotect(unprotect::Unprotect),
    /// Give the vault another passphrase
    ChangePassphrase(change_passphrase::ChangePassphrase),
}

/// Runs one of them.
///
/// # Errors
/// What that one says.
pub fn run(keys: Keys, world: &mut World) -> Result<Reply, Failure> {
    match keys {
        Keys::List(options) => list::run(&options, world),
        Keys::Show(options) => show::run(&options, world),
        Keys::Generate(options) => generate::run(&options, world),
        Keys::Import(options) => import::run(options, world),
        Keys::Fetch(options) => fetch::run(&options, world),
        Keys::Export(options) => export::run(&options, world),
        Keys::Thumbprint(options) => thumbprint::run(&options, world),
        Keys::Rename(options) => manage::rename(&options, world),
        Keys::Remove(options) => manage::remove(&options, world),
        Keys::Restore(options) => manage::restore(&options, world),
        Keys::Protect(options) => protect::run(&options, world),
        Keys::Unprotect(options) => unprotect::run(&options, world),
        Keys::ChangePassphrase(options) => change_passphrase::run(&options, world),
    }
}
