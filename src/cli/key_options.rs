//! `--key`, `--secret-env` and `--secret-file`: the keys that a command is given by hand.

use super::reply::Failure;
use super::unlock::Passphrases;
use super::vault_options::{VaultOptions, usable};
use super::world::World;
use crate::app::free_name;
use crate::jose::escape;
use crate::keys::{Imported, Key, KeyError, Locked, Material, Secret, SecretEncoding};
use clap::Args;
use std::ffi::OsString;
use std::path::{Path, PathBuf};
use std::sync::Arc;

/// The keys that are given by hand.
#[derive(Debug, Clone, Default, Args)]
pub struct KeyOptions {
    /// A key file (JWK, JWK Set, PEM, DER, certificate, OpenSSH, PKCS#12), or the name of a key in the vault; may be repeated. A name that is
    /// also a file is the file
    #[arg(long, value_name = "FILE|NAME", help_heading = "Keys")]
    pub key: Vec<OsString>,
    /// A secret in an environment variable; may be repeated
    #[arg(long, value_name = "VAR", help_heading = "Keys")]
    pub secret_env: Vec<String>,
    /// A file whose exact bytes are a secret; may be repeated
    #[arg(long, value_name = "FILE", help_heading = "Keys")]
    pub secret_file: Vec<PathBuf>,
    /// How the secret is written: utf8, base64, base64url or hex. One line end at its end is dropped then, and said
    #[arg(long, value_name = "ENCODING", value_parser = encoding, help_heading = "Keys")]
    pub secret_encoding: Option<SecretEncoding>,
    /// A passphrase in an environment variable, for key files that are locked, else for tokens that were encrypted with one
    /// (PBES2); may be repeated
    #[arg(long, value_name = "VAR", help_heading = "Keys")]
    pub passphrase_env: Vec<String>,
}

fn encoding(text: &str) -> Result<SecretEncoding, String> {
    match text {
        "utf8" | "utf-8" => Ok(SecretEncoding::Utf8),
        "base64" => Ok(SecretEncoding::Base64),
        "base64url" => Ok(SecretEncoding::Base64url),
        "hex" => Ok(SecretEncoding::Hex),
        _ => Err("choose utf8, base64, base64url or hex".to_owned()),
    }
}

impl KeyOptions {
    /// Whether no key was given.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.key.is_empty()
            && self.secret_env.is_empty()
            && self.secret_file.is_empty()
            && self.passphrase_env.is_empty()
    }

    /// The keys, each with a name of its own. `vault` is `None` where it must not be asked.
    ///
    /// # Errors
    /// A file cannot be read or holds no usable key, a name or a variable does not exist, a secret is not in its encoding.
    pub fn read(&self, world: &mut World, vault: Option<&VaultOptions>) -> Result<Vec<Key>, Failure> {
        let mut passphrases = Passphrases::of(&self.passphrase_env, world)?;
        let mut keys: Vec<Arc<Key>> = Vec::new();
        let mut kept: Option<Vec<Key>> = None;
        for argument in &self.key {
            for mut key in one(argument, &mut passphrases, world, vault, &mut kept)? {
                key.name = free_name(&key.name, &keys);
                keys.push(Arc::new(key));
            }
        }
        for (name, bytes) in self.secrets(world)? {
            let name = free_name(&name, &keys);
            let secret = self.decoded(&name, bytes, world)?;
            keys.push(Arc::new(Key { name, ..Key::new(Material::Oct(secret)) }));
        }
        for (name, secret) in passphrases.unused() {
            let name = free_name(&name, &keys);
            keys.push(Arc::new(Key { name, usage: Some("enc".to_owned()), ..Key::new(Material::Oct(secret)) }));
        }
        Ok(keys.into_iter().map(Arc::unwrap_or_clone).collect())
    }

    fn secrets(&self, world: &mut World) -> Result<Vec<(String, Secret)>, Failure> {
        let mut secrets = Vec::new();
        for name in &self.secret_env {
            secrets.push((name.clone(), variable(name, world)?));
        }
        for path in &self.secret_file {
            let bytes = world.read(path, "a secret")?;
            secrets.push((file_name(path), Secret::new(bytes.to_vec())));
        }
        Ok(secrets)
    }

    /// The octets: the very bytes, or what the text says in its encoding.
    fn decoded(&self, name: &str, bytes: Secret, world: &mut World) -> Result<Secret, Failure> {
        let shown = escape::visible(name).into_owned();
        let wrong = |why: String| Failure::new(format!("the secret in {shown} cannot be used: {why}"));
        if bytes.expose().is_empty() {
            return Err(wrong(KeyError::EmptySecret.to_string()));
        }
        let Some(encoding) = self.secret_encoding else { return Ok(bytes) };
        let text = std::str::from_utf8(bytes.expose()).map_err(|e| {
            wrong(format!("byte {} is no UTF-8: leave --secret-encoding out to take the bytes", e.valid_up_to()))
        })?;
        let line = text.strip_suffix("\r\n").or_else(|| text.strip_suffix('\n'));
        if line.is_some() {
            world.tell(&format!("note: the line end at the end of the secret in {shown} was dropped"));
        }
        encoding.decode(line.unwrap_or(text)).map_err(|e| wrong(e.to_string()))
    }
}

