//! `sign`: makes a JWS. Bytes nobody asks to change stay as they were given: order, spellings, duplicates, large numbers.

use super::duration::span_secs;
use super::key_options::KeyOptions;
use super::reply::{Failure, Reply};
use super::token_parts::{member, object, set};
use super::vault_options::VaultOptions;
use super::world::World;
use crate::crypto;
use crate::jose::alg::{self, Algorithm};
use crate::jose::flaw::Part;
use crate::jose::json::{self, Value};
use crate::jose::token::Token;
use crate::jose::{base64url, escape};
use crate::keys::{Key, Purpose};
use crate::make::{Manner, algorithms, sign};
use crate::report::json as report_json;
use clap::Args;
use serde_json::json;
use std::ffi::OsString;
use std::path::PathBuf;

/// Options of `sign`.
#[derive(Debug, Clone, Args)]
#[command(after_long_help = EXAMPLES)]
pub struct Sign {
    #[command(flatten)]
    keys: KeyOptions,
    /// The algorithm [default: the header's, the key's own, or the likeliest that fits]
    #[arg(long, value_name = "ALG")]
    alg: Option<String>,
    /// The header parameter kid [default: the header's, or the key's own]
    #[arg(long, value_name = "KID")]
    kid: Option<String>,
    /// The header parameter typ [default: JWT, for claims without --header]
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
    vault: VaultOptions,
    /// Do not look for the key in the vault
    #[arg(long, help_heading = "Keys")]
    no_vault: bool,
    #[arg(long, value_name = "FORM", hide = true)]
    form: Option<String>,
    #[arg(long, hide = true)]
    detached: bool,
    #[arg(long, hide = true)]
    unencoded: bool,
}

const EXAMPLES: &str = "\
Examples:
  jwt-workbench sign --key demo --claims '{\"sub\":\"alice\"}' --iat-now --exp-in 15m
  jwt-workbench sign --key private.pem --alg PS256 --claims @claims.json --kid 2026-01
  jq .claims request.json | jwt-workbench sign --secret-env HMAC_SECRET --claims -
  jwt-workbench sign --key private.pem --payload document.bin
  jwt-workbench sign --alg none --allow-none --claims '{}'

Claims given as an argument can be seen by other programs; @FILE and - cannot. A key that does not fit is exit status 2.";

/// Makes a token.
///
/// # Errors
/// The key, the header or the claims cannot be used.
pub fn run(options: &Sign, world: &mut World) -> Result<Reply, Failure> {
    later(options)?;
    let header = header_text(options, world)?;
    let payload = payload(options, world)?;
    let wanted = wanted(options, &header)?;
    if wanted.is_some_and(|row| row.name == "none") {
        return unsecured(options, &header, &payload);
    }
    let vault = (!options.no_vault).then_some(&options.vault);
    let keys = options.keys.read(world, vault)?;
    let (key, row) = choose(keys, wanted, options.kid.as_deref())?;
    let own_kid = if member(&header, "kid").is_some() { None } else { key.kid.clone() };
    let header = finished(options, &header, row, own_kid.as_deref())?;
    let draft = Token::read(&format!("{}.{}.", base64url::encode(header.as_bytes()), base64url::encode(&payload)));
    let manner = Manner { header_as_typed: true, keep_white_space: false };
    let token = sign(&draft, &key, row, manner).map_err(|e| Failure::new(e.to_string()))?;
    Ok(reply(options, &token, Some(&key)))
}

/// What a later version does.
fn later(options: &Sign) -> Result<(), Failure> {
    match options.form.as_deref() {
        None | Some("compact") => {}
        Some("flattened" | "general") => return Err(Failure::not_yet("making the JSON forms")),
        Some(_) => return Err(Failure::new("--form is compact, flattened or general")),
    }
    if options.detached {
        return Err(Failure::not_yet("making a detached JWS"));
    }
    if options.unencoded {
        return Err(Failure::not_yet("making a JWS with an unencoded payload (b64=false)"));
    }
    Ok(())
}

