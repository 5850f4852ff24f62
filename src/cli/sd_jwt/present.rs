//! `sd-jwt present`: disclosures chosen, and bound to a request.

use super::holder_key;
use crate::cli::reply::{Failure, Reply};
use crate::cli::sign::signing_row;
use crate::cli::token_input::TokenArgument;
use crate::cli::vault_options::VaultAccess;
use crate::cli::world::World;
use crate::jose::alg::Algorithm;
use crate::jose::escape;
use crate::jose::json;
use crate::keys::Key;
use crate::make::algorithms;
use crate::make::sd_jwt::{Binding, Presented, Show, present};
use crate::report::json::SCHEMA;
use clap::Args;
use serde_json::json;
use std::ffi::OsString;

/// Options of `sd-jwt present`.
#[derive(Debug, Clone, Args)]
#[command(after_long_help = EXAMPLES)]
pub struct Present {
    #[command(flatten)]
    token: TokenArgument,
    /// Show what is at this path, such as /address/street, and what it stands in; may be repeated
    #[arg(long, value_name = "PATH")]
    show: Vec<String>,
    /// Show the disclosure of this number, counted from 1 as `sd-jwt inspect` lists them; may be repeated
    #[arg(long, value_name = "N")]
    disclosure: Vec<usize>,
    /// Show everything
    #[arg(long, conflicts_with_all = ["show", "disclosure"])]
    show_all: bool,
    /// Bind it with the holder's key: a key file, or the name of a key in the vault
    #[arg(long, value_name = "FILE|NAME", help_heading = "Key binding", requires = "aud", requires = "nonce")]
    holder_key: Option<OsString>,
    /// Who is to see it
    #[arg(long, value_name = "AUDIENCE", help_heading = "Key binding", requires = "holder_key")]
    aud: Option<String>,
    /// The nonce of the request
    #[arg(long, value_name = "NONCE", help_heading = "Key binding", requires = "holder_key")]
    nonce: Option<String>,
    /// The algorithm of the key binding [default: the key's own, or the likeliest that fits]
    #[arg(long, value_name = "ALG", help_heading = "Key binding", requires = "holder_key")]
    alg: Option<String>,
    /// Use this one of several tokens in the text, counted from 1
    #[arg(long, value_name = "N")]
    nth: Option<usize>,
    /// Print one JSON document
    #[arg(long)]
    json: bool,
    #[command(flatten)]
    vault: VaultAccess,
}

const EXAMPLES: &str = "\
Examples:
  jwt-workbench sd-jwt present credential.txt --show /address/country
  jwt-workbench sd-jwt present credential.txt --disclosure 2 --disclosure 5
  jwt-workbench sd-jwt present credential.txt --show-all --holder-key holder.jwk \\
      --aud https://verifier.example.com --nonce n-0S6_WzA2Mj

Without --show, --disclosure and --show-all only what is shown in any case is presented.
A path shows one disclosure and those it stands in; what is hidden further inside stays hidden.";

/// Presents an SD-JWT.
///
/// # Errors
/// The token is no SD-JWT or must be rejected, a choice leads nowhere, or the key is not the holder's.
pub fn run(options: &Present, world: &mut World) -> Result<Reply, Failure> {
    let text = options.token.read(world)?;
    let token = text.chosen(options.nth)?.text.clone();
    let show = show(options)?;
    let vault = options.vault.allowed();
    let key = options.holder_key.as_ref().map(|argument| holder_key(argument, world, vault)).transpose()?;
    let binding = match &key {
        Some(key) => Some(Binding {
            key,
            alg: row(key, options.alg.as_deref())?,
            aud: options.aud.as_deref().unwrap_or_default(),
            nonce: options.nonce.as_deref().unwrap_or_default(),
            iat_secs: world.now().secs(),
        }),
        None => None,
    };
    let presented = present(&token, &show, binding).map_err(|e| Failure::new(e.to_string()))?;
    Ok(reply(&presented, key.is_some(), options.json))
}

fn show(options: &Present) -> Result<Show, Failure> {
    if options.show_all {
        return Ok(Show::All);
    }
    let zero = || Failure::new("disclosures are counted from 1: `sd-jwt inspect` lists them");
    let disclosures: Option<Vec<usize>> = options.disclosure.iter().map(|n| n.checked_sub(1)).collect();
    Ok(Show::These { disclosures: disclosures.ok_or_else(zero)?, paths: options.show.clone() })
}

fn row(key: &Key, wanted: Option<&str>) -> Result<&'static Algorithm, Failure> {
    match wanted {
        Some(name) => signing_row(name),
        None => algorithms(key, None).first().copied().ok_or_else(|| {
            let name = escape::visible(&key.name);
            Failure::new(format!(
                "the holder's key '{name}' ({}) cannot sign: give the private key that the SD-JWT names",
                key.describe()
            ))
        }),
    }
}

fn reply(presented: &Presented, is_bound: bool, as_json: bool) -> Reply {
    let notes = presented.warnings.iter().map(|w| format!("note: {w}"));
    let reply = match as_json {
        false => Reply::text(&presented.token),
        true => {
            let numbers: Vec<usize> = presented.disclosures.iter().map(|index| index + 1).collect();
            let document = json!({
                "schema": SCHEMA,
                "token": presented.token,
                "disclosures": numbers,
                "key_binding": is_bound,
                "warnings": presented.warnings.iter().map(ToString::to_string).collect::<Vec<_>>(),
            });
            Reply::json(&json::format(&document.to_string()))
        }
    };
    notes.fold(reply, Reply::note)
}
