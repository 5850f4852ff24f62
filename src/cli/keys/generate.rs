//! `keys generate`.

use super::describe::Described;
use super::export::{FormatName, Leaving, write};
use super::new_passphrase::NewPassphrase;
use crate::app::free_name;
use crate::cli::key_options::file_name;
use crate::cli::paint::Paint;
use crate::cli::reply::{Failure, Reply};
use crate::cli::vault_options::{VaultOptions, keep, notes};
use crate::cli::world::World;
use crate::crypto::{CertificateSpec, CryptoError, KeySpec, KidChoice, NewKey, UseChoice};
use crate::jose::alg::Curve;
use crate::keys::limits::quoted;
use crate::keys::{Key, Private};
use crate::vault::Vault;
use clap::{Args, ValueEnum};
use serde_json::json;
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// Options of `keys generate`.
#[derive(Debug, Clone, Args)]
#[command(after_long_help = EXAMPLES)]
pub struct Generate {
    /// The algorithm the key is for, such as ES256 or ECDH-ES; also a curve (P-256, X25519), RSA or oct
    #[arg(long, value_name = "ALG")]
    alg: String,
    /// What it is called in the vault [default: my- and the algorithm]
    #[arg(long, value_name = "NAME", conflicts_with = "out")]
    name: Option<String>,
    /// Size in bits, for RSA keys (2048, 3072, 4096, 8192) and secrets
    #[arg(long, value_name = "BITS")]
    bits: Option<u32>,
    /// The curve, for algorithms that leave a choice
    #[arg(long, value_name = "CURVE")]
    curve: Option<String>,
    #[command(flatten)]
    labels: Labels,
    /// Add a certificate that the key itself signs, with this common name, as x5c
    #[arg(long, value_name = "NAME")]
    certificate: Option<String>,
    /// For how many days the certificate is good
    #[arg(long, value_name = "DAYS", default_value_t = 365, requires = "certificate")]
    days: u32,
    /// Write the private key to this file, readable by its owner only, and keep nothing; - for standard output
    #[arg(long, value_name = "FILE")]
    out: Option<PathBuf>,
    /// The format of that file [default: by its ending, else jwk]
    #[arg(long = "as", value_name = "FORMAT", requires = "out")]
    format: Option<FormatName>,
    #[command(flatten)]
    passphrase: NewPassphrase,
    /// Replace an existing file
    #[arg(long, requires = "out")]
    force: bool,
    /// Print one JSON document about the key
    #[arg(long)]
    json: bool,
    #[command(flatten)]
    vault: VaultOptions,
}

/// What the key says about itself.
#[derive(Debug, Clone, Args)]
struct Labels {
    /// The key's kid; `thumbprint` takes its thumbprint (RFC 7638), `date` the day and four letters of chance
    #[arg(long, value_name = "KID")]
    kid: Option<String>,
    /// Its use [default: what the algorithm is for]
    #[arg(long = "use", value_name = "USE")]
    usage: Option<UseName>,
    /// Set key_ops too
    #[arg(long)]
    key_ops: bool,
    /// Leave alg out, so that the key may be used with any algorithm that it fits
    #[arg(long)]
    no_alg: bool,
}

/// A `use`, as it is called on the command line.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
enum UseName {
    /// Signatures
    Sig,
    /// Encryption
    Enc,
    /// None
    None,
}

const EXAMPLES: &str = "\
Examples:
  jwt-workbench keys generate --alg ES256 --name demo
  jwt-workbench keys generate --alg RS256 --bits 3072 --kid thumbprint --name issuer
  jwt-workbench keys generate --alg ES256 --kid date --certificate demo.example --days 30
  jwt-workbench keys generate --alg P-521 --use enc --key-ops
  jwt-workbench keys generate --alg EdDSA --out private.pem";

/// Makes a key.
///
/// # Errors
/// No such algorithm or size, a name that is taken, or what the disk says.
pub fn run(options: &Generate, world: &mut World) -> Result<Reply, Failure> {
    let new = new_key(options).and_then(|new| new.usage().map(|_| new)).map_err(|e| failed(&e))?;
    // what stands in the way is better known before seconds of work
    let vault = match options.out {
        None => Some(options.vault.open(world)?),
        Some(_) => None,
    };
    let key = new.make(world.now()).map_err(|e| failed(&e))?;
    match (vault, &options.out) {
        (Some(vault), _) => kept(options, key, vault, world),
        (None, Some(path)) => written(options, key, path, world),
        (None, None) => Ok(Reply::nothing()),
    }
}

fn failed(error: &CryptoError) -> Failure {
    Failure::new(format!("no key was made: {error}"))
}

fn new_key(options: &Generate) -> Result<NewKey, CryptoError> {
    let mut spec: KeySpec = options.alg.parse()?;
    if let Some(bits) = options.bits {
        spec = spec.sized(bits)?;
    }
    if let Some(name) = &options.curve {
        let curve = Curve::named(name).ok_or_else(|| CryptoError::UnknownKind { name: quoted(name) })?;
        spec = spec.on(curve)?;
    }
    let (labels, certificate) = (&options.labels, options.certificate.as_ref());
    let suited = NewKey::of(spec);
    Ok(NewKey {
        kid: match labels.kid.as_deref() {
            None => KidChoice::Unset,
            Some("thumbprint") => KidChoice::Thumbprint,
            Some("date") => KidChoice::Date,
            Some(own) => KidChoice::Own(own.to_owned()),
        },
        sets_alg: !labels.no_alg,
        usage: match labels.usage {
            None => suited.usage,
            Some(UseName::Sig) => UseChoice::Signatures,
            Some(UseName::Enc) => UseChoice::Encryption,
            Some(UseName::None) => UseChoice::Unset,
        },
        sets_key_ops: labels.key_ops,
        certificate: certificate.map(|subject| CertificateSpec { subject: subject.clone(), days: options.days }),
        ..suited
    })
}

fn written(options: &Generate, mut key: Key, path: &Path, world: &mut World) -> Result<Reply, Failure> {
    let format = options.format.unwrap_or_else(|| FormatName::of(path));
    let leaving = Leaving { format, private: Private::Include, passphrase: &options.passphrase, may_open: false };
    let mut reply = write(&[&key], &leaving, Some(path), options.force, world)?;
    // the key itself is on standard output already when that is where it went
    if path.as_os_str() != "-" {
        key.name = file_name(path);
        reply = told(options, key, &path.to_string_lossy(), world, reply.notes);
    }
    Ok(reply)
}

fn kept(options: &Generate, mut key: Key, mut vault: Vault, world: &World) -> Result<Reply, Failure> {
    key.name = options.name.clone().unwrap_or_else(|| {
        let taken: Vec<_> = vault.keys().into_iter().map(|k| Arc::new(Key { name: k.name, ..key.clone() })).collect();
        free_name(&format!("my-{}", options.alg.to_lowercase()), &taken)
    });
    let saved = keep(&mut vault, &key)?;
    Ok(told(options, key, "vault", world, notes(&saved)))
}

fn told(options: &Generate, key: Key, source: &str, world: &World, notes: Vec<String>) -> Reply {
    let described = Described::new(key, source);
    let reply = match options.json {
        true => Reply::json(&format!("{:#}", json!({ "schema": 1, "keys": [described.json()], "ignored": [] }))),
        false => Reply::text(described.text(Paint { is_on: world.output_has_colour })),
    };
    notes.into_iter().fold(reply, Reply::note)
}