/// The header as given, minified; or the start of one.
fn header_text(options: &Sign, world: &mut World) -> Result<String, Failure> {
    let Some(argument) = &options.header else {
        let starts = if options.payload.is_some() { "{}" } else { r#"{"typ":"JWT"}"# };
        return Ok(starts.to_owned());
    };
    let header = object(argument, "the header", Purpose::Sign, world)?;
    if member(&header, "b64").is_some_and(|(value, _)| value == Value::Bool(false)) {
        return Err(Failure::not_yet("making a JWS with an unencoded payload (b64=false)"));
    }
    Ok(header)
}

/// The bytes to sign.
fn payload(options: &Sign, world: &mut World) -> Result<Vec<u8>, Failure> {
    if let Some(path) = &options.payload {
        return Ok(world.read(path, "the payload")?.to_vec());
    }
    let sets = options.exp_in.is_some() || options.nbf_in.is_some() || options.iat_now || options.jti_random;
    let mut claims = match &options.claims {
        Some(argument) => object(argument, "the claims", Purpose::Sign, world)?,
        None if sets => "{}".to_owned(),
        None => {
            return Err(Failure::new("there is nothing to sign: give --claims JSON, --claims @FILE or --payload FILE"));
        }
    };
    let now = world.now().secs();
    let later = |span: u64| i64::try_from(span).ok().and_then(|s| now.checked_add(s));
    let too_far = || Failure::new("the span is too long: give a shorter one, such as 15m");
    if options.iat_now {
        claims = set(&claims, "iat", &now.to_string())?;
    }
    for (name, span) in [("nbf", options.nbf_in), ("exp", options.exp_in)] {
        if let Some(span) = span {
            claims = set(&claims, name, &later(span).ok_or_else(too_far)?.to_string())?;
        }
    }
    if options.jti_random {
        claims = set(&claims, "jti", &json!(uuid()?).to_string())?;
    }
    Ok(claims.into_bytes())
}

/// The algorithm that was asked for: by option, else by the header.
fn wanted(options: &Sign, header: &str) -> Result<Option<&'static Algorithm>, Failure> {
    let asked = match &options.alg {
        Some(name) => Some(name.clone()),
        None => match member(header, "alg") {
            Some((_, None)) => return Err(Failure::new("the header's alg is no string: leave it out or write a name")),
            Some((_, name)) => name,
            None => None,
        },
    };
    asked.map(|name| signing_row(&name)).transpose()
}

/// The row of a signature algorithm, or `none`'s.
///
/// # Errors
/// There is none of that name, or it makes no signatures.
pub(super) fn signing_row(name: &str) -> Result<&'static Algorithm, Failure> {
    let shown: String = escape::visible(name).chars().take(40).collect();
    let row = alg::find(name).ok_or_else(|| {
        let near = alg::nearest(name).map(|near| format!(": did you mean {}?", near.name));
        Failure::new(format!(
            "no algorithm is called '{shown}'{}",
            near.unwrap_or_else(|| ": try ES256, RS256 or HS256".to_owned())
        ))
    })?;
    if row.name != "none" && !row.signs() {
        return Err(Failure::new(format!(
            "{} makes no signatures: choose one such as ES256, RS256 or HS256",
            row.name
        )));
    }
    Ok(row)
}

/// The one key that can sign, and the algorithm.
pub(super) fn choose(
    keys: Vec<Key>,
    wanted: Option<&'static Algorithm>,
    kid: Option<&str>,
) -> Result<(Key, &'static Algorithm), Failure> {
    let row_for = |key: &Key| match wanted {
        Some(row) => key.fits(row, Purpose::Sign).is_ok().then_some(row),
        None => algorithms(key, None).first().copied(),
    };
    match keys.as_slice() {
        [] => return Err(Failure::new("no key is given: give --key FILE|NAME, --secret-file or --secret-env")),
        // a single key that does not fit has its own reason, which signing gives
        [only] => {
            let row = wanted.or_else(|| row_for(only)).ok_or_else(|| no_algorithm(only))?;
            return Ok((only.clone(), row));
        }
        _ => {}
    }
    let mut fitting: Vec<_> = keys.into_iter().filter_map(|key| row_for(&key).map(|row| (key, row))).collect();
    if fitting.len() > 1 && fitting.iter().any(|(key, _)| kid.is_some() && key.kid.as_deref() == kid) {
        fitting.retain(|(key, _)| key.kid.as_deref() == kid);
    }
    match fitting.len() {
        1 => fitting.pop().ok_or_else(|| Failure::new("no key is given: give --key FILE|NAME")),
        0 => {
            Err(Failure::new("none of the keys given can sign: give a private key or a secret that fits the algorithm"))
        }
        n => Err(Failure::new(format!("{n} of the keys given could sign: choose one with --kid, or give one key"))),
    }
}

