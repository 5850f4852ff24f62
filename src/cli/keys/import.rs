//! `keys import`.

use super::describe::Described;
use crate::app::free_name;
use crate::cli::key_options::{KeyOptions, from_file};
use crate::cli::paint::Paint;
use crate::cli::reply::{Failure, Reply};
use crate::cli::vault_options::{VaultOptions, keep, notes, usable};
use crate::cli::world::World;
use crate::jose::escape;
use crate::keys::Key;
use clap::Args;
use serde_json::json;
use std::path::PathBuf;
use std::sync::Arc;

/// Options of `keys import`.
#[derive(Debug, Clone, Args)]
#[command(after_long_help = EXAMPLES)]
pub struct Import {
    /// Key files of any format; `-` for standard input
    #[arg(value_name = "FILE")]
    files: Vec<PathBuf>,
    /// What the key is called in the vault [default: its own name, its kid, or the file's name]
    #[arg(long, value_name = "NAME")]
    name: Option<String>,
    #[command(flatten)]
    secrets: KeyOptions,
    /// Print one JSON document about what was kept
    #[arg(long)]
    json: bool,
    #[command(flatten)]
    vault: VaultOptions,
}

const EXAMPLES: &str = "\
Examples:
  jwt-workbench keys import private.pem --name demo
  jwt-workbench keys import jwks.json
  jwt-workbench keys import --secret-file hmac.bin --name shared";

/// Keeps keys. Those that are there already are not kept twice.
///
/// # Errors
/// A file cannot be read or holds no usable key, the name is taken, or what the vault says.
pub fn run(mut options: Import, world: &mut World) -> Result<Reply, Failure> {
    options.secrets.key.extend(options.files.drain(..).map(PathBuf::into_os_string));
    let mut keys = read(&options, world)?;
    if keys.is_empty() {
        return Err(Failure::new("no key is given: name a key file, --secret-file or --secret-env"));
    }
    let mut vault = options.vault.open(world)?;
    let mut kept: Vec<Arc<Key>> = usable(&vault, world).into_iter().map(Arc::new).collect();
    if let Some(name) = &options.name {
        match keys.as_mut_slice() {
            [only] => only.name.clone_from(name),
            _ => {
                return Err(Failure::new(format!("--name is for one key, and there are {}: leave it out", keys.len())));
            }
        }
    }
    let (mut described, mut remarks) = (Vec::new(), Vec::new());
    for mut key in keys {
        if let Some(same) = kept.iter().find(|k| k.material == key.material) {
            remarks.push(format!(
                "note: '{}' is in the vault already; it was not added again",
                escape::visible(&same.name)
            ));
            continue;
        }
        if options.name.is_none() {
            key.name = free_name(&key.name, &kept);
        }
        remarks.extend(notes(&keep(&mut vault, &key)?));
        kept.push(Arc::new(key.clone()));
        described.push(Described::new(key, "vault"));
    }
    Ok(remarks.into_iter().fold(told(&described, options.json, world), Reply::note))
}

/// The keys of all files, and the secrets, each called as it calls itself.
fn read(options: &Import, world: &mut World) -> Result<Vec<Key>, Failure> {
    let mut keys = Vec::new();
    for argument in &options.secrets.key {
        keys.extend(from_file(&PathBuf::from(argument), world)?.into_iter().map(own_name));
    }
    let secrets = KeyOptions { key: Vec::new(), ..options.secrets.clone() };
    keys.extend(secrets.read(world, None)?);
    Ok(keys.into_iter().map(without_ending).collect())
}

/// A key that has a label is called by it, and not by its file.
fn own_name(mut key: Key) -> Key {
    if let Some(kid) = key.kid.as_deref().filter(|kid| !kid.trim().is_empty()) {
        key.name = kid.to_owned();
    }
    key
}

/// `demo.pem` is called "demo".
fn without_ending(mut key: Key) -> Key {
    for ending in [".jwk.json", ".json", ".jwk", ".pem", ".der", ".key", ".crt", ".cer", ".txt"] {
        if let Some(stem) = key.name.strip_suffix(ending).filter(|stem| !stem.is_empty()) {
            key.name = stem.to_owned();
            break;
        }
    }
    key
}

fn told(described: &[Described], as_json: bool, world: &World) -> Reply {
    if as_json {
        let keys: Vec<_> = described.iter().map(Described::json).collect();
        return Reply::json(&format!("{:#}", json!({ "schema": 1, "keys": keys, "ignored": [] })));
    }
    let paint = Paint { is_on: world.output_has_colour };
    Reply::text(described.iter().map(|d| d.text(paint)).collect::<Vec<_>>().join("\n"))
}
