//! Is the token of the expected kind (RFC 7515 section 4.1.9, RFC 8725 section 3.11)?

use super::{Check, Group, Outcome, State, Subject, shown};

pub(super) const CHECK: Check = Check { ids: &["typ", "typ-generic", "cty-missing"], judge };

/// The media type of every JWT (RFC 7519 section 10.3.1).
const GENERIC: &str = "application/jwt";
/// The ending of the media types of its kinds, such as `at+jwt` (RFC 8725 section 3.11).
const OF_A_KIND: &str = "+jwt";

fn judge(subject: &Subject<'_>) -> Vec<Outcome> {
    let mut outcomes = expected(subject);
    outcomes.extend(generic(subject));
    outcomes.extend(content(subject));
    outcomes
}

/// A `typ` that names no kind, where nobody asked for one: told and not judged (RFC 8725 section 3.11).
fn generic(subject: &Subject<'_>) -> Option<Outcome> {
    let is_readable = subject.has_claims() && subject.token.has_header();
    if subject.policy.typ.is_some() || !is_readable {
        return None;
    }
    let outcome = |case| Outcome::new("typ-generic", case, State::Pass, Group::Kind);
    match subject.parameter("typ") {
        None => Some(outcome("absent")),
        Some(typ) if typ.as_str().is_some_and(|typ| media_type(typ) == GENERIC) => {
            Some(typ.place(outcome("found").found(typ.shown())))
        }
        Some(_) => None,
    }
}

/// A token inside must be announced (RFC 7519 section 5.2).
fn content(subject: &Subject<'_>) -> Option<Outcome> {
    subject.inner?;
    let outcome = |case| Outcome::new("cty-missing", case, State::Warn, Group::Kind).expected("JWT");
    match subject.parameter("cty") {
        None => Some(outcome("absent")),
        Some(cty) if cty.as_str().is_some_and(|cty| announces_jwt(&media_type(cty))) => None,
        Some(cty) => Some(cty.place(outcome("differs").found(cty.shown()))),
    }
}

fn announces_jwt(media_type: &str) -> bool {
    media_type == GENERIC || media_type.ends_with(OF_A_KIND)
}

fn expected(subject: &Subject<'_>) -> Vec<Outcome> {
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