fn no_algorithm(key: &Key) -> Failure {
    let name = escape::visible(&key.name);
    if !key.is_private() {
        return Failure::new(format!(
            "the key '{name}' ({}) is a public key: signing needs the private one",
            key.describe()
        ));
    }
    Failure::new(format!("no signature algorithm fits the key '{name}' ({}): give another key", key.describe()))
}

/// The header with `alg`, `typ` and `kid` set. `alg` stands first in a header that is made here.
fn finished(options: &Sign, header: &str, row: &Algorithm, own_kid: Option<&str>) -> Result<String, Failure> {
    let alg = json!(row.name).to_string();
    let mut header = match &options.header {
        None if header == "{}" => format!("{{\"alg\":{alg}}}"),
        None => format!("{{\"alg\":{alg},{}", header.get(1..).unwrap_or("}")),
        Some(_) if member(header, "alg").and_then(|(_, name)| name).as_deref() == Some(row.name) => header.to_owned(),
        Some(_) => set(header, "alg", &alg)?,
    };
    if let Some(typ) = &options.typ {
        header = set(&header, "typ", &json!(typ).to_string())?;
    }
    if let Some(kid) = options.kid.as_deref().or(own_kid) {
        header = set(&header, "kid", &json!(kid).to_string())?;
    }
    Ok(header)
}

/// A token that nobody signed (RFC 7515 section A.5).
fn unsecured(options: &Sign, header: &str, payload: &[u8]) -> Result<Reply, Failure> {
    if !options.allow_none {
        return Err(Failure::new("alg none makes a token that nobody signed: add --allow-none if a test needs one"));
    }
    let none = alg::find("none").ok_or_else(|| Failure::not_yet("alg none"))?;
    let header = finished(options, header, none, None)?;
    let token = format!("{}.{}.", base64url::encode(header.as_bytes()), base64url::encode(payload));
    let reply = reply(options, &token, None);
    Ok(reply.note("note: this is a TEST TOKEN: nobody signed it, anybody could have written it, and verify refuses it"))
}

fn reply(options: &Sign, text: &str, key: Option<&Key>) -> Reply {
    if !options.json {
        return Reply::text(text);
    }
    let token = Token::read(text);
    let payload = token.segment(Part::Payload).map(|s| base64url::encode(&s.bytes));
    let document = format!(
        "{{\"schema\":{},\"token\":{},\"form\":{},\"alg\":{},\"key\":{},\"test_token\":{},\"header\":{},\"claims\":{},\"payload_base64url\":{}}}",
        report_json::SCHEMA,
        json!(text),
        json!(token.form.id()),
        json!(token.alg()),
        json!(key.map(|k| &k.name)),
        key.is_none(),
        report_json::exact(&token.header),
        report_json::exact(&token.payload),
        json!(payload),
    );
    Reply::json(&json::format(&document))
}

/// A random UUID (RFC 9562 section 5.4).
fn uuid() -> Result<String, Failure> {
    let mut octets = crypto::random(16).map_err(|e| Failure::new(e.to_string()))?;
    if let [.., version, _, variant, _, _, _, _, _, _, _] = octets.as_mut_slice() {
        *version = *version & 0x0f | 0x40;
        *variant = *variant & 0x3f | 0x80;
    }
    let hex: String = octets.iter().map(|o| format!("{o:02x}")).collect();
    let groups = [0..8, 8..12, 12..16, 16..20, 20..32].map(|range| hex.get(range).unwrap_or_default().to_owned());
    Ok(groups.join("-"))
}
