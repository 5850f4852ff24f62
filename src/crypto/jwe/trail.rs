//! The steps of opening a JWE, kept while they are taken, for explaining them.

use crate::jose::flaw::Facts;

/// The steps, in order. The last is taken only where `zip` says so.
const STEPS: [&str; 4] = [KEY_MANAGEMENT, CONTENT_KEY, TAG, INFLATE];
/// Finding out about the key: `alg` and what it needs.
pub const KEY_MANAGEMENT: &str = "key-management";
/// The content encryption key is there and has the length that `enc` needs.
pub const CONTENT_KEY: &str = "content-key";
/// The tag is right, and the content decrypted.
pub const TAG: &str = "tag";
/// The content is inflated again.
pub const INFLATE: &str = "inflate";

/// How far a step got.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum StepState {
    /// It was taken.
    Done,
    /// It failed: why is the error.
    Failed,
    /// An earlier one failed.
    NotReached,
}

/// One step of opening a JWE.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Step {
    /// The stable id: `key-management`, `content-key`, `tag` or `inflate`.
    pub id: &'static str,
    /// How far it got.
    pub state: StepState,
    /// Names, lengths and counts for the explanation; nothing secret.
    pub facts: Facts,
}

/// The steps taken so far.
#[derive(Default)]
pub struct Trail {
    steps: Vec<Step>,
    is_compressed: bool,
}

impl Trail {
    /// Begins a step; the one before it is done.
    pub fn enter(&mut self, id: &'static str) {
        self.finish_last();
        self.steps.push(Step { id, state: StepState::Failed, facts: Facts::new() });
    }

    /// One more fact about the step being taken.
    pub fn note(&mut self, name: &'static str, value: impl Into<String>) {
        if let Some(step) = self.steps.last_mut() {
            step.facts = std::mem::take(&mut step.facts).with(name, value);
        }
    }

    /// There will be something to inflate.
    pub fn expect_inflating(&mut self) {
        self.is_compressed = true;
    }

    /// All steps, those not reached too.
    pub fn finish(mut self, opened: bool) -> Vec<Step> {
        if opened {
            self.finish_last();
        }
        let planned = if self.is_compressed { &STEPS[..] } else { &STEPS[..3] };
        for id in planned.iter().skip(self.steps.len()) {
            self.steps.push(Step { id, state: StepState::NotReached, facts: Facts::new() });
        }
        self.steps
    }

    fn finish_last(&mut self) {
        if let Some(step) = self.steps.last_mut() {
            step.state = StepState::Done;
        }
    }
}
