//! Where the vault is, and its keys as values.

use super::reply::Failure;
use super::world::World;
use crate::crypto;
use crate::jose::escape;
use crate::keys::{Key, Secret};
use crate::remote::FetchedSet;
use crate::vault::{Notice, Protection, Saved, Vault, VaultError, VaultKey, location};
use clap::Args;
use std::collections::BTreeSet;
use std::path::PathBuf;
use std::sync::Arc;

/// Where the vault is.
#[derive(Debug, Clone, Default, Args)]
pub struct VaultOptions {
    /// The vault's folder [default: the user's configuration folder, or JWT_WORKBENCH_CONFIG_DIR]
    #[arg(long, value_name = "DIR", help_heading = "Vault")]
    pub config_dir: Option<PathBuf>,
    /// The passphrase of a protected vault, in an environment variable [default: the terminal is asked]
    #[arg(long, value_name = "VAR", help_heading = "Vault")]
    pub vault_passphrase_env: Option<String>,
}

/// Where the vault is, and whether it may be asked for keys and policies at all.
#[derive(Debug, Clone, Default, Args)]
pub struct VaultAccess {
    #[command(flatten)]
    place: VaultOptions,
    /// Do not look for keys and policies in the vault
    #[arg(long, help_heading = "Vault")]
    no_vault: bool,
}

impl VaultAccess {
    /// The vault, unless it must not be asked.
    #[must_use]
    pub fn allowed(&self) -> Option<&VaultOptions> {
        (!self.no_vault).then_some(&self.place)
    }
}

impl VaultOptions {
    /// Opens the vault, with its passphrase if it has one. What is odd about its files is told on standard error.
    ///
    /// # Errors
    /// There is no place for it, or nobody says the passphrase.
    pub fn open(&self, world: &mut World) -> Result<Vault, Failure> {
        let mut vault = self.open_as_it_is(world)?;
        if vault.protection() == Protection::Locked {
            unlock(&mut vault, self.vault_passphrase_env.as_deref(), world)?;
        }
        Ok(vault)
    }

    /// Opens the vault and leaves it locked if it is: for what needs no key.
    ///
    /// # Errors
    /// There is no place for it.
    pub fn open_as_it_is(&self, world: &mut World) -> Result<Vault, Failure> {
        let dir = location(self.config_dir.as_deref(), &*world.environment)?;
        let (vault, notices) = Vault::open(Arc::clone(&world.disk), Arc::clone(&world.clock), dir);
        tell(&notices, world);
        Ok(vault)
    }
}

/// So many times a passphrase may be mistyped at the terminal.
const TRIES: usize = 3;

fn unlock(vault: &mut Vault, variable: Option<&str>, world: &mut World) -> Result<(), Failure> {
    let mut tries = if variable.is_some() { 1 } else { TRIES };
    loop {
        let passphrase = match variable {
            Some(name) => environment_passphrase(name, world)?,
            None => asked("Passphrase of the vault", world)?,
        };
        tries -= 1;
        match vault.unlock(&passphrase) {
            Ok(notices) => {
                tell(&notices, world);
                return Ok(());
            }
            Err(VaultError::WrongPassphrase) if tries > 0 => world.tell("That is not the passphrase of the vault."),
            Err(error) => return Err(error.into()),
        }
    }
}

/// The passphrase in a variable.
///
/// # Errors
/// There is no such variable.
pub fn environment_passphrase(name: &str, world: &World) -> Result<Secret, Failure> {
    let value = world.environment.var(name).ok_or_else(|| {
        let name = escape::visible(name);
        Failure::new(format!(
            "the variable {name} is not set: set it to the vault's passphrase, or leave it to be asked"
        ))
    })?;
    Ok(Secret::new(value.into_encoded_bytes()))
}

/// The passphrase that somebody types.
///
/// # Errors
/// Nobody is there.
pub fn asked(prompt: &str, world: &mut World) -> Result<Secret, Failure> {
    world.terminal.ask(prompt).ok_or_else(|| {
        Failure::new(
            "the vault has a passphrase and nobody typed it: name a variable that holds it with \
             --vault-passphrase-env, or use --no-vault where no key of the vault is needed",
        )
    })
}

/// A new passphrase: of the variable, or typed twice.
///
/// # Errors
/// There is no such variable, nobody is there, or what was typed differs.
pub fn new_passphrase(variable: Option<&str>, option: &str, world: &mut World) -> Result<Secret, Failure> {
    if let Some(name) = variable {
        return environment_passphrase(name, world);
    }
    let nobody = || Failure::new(format!("no passphrase was typed: name a variable that holds it with {option}"));
    let first = world.terminal.ask("New passphrase of the vault").ok_or_else(nobody)?;
    let second = world.terminal.ask("The same once more").ok_or_else(nobody)?;
    if first != second {
        return Err(Failure::new("the two passphrases differ: nothing was changed; try again"));
    }
    Ok(first)
}

/// What the vault has to tell, on standard error.
pub fn tell(notices: &[Notice], world: &mut World) {
    notices.iter().for_each(|notice| world.tell(&told(notice)));
}

fn told(notice: &Notice) -> String {
    format!("note: {notice}: {}", notice.next_step())
}

/// The vault's usable keys, by name. What is in the way of the others is told on standard error.
pub fn usable(vault: &Vault, world: &mut World) -> Vec<Key> {
    let (keys, problems): (Vec<_>, Vec<_>) = vault.keys().iter().map(key_of).partition(Result::is_ok);
    problems.into_iter().filter_map(Result::err).for_each(|problem| world.tell(&format!("note: {problem}")));
    keys.into_iter().filter_map(Result::ok).chain(fetched(vault)).collect()
}

/// The keys of the sets that were fetched, each under a name of its own among them.
fn fetched(vault: &Vault) -> Vec<Key> {
    let mut taken: BTreeSet<String> = vault.keys().into_iter().map(|k| k.name).collect();
    let sets = vault.issuers().into_iter().filter_map(|(_, kept)| FetchedSet::from_json(&kept).ok());
    let mut keys: Vec<Key> = sets.flat_map(|set| set.keys).collect();
    for key in &mut keys {
        let wish = key.name.clone();
        key.name = (1..)
            .map(|n: u32| if n == 1 { wish.clone() } else { format!("{wish}-{n}") })
            .find(|name| !taken.contains(name))
            .unwrap_or(wish);
        taken.insert(key.name.clone());
    }
    keys
}

/// The key that a file of the vault holds.
fn key_of(kept: &VaultKey) -> Result<Key, String> {
    crypto::kept_key(&kept.name, kept.jwk.as_bytes())
        .map_err(|why| format!("the key '{}' of the vault cannot be used: {why}", escape::visible(&kept.name)))
}

/// Keeps a new key.
///
/// # Errors
/// The name is taken, or what the vault says.
pub fn keep(vault: &mut Vault, key: &Key) -> Result<Saved, Failure> {
    if vault.keys().iter().any(|k| k.name == key.name) {
        let name = escape::visible(&key.name);
        return Err(Failure::new(format!("there is a key named '{name}' already: choose another name with --name")));
    }
    let jwk = key.to_vault_jwk().map_err(|e| Failure::new(e.to_string()))?;
    Ok(vault.add_key(&key.name, &jwk)?)
}

/// What saving left to tell.
#[must_use]
pub fn notes(saved: &Saved) -> Vec<String> {
    let unconfirmed = saved.unconfirmed.as_ref().map(|e| format!("note: saved, but not confirmed on the disk: {e}"));
    saved.notices.iter().map(told).chain(unconfirmed).collect()
}
