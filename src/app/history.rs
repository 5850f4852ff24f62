//! Undo and redo over the whole workbench.

use super::draft::Draft;
use crate::report::Inputs;

/// What undo brings back.
#[derive(Debug, Clone, PartialEq)]
pub struct Snapshot {
    /// The inputs.
    pub inputs: Inputs,
    /// The name of the policy in force.
    pub policy_name: Option<String>,
    /// The header editor.
    pub header: Draft,
    /// The claims editor.
    pub claims: Draft,
    /// Which signature of several was shown.
    pub entry: usize,
    /// Whether this state's token was neither copied nor saved.
    pub token_unsaved: bool,
}

impl Snapshot {
    fn bytes(&self) -> usize {
        self.inputs.token.len() + self.header.text.len() + self.claims.text.len()
    }

    /// A kept policy has another name.
    pub(super) fn rename_policy(&mut self, from: &str, to: &str) {
        if self.policy_name.as_deref() == Some(from) {
            self.policy_name = Some(to.to_owned());
        }
    }
}

/// What kind of change came; changes of one kind that follow closely are one step.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Change {
    /// Typing in the token editor.
    Token,
    /// Typing in the header editor.
    Header,
    /// Typing in the claims editor.
    Claims,
    /// Typing in the policy.
    Policy,
    /// Stepping the time to judge at.
    Time,
    /// Anything that is a step of its own.
    Step,
}

/// Steps kept at the most.
const MAX_STEPS: usize = 200;
/// Bytes of text kept at the most.
const MAX_BYTES: usize = 32 * 1024 * 1024;
/// A pause this long ends a step of typing.
const PAUSE_MILLIS: i128 = 1_000;

/// The two stacks.
#[derive(Debug, Default)]
pub struct History {
    past: Vec<Snapshot>,
    future: Vec<Snapshot>,
    last: Option<(Change, i128)>,
}

impl History {
    /// Remembers the state before a change. `now_millis` groups typing.
    pub fn before(&mut self, change: Change, now_millis: i128, state: Snapshot) {
        let goes_on = change != Change::Step
            && self.last.is_some_and(|(last, at)| last == change && now_millis - at < PAUSE_MILLIS)
            && !self.past.is_empty();
        self.last = Some((change, now_millis));
        self.future.clear();
        if goes_on {
            return;
        }
        self.past.push(state);
        let mut bytes: usize = self.past.iter().map(Snapshot::bytes).sum();
        while self.past.len() > MAX_STEPS || (bytes > MAX_BYTES && self.past.len() > 1) {
            bytes -= self.past.remove(0).bytes();
        }
    }

    /// Steps back; gives the state to return to.
    pub fn undo(&mut self, present: Snapshot) -> Option<Snapshot> {
        self.last = None;
        let state = self.past.pop()?;
        self.future.push(present);
        Some(state)
    }

    /// Steps forward again.
    pub fn redo(&mut self, present: Snapshot) -> Option<Snapshot> {
        self.last = None;
        let state = self.future.pop()?;
        self.past.push(present);
        Some(state)
    }

    /// A kept policy has another name: the one it had leads nowhere.
    pub(super) fn rename_policy(&mut self, from: &str, to: &str) {
        self.past.iter_mut().chain(&mut self.future).for_each(|state| state.rename_policy(from, to));
    }

    /// Whether there is a step back.
    #[must_use]
    pub fn can_undo(&self) -> bool {
        !self.past.is_empty()
    }

    /// Whether there is a step forward.
    #[must_use]
    pub fn can_redo(&self) -> bool {
        !self.future.is_empty()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn state(token: &str) -> Snapshot {
        let inputs = Inputs { token: token.to_owned(), ..Inputs::default() };
        Snapshot {
            inputs,
            policy_name: None,
            header: Draft::default(),
            claims: Draft::default(),
            entry: 0,
            token_unsaved: false,
        }
    }

    #[test]
    fn typing_without_a_pause_is_one_step() {
        let mut history = History::default();
        history.before(Change::Token, 0, state(""));
        history.before(Change::Token, 500, state("a"));
        history.before(Change::Token, 2_000, state("ab"));
        assert_eq!(history.undo(state("abc")), Some(state("ab")));
        assert_eq!(history.undo(state("ab")), Some(state("")));
        assert_eq!(history.undo(state("")), None);
        assert_eq!(history.redo(state("")), Some(state("ab")));
        assert_eq!(history.redo(state("ab")), Some(state("abc")));
        assert!(!history.can_redo());
    }

    #[test]
    fn a_new_change_forgets_the_future() {
        let mut history = History::default();
        history.before(Change::Step, 0, state("a"));
        history.undo(state("b"));
        history.before(Change::Step, 0, state("a"));
        assert!(!history.can_redo());
    }

    #[test]
    fn memory_is_bounded() {
        let mut history = History::default();
        for _ in 0..10 {
            history.before(Change::Step, 0, state(&"x".repeat(8 * 1024 * 1024)));
        }
        assert!(history.past.len() <= 4);
        for i in 0..500 {
            history.before(Change::Step, i, state("y"));
        }
        assert!(history.past.len() <= MAX_STEPS);
    }
}
