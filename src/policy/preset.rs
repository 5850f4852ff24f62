//! What the standards ask for, as policies to start from. They are data: `assets/policies`.

use super::document;
use crate::checks::Policy;
use serde::Deserialize;
use serde_json::Value;
use std::sync::LazyLock;

/// A policy to start from.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Preset {
    /// By which the command line knows it.
    pub id: String,
    /// By which people know it.
    pub title: String,
    /// What it asks for, and what is left to fill in.
    pub description: String,
    /// Where that is written.
    pub refs: Vec<String>,
    /// What is expected. Its needs are what the person must fill in.
    pub policy: Policy,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Asset {
    id: String,
    title: String,
    description: String,
    refs: Vec<String>,
    policy: Value,
}

const SOURCES: [&str; 4] = [
    include_str!("../../assets/policies/rfc8725.json"),
    include_str!("../../assets/policies/rfc9068.json"),
    include_str!("../../assets/policies/oidc-id-token.json"),
    include_str!("../../assets/policies/dpop.json"),
];

fn opened(source: &str) -> Result<Preset, String> {
    let Asset { id, title, description, refs, policy } = serde_json::from_str(source).map_err(|e| e.to_string())?;
    Ok(Preset { id, title, description, refs, policy: document::read(&policy)?.policy })
}

/// One that cannot be read is left out: a slip in a file must not keep anybody from a verdict. The tests read strictly.
static PRESETS: LazyLock<Vec<Preset>> = LazyLock::new(|| SOURCES.into_iter().filter_map(|s| opened(s).ok()).collect());

/// All presets, in the order of the menu.
#[must_use]
pub fn presets() -> &'static [Preset] {
    &PRESETS
}

/// The preset of that id.
#[must_use]
pub fn preset(id: &str) -> Option<&'static Preset> {
    presets().iter().find(|preset| preset.id == id)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_preset_can_be_read() {
        for source in SOURCES {
            opened(source).unwrap_or_else(|e| panic!("{e}: {source}"));
        }
        let ids: Vec<_> = presets().iter().map(|p| p.id.as_str()).collect();
        assert_eq!(ids, ["rfc8725", "rfc9068", "oidc-id-token", "dpop"]);
    }
}
