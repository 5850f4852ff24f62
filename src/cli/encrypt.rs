//! `encrypt`: makes a JWE. Bytes nobody asks to change stay as they were given, in the header as well as in the content.

use super::key_options::KeyOptions;
use super::reply::{Failure, Reply};
use super::token_parts::{argument_bytes, member, object, set};
use super::vault_options::VaultAccess;
use super::world::World;
use crate::crypto::jwe::Recipient;
use crate::jose::alg::{self, Algorithm, ContentEncryption, Family, Standing};
use crate::jose::token::Token;
use crate::jose::{escape, json};
use crate::keys::{Key, Purpose};
use crate::make::{Envelope, Shape, content_type, default_enc, encrypt, key_algorithms};
use crate::report::json as report_json;
use clap::Args;
use serde_json::json;
use std::ffi::OsString;
use std::path::PathBuf;
use zeroize::Zeroizing;

/// Options of `encrypt`.
#[derive(Debug, Clone, Args)]
#[command(after_long_help = EXAMPLES)]
pub struct Encrypt {
    #[command(flatten)]
    keys: KeyOptions,
    /// The key management algorithm [default: the header's, the key's own, or the likeliest that fits]
    #[arg(long, value_name = "ALG")]
    alg: Option<String>,
    /// The content encryption [default: the header's, or A256GCM; with dir what the key's length allows]
    #[arg(long, value_name = "ENC")]
    enc: Option<String>,
    /// Compress the content before it is encrypted (DEF)
    #[arg(long)]
    zip: bool,
    /// The header parameter kid [default: the header's, or the key's own]
    #[arg(long, value_name = "KID")]
    kid: Option<String>,
    /// The header parameter typ [default: JWT, for claims without --header]
    #[arg(long, value_name = "TYPE")]
    typ: Option<String>,
    /// The header parameter cty [default: the header's, or JWT where the content is a token]
    #[arg(long, value_name = "TYPE")]
    cty: Option<String>,
    /// The protected header: JSON, or @FILE
    #[arg(long, value_name = "JSON|@FILE", allow_hyphen_values = true)]
    header: Option<OsString>,
    /// The claims: JSON, @FILE, or - for standard input
    #[arg(long, value_name = "JSON|@FILE|-", allow_hyphen_values = true)]
    claims: Option<OsString>,
    /// Encrypt the bytes of this file instead of claims; - for standard input. A token is nested
    #[arg(long, value_name = "FILE", conflicts_with = "claims")]
    payload: Option<PathBuf>,
    /// How the token is written: compact, flattened or general (several recipients) [default: compact]
    #[arg(long, value_name = "FORM", value_parser = form)]
    form: Option<Shape>,
    /// Text, or @FILE, that is authenticated with the content and not encrypted; not with the compact form
    #[arg(long, value_name = "TEXT|@FILE", allow_hyphen_values = true)]
    aad: Option<OsString>,
    /// Rounds for a passphrase (PBES2) [default: the header's, or 600000]
    #[arg(long, value_name = "COUNT")]
    p2c: Option<u32>,
    /// Print one JSON document
    #[arg(long)]
    json: bool,
    #[command(flatten)]
    vault: VaultAccess,
}

const EXAMPLES: &str = "\
Examples:
  jwt-workbench encrypt --key recipient.pem --claims @claims.json
  jwt-workbench encrypt --key recipient.jwk --alg ECDH-ES --enc A128CBC-HS256 --claims -
  jwt-workbench sign --key demo --claims '{\"sub\":\"alice\"}' | jwt-workbench encrypt --key recipient.pem --payload -
  jwt-workbench encrypt --passphrase-env PASSPHRASE --payload secret.txt
  jwt-workbench encrypt --key alice.pem --key bob.pem --form general --payload letter.txt

Who has the public key can encrypt: what opens says nothing about who made it. Sign first, then encrypt, if that matters.
Claims given as an argument can be seen by other programs; @FILE and - cannot. A key that does not fit is exit status 2.";

fn form(text: &str) -> Result<Shape, String> {
    Shape::named(text).ok_or_else(|| "choose compact, flattened or general".to_owned())
}

