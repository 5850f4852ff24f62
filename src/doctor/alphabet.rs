//! Standard base64, with `+`, `/` and `=`, where base64url belongs: in the token, or under its signature.

use super::cause::{Cause, Cure};
use super::subject::Subject;
use crate::jose::base64url;
use crate::jose::flaw::Part;
use crate::jose::token::Spelling;
use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD, STANDARD_NO_PAD, URL_SAFE};

pub(super) fn causes(subject: &Subject<'_>) -> Vec<Cause> {
    converted(subject).into_iter().chain(signed(subject)).collect()
}

/// Somebody wrote the finished token in the other alphabet.
fn converted(subject: &Subject<'_>) -> Option<Cause> {
    let token = subject.token;
    let mut repaired = token.clone();
    for part in Part::JWS {
        if token.spelling(part) == Spelling::Base64url && token.segment(part).is_some() {
            let text = url_safe(&token.encoded_text(part)?);
            repaired = repaired.with_text(repaired.with_part(part, &text));
        }
    }
    if repaired.text == token.text {
        return None;
    }
    let (input, signature) = (repaired.signing_input()?.into_owned(), repaired.bytes(Part::Signature));
    let key = subject.fitting().find(|s| subject.verifies(subject.row, &s.bare, &input, signature))?.key;
    Some(Cause::new("standard-base64", subject.facts_with(key), Some(Cure::UseText(repaired.text.clone()))))
}

/// The signer signed the parts in standard base64 or with padding, and the token carries them in base64url.
fn signed(subject: &Subject<'_>) -> Option<Cause> {
    if subject.token.is_unencoded() {
        return None;
    }
    let (header, payload) = (subject.token.bytes(Part::Header), subject.token.payload_bytes());
    for engine in [STANDARD, STANDARD_NO_PAD, URL_SAFE] {
        let input = format!("{}.{}", engine.encode(header), engine.encode(payload)).into_bytes();
        if input == subject.input {
            continue;
        }
        if let Some(signer) = subject.fitting().find(|s| subject.covers(&s.bare, &input)) {
            return Some(Cause::new("signed-standard-base64", subject.facts_with(signer.key), None));
        }
    }
    None
}

fn url_safe(text: &str) -> String {
    let is_standard = text.contains(['+', '/', '=']);
    if is_standard { base64url::canonical(text) } else { text.to_owned() }
}
