//! A JWS with several signatures: each has its own verdict, and the policy says how many must hold (RFC 7515 section 5.2).

use super::{Outcome, Reason, State, Subject, Verification, VerificationState};
use std::sync::Arc;

/// The verdict on one of several signatures.
#[derive(Debug, Clone)]
pub struct EntryVerdict {
    /// Pass: it is valid and none of its checks fails. Fail: it is refused. Not checked: nothing could be said.
    pub state: State,
    /// What the check of its algorithm said.
    pub algorithm: State,
    /// What became of it.
    pub verification: Arc<Verification>,
}

/// What all signatures together say under the policy's rule.
#[must_use]
pub fn combined(each: &[EntryVerdict], needed: usize) -> Verification {
    let count = |state| each.iter().filter(|e| e.state == state).count();
    let of = |state| each.iter().find(|e| e.state == state).map(|e| &e.verification);
    let (good, open) = (count(State::Pass), count(State::NotChecked));
    if good >= needed {
        let key = of(State::Pass).and_then(|v| v.key.clone());
        return Verification { state: VerificationState::Valid, reason: Reason::Computed, key, fitting: None };
    }
    if good + open >= needed {
        let reason = of(State::NotChecked).map_or(Reason::NoKeys, |v| v.reason.clone());
        return Verification::not_checked(reason);
    }
    let key = of(State::Fail).and_then(|v| v.key.clone());
    Verification { state: VerificationState::Invalid, reason: Reason::Computed, key, fitting: None }
}

/// How many signatures stand in which way, as facts for the sentences that sum up.
pub(super) fn counted(subject: &Subject<'_>, outcome: Outcome) -> Outcome {
    let each = subject.each;
    let count = |state| each.iter().filter(|e| e.state == state).count().to_string();
    outcome
        .fact("count", each.len().to_string())
        .fact("needed", subject.policy.signatures.needed(each.len()).to_string())
        .fact("good", count(State::Pass))
        .fact("refused", count(State::Fail))
        .fact("unchecked", count(State::NotChecked))
}
