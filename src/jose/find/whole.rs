//! Texts that are one thing as a whole.

use super::run::{self, Run};
use super::{Form, Found, SecretInput, context, object, shape};
use crate::jose::escape;
use crate::jose::json::{self, Node};
use std::ops::Range;

/// A private key in the text: a PEM block anywhere, or a JWK or JWK Set that is all of it.
pub(super) fn secret(text: &str) -> Option<SecretInput> {
    let is_private = |(at, _)| {
        let rest = text.get(at..).unwrap_or_default();
        let label = &rest[..rest.floor_char_boundary(80.min(rest.len()))];
        label.lines().next().is_some_and(|line| line.contains("PRIVATE KEY"))
    };
    if text.match_indices("-- BEGIN ").chain(text.match_indices("--BEGIN ")).any(is_private) {
        return Some(SecretInput::Pem);
    }
    if !text.contains("kty") {
        return None;
    }
    let root = json::parse(trimmed(text)).ok()?.root;
    let keys = root.get("keys").map_or(&[][..], Node::items);
    let listed = root.items().iter().chain(keys).any(is_private_jwk);
    (listed || is_private_jwk(&root)).then_some(SecretInput::Jwk)
}

/// RFC 7518 section 6: `d` of RSA, EC and OKP, `k` of a symmetric key; RFC 9964: `priv`.
fn is_private_jwk(node: &Node) -> bool {
    node.get("kty").is_some() && ["d", "k", "priv"].iter().any(|name| node.get(name).is_some())
}

/// The tokens in JSON form that the text is or holds.
pub(super) fn json_forms(text: &str) -> Vec<Found> {
    let token = |range: Range<usize>| at_place(text, range, Form::JsonSerialization);
    object::tokens(text).into_iter().map(token).collect()
}

/// The text as one compact token with an unencoded payload (RFC 7797), which may have any character in it.
pub(super) fn unencoded(text: &str) -> Option<Found> {
    let core = trimmed(text);
    let (header, rest) = core.split_once('.')?;
    let (payload, signature) = rest.rsplit_once('.')?;
    let is_signature = !signature.is_empty() && signature.bytes().all(run::is_token_byte);
    let is_odd = !payload.bytes().all(run::is_token_byte) || payload.contains('.');
    let found = is_odd && is_signature && shape::says_unencoded(header);
    found.then(|| as_it_stands(text, core, Form::Compact))
}

/// The text as one token that is obviously meant, and broken: without white space, prefix and quotes, but for the rest as
/// it stands.
pub(super) fn damaged(text: &str) -> Option<Found> {
    let core = without_wrapping(trimmed(text));
    if core.split_whitespace().nth(1).is_some() {
        let is_cut = core.chars().all(|c| c.is_whitespace() || u8::try_from(c).is_ok_and(run::is_token_byte));
        return (is_cut && run::starts_header(core.as_bytes())).then(|| as_it_stands(text, core, Form::Damaged));
    }
    Some(as_it_stands(text, core, shape_of(core)?))
}

/// One word: a token by its look, or none at all.
fn shape_of(word: &str) -> Option<Form> {
    let first = word.split(['.', '．', '。']).next().unwrap_or_default();
    let in_alphabet = word.chars().filter(|c| u8::try_from(*c).is_ok_and(run::is_token_byte)).count();
    let mostly = in_alphabet * 10 >= word.chars().count() * 9;
    let plain: String = first.chars().take(8).map(|c| escape::resembles_ascii(c).unwrap_or(c)).collect();
    let is_header = run::starts_header(plain.as_bytes());
    let has_parts = word.contains('.') && first.len() >= 16 && !word.contains(['@', ':', '<', '{']);
    if !shape::names_an_algorithm(first) && !(mostly && (is_header || has_parts)) {
        return None;
    }
    let parts: Vec<_> = word.splitn(6, '.').collect();
    let whole = match &parts[..] {
        _ if is_header => shape::token_in(word) == Some(word),
        [_, payload, signature] => !(payload.is_empty() && signature.is_empty()),
        [_, _, _, _, tag] => !tag.is_empty(),
        _ => false,
    };
    Some(if whole && in_alphabet == word.len() { Form::Compact } else { Form::Damaged })
}

/// Without white space and invisible characters at both ends.
fn trimmed(text: &str) -> &str {
    text.trim_matches(|c: char| c.is_whitespace() || run::is_invisible(c))
}

fn without_wrapping(mut core: &str) -> &str {
    for prefix in ["authorization:", "bearer "] {
        core = unquoted(core);
        if core.get(..prefix.len()).is_some_and(|start| start.eq_ignore_ascii_case(prefix)) {
            core = trimmed(&core[prefix.len()..]);
        }
    }
    unquoted(core)
}

fn unquoted(core: &str) -> &str {
    let quoted =
        core.chars().next().and_then(|open| core.strip_prefix(open)?.strip_suffix(context::closing_quote(open)?));
    quoted.map_or(core, trimmed)
}

fn as_it_stands(text: &str, core: &str, form: Form) -> Found {
    let start = text.find(core).unwrap_or_default();
    at_place(text, start..start + core.len(), form)
}

fn at_place(text: &str, range: Range<usize>, form: Form) -> Found {
    let (start, core) = (range.start, text.get(range.clone()).unwrap_or_default());
    let run = Run { start, end: range.end, ..Run::default() };
    let removed = context::Surroundings::new(text).removed(&run, 0);
    Found { text: core.to_owned(), range, form, removed }
}
