//! `verify`: every check of the validation panel.

use super::diagnose::{self, DiagnoseOptions};
use super::key_options::KeyOptions;
use super::paint::Paint;
use super::policy;
use super::policy_options::PolicyOptions;
use super::reply::{Exit, Failure, Reply};
use super::report_options::ReportOptions;
use super::report_text;
use super::token_input::TokenArgument;
use super::vault_options::{VaultAccess, VaultOptions, usable};
use super::world::World;
use crate::keys::{Key, KeyRing};
use crate::report::out::Scope;
use crate::report::{self, At, Inputs, KeyChoice, json};
use clap::Args;
use std::path::PathBuf;
use std::sync::Arc;

/// Options of `verify`.
#[derive(Debug, Clone, Args)]
#[command(after_long_help = EXAMPLES)]
pub struct Verify {
    #[command(flatten)]
    token: TokenArgument,
    #[command(flatten)]
    keys: KeyOptions,
    #[command(flatten)]
    policy: PolicyOptions,
    /// Expect what the vault's policy for this issuer says: the one whose issuers hold the token's iss exactly
    ///
    /// The iss of a token that nobody has verified only chooses among your own policies; the policy then judges it.
    #[arg(long, conflicts_with = "policy", conflicts_with = "no_vault")]
    #[arg(help_heading = "Policy: what is expected. What is not expected is not checked, and the report says so")]
    policy_by_iss: bool,
    /// The payload of a detached JWS; - for standard input
    #[arg(long, value_name = "FILE")]
    payload: Option<PathBuf>,
    /// Judge this one of several tokens in the text, counted from 1
    #[arg(long, value_name = "N")]
    nth: Option<usize>,
    #[command(flatten)]
    diagnose: DiagnoseOptions,
    /// Print one JSON document
    #[arg(long)]
    json: bool,
    /// Say why each check matters, not only those that failed
    #[arg(short, long)]
    verbose: bool,
    #[command(flatten)]
    report: ReportOptions,
    #[command(flatten)]
    vault: VaultAccess,
}

const EXAMPLES: &str = "\
Examples:
  jwt-workbench verify token.txt --key issuer.pem --iss https://login.example.com --aud my-api
  pbpaste | jwt-workbench verify - --key jwks.json --alg RS256
  jwt-workbench verify token.txt --secret-env HMAC_SECRET --leeway 30
  jwt-workbench verify token.txt --key issuer.pem --at 2026-01-31T12:00:00Z
  jwt-workbench verify token.txt --policy production.json --strict --json
  jwt-workbench verify token.txt --policy rfc9068 --iss https://login.example.com --aud my-api
  jwt-workbench verify token.txt --policy-by-iss
  jwt-workbench verify detached.jws --payload document.bin --key signer.pem
  jwt-workbench verify token.json --key alice.pem --key bob.pem --signatures any
  jwt-workbench verify token.txt --secret-env HMAC_SECRET --diagnose --word-list words.txt
  jwt-workbench verify token.txt --key issuer.pem --report html --mask tenant --out report.html

Without --key the vault's keys are used: the one that kid names, then each that fits.
A token given as an argument can be seen by other programs; a file or - cannot.

An encrypted token is opened with the key; a token inside it is judged too, and its verdict is the verdict.

Exit status: 0 accepted; 1 refused, some check failed; 2 wrong usage, unreadable file or unusable key; 3 undecided:
nothing failed, but the signature could not be checked, the token not be opened, or the policy has blanks to fill in.";

/// Judges a token.
///
/// # Errors
/// Nothing could be judged, and why.
pub fn run(options: &Verify, world: &mut World) -> Result<Reply, Failure> {
    let vault = options.vault.allowed();
    let mut expected = options.policy.read(world, vault)?;
    let (keys, key_choice) = keys_to_try(&options.keys, world, vault)?;
    let text = options.token.read(world)?;
    let found = text.chosen(options.nth)?;
    if let Some(vault) = vault.filter(|_| options.policy_by_iss) {
        expected = policy::by_issuer(&found.text, world, vault)?.into();
        options.policy.put_over(&mut expected);
    }
    let detached = match &options.payload {
        Some(path) => Some(Arc::new(world.read(path, "the payload")?.to_vec())),
        None => None,
    };
    let inputs = Inputs {
        token: found.text.clone(),
        removed: found.notes(),
        tokens_in_text: text.tokens.len(),
        edited: None,
        detached,
        key_choice,
        policy: expected.policy,
        as_of: expected.at,
    };
    let at = At { now: world.now(), zone: world.zone.clone() };
    let ring = KeyRing::new(keys, 1);
    let report = report::analyze(&inputs, &ring, &at);
    if let Some(reply) = options.report.reply(std::slice::from_ref(&report), Scope::Judged, world)? {
        return Ok(reply.exit(Exit::from(report.verdict)));
    }
    let found = options.diagnose.run(&report, ring, vault, world)?;
    let paint = Paint { is_on: world.output_has_colour };
    let reply = match (options.json, found) {
        (true, None) => Reply::json(&json::verified(&report)),
        (true, Some(found)) => Reply::json(&json::verified_with(&report, "diagnosis", &diagnose::document(&found))),
        (false, found) => {
            let mut text = report_text::verified(&report, paint, options.verbose);
            text.push_str(&found.map(|found| diagnose::text(&found, paint)).unwrap_or_default());
            Reply::text(text)
        }
    };
    Ok(reply.exit(Exit::from(report.verdict)))
}

/// The keys given by hand, of which one must verify; or those of the vault, to choose from.
pub(super) fn keys_to_try(
    options: &KeyOptions,
    world: &mut World,
    vault: Option<&VaultOptions>,
) -> Result<(Vec<Key>, KeyChoice), Failure> {
    if !options.is_empty() {
        let keys = options.read(world, vault)?;
        let names = keys.iter().map(|k| k.name.clone()).collect();
        return Ok((keys, KeyChoice::Named(names)));
    }
    match vault.map(|v| v.open(world)) {
        Some(Ok(vault)) => Ok((usable(&vault, world), KeyChoice::Automatic)),
        // whoever names a passphrase wants the vault's keys
        Some(Err(why)) if vault.is_some_and(|v| v.vault_passphrase_env.is_some()) => Err(why),
        Some(Err(why)) => {
            // a token can be judged without a vault, but nobody should wonder why no key was tried
            world.tell(&format!("note: {}", why.0));
            Ok((Vec::new(), KeyChoice::Automatic))
        }
        None => Ok((Vec::new(), KeyChoice::Automatic)),
    }
}
