//! `policy show`.

use super::described;
use crate::cli::paint::Paint;
use crate::cli::policy_options::named;
use crate::cli::reply::{Failure, Reply};
use crate::cli::vault_options::VaultAccess;
use crate::cli::world::World;
use crate::jose::escape;
use crate::policy;
use clap::Args;
use std::ffi::OsString;

/// Options of `policy show`.
#[derive(Debug, Clone, Args)]
#[command(
    after_long_help = "Examples:\n  jwt-workbench policy show partner\n  jwt-workbench policy show rfc9068\n  jwt-workbench policy show partner --json > partner.json"
)]
pub struct Show {
    /// A policy of the vault, a preset, or a policy file; - for standard input
    #[arg(value_name = "NAME|FILE|-")]
    name: OsString,
    /// Print the policy as a JSON file that other machines can use
    #[arg(long)]
    json: bool,
    #[command(flatten)]
    vault: VaultAccess,
}

/// Shows a policy.
///
/// # Errors
/// There is none of that name.
pub fn run(options: &Show, world: &mut World) -> Result<Reply, Failure> {
    let document = named(&options.name, world, options.vault.allowed())?;
    if options.json {
        let value = policy::write(document.name.as_deref(), &document.description, &document.policy);
        return Ok(Reply::json(&format!("{value:#}")));
    }
    let paint = Paint { is_on: world.output_has_colour };
    let name = document.name.as_deref().map(|name| format!("{}\n", paint.bold(&escape::visible(name))));
    Ok(Reply::text(name.unwrap_or_default() + &described(&document)))
}