/// The bytes of an environment variable.
pub(super) fn variable(name: &str, world: &World) -> Result<Secret, Failure> {
    let value = world.environment.var(name).ok_or_else(|| {
        Failure::new(format!("the variable {} is not set: set it, or give a file", escape::visible(name)))
    })?;
    Ok(Secret::new(value.into_encoded_bytes()))
}

/// The keys of one `--key`.
fn one(
    argument: &OsString,
    passphrases: &mut Passphrases,
    world: &mut World,
    vault: Option<&VaultOptions>,
    kept: &mut Option<Vec<Key>>,
) -> Result<Vec<Key>, Failure> {
    let path = Path::new(argument);
    if path == Path::new("-") || world.exists(path) {
        return from_file_with(path, passphrases, world);
    }
    let name = argument.to_string_lossy();
    let shown = escape::visible(&name).into_owned();
    let Some(vault) = vault else {
        return Err(Failure::new(format!(
            "there is no file '{shown}', and --no-vault forbids to look for a key of that name"
        )));
    };
    if kept.is_none() {
        let opened = vault.open(world)?;
        *kept = Some(usable(&opened, world));
    }
    let found = kept.iter().flatten().find(|k| k.name == name).cloned();
    found.map(|key| vec![key]).ok_or_else(|| {
        Failure::new(format!(
            "there is no file and no key in the vault called '{shown}': see `jwt-workbench keys list`"
        ))
    })
}

/// Every usable key of a file, named after it. Whoever sits at the terminal is asked for what is locked.
///
/// # Errors
/// The file cannot be read, or none is usable. What else was in it is told on standard error.
pub fn from_file(path: &Path, world: &mut World) -> Result<Vec<Key>, Failure> {
    from_file_with(path, &mut Passphrases::default(), world)
}

/// The same with passphrases.
///
/// # Errors
/// As [`from_file`].
pub fn from_file_with(path: &Path, passphrases: &mut Passphrases, world: &mut World) -> Result<Vec<Key>, Failure> {
    let bytes = world.read(path, "a key")?;
    let imported = passphrases.import(&bytes, path, world);
    named(imported, &file_name(path), world).map_err(Failure::new)
}

/// The keys of a file, named after it. What else was in it is told on standard error.
///
/// # Errors
/// The sentence for a file in which none is usable.
pub fn named(imported: Imported, file: &str, world: &mut World) -> Result<Vec<Key>, String> {
    if imported.keys.is_empty() {
        return Err(no_usable_key(file, &imported));
    }
    let shown = escape::visible(file);
    for left in &imported.ignored {
        world.tell(&format!("note: {shown}: {} was left out: {}", left.what, left.why));
    }
    for locked in &imported.locked {
        world.tell(&format!("note: {shown}: {}", still_locked(locked)));
    }
    let several = imported.keys.len() > 1;
    let named = imported.keys.into_iter().enumerate().map(|(i, mut key)| {
        let part = key.kid.clone().unwrap_or_else(|| (i + 1).to_string());
        key.name = if several { format!("{file}#{part}") } else { file.to_owned() };
        key
    });
    Ok(named.collect())
}

/// The sentence for a file without a usable key.
#[must_use]
pub fn no_usable_key(file: &str, imported: &Imported) -> String {
    let file = escape::visible(file);
    let reasons = imported.ignored.iter().map(|i| format!("{}: {}", i.what, i.why));
    let reasons: Vec<_> = reasons.chain(imported.locked.iter().map(still_locked)).collect();
    match reasons.is_empty() {
        true => format!("{file} holds no key: give a JWK, a JWK Set, PEM or DER"),
        false => format!("{file} holds no usable key: {}", reasons.join("; ")),
    }
}

/// What to do about a locked part.
#[must_use]
pub fn still_locked(locked: &Locked) -> String {
    let Locked { what, how, refused, .. } = locked;
    let instead = if *refused { "the passphrase does not open it" } else { "it needs a passphrase" };
    format!("{what} is locked ({how}): {instead}; give one with --passphrase-env VAR")
}

/// What people call a file: its name without the folder.
#[must_use]
pub fn file_name(path: &Path) -> String {
    match path.file_name() {
        _ if path == Path::new("-") => "standard input".to_owned(),
        Some(name) => name.to_string_lossy().into_owned(),
        None => path.to_string_lossy().into_owned(),
    }
}
