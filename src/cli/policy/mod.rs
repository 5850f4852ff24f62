//! `policy …`: what is expected of tokens, kept by name.

mod code;
mod compare;
mod from_token;
mod list;
mod manage;
mod presets;
mod save;
mod show;

use super::reply::{Failure, Reply};
use super::vault_options::VaultOptions;
use super::world::World;
use crate::checks::Need;
use crate::jose::escape;
use crate::jose::token::Token;
use crate::policy::{self, Choice, Document};
use crate::vault::Vault;
use clap::Subcommand;

/// Commands about policies.
#[derive(Debug, Subcommand)]
pub enum PolicyCommand {
    /// List the policies of the vault
    List(list::List),
    /// Show what a policy expects; with --json as a file to pass on
    Show(show::Show),
    /// List the presets: what the standards ask for, to start from
    Presets(presets::Presets),
    /// Keep a policy in the vault
    Save(Box<save::Save>),
    /// Make a policy of what a token has
    FromToken(from_token::FromToken),
    /// Say how two policies differ
    Compare(compare::Compare),
    /// Give a policy of the vault another name
    Rename(manage::Rename),
    /// Move a policy of the vault to its trash folder
    Remove(manage::Remove),
    /// Show a policy as code for a resource server
    #[command(after_long_help = code::EXAMPLES)]
    Code(Box<code::Code>),
}

/// Runs one of them.
///
/// # Errors
/// What that one says.
pub fn run(command: &PolicyCommand, world: &mut World) -> Result<Reply, Failure> {
    match command {
        PolicyCommand::List(options) => list::run(options, world),
        PolicyCommand::Show(options) => show::run(options, world),
        PolicyCommand::Presets(options) => Ok(presets::run(options)),
        PolicyCommand::Save(options) => save::run(options, world),
        PolicyCommand::FromToken(options) => from_token::run(options, world),
        PolicyCommand::Compare(options) => compare::run(options, world),
        PolicyCommand::Rename(options) => manage::rename(options, world),
        PolicyCommand::Remove(options) => manage::remove(options, world),
        PolicyCommand::Code(options) => code::run(options, world),
    }
}

/// The vault's policy for the issuer that a token names.
///
/// # Errors
/// The token names no issuer, or not exactly one policy expects it: going on would expect less than was asked for.
pub(super) fn by_issuer(token: &str, world: &mut World, vault: &VaultOptions) -> Result<Document, Failure> {
    let token = Token::read(token);
    let Some(issuer) = policy::issuer_of(&token) else {
        return Err(Failure::new("the token names no issuer that can be read: choose a policy with --policy"));
    };
    let vault = vault.open_as_it_is(world)?;
    let policies = kept(&vault, world);
    let shown = escape::visible(issuer);
    match policy::by_issuer(&policies, issuer) {
        Choice::One(name) => {
            world.tell(&format!("note: the policy '{}' is for the issuer {shown}", escape::visible(&name)));
            Ok(policies.into_iter().find(|p| p.name.as_deref() == Some(&name)).unwrap_or_default())
        }
        Choice::Nobody => Err(Failure::new(format!(
            "no policy of the vault expects the issuer {shown}: choose one with --policy, or keep one with `policy save`"
        ))),
        Choice::Several(names) => {
            let names: Vec<_> = names.iter().map(|name| format!("'{}'", escape::visible(name))).collect();
            let names = names.join(" and ");
            Err(Failure::new(format!("the policies {names} expect the issuer {shown}: choose one with --policy")))
        }
    }
}

/// The policies of a vault that can be read. The others are told.
fn kept(vault: &Vault, world: &mut World) -> Vec<Document> {
    let read = |(name, value): (String, serde_json::Value)| match policy::read(&value) {
        Ok(document) => Some(Document { name: Some(name), ..document }),
        Err(why) => {
            let name = escape::visible(&name);
            world.tell(&format!(
                "note: the policy '{name}' of the vault cannot be used: {why}; its file was left as it is"
            ));
            None
        }
    };
    vault.policies().into_iter().filter_map(read).collect()
}

/// A policy for people: one line for each thing that it expects.
fn described(document: &Document) -> String {
    let mut text = String::new();
    if !document.description.is_empty() {
        text.push_str(&format!("{}\n\n", escape::visible(&document.description)));
    }
    let said = policy::compare(&crate::checks::Policy::default(), &document.policy);
    if said.is_empty() {
        text.push_str("It expects nothing: only the signature and the times are checked.\n");
    }
    // what still needs a value is said below
    for difference in said.iter().filter(|difference| difference.member != "needs") {
        text.push_str(&format!("{}: {}\n", difference.label, difference.after));
    }
    if let Some(blanks) = blanks(document) {
        text.push_str(&format!("Still to fill in before it accepts a token: {blanks}\n"));
    }
    text
}

/// What a policy lacks.
fn blanks(document: &Document) -> Option<String> {
    let blanks: Vec<_> = document.policy.blanks().into_iter().map(Need::id).collect();
    (!blanks.is_empty()).then(|| blanks.join(", "))
}
