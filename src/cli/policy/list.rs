//! `policy list`.

use super::{blanks, kept};
use crate::cli::paint::Paint;
use crate::cli::reply::{Failure, Reply};
use crate::cli::vault_options::VaultOptions;
use crate::cli::world::World;
use crate::jose::escape;
use crate::policy::Document;
use clap::Args;
use serde_json::json;

/// Options of `policy list`.
#[derive(Debug, Clone, Args)]
#[command(after_long_help = "Examples:\n  jwt-workbench policy list\n  jwt-workbench policy list --json")]
pub struct List {
    /// Print one JSON document
    #[arg(long)]
    json: bool,
    #[command(flatten)]
    vault: VaultOptions,
}

/// Lists the vault's policies.
///
/// # Errors
/// There is no place for a vault.
pub fn run(options: &List, world: &mut World) -> Result<Reply, Failure> {
    let vault = options.vault.open_as_it_is(world)?;
    let policies = kept(&vault, world);
    if options.json {
        let policies: Vec<_> = policies.iter().map(as_json).collect();
        return Ok(Reply::json(&format!("{:#}", json!({ "schema": 1, "policies": policies }))));
    }
    if policies.is_empty() {
        return Ok(Reply::nothing().note("The vault has no policies: `jwt-workbench policy save` adds one."));
    }
    let paint = Paint { is_on: world.output_has_colour };
    let lines = policies.iter().map(|document| {
        let name = paint.bold(&escape::visible(document.name.as_deref().unwrap_or_default()));
        let issuers = match document.policy.issuers.as_slice() {
            [] => "any issuer".to_owned(),
            issuers => escape::visible(&issuers.join(", ")).into_owned(),
        };
        let blanks = blanks(document).map(|blanks| format!("; to fill in: {blanks}")).unwrap_or_default();
        format!("{name}  {issuers}{blanks}\n")
    });
    Ok(Reply::text(lines.collect::<String>()))
}

fn as_json(document: &Document) -> serde_json::Value {
    crate::policy::write(document.name.as_deref(), &document.description, &document.policy)
}
