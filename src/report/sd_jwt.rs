//! The disclosures of an SD-JWT put in their places, and its key binding verified with the key that the issuer named.
//!
//! That key comes out of the token. It is used for nothing but the key binding, and what it proves rests on the issuer's
//! signature over the payload that names it: `checks::sd_jwt` says so.

use super::{KeyChoice, verify};
use crate::checks::{DisclosureLine, KeyBinding, NoHolderKey, Processed, Reason, Verification};
use crate::crypto;
use crate::jose::base64url;
use crate::jose::escape;
use crate::jose::json;
use crate::jose::sd_jwt::{self, DigestAlgorithm, Disclosed, Fault, SdJwtText};
use crate::jose::token::{Content, Document, Form, Token};
use crate::keys::{Key, KeyRing};
use serde_json::json;
use std::sync::Arc;

/// Processes an SD-JWT (RFC 9901 section 7); `None` for any other token.
#[must_use]
pub fn process(token: &Token) -> Option<Processed> {
    let text = token.sd_jwt()?;
    let disclosed = sd_jwt::process(&token.payload, &text, &crypto::digest::named);
    let claims = document(disclosed.claims.clone());
    let key_binding = text.key_binding_text().map(|kb| key_binding(kb, &claims, &text, disclosed.algorithm));
    let disclosures = lines(&text, &disclosed);
    let Disclosed { algorithm, hidden, problems, .. } = disclosed;
    Some(Processed { text, claims, algorithm, disclosures, hidden, problems, key_binding })
}

fn document(text: String) -> Document {
    let content = match json::parse(&text) {
        Ok(parsed) if parsed.root.is_object() => Content::Object(parsed),
        Ok(parsed) => Content::OtherJson(parsed),
        Err(_) if text.is_empty() => Content::Absent,
        Err(error) => Content::NotJson(error),
    };
    Document { text, content }
}

fn lines(text: &SdJwtText, disclosed: &Disclosed) -> Vec<DisclosureLine> {
    let found = text.disclosures.iter().zip(&disclosed.digests).zip(&disclosed.places);
    let lines = found.map(|((disclosure, digest), place)| DisclosureLine {
        name: disclosure.name().map(str::to_owned),
        value: disclosure.value_text().unwrap_or_default().to_owned(),
        salt: disclosure.content.as_ref().map(|c| c.salt.clone()).unwrap_or_default(),
        digest: digest.clone(),
        path: place.as_ref().map(|p| p.path.clone()),
        parent: place.as_ref().and_then(|p| p.parent),
        fault: disclosure.content.as_ref().err().copied(),
    });
    lines.collect()
}

fn key_binding(text: &str, claims: &Document, sd: &SdJwtText, algorithm: Option<DigestAlgorithm>) -> KeyBinding {
    let token = Token::read(text);
    let holder = holder_key(claims).map(Arc::new);
    let finding = match &holder {
        // a signature of the JSON forms has no place here (RFC 9901 section 4.3)
        _ if token.form == Form::Unknown || token.form.is_json() => Verification::not_checked(Reason::Cut),
        Ok(key) => {
            let ring = KeyRing::new(vec![Key::clone(key)], 0);
            verify(&token, &ring, &KeyChoice::Named(vec![key.name.clone()]))
        }
        Err(_) => Verification::not_checked(Reason::NoKeys),
    };
    let expected_hash = algorithm.map(|a| base64url::encode(&crypto::digest::named(a, sd.hashed_text().as_bytes())));
    KeyBinding { token, holder, finding, expected_hash }
}

/// The key of `cnf` (RFC 7800 section 3.2, RFC 9901 section 4.1.2).
///
/// # Errors
/// There is none, or it cannot be used.
pub fn holder_key(claims: &Document) -> Result<Key, NoHolderKey> {
    let cnf = claims.member("cnf").filter(|cnf| cnf.is_object()).ok_or(NoHolderKey::Missing)?;
    let Some(jwk) = cnf.get("jwk") else {
        let members: Vec<&str> = cnf.members().iter().take(4).map(|m| m.key.as_str()).collect();
        return match members.is_empty() {
            true => Err(NoHolderKey::Missing),
            false => Err(NoHolderKey::Elsewhere { members: escape::visible(&members.join(", ")).into_owned() }),
        };
    };
    let broken = |error: String| NoHolderKey::Broken { error };
    let mut key = Key::from_jwk(claims.spelled(jwk)).map_err(|e| broken(e.to_string()))?;
    if key.is_private() {
        return Err(NoHolderKey::Exposed);
    }
    crypto::complete(&mut key).map_err(|e| broken(e.to_string()))?;
    key.name = crypto::thumbprint(&key);
    Ok(key)
}

/// What is disclosed, as `--json` prints it: an object. Values keep their spelling.
#[must_use]
pub fn to_json(sd: &Processed) -> String {
    let disclosures = sd.disclosures.iter().zip(&sd.text.disclosures).map(|(line, piece)| {
        let value = piece.content.as_ref().map_or("null".to_owned(), |c| super::json::exact_node(&c.value, &piece.json));
        format!(
            "{{\"path\":{},\"name\":{},\"value\":{value},\"inside\":{},\"salt\":{},\"digest\":{},\"disclosure\":{},\"flaw\":{}}}",
            json!(line.path),
            json!(line.name),
            json!(line.parent.map(|parent| parent + 1)),
            json!(line.salt),
            json!(line.digest),
            json!(sd.text.encoded(piece)),
            json!(line.fault.map(Fault::id)),
        )
    });
    let disclosures: Vec<String> = disclosures.collect();
    let hidden: Vec<_> =
        sd.hidden.iter().map(|h| json!({ "path": h.path, "in_array": h.in_array, "count": h.count })).collect();
    format!(
        "{{\"digest_algorithm\":{},\"disclosures\":[{}],\"hidden\":{},\"hidden_count\":{},\"claims\":{},\"key_binding\":{}}}",
        json!(sd.algorithm.map(DigestAlgorithm::name)),
        disclosures.join(","),
        json!(hidden),
        sd.hidden_count(),
        super::json::exact(&sd.claims),
        sd.key_binding.as_ref().map_or_else(|| "null".to_owned(), key_binding_json),
    )
}

fn key_binding_json(kb: &KeyBinding) -> String {
    let holder = kb.holder.as_ref().ok().map(|key| key.name.as_str());
    let matches = kb.expected_hash.as_deref().map(|hash| kb.token.payload.string("sd_hash") == Some(hash));
    format!(
        "{{\"header\":{},\"claims\":{},\"holder_thumbprint\":{},\"signature\":{},\"sd_hash_matches\":{}}}",
        super::json::exact(&kb.token.header),
        super::json::exact(&kb.token.payload),
        json!(holder),
        json!(kb.finding.state.id()),
        json!(matches),
    )
}
