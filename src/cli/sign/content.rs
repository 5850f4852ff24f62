//! What is to be signed: claims or bytes from arguments, files and standard input, with times and an id set.

use super::Sign;
use crate::cli::reply::Failure;
use crate::cli::world::World;
use crate::crypto;
use crate::jose::json::{self, Value};
use serde_json::json;
use std::ffi::OsString;
use std::path::{Path, PathBuf};

/// The bytes to sign.
pub(super) fn payload(options: &Sign, world: &mut World) -> Result<Vec<u8>, Failure> {
    if let Some(path) = &options.payload {
        return Ok(world.read(path, "the payload")?.to_vec());
    }
    let sets = options.exp_in.is_some() || options.nbf_in.is_some() || options.iat_now || options.jti_random;
    let mut claims = match &options.claims {
        Some(argument) => object(argument, "the claims", world)?,
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

/// JSON from an argument, `@FILE` or `-`: an object, minified.
pub(super) fn object(argument: &OsString, what: &str, world: &mut World) -> Result<String, Failure> {
    let lossy = argument.to_string_lossy();
    let text = match lossy.strip_prefix('@') {
        _ if argument == "-" => utf8(&world.read_input(what)?, what)?,
        Some(_) => utf8(&world.read(&behind_at(argument), what)?, what)?,
        None => {
            argument.to_str().map(str::to_owned).ok_or_else(|| Failure::new(format!("{what} must be UTF-8 text")))?
        }
    };
    let parsed = json::parse(&text)
        .map_err(|e| Failure::new(format!("{what} cannot be signed: line {}, column {}: {e}", e.line, e.column)))?;
    if !parsed.root.is_object() {
        let instead = if what == "the claims" { ": sign other bytes with --payload FILE" } else { "" };
        return Err(Failure::new(format!("{what} must be a JSON object{instead}")));
    }
    if !parsed.oddities.is_empty() {
        world.tell(&format!(
            "note: {what} are used as given, although readers may differ on them: `jwt-workbench inspect` says why"
        ));
    }
    Ok(json::minify(&text))
}

/// The path behind the `@`, in the bytes of the system.
fn behind_at(argument: &OsString) -> PathBuf {
    let bytes = argument.as_encoded_bytes();
    match argument.to_str() {
        Some(text) => PathBuf::from(text.get(1..).unwrap_or_default()),
        // a name that is no UTF-8: `Path` can take a prefix off, where a folder stands before it
        None => Path::new(argument).strip_prefix("@").map_or_else(|_| os_tail(bytes), Path::to_path_buf),
    }
}

#[cfg(unix)]
fn os_tail(bytes: &[u8]) -> PathBuf {
    use std::os::unix::ffi::OsStrExt;
    PathBuf::from(std::ffi::OsStr::from_bytes(bytes.get(1..).unwrap_or_default()))
}

#[cfg(not(unix))]
fn os_tail(bytes: &[u8]) -> PathBuf {
    PathBuf::from(String::from_utf8_lossy(bytes.get(1..).unwrap_or_default()).into_owned())
}

fn utf8(bytes: &[u8], what: &str) -> Result<String, Failure> {
    crate::jose::find::from_bytes(bytes)
        .map(|(text, _)| text)
        .map_err(|e| Failure::new(format!("{what} cannot be read: {e}")))
}

pub(super) fn set(text: &str, name: &str, value: &str) -> Result<String, Failure> {
    json::set_member(text, name, value).map_err(|e| Failure::new(e.to_string()))
}

/// The last member of that name: its value, and its string where it is one.
pub(super) fn member(text: &str, name: &str) -> Option<(Value, Option<String>)> {
    let root = json::parse(text).ok()?.root;
    let node = root.get(name)?;
    Some((node.value.clone(), node.as_str().map(str::to_owned)))
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
