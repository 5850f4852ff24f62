//! `keys thumbprint`.

use crate::cli::key_options::from_file;
use crate::cli::reply::{Failure, Reply};
use crate::cli::vault_options::{VaultOptions, usable};
use crate::cli::world::World;
use crate::crypto;
use crate::jose::escape;
use clap::Args;
use std::path::PathBuf;

/// Options of `keys thumbprint`.
#[derive(Debug, Clone, Args)]
#[command(
    after_long_help = "Examples:\n  jwt-workbench keys thumbprint demo\n  jwt-workbench keys thumbprint --from jwks.json"
)]
pub struct Thumbprint {
    /// Names of keys in the vault
    #[arg(value_name = "NAME", required_unless_present = "from")]
    names: Vec<String>,
    /// Every key of this file instead; - for standard input
    #[arg(long, value_name = "FILE", conflicts_with = "names")]
    from: Option<PathBuf>,
    #[command(flatten)]
    vault: VaultOptions,
}

/// Prints thumbprints.
///
/// # Errors
/// There is no such key, or the file cannot be used.
pub fn run(options: &Thumbprint, world: &mut World) -> Result<Reply, Failure> {
    let keys = match &options.from {
        Some(path) => from_file(path, world)?,
        None => {
            let vault = options.vault.open(world)?;
            let kept = usable(&vault, world);
            let find = |name: &String| {
                kept.iter().find(|k| k.name == *name).cloned().ok_or_else(|| {
                    let name = escape::visible(name);
                    Failure::new(format!("there is no key in the vault called '{name}': give a file with --from"))
                })
            };
            options.names.iter().map(find).collect::<Result<Vec<_>, _>>()?
        }
    };
    Ok(Reply::text(keys.iter().map(crypto::thumbprint).collect::<Vec<_>>().join("\n")))
}
