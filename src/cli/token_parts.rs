//! What a token is made of: headers and claims from arguments, files and standard input.

use super::reply::Failure;
use super::world::World;
use crate::jose::json::{self, Value};
use crate::keys::Purpose;
use std::ffi::OsString;
use std::path::{Path, PathBuf};
use zeroize::Zeroizing;

/// JSON from an argument, `@FILE` or `-`: an object, minified. What is odd about it is told on standard error.
///
/// # Errors
/// It cannot be read, or it is no JSON object.
pub fn object(argument: &OsString, what: &str, doing: Purpose, world: &mut World) -> Result<String, Failure> {
    let lossy = argument.to_string_lossy();
    let text = match lossy.strip_prefix('@') {
        _ if argument == "-" => utf8(&world.read_input(what)?, what)?,
        Some(_) => utf8(&world.read(&behind_at(argument), what)?, what)?,
        None => {
            argument.to_str().map(str::to_owned).ok_or_else(|| Failure::new(format!("{what} must be UTF-8 text")))?
        }
    };
    let parsed = json::parse(&text)
        .map_err(|e| Failure::new(format!("{what} cannot be {doing}ed: line {}, column {}: {e}", e.line, e.column)))?;
    if !parsed.root.is_object() {
        let instead =
            if what == "the claims" { format!(": {doing} other bytes with --payload FILE") } else { String::new() };
        return Err(Failure::new(format!("{what} must be a JSON object{instead}")));
    }
    if !parsed.oddities.is_empty() {
        world.tell(&format!(
            "note: {what} are used as given, although readers may differ on them: `jwt-workbench inspect` says why"
        ));
    }
    Ok(json::minify(&text))
}

/// The bytes of a text argument, or of the file that an `@` names.
///
/// # Errors
/// The file cannot be read, or the argument is no UTF-8.
pub fn argument_bytes(argument: &OsString, what: &str, world: &mut World) -> Result<Zeroizing<Vec<u8>>, Failure> {
    if argument.to_string_lossy().starts_with('@') {
        return world.read(&behind_at(argument), what);
    }
    let text = argument.to_str().ok_or_else(|| Failure::new(format!("{what} must be UTF-8 text")))?;
    Ok(Zeroizing::new(text.as_bytes().to_vec()))
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

/// The text with a member set.
///
/// # Errors
/// The text is no object.
pub fn set(text: &str, name: &str, value: &str) -> Result<String, Failure> {
    json::set_member(text, name, value).map_err(|e| Failure::new(e.to_string()))
}

/// The last member of that name: its value, and its string where it is one.
pub fn member(text: &str, name: &str) -> Option<(Value, Option<String>)> {
    let root = json::parse(text).ok()?.root;
    let node = root.get(name)?;
    Some((node.value.clone(), node.as_str().map(str::to_owned)))
}
