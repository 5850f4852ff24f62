//! Policies: a name to keep one under, and two to be compared.

use crate::app::model::Model;
use crate::checks::Policy;
use crate::policy;

/// A dialog about policies.
#[derive(Debug, Clone, PartialEq)]
pub enum PolicyForm {
    /// Keep what is in force.
    SaveAs {
        /// Under which name.
        name: String,
        /// What it is for.
        description: String,
    },
    /// Give the policy in force another name.
    Rename {
        /// Its present name.
        from: String,
        /// The new one.
        to: String,
    },
    /// See how two differ.
    Compare {
        /// One.
        first: Side,
        /// The other.
        second: Side,
    },
}

/// A policy that can be compared.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Side {
    /// The one in force.
    InForce,
    /// A kept one, by name.
    Named(String),
    /// A preset, by id.
    Preset(&'static str),
}

impl Side {
    /// Every policy that there is.
    #[must_use]
    pub fn all(model: &Model) -> Vec<Self> {
        let named = model.policies.all().into_iter().filter_map(|document| document.name.clone().map(Self::Named));
        let presets = policy::presets().iter().map(|preset| Self::Preset(&preset.id));
        std::iter::once(Self::InForce).chain(named).chain(presets).collect()
    }

    /// What it expects; nothing where it is gone.
    #[must_use]
    pub fn policy<'a>(&self, model: &'a Model) -> Option<&'a Policy> {
        match self {
            Self::InForce => Some(&model.inputs.policy),
            Self::Named(name) => model.policies.named(name).map(|document| &document.policy),
            Self::Preset(id) => policy::preset(id).map(|preset| &preset.policy),
        }
    }

    /// What it is called; the names are people's own.
    #[must_use]
    pub fn label(&self) -> String {
        match self {
            Self::InForce => "In force".to_owned(),
            Self::Named(name) => crate::jose::escape::visible(name).into_owned(),
            Self::Preset(id) => policy::preset(id).map_or_else(|| (*id).to_owned(), |preset| preset.title.clone()),
        }
    }
}
