//! RFC 9901 section 4.3: the key binding JWT at the end of a presentation.

use super::super::{Outcome, Subject};
use super::rules::{self, Rules};
use crate::jose::kind::Recognised;

const REQUIRED: [&str; 4] = ["iat", "aud", "nonce", "sd_hash"];

pub(super) fn judge(subject: &Subject<'_>, found: Recognised) -> Vec<Outcome> {
    let mut rules = Rules::of("kind-key-binding", subject, found);
    if !found.is_declared() {
        rules.add(rules.broken("no-typ"));
    }
    rules.require(&REQUIRED);
    let nonce = rules::text_of(subject.claim("nonce")).unwrap_or_default();
    rules.finish(|met| met.found(nonce))
}
