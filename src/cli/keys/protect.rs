//! `keys protect`.

use crate::cli::reply::{Failure, Reply};
use crate::cli::vault_options::{VaultOptions, new_passphrase, tell};
use crate::cli::world::World;
use crate::vault::{Protection, VAULT_ROUNDS, VaultError};
use clap::Args;

/// Options of `keys protect`.
#[derive(Debug, Clone, Args)]
#[command(after_long_help = HELP)]
pub struct Protect {
    #[command(flatten)]
    vault: VaultOptions,
}

const HELP: &str = "\
Examples:
  jwt-workbench keys protect
  VAULT_PASSPHRASE=... jwt-workbench keys protect --vault-passphrase-env VAULT_PASSPHRASE

One random vault key is made and encrypted with the passphrase (a JWK in a JWE: PBES2-HS512+A256KW, A256GCM, 600,000
rounds; RFC 7517 section 7); each key file becomes a JWE under it, names included. Any JOSE tool that is given the
passphrase can open them; some refuse so many rounds until they are told to allow them. How many keys there are, how long their files are and when they were written stays visible.

The clear files are deleted, not overwritten: copies in backups, and what a disk keeps of deleted files, stay as they are.
Nobody can open the vault without the passphrase: keep it where you will find it.";

/// Gives the vault a passphrase.
///
/// # Errors
/// It has one already, nobody says one, or what the disk says; the vault is then as it was.
pub fn run(options: &Protect, world: &mut World) -> Result<Reply, Failure> {
    let mut vault = options.vault.open_as_it_is(world)?;
    if vault.protection() != Protection::None {
        return Err(VaultError::AlreadyProtected.into());
    }
    let variable = options.vault.vault_passphrase_env.as_deref();
    let passphrase = new_passphrase(variable, "--vault-passphrase-env", world)?;
    let notices = vault.protect(&passphrase, VAULT_ROUNDS)?;
    tell(&notices, world);
    let count = vault.keys().len();
    Ok(Reply::nothing().note(format!("The vault is protected: {count} keys are encrypted.")))
}
