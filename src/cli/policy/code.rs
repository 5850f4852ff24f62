//! `policy code`: the policy as code for a resource server.

use crate::cli::key_options::KeyOptions;
use crate::cli::policy_options::PolicyOptions;
use crate::cli::reply::{Failure, Reply};
use crate::cli::vault_options::VaultAccess;
use crate::cli::world::World;
use crate::code::{self, Language, Snippet};
use crate::jose::escape::shown_path;
use crate::ports::{Privacy, write_file};
use crate::teach;
use clap::builder::PossibleValue;
use clap::{Args, ValueEnum};
use std::path::{Path, PathBuf};

impl ValueEnum for Language {
    fn value_variants<'a>() -> &'a [Self] {
        &Self::ALL
    }

    fn to_possible_value(&self) -> Option<PossibleValue> {
        Some(PossibleValue::new(self.id()).help(format!("{}, {}", self.name(), self.proof().library)))
    }
}

/// Options of `policy code`.
#[derive(Debug, Clone, Args)]
pub struct Code {
    /// The language, with the library that people there use
    #[arg(long, value_name = "LANGUAGE")]
    lang: Language,
    #[command(flatten)]
    policy: PolicyOptions,
    #[command(flatten)]
    keys: KeyOptions,
    /// Write to this file
    #[arg(long, value_name = "FILE")]
    out: Option<PathBuf>,
    /// Replace an existing file
    #[arg(long, requires = "out")]
    force: bool,
    #[command(flatten)]
    vault: VaultAccess,
}

pub(super) const EXAMPLES: &str = "\
Examples:
  jwt-workbench policy code --lang node --policy production.json --key issuer.jwk
  jwt-workbench policy code --lang rust --iss https://login.example.com --aud my-api --alg RS256 --key issuer.pem
  jwt-workbench policy code --lang python --aud my-api --secret-env HMAC_SECRET --out verify_token.py

The code verifies tokens as `verify` does with the same options, as far as the policy goes. A public key is written into it;
a secret never is: the code reads it from a variable. What is to be known about the code, and whether it was run against the
library in the tests of this program, is told on standard error.";

/// Writes the code.
///
/// # Errors
/// The policy or the key cannot be used, there are several keys, or what the disk says.
pub fn run(options: &Code, world: &mut World) -> Result<Reply, Failure> {
    let vault = options.vault.allowed();
    let expected = options.policy.read(world, vault)?;
    let keys = options.keys.read(world, vault)?;
    if let [_, _, ..] = keys.as_slice() {
        let count = keys.len();
        return Err(Failure::new(format!("the code pins one key, and {count} were given: name the one that verifies")));
    }
    let snippet = code::write(&expected.policy, keys.first(), options.lang);
    let reply = match options.out.as_deref().filter(|path| *path != Path::new("-")) {
        None => Reply::text(snippet.text.clone()),
        Some(path) => write(path, options.force, &snippet, world)?,
    };
    let at =
        expected.at.map(|_| "note: The time to judge at is not in the code: it goes by its server's clock.".to_owned());
    Ok(at.into_iter().chain(notes(&snippet)).fold(reply, Reply::note))
}

fn write(path: &Path, force: bool, snippet: &Snippet, world: &World) -> Result<Reply, Failure> {
    if !force && world.exists(path) {
        let path = shown_path(path);
        return Err(Failure::new(format!("{path} exists already: choose another name, or add --force to replace it")));
    }
    let written = write_file(path, snippet.text.as_bytes(), Privacy::Ordinary)?;
    let doubt = written.unconfirmed.map(|e| format!("note: written, but not confirmed on the disk: {e}"));
    Ok(doubt.into_iter().fold(Reply::nothing(), Reply::note))
}

fn notes(snippet: &Snippet) -> impl Iterator<Item = String> {
    let told = snippet.notes.iter().map(|note| teach::code_note(note.id, &note.facts));
    let told = told.map(|(summary, fix)| format!("note: {summary} {fix}"));
    std::iter::once(format!("note: {}", snippet.proof().sentence())).chain(told)
}
