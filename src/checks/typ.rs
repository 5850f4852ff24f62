//! Is the token of the expected kind (RFC 7515 section 4.1.9, RFC 8725 section 3.11)?

use super::{Check, Group, Outcome, State, Subject, shown};

pub(super) const CHECK: Check = Check { ids: &["typ"], judge };

fn judge(subject: &Subject<'_>) -> Vec<Outcome> {
    let Some(wanted) = subject.policy.typ.as_deref() else { return Vec::new() };
    let outcome = |case, state| Outcome::new("typ", case, state, Group::Kind).expected(shown(wanted));
    // the kind is that of the token inside (RFC 8725 section 3.11)
    if let Some(case) = subject.elsewhere("sealed", "inside") {
        return vec![outcome(case, State::NotChecked)];
    }
    let Some(typ) = subject.parameter("typ") else { return vec![outcome("missing", State::Fail)] };
    let found = typ.as_str().unwrap_or_default();
    let (case, state) =
        if media_type(found) == media_type(wanted) { ("match", State::Pass) } else { ("mismatch", State::Fail) };
    vec![typ.place(outcome(case, state).found(typ.shown()))]
}

/// Media types compare without case, and one without a slash has `application/` before it (RFC 7515 section 4.1.9).
fn media_type(text: &str) -> String {
    let lower = text.to_ascii_lowercase();
    if lower.contains('/') { lower } else { format!("application/{lower}") }
}

#[cfg(test)]
mod tests {
    use super::media_type;

    #[test]
    fn the_long_and_the_short_spelling_are_one() {
        for (a, b) in [("at+jwt", "application/AT+JWT"), ("JWT", "jwt"), ("a;p=\"1\"", "Application/a;p=\"1\"")] {
            assert_eq!(media_type(a), media_type(b), "{a} {b}");
        }
        for (a, b) in [("at+jwt", "text/at+jwt"), ("a;p=\"1/2\"", "application/a;p=\"1/2\""), ("JWT", "JWT ")] {
            assert_ne!(media_type(a), media_type(b), "{a} {b}");
        }
    }
}
