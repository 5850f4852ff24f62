//! `keys import`.

use super::describe::Described;
use crate::app::free_name;
use crate::cli::key_options::{KeyOptions, file_name, from_file_with, named};
use crate::cli::paint::Paint;
use crate::cli::reply::{Failure, Reply};
use crate::cli::unlock::Passphrases;
use crate::cli::vault_options::{VaultOptions, keep, notes, usable};
use crate::cli::world::World;
use crate::jose::escape;
use crate::keys::{About, Key, Origin, Source};
use crate::ports::{FOLDER_FILES, FileKind, read_folder};
use clap::Args;
use serde_json::json;
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// Options of `keys import`.
#[derive(Debug, Clone, Args)]
#[command(after_long_help = EXAMPLES)]
pub struct Import {
    /// Key files of any format, or folders of them; `-` for standard input
    #[arg(value_name = "FILE|FOLDER")]
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
  jwt-workbench keys import ~/test-keys
  PASS=… jwt-workbench keys import store.p12 --passphrase-env PASS
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

/// The keys of all files and folders, and the secrets, each called as it calls itself.
fn read(options: &Import, world: &mut World) -> Result<Vec<Key>, Failure> {
    let mut passphrases = Passphrases::of(&options.secrets.passphrase_env, world)?;
    let mut keys = Vec::new();
    for argument in &options.secrets.key {
        let path = PathBuf::from(argument);
        keys.extend(match is_folder(&path, world) {
            true => from_folder(&path, &mut passphrases, world)?,
            false => from_one(&path, &mut passphrases, world)?,
        });
    }
    let mut secrets = KeyOptions { key: Vec::new(), ..options.secrets.clone() };
    if !options.secrets.key.is_empty() {
        // beside files a passphrase is for them, and none to be kept
        secrets.passphrase_env.clear();
    }
    keys.extend(secrets.read(world, None)?);
    Ok(keys.into_iter().map(without_ending).collect())
}

fn is_folder(path: &Path, world: &World) -> bool {
    let kind = |path: &Path| world.disk.metadata(path).map(|meta| meta.kind);
    let resolved = world.disk.resolve(path).unwrap_or_else(|_| path.to_path_buf());
    path != Path::new("-") && kind(&resolved).is_ok_and(|kind| kind == FileKind::Folder)
}

fn from_one(path: &Path, passphrases: &mut Passphrases, world: &mut World) -> Result<Vec<Key>, Failure> {
    let keys = from_file_with(path, passphrases, world)?;
    let place = if path == Path::new("-") { String::new() } else { file_name(path) };
    Ok(sourced(keys, &place, world))
}

/// The keys of every file of a folder that holds some. What holds none is told, and is no failure.
fn from_folder(path: &Path, passphrases: &mut Passphrases, world: &mut World) -> Result<Vec<Key>, Failure> {
    let folder = read_folder(&*world.disk.clone(), path, &|| false)?;
    let mut keys = Vec::new();
    for (file, bytes) in &folder.files {
        let imported = passphrases.import(bytes, Path::new(file), world);
        let short = file_name(Path::new(file));
        match named(imported, &short, world) {
            Ok(found) => keys.extend(sourced(found, &short, world)),
            Err(why) => world.tell(&format!("note: {why}")),
        }
    }
    for (file, why) in &folder.unread {
        world.tell(&format!("note: {} was passed over: {why}", escape::visible(file)));
    }
    let passed_over = [(folder.hidden, "hidden"), (folder.links, "links")];
    for (count, what) in passed_over.into_iter().filter(|(count, _)| *count > 0) {
        world.tell(&format!("note: {count} passed over in {}: {what}", escape::visible(&file_name(path))));
    }
    if folder.is_cut {
        let most = format!("at most {FOLDER_FILES} files with 16 MiB together are read");
        world.tell(&format!("note: {} was not read to its end: {most}", escape::visible(&file_name(path))));
    }
    match keys.is_empty() {
        true => {
            Err(Failure::new(format!("{} holds no usable key: see the notes above", escape::visible(&file_name(path)))))
        }
        false => Ok(keys),
    }
}

/// Keys that know where they came from; each is called by its label, where it has one.
fn sourced(keys: Vec<Key>, place: &str, world: &World) -> Vec<Key> {
    let origin = if place.is_empty() { Origin::Typed } else { Origin::File };
    let source = Source { origin, place: place.to_owned(), issuer: None, at: world.now() };
    let about = |key: &Key| About { source: Some(source.clone()), ..key.about.clone() };
    keys.into_iter().map(|key| own_name(Key { about: about(&key), ..key })).collect()
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
    for ending in [
        ".jwk.json",
        ".jwk.jwe",
        ".jwe",
        ".json",
        ".jwk",
        ".pem",
        ".der",
        ".key",
        ".pub",
        ".crt",
        ".cer",
        ".p12",
        ".pfx",
        ".txt",
    ] {
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
