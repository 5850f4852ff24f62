//! `policy save`.

use super::described;
use crate::cli::policy_options::{Expectations, PolicyOptions, named};
use crate::cli::reply::{Failure, Reply};
use crate::cli::vault_options::{VaultOptions, notes};
use crate::cli::world::World;
use crate::jose::escape;
use crate::policy;
use clap::Args;
use std::ffi::OsString;

/// Options of `policy save`.
#[derive(Debug, Clone, Args)]
#[command(after_long_help = EXAMPLES)]
pub struct Save {
    /// What to call it
    name: String,
    /// A policy file, a preset or another policy to start from; - for standard input
    #[arg(value_name = "FILE|NAME|-", conflicts_with = "policy")]
    from: Option<OsString>,
    /// What it is for, in a sentence
    #[arg(long, value_name = "TEXT")]
    description: Option<String>,
    /// Replace the policy of that name
    #[arg(long)]
    force: bool,
    #[command(flatten)]
    options: PolicyOptions,
    #[command(flatten)]
    vault: VaultOptions,
}

const EXAMPLES: &str = "\
Examples:
  jwt-workbench policy save partner --iss https://login.example.com --aud my-api --alg RS256 --require exp
  jwt-workbench policy save partner rfc9068 --iss https://login.example.com --aud my-api
  jwt-workbench policy save partner partner.json --force
  jwt-workbench verify token.txt --policy partner";

/// Keeps a policy.
///
/// # Errors
/// The name is taken, there is nothing to save, or what the vault says.
pub fn run(options: &Save, world: &mut World) -> Result<Reply, Failure> {
    if options.options.at.is_some() {
        return Err(Failure::new("a policy keeps no time to judge at: leave --at to `verify`"));
    }
    let mut document = match options.from.as_ref().or(options.options.policy.as_ref()) {
        Some(from) => named(from, world, Some(&options.vault))?,
        None => policy::Document::default(),
    };
    let mut expected = Expectations { policy: document.policy, at: None };
    options.options.put_over(&mut expected);
    document.policy = expected.policy;
    if let Some(description) = &options.description {
        document.description.clone_from(description);
    }
    keep(&options.name, &document, options.force, &options.vault, world)
}

/// Keeps a policy under a name.
///
/// # Errors
/// The name is taken, or what the vault says.
pub(super) fn keep(
    name: &str,
    document: &policy::Document,
    replaces: bool,
    vault: &VaultOptions,
    world: &mut World,
) -> Result<Reply, Failure> {
    let mut vault = vault.open_as_it_is(world)?;
    let is_taken = vault.policies().iter().any(|(kept, _)| kept == name);
    if is_taken && !replaces {
        let name = escape::visible(name);
        return Err(Failure::new(format!("there is a policy named '{name}' already: add --force to replace it")));
    }
    let saved = vault.save_policy(name, &policy::write(None, &document.description, &document.policy))?;
    let mut told = format!("'{}' is kept.\n{}", escape::visible(&saved.name), described(document));
    told.truncate(told.trim_end().len());
    Ok(notes(&saved).into_iter().fold(Reply::nothing().note(told), Reply::note))
}
