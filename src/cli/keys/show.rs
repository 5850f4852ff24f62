//! `keys show`.

use super::describe::{Described, Warning, concerns, ignored, noted, warnings_text};
use crate::cli::key_options::{file_name, no_usable_key, still_locked};
use crate::cli::paint::Paint;
use crate::cli::reply::{Exit, Failure, Reply};
use crate::cli::unlock::Passphrases;
use crate::cli::vault_options::{VaultOptions, usable};
use crate::cli::world::World;
use crate::jose::escape;
use crate::keys::{Imported, Key};
use clap::Args;
use serde_json::json;
use std::ffi::OsString;
use std::path::Path;

/// Options of `keys show`.
#[derive(Debug, Clone, Args)]
#[command(
    after_long_help = "Examples:\n  jwt-workbench keys show jwks.json\n  jwt-workbench keys show demo --json\n  openssl genrsa 2048 | jwt-workbench keys show -"
)]
pub struct Show {
    /// A key file of any format, `-` for standard input, or the name of a key in the vault. A name that is also a file is
    /// the file
    #[arg(value_name = "FILE|NAME|-")]
    key: OsString,
    /// A passphrase in an environment variable, for a file that is locked; may be repeated
    #[arg(long, value_name = "VAR")]
    passphrase_env: Vec<String>,
    /// Print one JSON document
    #[arg(long)]
    json: bool,
    #[command(flatten)]
    vault: VaultOptions,
}

/// What was found in one place.
struct Found {
    keys: Vec<Described>,
    warnings: Vec<Warning>,
    /// What else there was; its keys went into `keys`.
    rest: Imported,
}

/// Describes keys.
///
/// # Errors
/// The file cannot be read, or no key has that name.
pub fn run(options: &Show, world: &mut World) -> Result<Reply, Failure> {
    let path = Path::new(&options.key);
    let is_file = path == Path::new("-") || world.exists(path);
    let found = if is_file { in_file(path, options, world)? } else { in_vault(options, world)? };
    let failed = found.keys.is_empty();
    let reply = match options.json {
        true => {
            let document = json!({
                "schema": 1,
                "keys": found.keys.iter().map(Described::json).collect::<Vec<_>>(),
                "warnings": found.warnings.iter().map(|w| json!({ "id": w.id, "state": w.state.id(), "summary": w.summary })).collect::<Vec<_>>(),
                "ignored": found.rest.ignored.iter().map(ignored).collect::<Vec<_>>(),
                "locked": found.rest.locked.iter().map(|l| json!({ "what": l.what, "how": l.how, "refused": l.refused })).collect::<Vec<_>>(),
            });
            Reply::json(&format!("{document:#}"))
        }
        false => Reply::text(text(&found, Paint { is_on: world.output_has_colour })),
    };
    if failed {
        let sentence = no_usable_key(&file_name(path), &found.rest);
        return Ok(reply.note(format!("error: {sentence}")).exit(Exit::Failed));
    }
    Ok(reply)
}

fn in_file(path: &Path, options: &Show, world: &mut World) -> Result<Found, Failure> {
    let bytes = world.read(path, "a key")?;
    let mut imported = Passphrases::of(&options.passphrase_env, world)?.import(&bytes, path, world);
    let (keys, places) = (std::mem::take(&mut imported.keys), std::mem::take(&mut imported.places));
    let file = file_name(path);
    let source = if path == Path::new("-") { file.clone() } else { path.to_string_lossy().into_owned() };
    let is_only = keys.len() == 1;
    let described = keys.into_iter().zip(&places).enumerate().map(|(i, (key, place))| {
        let number = number_in_set(place).unwrap_or(i + 1);
        let mut described = Described::new(called(key, &file, number, is_only), &source);
        described.warnings.extend(imported.notes.iter().filter(|n| concerns(n, place, is_only)).map(noted));
        described
    });
    let keys = described.collect();
    Ok(Found { keys, warnings: imported.notes.iter().map(noted).collect(), rest: imported })
}

/// A key under a name: its own, else the file's and what tells it from the others there.
fn called(key: Key, file: &str, number: usize, is_only: bool) -> Key {
    if !key.name.is_empty() {
        return key;
    }
    let part = key.kid.clone().unwrap_or_else(|| number.to_string());
    Key { name: if is_only { file.to_owned() } else { format!("{file}#{part}") }, ..key }
}

/// Keys of a set are counted with those that were left out.
fn number_in_set(place: &str) -> Option<usize> {
    place.strip_prefix("key ")?.strip_suffix(" of the set")?.parse().ok()
}

fn in_vault(options: &Show, world: &mut World) -> Result<Found, Failure> {
    let vault = options.vault.open(world)?;
    let name = options.key.to_string_lossy();
    let found = usable(&vault, world).into_iter().find(|k| k.name == name);
    let shown = escape::visible(&name);
    let key = found.ok_or_else(|| {
        Failure::new(format!(
            "there is no file and no key in the vault called '{shown}': see `jwt-workbench keys list`"
        ))
    })?;
    Ok(Found { keys: vec![Described::new(key, "vault")], warnings: Vec::new(), rest: Imported::default() })
}

fn text(found: &Found, paint: Paint) -> String {
    let mut parts: Vec<_> = found.keys.iter().map(|k| k.text(paint)).collect();
    if found.keys.len() != 1 && !found.warnings.is_empty() {
        parts.push(format!("{}\n{}", paint.bold("The file"), warnings_text(&found.warnings, paint)));
    }
    let ignored = found.rest.ignored.iter().map(|i| format!("{}: {}", i.what, i.why));
    let left_out: String =
        ignored.chain(found.rest.locked.iter().map(still_locked)).map(|l| format!("  {l}\n")).collect();
    if !left_out.is_empty() && !found.keys.is_empty() {
        parts.push(format!("{}\n{left_out}", paint.bold("Left out")));
    }
    parts.join("\n")
}
