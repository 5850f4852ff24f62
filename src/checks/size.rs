//! Does the token fit where tokens travel? In a header or a cookie, with every request.

use super::{Check, Group, Outcome, State, Subject};
use crate::jose::flaw::Part;
use crate::jose::kind::Kind;
use crate::jose::token::Form;

pub(super) const CHECK: Check = Check { ids: &["token-large"], judge };

/// What browsers keep of a cookie, its name included (RFC 6265 section 6.1).
const COOKIE_BYTES: usize = 4_096;
/// What widely used servers take of all headers together, unless they are told otherwise.
const HEADER_BYTES: usize = 8_192;

/// Kinds that travel as the body of a message.
fn travels_alone(kind: Kind) -> bool {
    matches!(kind, Kind::StatusList | Kind::SecurityEvent | Kind::IntrospectionResponse)
}

fn judge(subject: &Subject<'_>) -> Vec<Outcome> {
    let token = subject.token;
    let length = token.text.len();
    let in_one_line = matches!(token.form, Form::JwsCompact | Form::JweCompact | Form::Unsecured);
    if length <= COOKIE_BYTES || !in_one_line || subject.layer > 0 || subject.sd_jwt.is_some() {
        return Vec::new();
    }
    if subject.declares(travels_alone) {
        return Vec::new();
    }
    let (case, state, limit) = if length > HEADER_BYTES {
        ("header", State::Warn, HEADER_BYTES)
    } else {
        ("cookie", State::Pass, COOKIE_BYTES)
    };
    let outcome =
        Outcome::new("token-large", case, state, Group::Hygiene).found(super::signature::count(length, "byte"));
    vec![outcome.expected(format!("at most {}", super::signature::count(limit, "byte"))).at(Part::Token, 0..length)]
}
