//! `decrypt`: opens a JWE and writes what is inside.

use super::key_options::KeyOptions;
use super::reply::{Exit, Failure, Reply};
use super::token_input::TokenArgument;
use super::vault_options::VaultAccess;
use super::verify::keys_to_try;
use super::world::World;
use crate::checks::VerificationState;
use crate::jose::escape;
use crate::keys::KeyRing;
use crate::report::{self, At, Inputs, Report, json};
use clap::Args;

/// Options of `decrypt`.
#[derive(Debug, Clone, Args)]
#[command(after_long_help = EXAMPLES)]
pub struct Decrypt {
    #[command(flatten)]
    token: TokenArgument,
    #[command(flatten)]
    keys: KeyOptions,
    /// Open this one of several tokens in the text, counted from 1
    #[arg(long, value_name = "N")]
    nth: Option<usize>,
    /// Print one JSON document: header, plaintext and checks
    #[arg(long)]
    json: bool,
    #[command(flatten)]
    vault: VaultAccess,
}

const EXAMPLES: &str = "\
Examples:
  jwt-workbench decrypt token.txt --key private.pem
  jwt-workbench decrypt token.txt --passphrase-env PASSPHRASE
  jwt-workbench decrypt nested.txt --key private.pem | jwt-workbench verify - --key issuer.pem

Without --key the vault's keys are used: the one that kid names, then each that fits.
The bytes inside are written as they are. That they could be read does not say who wrote them: `verify` judges that.

Exit status: 0 opened; 1 it cannot be opened with this key; 2 wrong usage, unreadable file, unusable key, or no encrypted
token; 3 there is no key to open it with.";

/// Opens a token.
///
/// # Errors
/// The token or the keys cannot be read, or the token is not encrypted.
pub fn run(options: &Decrypt, world: &mut World) -> Result<Reply, Failure> {
    let vault = options.vault.allowed();
    let (keys, key_choice) = keys_to_try(&options.keys, world, vault)?;
    let text = options.token.read(world)?;
    let found = text.chosen(options.nth)?;
    let (token, removed) = (found.text.clone(), found.notes());
    let inputs = Inputs { token, removed, tokens_in_text: text.tokens.len(), key_choice, ..Inputs::default() };
    let at = At { now: world.now(), zone: world.zone.clone() };
    let report = report::analyze(&inputs, &KeyRing::new(keys, 1), &at);
    let Some(decryption) = report.decryption.clone() else {
        return Err(Failure::new("the token is not encrypted: `jwt-workbench inspect` shows what is in it"));
    };
    let exit = match decryption.finding.state {
        VerificationState::Valid => Exit::Done,
        VerificationState::Invalid => Exit::Refused,
        _ => Exit::Undecided,
    };
    let reply = match (&decryption.plaintext, options.json) {
        (_, true) => Reply::json(&json::verified(&report)),
        (Some(plaintext), false) => Reply::bytes(plaintext.to_vec()),
        (None, false) => Reply::nothing().note(reason(&report)),
    };
    Ok(reply.exit(exit))
}

/// Why the token was not opened, and what to do.
fn reason(report: &Report) -> String {
    let Some(line) = report.line("decryption") else { return "the token was not opened".to_owned() };
    let fix = line.lesson.fix.as_deref().unwrap_or_default();
    escape::visible(&format!("{} {fix}", line.lesson.summary)).into_owned()
}
