//! What is found out about a token with keys, kept while nothing of it changes: the token taken apart, its signatures
//! judged or its encryption opened, and the token inside it, layer by layer.

use super::decrypt::decrypt_watched;
use super::verify::verify_watched;
use super::{Inputs, KeyChoice, Place, sd_jwt};
use crate::checks::{Decryption, Processed, Reason, Verification, VerificationState};
use crate::jose::token::{Document, Token};
use crate::keys::KeyRing;
use std::sync::Arc;

/// What the keys found out.
#[derive(Debug, Clone)]
pub(super) struct Found {
    /// What became of each signature; of a JWE, what that says about who made it.
    pub signatures: Vec<Arc<Verification>>,
    /// What became of the encryption.
    pub decryption: Option<Arc<Decryption>>,
    /// What an SD-JWT discloses.
    pub sd_jwt: Option<Arc<Processed>>,
    /// The claims to judge.
    pub claims: Arc<Document>,
    /// The token inside.
    pub inner: Option<Arc<str>>,
}

/// A token taken apart, with the detached payload it was given.
#[derive(Debug, Clone)]
struct Read {
    detached: Option<Arc<Vec<u8>>>,
    token: Arc<Token>,
}

/// What was found out, and which keys were asked.
#[derive(Debug, Clone)]
struct Asked {
    choice: KeyChoice,
    revision: u64,
    opener: Option<String>,
    found: Arc<Found>,
}

impl Asked {
    fn is_same(&self, inputs: &Inputs, ring: &KeyRing, opener: Option<&str>) -> bool {
        self.choice == inputs.key_choice && self.revision == ring.revision() && self.opener.as_deref() == opener
    }
}

/// One layer's memory.
#[derive(Debug, Default, Clone)]
pub(super) struct Layer {
    token: Option<Read>,
    found: Option<Asked>,
    pub inner: Option<Box<Layer>>,
}

impl Layer {
    /// The token taken apart.
    pub(super) fn token(&mut self, inputs: &Inputs) -> Arc<Token> {
        match &self.token {
            Some(read) if read.token.text == inputs.token && read.detached == inputs.detached => {
                Arc::clone(&read.token)
            }
            _ => {
                self.found = None;
                self.inner = None;
                let token = Token::read(&inputs.token);
                let token = Arc::new(match &inputs.detached {
                    Some(payload) if token.takes_detached() => token.with_detached(payload),
                    _ => token,
                });
                self.token = Some(Read { detached: inputs.detached.clone(), token: Arc::clone(&token) });
                token
            }
        }
    }

    /// What the keys find out. `opener` is the key that opened the token around this one.
    pub(super) fn found(&mut self, token: &Token, inputs: &Inputs, ring: &KeyRing, place: &Place<'_>) -> Arc<Found> {
        let opener = place.opener;
        match &self.found {
            Some(asked) if asked.is_same(inputs, ring, opener) => Arc::clone(&asked.found),
            _ => {
                let found = Arc::new(find_out(token, ring, &inputs.key_choice, place));
                self.inner = None;
                let (choice, opener) = (inputs.key_choice.clone(), opener.map(str::to_owned));
                self.found = Some(Asked { choice, revision: ring.revision(), opener, found: Arc::clone(&found) });
                found
            }
        }
    }
}

fn find_out(token: &Token, ring: &KeyRing, choice: &KeyChoice, place: &Place<'_>) -> Found {
    let Place { opener, watch, .. } = *place;
    if token.form.is_jwe() {
        return opened(decrypt_watched(token, ring, choice, watch));
    }
    let signatures = (0..token.entries().max(1)).map(|i| {
        let found = match token.entries() {
            0 | 1 => verify_watched(token, ring, choice, watch),
            _ => by_its_own_key(verify_watched(&token.entry(i), ring, choice, watch), choice),
        };
        Arc::new(not_by_opener(found, opener))
    });
    let inner = inner_token(&token.payload);
    let sd_jwt = sd_jwt::process(token).map(Arc::new);
    let claims = Arc::new(sd_jwt.as_ref().map_or(&token.payload, |sd| &sd.claims).clone());
    Found { signatures: signatures.collect(), decryption: None, sd_jwt, claims, inner }
}

/// Of several signatures each has its own signer: that the keys given are for others says nothing about this one.
fn by_its_own_key(found: Verification, choice: &KeyChoice) -> Verification {
    match (&found.reason, choice) {
        (Reason::Misfit { .. }, KeyChoice::Named(names)) if names.len() > 1 => {
            Verification::not_checked(Reason::NoneFits { keys: names.len() })
        }
        _ => found,
    }
}

/// The key that opened the outer token, and does not verify this one, was never meant to: that is no verdict.
fn not_by_opener(found: Verification, opener: Option<&str>) -> Verification {
    let by_opener = found.key.as_deref().is_some_and(|k| Some(k.name.as_str()) == opener);
    let is_verdict = matches!(found.state, VerificationState::Invalid)
        || matches!(found.reason, Reason::Misfit { .. } | Reason::KeyTooSmall { .. } | Reason::KeyUnusable { .. });
    match found.key {
        Some(key) if by_opener && is_verdict => Verification::not_checked(Reason::OnlyOpened { key: key.name.clone() }),
        _ => found,
    }
}

fn opened(decryption: Decryption) -> Found {
    let plaintext = decryption.plaintext.as_deref().map_or(&[][..], Vec::as_slice);
    let claims = Document::read(plaintext);
    let inner = inner_token(&claims);
    let reason = match (&decryption.plaintext, &inner) {
        (None, _) => Reason::Encrypted,
        (Some(_), Some(_)) => Reason::SignedInside,
        (Some(_), None) => Reason::OnlyEncrypted,
    };
    let state = match decryption.plaintext {
        Some(_) => VerificationState::Absent,
        None => VerificationState::NotChecked,
    };
    let signature = Verification { state, ..Verification::not_checked(reason) };
    Found {
        signatures: vec![Arc::new(signature)],
        decryption: Some(Arc::new(decryption)),
        sd_jwt: None,
        claims: Arc::new(claims),
        inner,
    }
}

fn inner_token(payload: &Document) -> Option<Arc<str>> {
    Token::inside(&payload.text).map(|token| Arc::from(token.text.as_str()))
}
