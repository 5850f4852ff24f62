//! What the snippets were run against: the table `assets/code/proof.toml`, which `tests/interop/policy_code.py` holds to what it ran.

use super::language::Language;
use serde::Deserialize;
use std::collections::HashMap;
use std::sync::LazyLock;

/// A library, and whether the snippets for it were run.
#[derive(Debug, Default, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Proof {
    /// The library.
    pub library: String,
    /// Its version: what they were run against, or written for.
    pub version: String,
    /// Whether the tests of the project run them.
    pub run: bool,
    /// What else has to be said.
    pub remark: Option<String>,
}

impl Proof {
    /// The one sentence for people.
    #[must_use]
    pub fn sentence(&self) -> String {
        let Self { library, version, run, remark } = self;
        let sentence = match run {
            true => format!("Run against {library} {version} in the project's tests."),
            false => format!("Not run in the project's tests. Written for {library} {version}."),
        };
        remark.iter().fold(sentence, |sentence, remark| format!("{sentence} {remark}"))
    }
}

const SOURCE: &str = include_str!("../../assets/code/proof.toml");

/// What nobody can read says that nothing was run.
static TABLE: LazyLock<HashMap<String, Proof>> = LazyLock::new(|| toml::from_str(SOURCE).unwrap_or_default());
static NOTHING: LazyLock<Proof> = LazyLock::new(Proof::default);

pub(super) fn of(language: Language) -> &'static Proof {
    TABLE.get(language.id()).unwrap_or(&NOTHING)
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    #[test]
    fn every_language_has_its_line() {
        let table: HashMap<String, Proof> = toml::from_str(SOURCE).unwrap();
        let named: BTreeSet<_> = table.keys().map(String::as_str).collect();
        assert_eq!(named, Language::ALL.map(Language::id).into());
        // this program's own: the manifest pins it
        let manifest = include_str!("../../Cargo.toml");
        let rust = of(Language::Rust);
        assert!(manifest.contains(&format!("jsonwebtoken = {{ version = \"={}\"", rust.version)));
        assert_eq!(rust.sentence(), format!("Run against jsonwebtoken {} in the project's tests.", rust.version));
        assert!(of(Language::DotNet).sentence().starts_with("Not run in the project's tests. Written for "));
    }
}
