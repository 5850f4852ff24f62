//! `policy compare`.

use crate::cli::paint::Paint;
use crate::cli::policy_options::named;
use crate::cli::reply::{Failure, Reply};
use crate::cli::vault_options::VaultAccess;
use crate::cli::world::World;
use crate::policy::{self, Difference};
use clap::Args;
use serde_json::json;
use std::ffi::OsString;

/// Options of `policy compare`.
#[derive(Debug, Clone, Args)]
#[command(
    after_long_help = "Examples:\n  jwt-workbench policy compare staging production\n  jwt-workbench policy compare rfc9068 partner.json --json"
)]
pub struct Compare {
    /// A policy of the vault, a preset, or a policy file
    #[arg(value_name = "NAME|FILE")]
    first: OsString,
    /// The one to compare with it
    #[arg(value_name = "NAME|FILE")]
    second: OsString,
    /// Print one JSON document
    #[arg(long)]
    json: bool,
    #[command(flatten)]
    vault: VaultAccess,
}

/// Says how the second policy differs from the first.
///
/// # Errors
/// One of them cannot be read.
pub fn run(options: &Compare, world: &mut World) -> Result<Reply, Failure> {
    let vault = options.vault.allowed();
    let first = named(&options.first, world, vault)?;
    let second = named(&options.second, world, vault)?;
    let found = policy::compare(&first.policy, &second.policy);
    if options.json {
        let found: Vec<_> = found.iter().map(as_json).collect();
        return Ok(Reply::json(&format!("{:#}", json!({ "schema": 1, "differences": found }))));
    }
    if found.is_empty() {
        return Ok(Reply::text("They expect the same."));
    }
    let paint = Paint { is_on: world.output_has_colour };
    let told = found.iter().map(|d| {
        let label = paint.bold(d.label);
        format!("{label}: the second is {}\n  first:  {}\n  second: {}\n", d.change.id(), d.before, d.after)
    });
    Ok(Reply::text(told.collect::<String>()))
}

fn as_json(difference: &Difference) -> serde_json::Value {
    let Difference { member, before, after, change, .. } = difference;
    json!({ "member": member, "first": before, "second": after, "second_is": change.id() })
}
