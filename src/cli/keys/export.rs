//! `keys export`.

use super::new_passphrase::NewPassphrase;
use crate::cli::key_options::from_file_with;
use crate::cli::reply::{Failure, Reply};
use crate::cli::unlock::Passphrases;
use crate::cli::vault_options::{VaultOptions, usable};
use crate::cli::world::World;
use crate::crypto;
use crate::jose::escape;
use crate::jose::escape::shown_path;
use crate::keys::{self, Format, Key, Material, Private};
use crate::ports::{Privacy, write_file};
use clap::{Args, ValueEnum};
use std::path::{Path, PathBuf};
use zeroize::Zeroizing;

/// A format, as it is called on the command line.
#[derive(Debug, Clone, Copy, PartialEq, Eq, ValueEnum)]
pub enum FormatName {
    /// One JWK
    Jwk,
    /// A JWK Set
    Jwks,
    /// PEM: PKCS#8 or SPKI
    Pem,
    /// Older PEM: PKCS#1 or SEC 1
    PemTraditional,
    /// PEM of a private key behind a passphrase: encrypted PKCS#8
    PemEncrypted,
    /// Any keys, secrets too, behind a passphrase: a JWE with a JWK or JWK Set in it
    JwkEncrypted,
    /// DER: PKCS#8 or SPKI
    Der,
    /// OpenSSH: a line for authorized_keys, or a private key
    Ssh,
    /// The certificates of x5c as PEM
    Certificate,
    /// Variables for a shell or an .env file
    Env,
    /// A Secret for kubectl apply
    Kubernetes,
    /// Variables for .http files
    Http,
}

impl FormatName {
    /// The format that a file's ending asks for; else a JWK.
    #[must_use]
    pub fn of(path: &Path) -> Self {
        match path.extension().and_then(|e| e.to_str()).map(str::to_ascii_lowercase).as_deref() {
            Some("pem" | "key" | "pub") => Self::Pem,
            Some("der") => Self::Der,
            Some("jwe") => Self::JwkEncrypted,
            Some("jwks") => Self::Jwks,
            Some("crt" | "cer") => Self::Certificate,
            Some("env") => Self::Env,
            Some("yaml" | "yml") => Self::Kubernetes,
            Some("http") => Self::Http,
            _ => Self::Jwk,
        }
    }

    fn format(self) -> Format {
        match self {
            Self::Jwk => Format::Jwk,
            Self::Jwks => Format::JwkSet,
            Self::Pem => Format::Pem,
            Self::PemTraditional => Format::TraditionalPem,
            Self::PemEncrypted => Format::EncryptedPem,
            Self::JwkEncrypted => Format::EncryptedJwk,
            Self::Der => Format::Der,
            Self::Ssh => Format::OpenSsh,
            Self::Certificate => Format::Certificate,
            Self::Env => Format::Env,
            Self::Kubernetes => Format::Kubernetes,
            Self::Http => Format::Http,
        }
    }
}

/// Options of `keys export`.
#[derive(Debug, Clone, Args)]
#[command(after_long_help = EXAMPLES)]
pub struct Export {
    /// Names of keys in the vault
    #[arg(value_name = "NAME", required_unless_present = "from")]
    names: Vec<String>,
    /// Convert this key file instead; - for standard input
    #[arg(long, value_name = "FILE", conflicts_with = "names")]
    from: Option<PathBuf>,
    /// The format [default: by the ending of --out, else jwk]
    #[arg(long = "as", value_name = "FORMAT")]
    format: Option<FormatName>,
    /// Write the private half too (the default with --from, which keeps what the file has)
    #[arg(long, conflicts_with = "public")]
    private: bool,
    /// Write the public half only (the default for keys of the vault)
    #[arg(long)]
    public: bool,
    #[command(flatten)]
    passphrase: NewPassphrase,
    /// Write to this file; private keys are readable by their owner only
    #[arg(long, value_name = "FILE")]
    out: Option<PathBuf>,
    /// Replace an existing file
    #[arg(long, requires = "out")]
    force: bool,
    #[command(flatten)]
    vault: VaultOptions,
}

const EXAMPLES: &str = "\
Examples:
  jwt-workbench keys export demo --as pem > demo.pub.pem
  jwt-workbench keys export demo --private --out demo.jwk.json
  jwt-workbench keys export demo --private --as pem-encrypted --out demo.pem
  jwt-workbench keys export a b c --private --as jwk-encrypted --out keys.jwe
  jwt-workbench keys export demo --private --as kubernetes | kubectl apply -f -
  jwt-workbench keys export a b c --as jwks --out jwks.json
  jwt-workbench keys export --from private.pem --as jwk";

