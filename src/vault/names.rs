//! File names for names that can be any text.

use std::collections::BTreeSet;
use std::ffi::OsString;

/// Long enough to be read, short enough for every file system once `.jwk.json.corrupt-…` follows.
const LONGEST_SLUG_BYTES: usize = 80;

/// Names that Windows keeps for devices, whatever the extension.
const DEVICES: [&str; 4] = ["con", "prn", "aux", "nul"];

/// The name as a file stem: letters, digits, `_`, `-` and inner dots stay, all else becomes one `-`. Not reversible: the
/// true name is in the file.
pub(super) fn slug(name: &str) -> String {
    let mut stem = String::new();
    for c in name.chars() {
        let kept = if c.is_alphanumeric() || matches!(c, '_' | '.') { c } else { '-' };
        if stem.len() + kept.len_utf8() > LONGEST_SLUG_BYTES {
            break;
        }
        if !(kept == '-' && stem.ends_with('-')) {
            stem.push(kept);
        }
    }
    let stem = stem.trim_matches(['-', '.']);
    match stem {
        "" => "unnamed".to_owned(),
        device if is_device(device) => format!("key-{device}"),
        _ => stem.to_owned(),
    }
}

fn is_device(stem: &str) -> bool {
    let first = stem.split('.').next().unwrap_or(stem).to_lowercase();
    let numbered =
        |prefix| first.strip_prefix(prefix).is_some_and(|n: &str| n.len() == 1 && n.as_bytes()[0].is_ascii_digit());
    DEVICES.contains(&first.as_str()) || numbered("com") || numbered("lpt")
}

/// A file name that nothing in the folder begins with, so that no backup of an older key is taken for this one's. Names
/// that differ in case only are one name on some systems.
pub(super) fn fresh_file(name: &str, suffix: &str, listed: &[OsString]) -> String {
    let taken: Vec<String> = listed.iter().map(|n| n.to_string_lossy().to_lowercase()).collect();
    let slug = slug(name);
    let is_free = |file: &String| taken.iter().all(|t| !t.starts_with(&file.to_lowercase()));
    numbered()
        .map(|n| format!("{slug}{}{suffix}", n.map_or(String::new(), |n| format!("-{n}"))))
        .find(is_free)
        .unwrap_or_default()
}

/// The name itself, or with ` (2)`, ` (3)` … behind it.
pub(super) fn fresh_name(name: &str, taken: &BTreeSet<String>) -> String {
    let tries = numbered().map(|n| n.map_or_else(|| name.to_owned(), |n| format!("{name} ({n})")));
    tries.into_iter().find(|n| !taken.contains(n)).unwrap_or_default()
}

fn numbered() -> impl Iterator<Item = Option<u64>> {
    std::iter::once(None).chain((2..).map(Some))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn slugs_are_readable_and_safe() {
        for (name, stem) in [
            ("Prod signing key", "Prod-signing-key"),
            ("../../etc/passwd", "etc-passwd"),
            (".hidden", "hidden"),
            ("a\0b\u{202e}c\n", "a-b-c"),
            ("Schlüssel 1", "Schlüssel-1"),
            ("", "unnamed"),
            ("///", "unnamed"),
            ("NUL", "key-NUL"),
            ("com1.old", "key-com1.old"),
            ("community", "community"),
            ("tail.", "tail"),
            ("C:\\x", "C-x"),
        ] {
            assert_eq!(slug(name), stem, "{name:?}");
        }
        assert!(slug(&"ü".repeat(500)).len() <= LONGEST_SLUG_BYTES);
    }

    #[test]
    fn a_fresh_file_name_avoids_backups_and_other_spellings() {
        let listed: Vec<OsString> = ["A.jwk.json", "a-2.jwk.json.bak", "a-3.jwk.json.corrupt-x"].map(Into::into).into();
        assert_eq!(fresh_file("a", ".jwk.json", &listed), "a-4.jwk.json");
        assert_eq!(fresh_file("b", ".jwk.json", &listed), "b.jwk.json");
    }

    #[test]
    fn fresh_names_count_up() {
        let taken = BTreeSet::from(["k".to_owned(), "k (2)".to_owned()]);
        assert_eq!(fresh_name("k", &taken), "k (3)");
        assert_eq!(fresh_name("l", &taken), "l");
    }
}
