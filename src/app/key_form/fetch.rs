//! Keys being fetched: one click looks the host up, the next one asks it, the last one keeps what came.

use crate::remote::{By, Consent, Found, Plan, RemoteError, Stop};
use std::net::IpAddr;

/// Keys being fetched.
#[derive(Clone, PartialEq, Default)]
pub struct FetchForm {
    /// The address of a key set, or an issuer.
    pub text: String,
    /// Which of both.
    pub by: By,
    /// The member of the token (`iss`, `jku`) that `text` was taken from: whoever wrote the token chose it.
    pub from_token: Option<&'static str>,
    /// How far it is.
    pub step: FetchStep,
    /// The address that is asked.
    pub chosen: Option<IpAddr>,
    /// The second yes to this one visit.
    pub consent: Consent,
    /// What was asked so far, and what came of it.
    pub trail: Vec<String>,
    /// What went wrong at the last step.
    pub error: Option<String>,
    /// Tells the answer that is awaited from those of earlier tries.
    pub ticket: u64,
}

/// How far fetching is.
#[derive(Clone, PartialEq, Default)]
pub enum FetchStep {
    /// The address is typed; nobody was asked.
    #[default]
    Ask,
    /// The resolver is asked.
    LookingUp(Box<Plan>),
    /// The addresses are known; the host was not asked.
    Ready(Box<Stop>),
    /// The host is asked.
    Asking(Box<Stop>),
    /// The issuer's document names another host, of which nobody was asked.
    Onward(Box<Plan>),
    /// Keys came; none is kept.
    Found(Box<Found>),
}

impl FetchForm {
    /// What the next click would ask, where the text says so.
    ///
    /// # Errors
    /// The text is no address that may be asked.
    pub fn plan(&self) -> Result<Plan, RemoteError> {
        Plan::make(&self.text, self.by)
    }

    /// Whether an answer is awaited.
    #[must_use]
    pub fn is_waiting(&self) -> bool {
        matches!(self.step, FetchStep::LookingUp(_) | FetchStep::Asking(_))
    }
}

/// Without the text: it is typed, and could be anything.
impl std::fmt::Debug for FetchForm {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("FetchForm").field("by", &self.by).field("ticket", &self.ticket).finish_non_exhaustive()
    }
}
