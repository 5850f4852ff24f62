//! Keys as text that is ready for other tools: a shell, `kubectl`, the `.http` files of editors.
//!
//! Names and labels of keys come from outside. Nothing of them gets into such a text but letters, digits and `-._`.

use super::error::KeyError;
use super::export::{Format, Octets, export};
use super::{Key, Material, Private, Secret};
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use std::fmt::Write as _;
use zeroize::Zeroizing;

/// Variables for a shell or a `.env` file. PEM stands on one line, with its line ends as `\n`; a secret that is no plain
/// text is given in base64, and its variable's name says so.
pub(super) fn env(keys: &[&Key], private: Private) -> Result<Octets, KeyError> {
    let mut out = Zeroizing::new(String::with_capacity(capacity(keys)));
    for (number, key) in keys.iter().enumerate() {
        let suffix = suffix(key, number, keys, '_').to_uppercase();
        match (&key.material, private == Private::Include && key.is_private()) {
            (Material::Oct(secret), _) => write_secret(&mut out, &suffix, secret.expose()),
            (_, is_private) => {
                let pem = export(&[key], Format::Pem, private)?;
                let half = if is_private { "PRIVATE" } else { "PUBLIC" };
                let _ = write!(out, "JWT_{half}_KEY{suffix}=\"");
                std::str::from_utf8(&pem).unwrap_or_default().lines().for_each(|line| {
                    out.push_str(line);
                    out.push_str("\\n");
                });
                out.push_str("\"\n");
            }
        }
    }
    Ok(octets(&out))
}

fn is_plain(octet: &u8) -> bool {
    octet.is_ascii_graphic() && !matches!(octet, b'\'' | b'"' | b'\\' | b'`' | b'$' | b'#')
}

/// The variable in which [`Format::Env`] puts a secret that leaves alone, and whether it holds base64.
pub(crate) fn secret_variable(secret: &Secret) -> (&'static str, bool) {
    match secret.expose().iter().all(is_plain) {
        true => ("JWT_SECRET", false),
        false => ("JWT_SECRET_BASE64", true),
    }
}

/// A secret as it is, in single quotes, where every shell and every reader of `.env` files takes it for the same octets.
fn write_secret(out: &mut Zeroizing<String>, suffix: &str, secret: &[u8]) {
    match std::str::from_utf8(secret) {
        Ok(text) if secret.iter().all(is_plain) => {
            let _ = writeln!(out, "JWT_SECRET{suffix}='{text}'");
        }
        _ => {
            let text = Zeroizing::new(STANDARD.encode(secret));
            let _ = writeln!(out, "JWT_SECRET{suffix}_BASE64='{}'", *text);
        }
    }
}

/// A Secret of Kubernetes: secrets as their octets, other keys as PEM.
pub(super) fn kubernetes(keys: &[&Key], private: Private) -> Result<Octets, KeyError> {
    let mut out = Zeroizing::new(String::with_capacity(capacity(keys)));
    let name = match keys {
        [key] => resource_name(&key.name),
        _ => "jwt-keys".to_owned(),
    };
    let _ = write!(out, "apiVersion: v1\nkind: Secret\nmetadata:\n  name: {name}\ntype: Opaque\ndata:\n");
    for (number, key) in keys.iter().enumerate() {
        let prefix = suffix(key, number, keys, '-').trim_start_matches('-').to_owned();
        let prefix = if prefix.is_empty() { prefix } else { format!("{prefix}.") };
        let (member, content) = match (&key.material, private == Private::Include && key.is_private()) {
            (Material::Oct(secret), _) => ("secret", Zeroizing::new(secret.expose().to_vec())),
            (_, true) => ("private.pem", export(&[key], Format::Pem, private)?),
            (_, false) => ("public.pem", export(&[key], Format::Pem, private)?),
        };
        let text = Zeroizing::new(STANDARD.encode(&*content));
        let _ = writeln!(out, "  {prefix}{member}: {}", *text);
    }
    Ok(octets(&out))
}

/// Variables for the `.http` files of editors.
pub(super) fn http(keys: &[&Key], private: Private) -> Result<Octets, KeyError> {
    let mut out = Zeroizing::new(String::with_capacity(capacity(keys)));
    for (number, key) in keys.iter().enumerate() {
        let suffix = suffix(key, number, keys, '_');
        if let Some(kid) = key.kid.as_deref().filter(|kid| kid.chars().all(is_harmless)) {
            let _ = writeln!(out, "@kid{suffix} = {kid}");
        }
        let jwk = key.to_jwk(private)?;
        // two braces begin a variable there
        let jwk = Zeroizing::new(jwk.replace("{{", "{\\u007b"));
        let _ = writeln!(out, "@jwk{suffix} = {}", *jwk);
    }
    Ok(octets(&out))
}

fn is_harmless(c: char) -> bool {
    c.is_ascii_alphanumeric() || matches!(c, '-' | '.' | '_')
}

/// What tells the variables of several keys apart: nothing for one key, else its name, and its number where two names come
/// to the same.
fn suffix(key: &Key, number: usize, keys: &[&Key], gap: char) -> String {
    if keys.len() < 2 {
        return String::new();
    }
    let wish = |key: &Key| -> String {
        let letters = key.name.chars().map(|c| if c.is_ascii_alphanumeric() { c.to_ascii_lowercase() } else { gap });
        letters.collect::<String>().trim_matches(gap).to_owned()
    };
    let own = wish(key);
    let is_taken = keys.iter().take(number).any(|other| wish(other) == own);
    match (own.is_empty(), is_taken) {
        (true, _) => format!("{gap}{}", number + 1),
        (false, true) => format!("{gap}{own}{gap}{}", number + 1),
        (false, false) => format!("{gap}{own}"),
    }
}

/// A name as Kubernetes takes them (RFC 1123): lower case, digits and `-`, at most 63.
fn resource_name(name: &str) -> String {
    let letters = name.chars().map(|c| if c.is_ascii_alphanumeric() { c.to_ascii_lowercase() } else { '-' });
    let name: String = letters.take(63).collect();
    let name = name.trim_matches('-');
    if name.is_empty() { "jwt-key".to_owned() } else { name.to_owned() }
}

/// Room for the whole text, so that growing leaves no copy of a secret behind.
fn capacity(keys: &[&Key]) -> usize {
    let of = |key: &&Key| match &key.material {
        Material::Oct(secret) => secret.expose().len() * 2,
        Material::Rsa { n, .. } => n.len() * 14,
        Material::Ec { .. } | Material::Okp { .. } => 1024,
        Material::Akp { public, .. } => public.len() * 4,
    };
    let labels = |key: &&Key| (key.name.len() + key.kid.as_deref().map_or(0, str::len)) * 12 + 1024;
    let other = |key: &&Key| key.other.values().map(|value| value.to_string().len() * 2).sum::<usize>();
    256 + keys.iter().map(|key| of(key) + labels(key) + other(key)).sum::<usize>()
}

fn octets(text: &str) -> Octets {
    Zeroizing::new(text.as_bytes().to_vec())
}
