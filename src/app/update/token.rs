//! Token in, token out: typing, pasting, files, samples.

use super::LARGE_BYTES;
use crate::app::draft::Draft;
use crate::app::effect::Effect;
use crate::app::history::Change;
use crate::app::making::Kind;
use crate::app::model::Model;
use crate::app::notice::Gravity;
use crate::app::samples::{self, Sample};
use crate::jose::find::{self, Findings, Found};
use crate::jose::json;
use crate::policy;
use crate::report::words;
use zeroize::Zeroizing;

pub(super) fn type_token(model: &mut Model, text: String) -> Vec<Effect> {
    if text == model.inputs.token {
        return Vec::new();
    }
    model.remember(Change::Token);
    set_token(model, text);
    model.token_unsaved = !model.inputs.token.is_empty();
    super::policies::arrived(model)
}

/// Puts a token in place; the drafts follow it.
pub(super) fn set_token(model: &mut Model, text: String) {
    model.inputs.token = text;
    model.inputs.removed.clear();
    model.inputs.tokens_in_text = 0;
    model.inputs.edited = None;
    model.inputs.detached = None;
    model.making.entry = 0;
    model.renew_drafts();
}

pub(super) fn take_text(model: &mut Model, text: String, source: &str) -> Vec<Effect> {
    if text.len() > LARGE_BYTES {
        model.notify(Gravity::Note, format!("{LOOKING} {} from {source}…", words::size(text.len())));
        return vec![Effect::FindToken(text)];
    }
    take_findings(model, find::find(&text))
}

/// How the message about a large text begins; it goes when the search is over.
const LOOKING: &str = "Looking for a token in";

pub(super) fn take_findings(model: &mut Model, findings: Findings) -> Vec<Effect> {
    model.notices.retain(|n| !n.text.starts_with(LOOKING));
    if findings.secret.is_some() && findings.tokens.is_empty() {
        model.notify(
            Gravity::Error,
            "That text holds a private key, not a token. It was not taken in. To keep it as a key, use “Import keys…” in the Keys pane.",
        );
        return Vec::new();
    }
    let Some(first) = findings.tokens.first().cloned() else {
        model.notify(
            Gravity::Error,
            "No token was found in that text. A token is three or five base64url parts with dots between them.",
        );
        return Vec::new();
    };
    model.remember(Change::Step);
    put(model, &first, findings.tokens.len());
    model.found = if findings.tokens.len() > 1 { findings.tokens } else { Vec::new() };
    model.token_unsaved = false;
    super::policies::arrived(model)
}

fn put(model: &mut Model, found: &Found, of: usize) {
    set_token(model, found.text.clone());
    model.inputs.removed = found.notes();
    model.inputs.tokens_in_text = of;
}

pub(super) fn show(model: &mut Model, index: usize) -> Vec<Effect> {
    if let Some(found) = model.found.get(index).cloned() {
        model.remember(Change::Step);
        let of = model.found.len();
        put(model, &found, of);
        return super::policies::arrived(model);
    }
    Vec::new()
}

pub(super) fn load_sample(model: &mut Model, sample: Sample) -> Vec<Effect> {
    match sample.token(model.now) {
        Ok(token) => {
            model.remember(Change::Step);
            set_token(model, token);
            model.found.clear();
            model.token_unsaved = false;
            let key = samples::key();
            if model.ring.named(&key.name).is_none() {
                model.session.push(key);
                model.rebuild_ring();
            }
            return super::policies::arrived(model);
        }
        Err(error) => model.notify(Gravity::Error, format!("The sample could not be made: {error}.")),
    }
    Vec::new()
}

pub(super) fn new_token(model: &mut Model) -> Vec<Effect> {
    model.remember(Change::Step);
    let now = model.now.secs();
    let claims =
        format!("{{\"iss\":\"https://login.example.com\",\"sub\":\"alice\",\"iat\":{now},\"exp\":{}}}", now + 900);
    model.found.clear();
    if model.making.kind == Some(Kind::Encrypt) {
        set_token(model, String::new());
        (model.header, model.claims) =
            (Draft::typed(json::format("{\"typ\":\"JWT\"}")), Draft::typed(json::format(&claims)));
        model.token_unsaved = false;
        model.notify(
            Gravity::Note,
            "A new token, not encrypted yet. Edit its claims, choose a recipient, then encrypt.",
        );
        return Vec::new();
    }
    let encode = |text: &str| crate::jose::base64url::encode(text.as_bytes());
    let alg = model.making.signing.alg.unwrap_or("HS256");
    let text = format!("{}.{}.", encode(&format!("{{\"alg\":\"{alg}\",\"typ\":\"JWT\"}}")), encode(&claims));
    set_token(model, text);
    model.token_unsaved = true;
    model.notify(Gravity::Note, "A new token, not signed yet. Edit its claims, choose a signing key, then sign.");
    Vec::new()
}

pub(super) fn clear(model: &mut Model) -> Vec<Effect> {
    if !model.inputs.token.is_empty() || model.header.is_edited() || model.claims.is_edited() {
        model.remember(Change::Step);
        set_token(model, String::new());
        model.found.clear();
        model.token_unsaved = false;
    }
    Vec::new()
}

/// A file may hold a token or keys: keys are recognised first, for they must not land in the token pane.
pub(super) fn file_read(model: &mut Model, name: &str, bytes: &Zeroizing<Vec<u8>>) -> Vec<Effect> {
    let text = match find::from_bytes(bytes) {
        Ok((text, _)) => text,
        Err(error) => {
            return match super::keys::file(model, name, bytes) {
                Ok(effects) => effects,
                Err(_) => {
                    model.notify(
                        Gravity::Error,
                        format!("“{name}” is neither text with a token nor a key file: {error}."),
                    );
                    Vec::new()
                }
            };
        }
    };
    if policy::is_meant(&text) && find::find(&text).tokens.is_empty() {
        return super::policies::file_read(model, name, bytes);
    }
    if looks_like_keys(&text) {
        return match super::keys::file(model, name, bytes) {
            Ok(effects) => effects,
            Err(error) => {
                model.notify(Gravity::Error, format!("“{name}” could not be taken in: {error}"));
                Vec::new()
            }
        };
    }
    take_text(model, text, &format!("“{name}”"))
}

fn looks_like_keys(text: &str) -> bool {
    const HEAD_BYTES: usize = 1 << 20;
    let text = text.trim_start();
    if text.len() <= HEAD_BYTES && crate::keys::says_encrypted_jwk(text) {
        return true;
    }
    if text.contains("-----BEGIN ") || crate::keys::is_openssh_text(text) || text.starts_with("PuTTY-User-Key-File-") {
        return true;
    }
    text.starts_with('{')
        && text.len() <= HEAD_BYTES
        && json::parse(text.trim()).is_ok_and(|p| p.root.get("kty").is_some() || p.root.get("keys").is_some())
}

pub(super) fn save(model: &mut Model) -> Vec<Effect> {
    if model.inputs.token.is_empty() {
        model.notify(Gravity::Note, "There is no token to save.");
        return Vec::new();
    }
    let bytes = Zeroizing::new(format!("{}\n", model.inputs.token).into_bytes());
    vec![Effect::SaveFile { name: "token.jwt".to_owned(), bytes, private: true, is_token: true }]
}

pub(super) fn saved(model: &mut Model) -> Vec<Effect> {
    model.token_unsaved = false;
    model.notify(Gravity::Success, "The token was saved.");
    Vec::new()
}
