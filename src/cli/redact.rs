//! `redact`: a token that can be shown to others.

use super::reply::{Failure, Reply};
use super::token_input::TokenArgument;
use super::world::World;
use crate::report::out::{Redaction, redact_telling};
use clap::Args;

/// Options of `redact`.
#[derive(Debug, Clone, Args)]
#[command(after_long_help = EXAMPLES)]
pub struct Redact {
    #[command(flatten)]
    token: TokenArgument,
    /// Redact this one of several tokens in the text, counted from 1
    #[arg(long, value_name = "N")]
    nth: Option<usize>,
    /// Mask this claim too; repeat for more
    #[arg(long = "mask", value_name = "CLAIM")]
    masks: Vec<String>,
}

const EXAMPLES: &str = "\
Examples:
  jwt-workbench redact token.txt
  pbpaste | jwt-workbench redact --mask tenant | pbcopy

The signature becomes dots, and claims that name people, sessions or secrets become asterisks, at any depth and wherever
their values are repeated. What is encrypted or disclosed becomes dots too. Lengths are kept; the rest decodes as before.
Look at the result before you share it: a program cannot know what a claim of your own means.

Exit status: 0 done; 2 wrong usage or unreadable file.";

/// Prints the token without what must not leave.
///
/// # Errors
/// The text cannot be read, or it holds several tokens.
pub fn run(options: &Redact, world: &mut World) -> Result<Reply, Failure> {
    let text = options.token.read(world)?;
    let found = text.chosen(options.nth)?;
    let redaction = options.masks.iter().fold(Redaction::default(), |redaction, claim| redaction.with_claim(claim));
    let (safe, taken) = redact_telling(&found.text, &redaction);
    Ok(Reply::text(safe).note(format!("note: {}", taken.sentence())))
}
