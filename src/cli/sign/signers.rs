//! Which keys sign, each with which algorithm and which header.

use super::Sign;
use crate::cli::reply::Failure;
use crate::cli::token_parts::{member, set};
use crate::jose::alg::{self, Algorithm};
use crate::jose::escape;
use crate::keys::{Key, Purpose};
use crate::make::{Shape, algorithms};
use serde_json::json;

/// A key that will sign, and the algorithm.
pub struct Chosen {
    /// The key.
    pub key: Key,
    /// The algorithm.
    pub row: &'static Algorithm,
}

/// The algorithms that were asked for: by option, else by the header; none where the keys decide.
pub(super) fn wanted(options: &Sign, header: &str) -> Result<Vec<&'static Algorithm>, Failure> {
    if options.alg.len() > 1 && options.form != Some(Shape::General) {
        return Err(Failure::new("several --alg make several signatures: add --form general, or give one --alg"));
    }
    let names = match member(header, "alg") {
        _ if !options.alg.is_empty() => options.alg.clone(),
        Some((_, None)) => return Err(Failure::new("the header's alg is no string: leave it out or write a name")),
        Some((_, Some(name))) => vec![name],
        None => Vec::new(),
    };
    names.iter().map(|name| signing_row(name)).collect()
}

/// The row of a signature algorithm, or `none`'s.
///
/// # Errors
/// No algorithm has this name, or it makes no signatures.
pub fn signing_row(name: &str) -> Result<&'static Algorithm, Failure> {
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

/// The keys that sign: one, or in the general form each that fits.
pub(super) fn chosen(options: &Sign, keys: Vec<Key>, wanted: &[&'static Algorithm]) -> Result<Vec<Chosen>, Failure> {
    if keys.is_empty() {
        return Err(Failure::new("no key is given: give --key FILE|NAME, --secret-file or --secret-env"));
    }
    if wanted.len() > 1 {
        return paired(keys, wanted);
    }
    let wanted = wanted.first().copied();
    if options.form == Some(Shape::General) && keys.len() > 1 {
        return each(options, keys, wanted);
    }
    one(keys, wanted, options.kid.as_deref()).map(|only| vec![only])
}

/// Each key with the algorithm of its place. One that does not fit has its own reason, which signing gives.
fn paired(keys: Vec<Key>, wanted: &[&'static Algorithm]) -> Result<Vec<Chosen>, Failure> {
    let (keys_given, algs) = (keys.len(), wanted.len());
    if keys_given != algs {
        return Err(Failure::new(format!(
            "{algs} algorithms are given for {keys_given} keys: give as many --alg as keys, or one for all"
        )));
    }
    Ok(keys.into_iter().zip(wanted).map(|(key, row)| Chosen { key, row }).collect())
}

fn each(options: &Sign, keys: Vec<Key>, wanted: Option<&'static Algorithm>) -> Result<Vec<Chosen>, Failure> {
    let fitting: Vec<_> = keys.into_iter().filter_map(|key| fitted(key, wanted)).collect();
    match fitting.len() {
        0 => Err(none_fits()),
        n if n > 1 && options.kid.is_some() => {
            Err(Failure::new("--kid would name all signatures alike: leave it out, and each key's own kid is used"))
        }
        _ => Ok(fitting),
    }
}

fn fitted(key: Key, wanted: Option<&'static Algorithm>) -> Option<Chosen> {
    let row = row_for(&key, wanted)?;
    Some(Chosen { key, row })
}

fn row_for(key: &Key, wanted: Option<&'static Algorithm>) -> Option<&'static Algorithm> {
    match wanted {
        Some(row) => key.fits(row, Purpose::Sign).is_ok().then_some(row),
        None => algorithms(key, None).first().copied(),
    }
}

/// The one key that can sign.
///
/// # Errors
/// None of the keys fits, or several do.
pub fn one(mut keys: Vec<Key>, wanted: Option<&'static Algorithm>, kid: Option<&str>) -> Result<Chosen, Failure> {
    if keys.len() == 1
        && let Some(key) = keys.pop()
    {
        // a single key that does not fit has its own reason, which signing gives
        let row = wanted.or_else(|| row_for(&key, None)).ok_or_else(|| no_algorithm(&key))?;
        return Ok(Chosen { key, row });
    }
    let mut fitting: Vec<_> = keys.into_iter().filter_map(|key| fitted(key, wanted)).collect();
    let is_meant = |chosen: &Chosen| kid.is_some() && chosen.key.kid.as_deref() == kid;
    if fitting.len() > 1 && fitting.iter().any(is_meant) {
        fitting.retain(is_meant);
    }
    match fitting.len() {
        0 | 1 => fitting.pop().ok_or_else(none_fits),
        n => Err(Failure::new(format!(
            "{n} of the keys given could sign: choose one with --kid, give one key, or add --form general"
        ))),
    }
}

fn none_fits() -> Failure {
    Failure::new("none of the keys given can sign: give a private key or a secret that fits the algorithm")
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
pub(super) fn finished(
    options: &Sign,
    header: &str,
    row: &Algorithm,
    own_kid: Option<&str>,
) -> Result<String, Failure> {
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
