//! `policy rename` and `policy remove`.

use crate::cli::reply::{Failure, Reply};
use crate::cli::vault_options::{VaultOptions, notes};
use crate::cli::world::World;
use crate::jose::escape;
use crate::jose::escape::shown_path;
use clap::Args;

/// Options of `policy rename`.
#[derive(Debug, Clone, Args)]
#[command(after_long_help = "Example:\n  jwt-workbench policy rename partner partner-2025")]
pub struct Rename {
    /// Its present name
    from: String,
    /// Its new name
    to: String,
    #[command(flatten)]
    vault: VaultOptions,
}

/// Options of `policy remove`.
#[derive(Debug, Clone, Args)]
#[command(after_long_help = "Example:\n  jwt-workbench policy remove partner")]
pub struct Remove {
    /// Names of policies in the vault
    #[arg(value_name = "NAME", required = true)]
    names: Vec<String>,
    #[command(flatten)]
    vault: VaultOptions,
}

/// Gives a policy another name.
///
/// # Errors
/// There is no such policy, the name is taken, or what the disk says.
pub fn rename(options: &Rename, world: &mut World) -> Result<Reply, Failure> {
    let mut vault = options.vault.open_as_it_is(world)?;
    let saved = vault.rename_policy(&options.from, &options.to)?;
    let told = format!("'{}' is called '{}' now.", escape::visible(&options.from), escape::visible(&saved.name));
    Ok(notes(&saved).into_iter().fold(Reply::nothing().note(told), Reply::note))
}

/// Moves policies to the trash folder.
///
/// # Errors
/// There is no such policy, or what the disk says. Policies named before it are in the trash.
pub fn remove(options: &Remove, world: &mut World) -> Result<Reply, Failure> {
    let mut vault = options.vault.open_as_it_is(world)?;
    let mut reply = Reply::nothing();
    for name in &options.names {
        let removed = vault.remove_policy(name)?;
        let (name, path) = (escape::visible(name), shown_path(&removed.path));
        reply = reply.note(format!(
            "'{name}' is in the trash ({path}): `jwt-workbench policy save` with its name and that file brings it back."
        ));
    }
    Ok(reply)
}
