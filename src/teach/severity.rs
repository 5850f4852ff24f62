//! How much it matters that a check fails or warns.

use serde::Deserialize;
use std::fmt;

/// What somebody gains when a check fails or warns, the worst first. Data of the check in `assets/teach/checks.toml`, the same
/// for all its cases; how bad things stand with this token is told by the check's state.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Severity {
    /// To make a token that passes for true, or to take a key.
    Critical,
    /// To have a real token accepted where, when or for whom it must not be, or a foothold in its reader.
    High,
    /// Nothing alone: a defence is thinner, or two readers see two things.
    Medium,
    /// Nothing: things go wrong by themselves, at the next reader or the next day.
    Low,
    /// Nothing: it informs, and never fails or warns.
    Note,
}

impl Severity {
    /// Every one, the worst first.
    pub const ALL: [Self; 5] = [Self::Critical, Self::High, Self::Medium, Self::Low, Self::Note];

    /// The stable id, as `--json` prints it.
    #[must_use]
    pub fn id(self) -> &'static str {
        match self {
            Self::Critical => "critical",
            Self::High => "high",
            Self::Medium => "medium",
            Self::Low => "low",
            Self::Note => "note",
        }
    }

    /// The word people read.
    #[must_use]
    pub fn label(self) -> &'static str {
        match self {
            Self::Critical => "Critical",
            Self::High => "High",
            Self::Medium => "Medium",
            Self::Low => "Low",
            Self::Note => "Note",
        }
    }

    /// One sentence on what it means.
    #[must_use]
    pub fn meaning(self) -> &'static str {
        match self {
            Self::Critical => "An attacker can make tokens that pass for true, or take a key.",
            Self::High => {
                "A token is accepted where, when or for whom it must not be, or an attacker gets a foothold in its reader."
            }
            Self::Medium => "Harmless alone: a defence is thinner, or two readers see two different things.",
            Self::Low => "No attack: things go wrong by themselves, at the next reader or the next day.",
            Self::Note => "For your information. It never fails or warns.",
        }
    }
}

impl fmt::Display for Severity {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.id())
    }
}