/// Makes an encrypted token.
///
/// # Errors
/// A key, the header or the content cannot be used, or they do not go together.
pub fn run(options: &Encrypt, world: &mut World) -> Result<Reply, Failure> {
    let typed = options.header.as_ref().map(|text| object(text, "the header", Purpose::Encrypt, world)).transpose()?;
    let content = content(options, world)?;
    let aad = options.aad.as_ref().map(|text| argument_bytes(text, "the aad", world)).transpose()?;
    let mut recipients = recipients(options, typed.as_deref(), world)?;
    let enc = content_encryption(options, typed.as_deref(), &recipients)?;
    let header = header(options, typed, enc, &recipients)?;
    if member(&header, "kid").is_some() {
        recipients.iter_mut().for_each(|(key, _)| key.kid = None);
    }
    let to: Vec<_> = recipients.iter().map(|(key, alg)| Recipient { key, alg, header: None }).collect();
    let envelope = Envelope {
        header: &header,
        unprotected: None,
        recipients: &to,
        enc,
        zip: options.zip,
        p2c: options.p2c,
        aad: aad.as_deref().map(Vec::as_slice),
        form: options.form.unwrap_or_default(),
        header_as_typed: false,
        content: &content,
    };
    let token = encrypt(&envelope).map_err(|e| Failure::new(escape::visible(&e.to_string())))?;
    Ok(cautions(&recipients, options).into_iter().fold(reply(options, &token, enc, &recipients), Reply::note))
}

/// The bytes to encrypt. The line end that a file has after a token is dropped: with it the token inside would not be one.
fn content(options: &Encrypt, world: &mut World) -> Result<Zeroizing<Vec<u8>>, Failure> {
    if let Some(claims) = &options.claims {
        return Ok(Zeroizing::new(object(claims, "the claims", Purpose::Encrypt, world)?.into_bytes()));
    }
    let Some(path) = &options.payload else {
        return Err(Failure::new("there is nothing to encrypt: give --claims JSON, --claims @FILE or --payload FILE"));
    };
    let bytes = world.read(path, "the payload")?;
    let line = bytes.strip_suffix(b"\r\n").or_else(|| bytes.strip_suffix(b"\n"));
    match line.filter(|line| content_type(line).is_some()) {
        Some(token) => {
            world.tell("note: the payload is a token: the line end after it was dropped");
            Ok(Zeroizing::new(token.to_vec()))
        }
        None => Ok(bytes),
    }
}

/// A key and how the content's key gets to it.
type Chosen = (Key, &'static Algorithm);

/// The recipients: each key given, and of a file with several keys those that fit.
fn recipients(options: &Encrypt, header: Option<&str>, world: &mut World) -> Result<Vec<Chosen>, Failure> {
    let wanted = wanted(options, header)?;
    let vault = options.vault.allowed();
    let mut chosen = Vec::new();
    for argument in &options.keys.key {
        let alone = KeyOptions { key: vec![argument.clone()], ..KeyOptions::default() };
        chosen.extend(of_file(alone.read(world, vault)?, wanted, options)?);
    }
    let rest = KeyOptions { key: Vec::new(), ..options.keys.clone() }.read(world, vault)?;
    let secrets = rest.len().saturating_sub(options.keys.passphrase_env.len());
    for (i, key) in rest.into_iter().enumerate() {
        let row = wanted.or_else(|| likeliest(&key, i >= secrets)).ok_or_else(|| no_algorithm(&key))?;
        chosen.push((key, row));
    }
    match chosen.len() {
        0 => Err(Failure::new("no key is given: give --key FILE|NAME, or --passphrase-env VAR")),
        1 => Ok(chosen),
        _ if options.kid.is_some() => {
            Err(Failure::new("--kid is for one recipient: leave it out, each gets the kid of their own key"))
        }
        _ => Ok(chosen),
    }
}

/// The algorithm to take where none is asked for. A passphrase is none of AES's keys, whatever its length.
fn likeliest(key: &Key, is_passphrase: bool) -> Option<&'static Algorithm> {
    let fitting = key_algorithms(key).into_iter();
    fitting.into_iter().find(|row| !is_passphrase || row.family == Family::Pbes2)
}

/// The keys of one file: its only one, or those that fit.
fn of_file(keys: Vec<Key>, wanted: Option<&'static Algorithm>, options: &Encrypt) -> Result<Vec<Chosen>, Failure> {
    if let [only] = keys.as_slice() {
        // a single key that does not fit has its own reason, which encrypting gives
        let row = wanted.or_else(|| likeliest(only, false)).ok_or_else(|| no_algorithm(only))?;
        return Ok(vec![(only.clone(), row)]);
    }
    let row_for = |key: &Key| match wanted {
        Some(row) => key.fits(row, Purpose::Encrypt).is_ok().then_some(row),
        None => likeliest(key, false),
    };
    let mut fitting: Vec<_> = keys.into_iter().filter_map(|key| row_for(&key).map(|row| (key, row))).collect();
    let kid = options.kid.as_deref();
    if kid.is_some() && fitting.iter().any(|(key, _)| key.kid.as_deref() == kid) {
        fitting.retain(|(key, _)| key.kid.as_deref() == kid);
    }
    match fitting.len() {
        0 => Err(Failure::new("none of the keys in the file fits for encrypting: give another, or another --alg")),
        1 => Ok(fitting),
        n if options.form != Some(Shape::General) => Err(Failure::new(format!(
            "{n} of the keys in the file could be meant: choose one with --kid, or encrypt to all with --form general"
        ))),
        _ => Ok(fitting),
    }
}

