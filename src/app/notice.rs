//! Short messages to the person: they appear, explain, and go.

/// How grave it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Gravity {
    /// Done.
    Success,
    /// Worth knowing.
    Note,
    /// It did not work; stays until dismissed.
    Error,
}

/// One message. It never holds a token, a key or a secret.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Notice {
    /// Tells it from others.
    pub id: u64,
    /// How grave it is.
    pub gravity: Gravity,
    /// What happened, and what to do.
    pub text: String,
    /// When it came, in milliseconds of the clock.
    pub since_millis: i128,
}

impl Notice {
    /// How long it stays, in milliseconds; `None` until dismissed.
    #[must_use]
    pub fn lifetime_millis(&self) -> Option<i128> {
        match self.gravity {
            Gravity::Success => Some(4_000),
            Gravity::Note => Some(9_000),
            Gravity::Error => None,
        }
    }
}
