//! `keys unprotect`.

use crate::cli::reply::{Failure, Reply};
use crate::cli::vault_options::{VaultOptions, tell};
use crate::cli::world::World;
use clap::Args;

/// Options of `keys unprotect`.
#[derive(Debug, Clone, Args)]
#[command(after_long_help = "Example:\n  jwt-workbench keys unprotect")]
pub struct Unprotect {
    #[command(flatten)]
    vault: VaultOptions,
}

/// Takes the vault's passphrase away.
///
/// # Errors
/// It has none, it is not said, or what the disk says; the vault is then still protected.
pub fn run(options: &Unprotect, world: &mut World) -> Result<Reply, Failure> {
    let mut vault = options.vault.open(world)?;
    let notices = vault.unprotect()?;
    tell(&notices, world);
    let count = vault.keys().len();
    Ok(Reply::nothing().note(format!("The vault has no passphrase any more: {count} keys are in the clear.")))
}