/// The algorithm that was asked for: by option, else by the header.
fn wanted(options: &Encrypt, header: Option<&str>) -> Result<Option<&'static Algorithm>, Failure> {
    let Some(name) = asked(options.alg.as_ref(), header, "alg")? else { return Ok(None) };
    let row = alg::find(&name).ok_or_else(|| {
        let near = alg::nearest(&name).filter(|near| near.manages_keys());
        let hint =
            near.map_or_else(|| "try RSA-OAEP-256 or ECDH-ES".to_owned(), |n| format!("did you mean {}?", n.name));
        Failure::new(format!("no algorithm is called '{}': {hint}", short(&name)))
    })?;
    match row.manages_keys() {
        true => Ok(Some(row)),
        false => Err(Failure::new(format!(
            "{} does not encrypt: choose an algorithm such as RSA-OAEP-256, ECDH-ES or A256KW",
            row.name
        ))),
    }
}

fn content_encryption(
    options: &Encrypt,
    header: Option<&str>,
    recipients: &[Chosen],
) -> Result<&'static ContentEncryption, Failure> {
    match asked(options.enc.as_ref(), header, "enc")? {
        Some(name) => alg::find_content(&name).ok_or_else(|| {
            let names: Vec<_> = alg::CONTENT.iter().map(|content| content.name).collect();
            Failure::new(format!("no content encryption is called '{}': choose {}", short(&name), names.join(", ")))
        }),
        None => Ok(recipients.first().map_or(&alg::CONTENT[0], |(key, row)| default_enc(row, key))),
    }
}

/// What an option asks for, else a string of the header.
fn asked(option: Option<&String>, header: Option<&str>, name: &str) -> Result<Option<String>, Failure> {
    match (option, header.and_then(|header| member(header, name))) {
        (Some(asked), _) => Ok(Some(asked.clone())),
        (None, Some((_, None))) => {
            Err(Failure::new(format!("the header's {name} is no string: leave it out or write a name")))
        }
        (None, found) => Ok(found.and_then(|(_, text)| text)),
    }
}

fn short(name: &str) -> String {
    escape::visible(name).chars().take(40).collect()
}

fn no_algorithm(key: &Key) -> Failure {
    let (name, kind) = (escape::visible(&key.name), key.describe());
    Failure::new(format!("no key management algorithm fits the key '{name}' ({kind}): give another key"))
}

/// The header with `typ`, `cty` and `kid` as asked for. In one that is made here, `alg` and `enc` stand first.
fn header(
    options: &Encrypt,
    typed: Option<String>,
    enc: &ContentEncryption,
    recipients: &[Chosen],
) -> Result<String, Failure> {
    let mut header = typed.clone().unwrap_or_else(|| "{}".to_owned());
    if typed.is_none() {
        if let Some((_, first)) = recipients.first().filter(|(_, one)| recipients.iter().all(|(_, r)| r == one)) {
            header = set(&header, "alg", &json!(first.name).to_string())?;
        }
        header = set(&header, "enc", &json!(enc.name).to_string())?;
    }
    let default_typ = (typed.is_none() && options.claims.is_some()).then_some("JWT");
    let asked = [("typ", options.typ.as_deref().or(default_typ)), ("cty", options.cty.as_deref())];
    for (name, value) in asked.into_iter().chain([("kid", options.kid.as_deref())]) {
        if let Some(value) = value {
            header = set(&header, name, &json!(value).to_string())?;
        }
    }
    Ok(header)
}

/// What is worth knowing about the choices.
fn cautions(recipients: &[Chosen], options: &Encrypt) -> Vec<String> {
    let mut notes = Vec::new();
    if let Some((_, row)) = recipients.iter().find(|(_, row)| row.standing == Standing::Deprecated) {
        notes.push(format!("note: {} is deprecated: use RSA-OAEP-256 where the recipient can read it", row.name));
    }
    if options.zip {
        notes.push("note: compressed content can betray itself by its length: leave --zip out if in doubt".to_owned());
    }
    notes
}

fn reply(options: &Encrypt, text: &str, enc: &ContentEncryption, recipients: &[Chosen]) -> Reply {
    if !options.json {
        return Reply::text(text);
    }
    let token = Token::read(text);
    let to: Vec<_> = recipients.iter().map(|(key, row)| json!({ "alg": row.name, "key": key.name })).collect();
    let document = format!(
        "{{\"schema\":{},\"token\":{},\"form\":{},\"enc\":{},\"recipients\":{},\"header\":{}}}",
        report_json::SCHEMA,
        json!(text),
        json!(token.form.id()),
        json!(enc.name),
        json!(to),
        report_json::exact(&token.header),
    );
    Reply::json(&json::format(&document))
}
