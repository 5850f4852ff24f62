//! `keys list`.

use super::describe::{Described, warnings_text};
use crate::cli::paint::Paint;
use crate::cli::reply::{Failure, Reply};
use crate::cli::vault_options::{VaultOptions, usable};
use crate::cli::world::World;
use crate::jose::escape;
use clap::Args;
use serde_json::json;

/// Options of `keys list`.
#[derive(Debug, Clone, Args)]
#[command(
    after_long_help = "Examples:\n  jwt-workbench keys list\n  jwt-workbench keys list --json --config-dir ./vault"
)]
pub struct List {
    /// Print one JSON document
    #[arg(long)]
    json: bool,
    #[command(flatten)]
    vault: VaultOptions,
}

/// Lists the vault's keys.
///
/// # Errors
/// There is no place for a vault.
pub fn run(options: &List, world: &mut World) -> Result<Reply, Failure> {
    let vault = options.vault.open(world)?;
    let keys = Described::together(usable(&vault, world), world.now());
    if options.json {
        let keys: Vec<_> = keys.iter().map(Described::json).collect();
        return Ok(Reply::json(&format!("{:#}", json!({ "schema": 1, "keys": keys, "ignored": [] }))));
    }
    if keys.is_empty() {
        return Ok(
            Reply::nothing().note("The vault has no keys: `jwt-workbench keys generate` or `keys import` adds one.")
        );
    }
    let paint = Paint { is_on: world.output_has_colour };
    let odd = keys.iter().filter(|k| !k.warnings.is_empty()).map(|k| {
        let name = escape::visible(&k.key.name);
        format!("\n{}\n{}", paint.bold(&name), warnings_text(&k.warnings, paint).trim_end())
    });
    Ok(Reply::text(table(&keys, paint) + &odd.collect::<String>()))
}

fn table(keys: &[Described], paint: Paint) -> String {
    let rows: Vec<[String; 5]> = keys.iter().map(row).collect();
    let head = ["NAME", "KEY", "ALG", "HOLDS", "KID"].map(str::to_owned);
    let width = |i: usize| rows.iter().chain([&head]).map(|r| r[i].chars().count()).max().unwrap_or_default();
    let widths = [0, 1, 2, 3, 4].map(width);
    let line = |row: &[String; 5]| {
        let cells: Vec<_> = row.iter().zip(widths).map(|(cell, width)| format!("{cell:width$}")).collect();
        cells.join("  ").trim_end().to_owned()
    };
    let mut lines = vec![paint.bold(&line(&head))];
    lines.extend(rows.iter().map(line));
    lines.join("\n")
}

fn row(described: &Described) -> [String; 5] {
    let key = &described.key;
    let half = match key.material {
        crate::keys::Material::Oct(_) => "secret",
        _ if key.is_private() => "private",
        _ => "public",
    };
    let shown = |text: Option<&str>| escape::visible(text.unwrap_or("–")).into_owned();
    [shown(Some(&key.name)), key.describe(), shown(key.alg.as_deref()), half.to_owned(), shown(key.kid.as_deref())]
}
