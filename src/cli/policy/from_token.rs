//! `policy from-token`.

use super::save::keep;
use crate::cli::key_options::KeyOptions;
use crate::cli::reply::{Failure, Reply};
use crate::cli::token_input::TokenArgument;
use crate::cli::vault_options::VaultOptions;
use crate::cli::verify::keys_to_try;
use crate::cli::world::World;
use crate::keys::KeyRing;
use crate::policy::{self, Document};
use crate::report::{self, At, Inputs};
use crate::teach;
use clap::Args;

/// Options of `policy from-token`.
#[derive(Debug, Clone, Args)]
#[command(after_long_help = EXAMPLES)]
pub struct FromToken {
    #[command(flatten)]
    token: TokenArgument,
    #[command(flatten)]
    keys: KeyOptions,
    /// Take this one of several tokens in the text, counted from 1
    #[arg(long, value_name = "N")]
    nth: Option<usize>,
    /// Keep the policy in the vault under this name, instead of printing it
    #[arg(long, value_name = "NAME")]
    save: Option<String>,
    /// Replace the policy of that name
    #[arg(long, requires = "save")]
    force: bool,
    #[command(flatten)]
    vault: VaultOptions,
}

const EXAMPLES: &str = "\
Examples:
  jwt-workbench policy from-token token.txt --key issuer.pem > partner.json
  jwt-workbench policy from-token token.txt --key issuer.pem --save partner

The policy expects the issuer, audience, algorithm and kind of this token, and the registered claims that it has. Without
a key that verifies the token it repeats what anybody may have written, and says so.";

/// Makes a policy of what a token has.
///
/// # Errors
/// There is no token with claims to read, or the policy cannot be kept.
pub fn run(options: &FromToken, world: &mut World) -> Result<Reply, Failure> {
    let (keys, key_choice) = keys_to_try(&options.keys, world, Some(&options.vault))?;
    let text = options.token.read(world)?;
    let found = text.chosen(options.nth)?;
    let inputs = Inputs { token: found.text.clone(), key_choice, ..Inputs::default() };
    let at = At { now: world.now(), zone: world.zone.clone() };
    let report = report::analyze(&inputs, &KeyRing::new(keys, 1), &at);
    let Some(made) = policy::of_token(&report) else {
        return Err(Failure::new(
            "the token has no claims that can be read: give the key that opens it, or another token",
        ));
    };
    made.cautions().into_iter().for_each(|id| world.tell(&format!("note: {}", teach::policy_caution(id))));
    let document = Document { policy: made.policy, ..Document::default() };
    match &options.save {
        Some(name) => keep(name, &document, options.force, &options.vault, world),
        None => Ok(Reply::json(&format!("{:#}", policy::write(None, "", &document.policy)))),
    }
}
