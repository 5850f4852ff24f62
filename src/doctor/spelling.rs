//! The header or the payload was read and written again on the way: the same JSON in other octets, which the signature does
//! not cover.

use super::cause::{Cause, Cure};
use super::json_style::{Order, Style, styles};
use super::limits::{MAX_SPELLING_KEYS, MAX_SPELT_BYTES};
use super::subject::Subject;
use crate::jose::base64url;
use crate::jose::flaw::Part;
use crate::jose::json;
use crate::jose::token::Document;
use std::collections::HashSet;
use std::hash::{DefaultHasher, Hash as _, Hasher as _};

/// Another spelling of one part.
struct Respelt {
    style: Style,
    text: String,
}

pub(super) fn causes(subject: &Subject<'_>) -> Vec<Cause> {
    let (header, payload) = (&subject.token.header, &subject.token.payload);
    let found = one_part(subject, Part::Payload, payload)
        .or_else(|| one_part(subject, Part::Header, header))
        .or_else(|| both(subject, header, payload));
    found.into_iter().collect()
}

fn one_part(subject: &Subject<'_>, part: Part, document: &Document) -> Option<Cause> {
    spellings(document).take_while(|_| !subject.work.is_over()).find_map(|respelt| {
        let texts = [(part, respelt.text.as_str())];
        let key = signer(subject, &texts)?;
        let facts = subject.facts_with(key).with("part", part.label().to_lowercase());
        Some(Cause::new(difference(document, &respelt), facts, cure(subject, &texts)))
    })
}

/// Both parts in the same style, in their own order or sorted: one program wrote them.
fn both(subject: &Subject<'_>, header: &Document, payload: &Document) -> Option<Cause> {
    let is_whole = |respelt: &Respelt| !matches!(respelt.style.order, Order::Places(_));
    let headers: Vec<_> = spellings(header).take_while(is_whole).collect();
    let payloads: Vec<_> = spellings(payload).take_while(is_whole).collect();
    headers.iter().find_map(|h| {
        let p = payloads.iter().find(|p| p.style == h.style)?;
        let texts = [(Part::Header, h.text.as_str()), (Part::Payload, p.text.as_str())];
        let key = signer(subject, &texts)?;
        let facts = subject.facts_with(key).with("part", "header and payload");
        Some(Cause::new(difference(payload, p), facts, cure(subject, &texts)))
    })
}

/// Each spelling once, but for the present one.
fn spellings(document: &Document) -> impl Iterator<Item = Respelt> {
    let text = &document.text;
    let root = document.object().filter(|_| text.len() <= MAX_SPELT_BYTES);
    let mut seen: HashSet<u64> = HashSet::from([hash(text)]);
    let written = move |style: Style| {
        let written = root.map(|root| style.write(root, text)).unwrap_or_default();
        let ended = format!("{written}\n");
        [written, ended].map(|text| Respelt { style: style.clone(), text })
    };
    let all = root.map(styles).unwrap_or_default().into_iter().flat_map(written);
    all.filter(move |respelt| seen.insert(hash(&respelt.text)))
}

/// Stands for a text among some thousands of its like.
fn hash(text: &str) -> u64 {
    let mut hasher = DefaultHasher::new();
    text.hash(&mut hasher);
    hasher.finish()
}

/// The id of the cause: the weightiest thing that is different.
fn difference(document: &Document, respelt: &Respelt) -> &'static str {
    let Some(root) = document.object() else { return "respelt-white-space" };
    let in_order = Style { order: Order::AsItIs, ..respelt.style.clone() };
    let minified = |text: &str| json::minify(text);
    if minified(&in_order.write(root, &document.text)) != minified(&respelt.text) {
        "respelt-order"
    } else if minified(&document.text) != minified(&respelt.text) {
        "respelt-escapes"
    } else {
        "respelt-white-space"
    }
}

/// The key that signed the token with these parts in the place of its own.
fn signer<'a>(subject: &Subject<'a>, texts: &[(Part, &str)]) -> Option<&'a crate::keys::Key> {
    let text_of = |part| texts.iter().find(|(p, _)| *p == part).map(|(_, text)| *text);
    let mut input = text_of(Part::Header).map_or_else(|| subject.header.clone(), |t| base64url::encode(t.as_bytes()));
    input.push('.');
    let mut input = input.into_bytes();
    match text_of(Part::Payload) {
        Some(text) if subject.token.is_unencoded() => input.extend_from_slice(text.as_bytes()),
        Some(text) => input.extend_from_slice(base64url::encode(text.as_bytes()).as_bytes()),
        None => input.extend_from_slice(&subject.payload),
    }
    subject.fitting().take(MAX_SPELLING_KEYS).find(|s| subject.covers(&s.bare, &input)).map(|s| s.key)
}

/// The token as it was signed; not where its payload is kept elsewhere.
fn cure(subject: &Subject<'_>, texts: &[(Part, &str)]) -> Option<Cure> {
    let token = subject.token;
    if token.takes_detached() && texts.iter().any(|(part, _)| *part == Part::Payload) {
        return None;
    }
    let exchanged = texts.iter().fold(token.clone(), |token, (part, text)| {
        token.with_text(token.with_part(*part, &token.spelling(*part).write(text)))
    });
    Some(Cure::UseText(exchanged.text))
}
