//! `keys show`.

use super::describe::{Described, Warning, concerns, ignored, noted, warnings_text};
use crate::cli::key_options::{file_name, imported, no_usable_key};
use crate::cli::paint::Paint;
use crate::cli::reply::{Exit, Failure, Reply};
use crate::cli::vault_options::{VaultOptions, usable};
use crate::cli::world::World;
use crate::jose::escape;
use crate::keys::{Ignored, Imported};
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
    ignored: Vec<Ignored>,
}

/// Describes keys.
///
/// # Errors
/// The file cannot be read, or no key has that name.
pub fn run(options: &Show, world: &mut World) -> Result<Reply, Failure> {
    let path = Path::new(&options.key);
    let is_file = path == Path::new("-") || world.exists(path);
    let found = if is_file { in_file(path, world)? } else { in_vault(options, world)? };
    let failed = found.keys.is_empty();
    let reply = match options.json {
        true => {
            let document = json!({
                "schema": 1,
                "keys": found.keys.iter().map(Described::json).collect::<Vec<_>>(),
                "warnings": found.warnings.iter().map(|w| json!({ "id": w.id, "state": w.state.id(), "summary": w.summary })).collect::<Vec<_>>(),
                "ignored": found.ignored.iter().map(ignored).collect::<Vec<_>>(),
            });
            Reply::json(&format!("{document:#}"))
        }
        false => Reply::text(text(&found, Paint { is_on: world.output_has_colour })),
    };
    if failed {
        let sentence = no_usable_key(&file_name(path), &found.ignored);
        return Ok(reply.note(format!("error: {sentence}")).exit(Exit::Failed));
    }
    Ok(reply)
}

fn in_file(path: &Path, world: &mut World) -> Result<Found, Failure> {
    let Imported { keys, ignored, notes, .. } = imported(path, world)?;
    let file = file_name(path);
    let source = if path == Path::new("-") { file.clone() } else { path.to_string_lossy().into_owned() };
    let is_only = keys.len() == 1;
    // the numbers of the keys that were taken in: those left out have one too
    let left_out = |n: &usize| ignored.iter().any(|i| i.what == format!("key {n} of the set"));
    let numbers = (1..).filter(|n| !left_out(n));
    let described = keys.into_iter().zip(numbers).map(|(mut key, number)| {
        if key.name.is_empty() {
            let part = key.kid.clone().unwrap_or_else(|| number.to_string());
            key.name = if is_only { file.clone() } else { format!("{file}#{part}") };
        }
        let mut described = Described::new(key, &source);
        described.warnings.extend(notes.iter().filter(|n| concerns(n, number, is_only)).map(noted));
        described
    });
    Ok(Found { keys: described.collect(), warnings: notes.iter().map(noted).collect(), ignored })
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
    Ok(Found { keys: vec![Described::new(key, "vault")], warnings: Vec::new(), ignored: Vec::new() })
}

fn text(found: &Found, paint: Paint) -> String {
    let mut parts: Vec<_> = found.keys.iter().map(|k| k.text(paint)).collect();
    if found.keys.len() != 1 && !found.warnings.is_empty() {
        parts.push(format!("{}\n{}", paint.bold("The file"), warnings_text(&found.warnings, paint)));
    }
    if !found.ignored.is_empty() && !found.keys.is_empty() {
        let lines: String = found.ignored.iter().map(|i| format!("  {}: {}\n", i.what, i.why)).collect();
        parts.push(format!("{}\n{lines}", paint.bold("Left out")));
    }
    parts.join("\n")
}
