//! What the token was found in: white space inside it, several tokens, a private key where a token belongs.

use super::{Check, Group, Outcome, State, Subject};
use crate::jose::find::Removed;

pub(super) const CHECK: Check = Check { ids: &["input-whitespace", "input-multiple-tokens"], judge };

fn judge(subject: &Subject<'_>) -> Vec<Outcome> {
    let mut outcomes = Vec::new();
    let lint = |id| Outcome::new(id, "found", State::Warn, Group::Structure);
    if subject.removed.iter().any(|r| matches!(r, Removed::LineBreaks { .. } | Removed::WhiteSpace { .. })) {
        outcomes.push(lint("input-whitespace"));
    }
    if subject.tokens_in_text > 1 {
        outcomes.push(lint("input-multiple-tokens").found(subject.tokens_in_text.to_string()));
    }
    outcomes
}
