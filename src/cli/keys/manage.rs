//! `keys rename`, `keys remove` and `keys restore`.

use crate::cli::reply::{Failure, Reply};
use crate::cli::vault_options::{VaultOptions, notes};
use crate::cli::world::World;
use crate::jose::escape;
use crate::jose::escape::shown_path;
use clap::Args;

/// Options of `keys rename`.
#[derive(Debug, Clone, Args)]
#[command(after_long_help = "Example:\n  jwt-workbench keys rename demo demo-2025")]
pub struct Rename {
    /// Its present name
    from: String,
    /// Its new name
    to: String,
    #[command(flatten)]
    vault: VaultOptions,
}

/// Options of `keys remove`.
#[derive(Debug, Clone, Args)]
#[command(after_long_help = "Example:\n  jwt-workbench keys remove demo")]
pub struct Remove {
    /// Names of keys in the vault
    #[arg(value_name = "NAME", required = true)]
    names: Vec<String>,
    #[command(flatten)]
    vault: VaultOptions,
}

/// Options of `keys restore`.
#[derive(Debug, Clone, Args)]
#[command(after_long_help = "Example:\n  jwt-workbench keys restore demo")]
pub struct Restore {
    /// Names that removed keys had
    #[arg(value_name = "NAME", required = true)]
    names: Vec<String>,
    #[command(flatten)]
    vault: VaultOptions,
}

/// Brings keys back from the trash folder.
///
/// # Errors
/// No such key was removed, or what the disk says. Keys named before it are back.
pub fn restore(options: &Restore, world: &mut World) -> Result<Reply, Failure> {
    let mut vault = options.vault.open(world)?;
    let mut reply = Reply::nothing();
    for name in &options.names {
        let saved = vault.restore_key(name)?;
        let told = format!("'{}' is back.", escape::visible(&saved.name));
        reply = notes(&saved).into_iter().fold(reply.note(told), Reply::note);
    }
    Ok(reply)
}

/// Gives a key another name.
///
/// # Errors
/// There is no such key, the name is taken, or what the disk says.
pub fn rename(options: &Rename, world: &mut World) -> Result<Reply, Failure> {
    let mut vault = options.vault.open(world)?;
    let saved = vault.rename_key(&options.from, &options.to)?;
    let told = format!("'{}' is called '{}' now.", escape::visible(&options.from), escape::visible(&saved.name));
    Ok(notes(&saved).into_iter().fold(Reply::nothing().note(told), Reply::note))
}

/// Moves keys to the trash folder.
///
/// # Errors
/// There is no such key, or what the disk says. Keys named before it are in the trash.
pub fn remove(options: &Remove, world: &mut World) -> Result<Reply, Failure> {
    let mut vault = options.vault.open(world)?;
    let mut reply = Reply::nothing();
    for name in &options.names {
        let removed = vault.remove_key(name)?;
        let (name, path) = (escape::visible(name), shown_path(&removed.path));
        reply = reply.note(format!(
            "'{name}' is in the trash ({path}): `jwt-workbench keys restore` with its name brings it back."
        ));
    }
    Ok(reply)
}
