//! How a token is written down.

/// A serialization (RFC 7515 section 7, RFC 7516 section 7).
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash)]
pub enum Form {
    /// Parts and dots: what JWT means.
    #[default]
    Compact,
    /// A JSON object for one signature or recipient.
    Flattened,
    /// A JSON object with a list of them.
    General,
}

impl Form {
    /// Every form, the usual one first.
    pub const ALL: [Self; 3] = [Self::Compact, Self::Flattened, Self::General];

    /// The stable id, as `--form` takes it.
    #[must_use]
    pub fn id(self) -> &'static str {
        match self {
            Self::Compact => "compact",
            Self::Flattened => "flattened",
            Self::General => "general",
        }
    }

    /// The form with this id.
    #[must_use]
    pub fn named(id: &str) -> Option<Self> {
        Self::ALL.into_iter().find(|form| form.id() == id)
    }
}
