//! `keys change-passphrase`.

use crate::cli::reply::{Failure, Reply};
use crate::cli::vault_options::{VaultOptions, asked, environment_passphrase, new_passphrase, tell};
use crate::cli::world::World;
use crate::vault::{Protection, VAULT_ROUNDS, VaultError};
use clap::Args;

/// Options of `keys change-passphrase`.
#[derive(Debug, Clone, Args)]
#[command(after_long_help = HELP)]
pub struct ChangePassphrase {
    /// The new passphrase, in an environment variable [default: the terminal is asked, twice]
    #[arg(long, value_name = "VAR")]
    new_passphrase_env: Option<String>,
    #[command(flatten)]
    vault: VaultOptions,
}

const HELP: &str = "\
Examples:
  jwt-workbench keys change-passphrase
  jwt-workbench keys change-passphrase --vault-passphrase-env OLD --new-passphrase-env NEW

The vault key stays and is encrypted anew. Whoever has an older copy of the folder can still open that copy with the old
passphrase: if it leaked, make new keys, or `keys unprotect` and `keys protect` for a new vault key.";

/// Gives the vault another passphrase.
///
/// # Errors
/// It has none, one of the two is not said or is wrong, or what the disk says; the old one then still counts.
pub fn run(options: &ChangePassphrase, world: &mut World) -> Result<Reply, Failure> {
    let mut vault = options.vault.open_as_it_is(world)?;
    if vault.protection() == Protection::None {
        return Err(VaultError::NotProtected.into());
    }
    let old = match options.vault.vault_passphrase_env.as_deref() {
        Some(name) => environment_passphrase(name, world)?,
        None => asked("Present passphrase of the vault", world)?,
    };
    let new = new_passphrase(options.new_passphrase_env.as_deref(), "--new-passphrase-env", world)?;
    let notices = vault.change_passphrase(&old, &new, VAULT_ROUNDS)?;
    tell(&notices, world);
    Ok(Reply::nothing().note("The vault has another passphrase."))
}
