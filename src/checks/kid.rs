//! `kid` is a label (RFC 7515 section 4.1.4): one that reads like a path, a query or a command is somebody trying.

use super::{Check, Group, Outcome, State, Subject};

pub(super) const CHECK: Check = Check { ids: &["kid-suspicious"], judge };

/// Pieces that no label needs and that injections have.
const PIECES: [&str; 14] =
    ["../", "..\\", "/dev/", "/etc/", "/proc/", "' ", "'--", "\";", "; ", "$(", "`", "|", "file:", "*)("];
const LONG_CHARS: usize = 512;

/// A name that Windows opens as a device in every folder, with any ending: an empty file, to whoever takes it for a key.
fn is_device(kid: &str) -> bool {
    let stem = kid.split('.').next().unwrap_or_default().trim_end().to_ascii_uppercase();
    let numbered =
        |prefix| stem.strip_prefix(prefix).is_some_and(|n: &str| n.len() == 1 && n.as_bytes()[0].is_ascii_digit());
    matches!(stem.as_str(), "NUL" | "CON" | "PRN" | "AUX") || numbered("COM") || numbered("LPT")
}

fn judge(subject: &Subject<'_>) -> Vec<Outcome> {
    let Some(kid) = subject.parameter("kid") else { return Vec::new() };
    let case = match kid.as_str() {
        None => Some("wrong-type"),
        Some(kid) if kid.chars().nth(LONG_CHARS).is_some() => Some("long"),
        Some(kid) if kid.chars().any(char::is_control) => Some("control"),
        Some(kid) if PIECES.iter().any(|p| kid.contains(p)) || kid.to_ascii_lowercase().contains("union select") => {
            Some("injection")
        }
        Some("") => Some("empty"),
        Some(kid) if is_device(kid) => Some("injection"),
        Some(_) => None,
    };
    case.map(|case| {
        kid.place(Outcome::new("kid-suspicious", case, State::Warn, Group::AlgorithmAndKey).found(kid.shown()))
    })
    .into_iter()
    .collect()
}
