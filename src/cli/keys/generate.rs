//! `keys generate`.

use super::describe::Described;
use super::export::{FormatName, write};
use crate::app::free_name;
use crate::cli::key_options::file_name;
use crate::cli::paint::Paint;
use crate::cli::reply::{Failure, Reply};
use crate::cli::vault_options::{VaultOptions, keep, notes};
use crate::cli::world::World;
use crate::crypto::{self, CryptoError, KeySpec};
use crate::jose::alg;
use crate::keys::{Key, Private};
use clap::Args;
use serde_json::json;
use std::path::PathBuf;
use std::sync::Arc;

/// Options of `keys generate`.
#[derive(Debug, Clone, Args)]
#[command(after_long_help = EXAMPLES)]
pub struct Generate {
    /// The algorithm the key is for, such as ES256 or ECDH-ES; also a curve (X25519), RSA or oct
    #[arg(long, value_name = "ALG")]
    alg: String,
    /// What it is called in the vault [default: my- and the algorithm]
    #[arg(long, value_name = "NAME", conflicts_with = "out")]
    name: Option<String>,
    /// Size in bits, for RSA keys and secrets
    #[arg(long, value_name = "BITS")]
    bits: Option<u32>,
    /// The key's kid; `thumbprint` takes its thumbprint (RFC 7638)
    #[arg(long, value_name = "KID")]
    kid: Option<String>,
    /// Write the private key to this file, readable by its owner only, and keep nothing; - for standard output
    #[arg(long, value_name = "FILE")]
    out: Option<PathBuf>,
    /// The format of that file [default: by its ending, else jwk]
    #[arg(long = "as", value_name = "FORMAT", requires = "out")]
    format: Option<FormatName>,
    /// Replace an existing file
    #[arg(long, requires = "out")]
    force: bool,
    /// Print one JSON document about the key
    #[arg(long)]
    json: bool,
    #[command(flatten)]
    vault: VaultOptions,
}

const EXAMPLES: &str = "\
Examples:
  jwt-workbench keys generate --alg ES256 --name demo
  jwt-workbench keys generate --alg RS256 --bits 3072 --kid thumbprint --name issuer
  jwt-workbench keys generate --alg EdDSA --out private.pem";

/// Makes a key.
///
/// # Errors
/// No such algorithm or size, a name that is taken, or what the disk says.
pub fn run(options: &Generate, world: &mut World) -> Result<Reply, Failure> {
    let failed = |e: CryptoError| Failure::new(format!("no key was made: {e}"));
    let spec: KeySpec = match alg::find(&options.alg) {
        Some(row) => KeySpec::for_alg(row, options.bits).map_err(failed)?,
        None if options.bits.is_some() => {
            return Err(Failure::new("no key was made: --bits needs the name of an algorithm, such as RS256 or HS256"));
        }
        None => options.alg.parse().map_err(failed)?,
    };
    // what stands in the way is better known before seconds of work
    let mut vault = match options.out {
        None => Some(options.vault.open(world)?),
        Some(_) => None,
    };
    let mut key = crypto::generate(&spec).map_err(failed)?;
    key.kid = match options.kid.as_deref() {
        Some("thumbprint") => Some(crypto::thumbprint(&key)),
        other => other.map(str::to_owned),
    };
    if let (Some(path), None) = (&options.out, &vault) {
        let format = options.format.unwrap_or_else(|| FormatName::of(path));
        let mut reply = write(&[&key], format, Private::Include, Some(path), options.force, world)?;
        key.name = file_name(path);
        // the key itself is on standard output already when that is where it went
        if path.as_os_str() != "-" {
            reply = told(options, key, &path.to_string_lossy(), world, reply.notes);
        }
        return Ok(reply);
    }
    let Some(vault) = vault.as_mut() else { return Ok(Reply::nothing()) };
    key.name = options.name.clone().unwrap_or_else(|| {
        let taken: Vec<_> = vault.keys().into_iter().map(|k| Arc::new(Key { name: k.name, ..key.clone() })).collect();
        free_name(&format!("my-{}", options.alg.to_lowercase()), &taken)
    });
    let saved = keep(vault, &key)?;
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
