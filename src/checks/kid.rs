//! `kid` is a label (RFC 7515 section 4.1.4): one that reads like a path, a query or a command is somebody trying.

use super::{Check, Group, Outcome, State, Subject, shown};
use crate::jose::flaw::Part;

pub(super) const CHECK: Check = Check { ids: &["kid-suspicious"], judge };

/// Pieces that no label needs and that injections have.
const PIECES: [&str; 14] =
    ["../", "..\\", "/dev/", "/etc/", "/proc/", "' ", "'--", "\";", "; ", "$(", "`", "|", "file:", "*)("];
const LONG_CHARS: usize = 512;

fn judge(subject: &Subject<'_>) -> Vec<Outcome> {
    let Some(node) = subject.token.header.member("kid") else { return Vec::new() };
    let case = match node.as_str() {
        None => Some("wrong-type"),
        Some(kid) if kid.chars().nth(LONG_CHARS).is_some() => Some("long"),
        Some(kid) if kid.chars().any(char::is_control) => Some("control"),
        Some(kid) if PIECES.iter().any(|p| kid.contains(p)) || kid.to_ascii_lowercase().contains("union select") => {
            Some("injection")
        }
        Some(_) => None,
    };
    let found = node.as_str().map_or_else(|| shown(subject.token.header.spelled(node)), shown);
    case.map(|case| {
        Outcome::new("kid-suspicious", case, State::Warn, Group::AlgorithmAndKey)
            .found(found)
            .at(Part::Header, node.span.clone())
    })
    .into_iter()
    .collect()
}
