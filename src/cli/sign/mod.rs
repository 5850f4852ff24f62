//! `sign`: makes a JWS. Bytes nobody asks to change stay as they were given: order, spellings, duplicates, large numbers.

mod content;
mod signers;

use super::duration::span_secs;
use super::key_options::KeyOptions;
use super::reply::{Failure, Reply};
use super::token_parts::{member, object};
use super::vault_options::VaultAccess;
use super::world::World;
use crate::jose::alg;
use crate::jose::base64url;
use crate::jose::json;
use crate::jose::token::Token;
use crate::keys::Purpose;
use crate::make::{Layout, Shape, Signer, sign_forms};
use crate::report::json as report_json;
use clap::Args;
use content::payload;
use serde_json::json;
pub use signers::{Chosen, one, signing_row};
use signers::{chosen, finished, wanted};
use std::ffi::OsString;
use std::path::PathBuf;

/// Options of `sign`.
#[derive(Debug, Clone, Args)]
#[command(after_long_help = EXAMPLES)]
pub struct Sign {
    #[command(flatten)]
    keys: KeyOptions,
    /// The algorithm [default: the header's, the key's own, or the likeliest that fits]. With --form general it may be
    /// repeated, in the order of the keys
    #[arg(long, value_name = "ALG")]
    alg: Vec<String>,
    /// The header parameter kid [default: the header's, or the key's own]
    #[arg(long, value_name = "KID")]
    kid: Option<String>,
    /// The header parameter typ [default: JWT, for claims without --header in compact form]
    #[arg(long, value_name = "TYPE")]
    typ: Option<String>,
    /// The header: JSON, or @FILE
    #[arg(long, value_name = "JSON|@FILE", allow_hyphen_values = true)]
    header: Option<OsString>,
    /// The claims: JSON, @FILE, or - for standard input
    #[arg(long, value_name = "JSON|@FILE|-", allow_hyphen_values = true)]
    claims: Option<OsString>,
    /// Sign the bytes of this file instead of claims; - for standard input
    #[arg(long, value_name = "FILE", conflicts_with_all = ["claims", "exp_in", "nbf_in", "iat_now", "jti_random"])]
    payload: Option<PathBuf>,
    /// Set exp to so long from now: seconds, or 15m, 2h, 7d
    #[arg(long, value_name = "SPAN", value_parser = span_secs)]
    exp_in: Option<u64>,
    /// Set nbf to so long from now
    #[arg(long, value_name = "SPAN", value_parser = span_secs)]
    nbf_in: Option<u64>,
    /// Set iat to now
    #[arg(long)]
    iat_now: bool,
    /// Set jti to a random UUID
    #[arg(long)]
    jti_random: bool,
    /// Allow --alg none: a token that nobody signed, for tests only
    #[arg(long)]
    allow_none: bool,
    /// Print one JSON document
    #[arg(long)]
    json: bool,
    #[command(flatten)]
    vault: VaultAccess,
    /// compact, flattened (JSON, one signature) or general (JSON: each key that fits signs) [default: compact]
    #[arg(long, value_name = "FORM", value_parser = shape)]
    form: Option<Shape>,
    /// Leave the payload out of the token: whoever verifies it must have the same bytes
    #[arg(long)]
    detached: bool,
    /// Let the payload stand as it is, not base64url (b64=false, RFC 7797); never in a JWT
    #[arg(long)]
    unencoded: bool,
}

const EXAMPLES: &str = "\
Examples:
  jwt-workbench sign --key demo --claims '{\"sub\":\"alice\"}' --iat-now --exp-in 15m
  jwt-workbench sign --key private.pem --alg PS256 --claims @claims.json --kid 2026-01
  jq .claims request.json | jwt-workbench sign --secret-env HMAC_SECRET --claims -
  jwt-workbench sign --key private.pem --payload document.bin
  jwt-workbench sign --key rsa.pem --key ec.pem --form general --claims @claims.json
  jwt-workbench sign --key private.pem --payload document.bin --detached --unencoded
  jwt-workbench sign --alg none --allow-none --claims '{}'

Claims given as an argument can be seen by other programs; @FILE and - cannot. A key that does not fit is exit status 2.";

