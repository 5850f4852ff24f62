//! The secret is the right text, read in another way than the signer read it.

use super::cause::{Cause, Cure};
use super::subject::Subject;
use crate::jose::base64url;
use crate::keys::{Key, Material, Secret, SecretEncoding};
use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD, STANDARD_NO_PAD, URL_SAFE, URL_SAFE_NO_PAD};

/// One reading: the id of its cause, and the octets.
type Reading = (&'static str, Secret);

pub(super) fn causes(subject: &Subject<'_>) -> Vec<Cause> {
    let mut found: Vec<Cause> = Vec::new();
    for suspect in subject.fitting() {
        let Material::Oct(secret) = &suspect.bare.material else { continue };
        let Some((id, right)) = readings(secret.expose()).into_iter().find(|(_, s)| subject.is_secret(s.expose()))
        else {
            continue;
        };
        let key =
            Key { name: suspect.key.name.clone(), kid: suspect.key.kid.clone(), ..Key::new(Material::Oct(right)) };
        found.push(Cause::new(id, subject.facts_with(suspect.key), Some(Cure::AddKey(Box::new(key)))));
        // with many keys, one that explains it is enough
        break;
    }
    found
}

fn readings(secret: &[u8]) -> Vec<Reading> {
    let mut all = Vec::new();
    if let Ok(text) = std::str::from_utf8(secret) {
        all.extend(of_text(text));
    }
    all.extend(as_text(secret));
    all.retain(|(_, octets): &Reading| !octets.expose().is_empty() && octets.expose() != secret);
    all
}

/// The secret is a text, and the signer took what it stands for.
fn of_text(text: &str) -> Vec<Reading> {
    let decoded = [
        ("secret-base64", SecretEncoding::Base64),
        ("secret-base64url", SecretEncoding::Base64url),
        ("secret-hex", SecretEncoding::Hex),
    ];
    let mut all: Vec<Reading> =
        decoded.into_iter().filter_map(|(id, encoding)| Some((id, encoding.decode(text).ok()?))).collect();
    // many readers pass over what no base64 has in it, and over left-over bits
    all.push(("secret-base64-lenient", Secret::new(base64url::decode(text).bytes)));
    let without_line_end = text.strip_suffix('\n').map(|t| t.strip_suffix('\r').unwrap_or(t));
    let unquoted = ['"', '\''].into_iter().find_map(|q| text.trim().strip_prefix(q)?.strip_suffix(q));
    let written = |id, text: &str| (id, Secret::new(text.as_bytes().to_vec()));
    all.extend(without_line_end.map(|t| written("secret-line-end", t)));
    all.push(written("secret-white-space", text.trim()));
    all.extend(unquoted.map(|t| written("secret-quotes", t)));
    all.extend(["\n", "\r\n"].map(|end| written("secret-line-end-missing", &format!("{text}{end}"))));
    all
}

/// The secret was decoded, and the signer took its text.
fn as_text(secret: &[u8]) -> Vec<Reading> {
    let base64 = [STANDARD, STANDARD_NO_PAD, URL_SAFE_NO_PAD, URL_SAFE].map(|engine| engine.encode(secret));
    let hex: String = secret.iter().map(|b| format!("{b:02x}")).collect();
    let hex = [hex.to_uppercase(), hex];
    let base64 = base64.into_iter().map(|text| ("secret-as-base64", Secret::new(text.into_bytes())));
    base64.chain(hex.into_iter().map(|text| ("secret-as-hex", Secret::new(text.into_bytes())))).collect()
}
