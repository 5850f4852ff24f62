//! `sd-jwt make`: claims signed, some of them hidden.

use super::holder_key;
use crate::cli::duration::span_secs;
use crate::cli::key_options::KeyOptions;
use crate::cli::reply::{Failure, Reply};
use crate::cli::sign::{Chosen, one, signing_row};
use crate::cli::token_parts::{object, set};
use crate::cli::vault_options::VaultAccess;
use crate::cli::world::World;
use crate::jose::json;
use crate::jose::sd_jwt::DigestAlgorithm;
use crate::keys::Purpose;
use crate::make::sd_jwt::{Made, Making, make};
use crate::report::json::SCHEMA;
use clap::Args;
use serde_json::json;
use std::ffi::OsString;

/// Options of `sd-jwt make`.
#[derive(Debug, Clone, Args)]
#[command(after_long_help = EXAMPLES)]
pub struct Make {
    #[command(flatten)]
    keys: KeyOptions,
    /// The algorithm [default: the key's own, or the likeliest that fits]
    #[arg(long, value_name = "ALG")]
    alg: Option<String>,
    /// The claims: JSON, @FILE, or - for standard input
    #[arg(long, value_name = "JSON|@FILE|-", allow_hyphen_values = true)]
    claims: OsString,
    /// Hide what is at this path, such as /address/street or /nationalities/0; may be repeated
    #[arg(long, value_name = "PATH")]
    hide: Vec<String>,
    /// So many digests for nothing in each object and list that hides something
    #[arg(long, value_name = "N", default_value_t = 0)]
    decoys: usize,
    /// The digest algorithm: sha-256, sha-384 or sha-512
    #[arg(long, value_name = "NAME", default_value = "sha-256", value_parser = digest)]
    hash: DigestAlgorithm,
    /// The holder's key, whose public half becomes cnf: a key file, or the name of a key in the vault
    #[arg(long, value_name = "FILE|NAME", help_heading = "Keys")]
    holder_key: Option<OsString>,
    /// The header parameter typ [default: dc+sd-jwt for claims with vct, else sd-jwt]
    #[arg(long, value_name = "TYPE")]
    typ: Option<String>,
    /// The header parameter kid [default: the key's own]
    #[arg(long, value_name = "KID")]
    kid: Option<String>,
    /// More header parameters: JSON, or @FILE
    #[arg(long, value_name = "JSON|@FILE", allow_hyphen_values = true)]
    header: Option<OsString>,
    /// Set exp to so long from now: seconds, or 15m, 2h, 7d
    #[arg(long, value_name = "SPAN", value_parser = span_secs)]
    exp_in: Option<u64>,
    /// Set iat to now
    #[arg(long)]
    iat_now: bool,
    /// Print one JSON document
    #[arg(long)]
    json: bool,
    #[command(flatten)]
    vault: VaultAccess,
}

const EXAMPLES: &str = "\
Examples:
  jwt-workbench sd-jwt make --key issuer.pem --claims @person.json --hide /name --hide /address
  jwt-workbench sd-jwt make --key issuer.pem --claims @person.json --hide /address --hide /address/street \\
      --hide /nationalities/0 --decoys 4 --holder-key holder-public.jwk --exp-in 365d

A claim can be hidden inside of one that is hidden itself: the holder then shows the outer one alone, or both.
The token that is written has every disclosure. `sd-jwt present` chooses among them.";

fn digest(name: &str) -> Result<DigestAlgorithm, String> {
    DigestAlgorithm::named(name).ok_or_else(|| "choose sha-256, sha-384 or sha-512".to_owned())
}

/// Makes an SD-JWT.
///
/// # Errors
/// A key, the claims or a path cannot be used.
pub fn run(options: &Make, world: &mut World) -> Result<Reply, Failure> {
    let claims = claims(options, world)?;
    let header = header(options, world)?;
    let wanted = options.alg.as_deref().map(signing_row).transpose()?;
    let vault = options.vault.allowed();
    let keys = options.keys.read(world, vault)?;
    let Chosen { key, row: alg } = one(keys, wanted, options.kid.as_deref())?;
    let holder = options.holder_key.as_ref().map(|argument| holder_key(argument, world, vault)).transpose()?;
    let making = Making {
        key: &key,
        alg,
        header: &header,
        typ: options.typ.as_deref(),
        digest: options.hash,
        decoys: options.decoys,
        holder: holder.as_ref(),
    };
    let made = make(&claims, &options.hide, &making).map_err(|e| Failure::new(e.to_string()))?;
    Ok(reply(&made, options.json))
}

fn claims(options: &Make, world: &mut World) -> Result<String, Failure> {
    let mut claims = object(&options.claims, "the SD-JWT's claims", Purpose::Sign, world)?;
    let now = world.now().secs();
    if options.iat_now {
        claims = set(&claims, "iat", &now.to_string())?;
    }
    if let Some(span) = options.exp_in {
        let exp = i64::try_from(span).ok().and_then(|span| now.checked_add(span));
        let exp = exp.ok_or_else(|| Failure::new("the span is too long: give a shorter one, such as 15m"))?;
        claims = set(&claims, "exp", &exp.to_string())?;
    }
    Ok(claims)
}

fn header(options: &Make, world: &mut World) -> Result<String, Failure> {
    let header = match &options.header {
        Some(argument) => object(argument, "the header", Purpose::Sign, world)?,
        None => "{}".to_owned(),
    };
    match &options.kid {
        Some(kid) => json::set_member(&header, "kid", &json!(kid).to_string()).map_err(|e| Failure::new(e.to_string())),
        None => Ok(header),
    }
}

fn reply(made: &Made, as_json: bool) -> Reply {
    let notes = made.warnings.iter().map(|w| format!("note: {w}"));
    let reply = match as_json {
        false => Reply::text(&made.token),
        true => {
            let document = json!({
                "schema": SCHEMA,
                "token": made.token,
                "disclosures": made.disclosures,
                "warnings": made.warnings.iter().map(ToString::to_string).collect::<Vec<_>>(),
            });
            Reply::json(&json::format(&document.to_string()))
        }
    };
    notes.fold(reply, Reply::note)
}