fn shape(text: &str) -> Result<Shape, String> {
    let found = Shape::ALL.into_iter().find(|shape| shape.id() == text);
    found.ok_or_else(|| "choose compact, flattened or general".to_owned())
}

impl Sign {
    fn layout(&self) -> Layout {
        let shape = self.form.unwrap_or_default();
        Layout { shape, detached: self.detached, unencoded: self.unencoded }
    }

    /// Whether claims become a JWT: only the compact form with an encoded payload is one (RFC 7519 section 1, RFC 7797
    /// section 7).
    fn makes_jwt(&self) -> bool {
        self.payload.is_none() && self.layout() == Layout::default()
    }
}

/// Makes a token.
///
/// # Errors
/// The key, the header or the claims cannot be used.
pub fn run(options: &Sign, world: &mut World) -> Result<Reply, Failure> {
    let header = header_text(options, world)?;
    let payload = payload(options, world)?;
    let wanted = wanted(options, &header)?;
    if wanted.iter().any(|row| row.name == "none") {
        return unsecured(options, &header, &payload);
    }
    let vault = options.vault.allowed();
    let keys = options.keys.read(world, vault)?;
    let chosen = chosen(options, keys, &wanted)?;
    let has_kid = member(&header, "kid").is_some();
    let mut headers = Vec::new();
    for Chosen { key, row } in &chosen {
        headers.push(finished(options, &header, row, key.kid.as_deref().filter(|_| !has_kid))?);
    }
    let signers = chosen.iter().zip(&headers);
    let signers: Vec<_> =
        signers.map(|(Chosen { key, row }, protected)| Signer { key, alg: row, protected, header: None }).collect();
    let text = sign_forms(&payload, &signers, options.layout()).map_err(|e| Failure::new(e.to_string()))?;
    Ok(reply(options, &text, &chosen, &payload))
}

/// The header as given, minified; or the start of one.
fn header_text(options: &Sign, world: &mut World) -> Result<String, Failure> {
    match &options.header {
        Some(argument) => object(argument, "the header", Purpose::Sign, world),
        None if options.makes_jwt() => Ok(r#"{"typ":"JWT"}"#.to_owned()),
        None => Ok("{}".to_owned()),
    }
}

/// A token that nobody signed (RFC 7515 section A.5).
fn unsecured(options: &Sign, header: &str, payload: &[u8]) -> Result<Reply, Failure> {
    if !options.allow_none {
        return Err(Failure::new("alg none makes a token that nobody signed: add --allow-none if a test needs one"));
    }
    if options.layout() != Layout::default() || options.alg.len() > 1 {
        return Err(Failure::new(
            "alg none makes a compact token: leave --form, --detached, --unencoded and other --alg out",
        ));
    }
    let none = alg::find("none").ok_or_else(|| Failure::not_yet("alg none"))?;
    let header = finished(options, header, none, None)?;
    let token = format!("{}.{}.", base64url::encode(header.as_bytes()), base64url::encode(payload));
    let reply = reply(options, &token, &[], payload);
    Ok(reply.note("note: this is a TEST TOKEN: nobody signed it, anybody could have written it, and verify refuses it"))
}

fn reply(options: &Sign, text: &str, signers: &[Chosen], payload: &[u8]) -> Reply {
    let token = Token::read(text);
    if !options.json && token.form.is_json() {
        // a payload that stands as it is may hold anything; in JSON an escape means the same
        return Reply::json(text);
    }
    if !options.json {
        return Reply::text(text);
    }
    let made = signers.iter().map(|s| json!({ "alg": s.row.name, "key": s.key.name }));
    let document = format!(
        "{{\"schema\":{},\"token\":{},\"form\":{},\"alg\":{},\"key\":{},\"test_token\":{},\"header\":{},\"claims\":{},\"payload_base64url\":{},\"detached\":{},\"signatures\":{}}}",
        report_json::SCHEMA,
        json!(text),
        json!(token.form.id()),
        json!(token.alg()),
        json!(signers.first().map(|s| &s.key.name)),
        signers.is_empty(),
        report_json::exact(&token.header),
        report_json::exact(&token.with_detached(payload).payload),
        json!(base64url::encode(payload)),
        token.is_detached(),
        json!(made.collect::<Vec<_>>()),
    );
    Reply::json(&json::format(&document))
}