/// Writes keys.
///
/// # Errors
/// There is no such key, the format cannot hold it, or what the disk says.
pub fn run(options: &Export, world: &mut World) -> Result<Reply, Failure> {
    let keys = match &options.from {
        Some(path) => converted(options, path, world)?,
        None => named(options, world)?,
    };
    let is_private = options.private || (options.from.is_some() && !options.public);
    let private = if is_private { Private::Include } else { Private::Omit };
    let out = options.out.as_deref();
    let format = options.format.unwrap_or_else(|| out.map_or(FormatName::Jwk, FormatName::of));
    let keys: Vec<&Key> = keys.iter().collect();
    let may_open = options.from.is_some();
    let leaving = Leaving { format, private, passphrase: &options.passphrase, may_open };
    write(&keys, &leaving, out, options.force, world)
}

/// The keys of a file. A passphrase opens it, too.
fn converted(options: &Export, path: &Path, world: &mut World) -> Result<Vec<Key>, Failure> {
    let mut passphrases = Passphrases::of(options.passphrase.names(), world)?;
    let keys = from_file_with(path, &mut passphrases, world)?;
    Ok(keys.into_iter().map(|key| Key { name: String::new(), ..key }).collect())
}

fn named(options: &Export, world: &mut World) -> Result<Vec<Key>, Failure> {
    let vault = options.vault.open(world)?;
    let kept = usable(&vault, world);
    let find = |name: &String| {
        kept.iter().find(|k| k.name == *name).cloned().ok_or_else(|| {
            let name = escape::visible(name);
            Failure::new(format!("there is no key in the vault called '{name}': see `jwt-workbench keys list`"))
        })
    };
    options.names.iter().map(find).collect()
}

/// What leaves, and how.
pub struct Leaving<'a> {
    /// The format.
    pub format: FormatName,
    /// Whether the private half goes along.
    pub private: Private,
    /// What protects it, in formats that can.
    pub passphrase: &'a NewPassphrase,
    /// Whether the passphrase may have been for opening a file alone.
    pub may_open: bool,
}

/// Writes keys to standard output or to a file.
///
/// # Errors
/// The format cannot hold them, the file exists, or what the disk says.
pub fn write(
    keys: &[&Key],
    leaving: &Leaving<'_>,
    out: Option<&Path>,
    force: bool,
    world: &mut World,
) -> Result<Reply, Failure> {
    let (format, private) = (leaving.format.format(), leaving.private);
    let wants_secret = format != Format::Certificate && keys.iter().any(|k| matches!(k.material, Material::Oct(_)));
    if private == Private::Omit && wants_secret {
        return Err(Failure::new("a secret has no public half: add --private to write the secret itself"));
    }
    let out = out.filter(|p| *p != Path::new("-"));
    if let Some(path) = out.filter(|path| !force && world.exists(path)) {
        let path = shown_path(path);
        return Err(Failure::new(format!("{path} exists already: choose another name, or add --force to replace it")));
    }
    let (octets, is_protected) = octets(keys, format, leaving, world)?;
    let leaves = private == Private::Include && format != Format::Certificate;
    let holds_private = leaves && keys.iter().any(|k| k.is_private());
    let Some(path) = out else {
        let reply = Reply { output: octets, ..Reply::nothing() };
        let note = if is_protected { "behind its passphrase" } else { "keep it from others" };
        return Ok(if holds_private { reply.note(format!("note: this is private: {note}")) } else { reply });
    };
    let privacy = if holds_private { Privacy::Private } else { Privacy::Ordinary };
    let written = write_file(path, &octets, privacy)?;
    let doubt = written.unconfirmed.map(|e| format!("note: written, but not confirmed on the disk: {e}"));
    Ok(doubt.into_iter().fold(Reply::nothing(), Reply::note))
}

/// The keys in their format, and whether a passphrase protects them.
fn octets(
    keys: &[&Key],
    format: Format,
    leaving: &Leaving<'_>,
    world: &mut World,
) -> Result<(Zeroizing<Vec<u8>>, bool), Failure> {
    let private = leaving.private;
    if format.needs_passphrase() && private == Private::Omit {
        return Err(Failure::new("only private keys are encrypted: add --private, or choose --as pem or --as jwk"));
    }
    let said = |e: &dyn std::fmt::Display| Failure::new(e.to_string());
    format.holds(keys, private).map_err(|e| said(&e))?;
    let protects = private == Private::Include && format.takes_passphrase();
    let passphrase = match (protects, format.needs_passphrase()) {
        (false, _) if leaving.passphrase.is_given() && !leaving.may_open => {
            return Err(Failure::new(
                "a passphrase protects private keys as jwk-encrypted, pem-encrypted or ssh: choose one of them",
            ));
        }
        (false, _) => None,
        (true, true) => Some(leaving.passphrase.ask(world)?),
        (true, false) => leaving.passphrase.given(world)?,
    };
    match passphrase {
        Some(passphrase) => {
            let octets = crypto::export_protected(keys, format, &passphrase).map_err(|e| said(&e))?;
            Ok((octets, true))
        }
        None => Ok((keys::export(keys, format, private).map_err(|e| said(&e))?, false)),
    }
}
