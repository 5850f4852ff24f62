//! What goes to the clipboard. Secrets go another way than texts: out of histories, and only for a while.

use crate::app::action::Copy;
use crate::app::effect::Effect;
use crate::app::model::Model;
use crate::app::notice::Gravity;
use crate::crypto;
use crate::jose::flaw::Part;
use crate::jose::token::Token;
use crate::keys::Private;
use crate::report::out::{Redaction, redact};
use zeroize::Zeroizing;

pub(super) fn copy(model: &mut Model, what: Copy) -> Vec<Effect> {
    match text_of(model, &what) {
        Ok(effect) => {
            if matches!(what, Copy::Token) {
                model.token_unsaved = false;
            }
            vec![effect]
        }
        Err(problem) => {
            model.notify(Gravity::Note, problem);
            Vec::new()
        }
    }
}

/// A report that was not redacted is a credential: only its owner may read the file.
pub(super) fn save_report(name: String, text: String, is_whole: bool) -> Vec<Effect> {
    let bytes = Zeroizing::new(text.into_bytes());
    vec![Effect::SaveFile { name, bytes, private: is_whole, is_token: false }]
}

/// No secret is in it.
pub(super) fn save_code(name: &str, text: String) -> Vec<Effect> {
    let bytes = Zeroizing::new(text.into_bytes());
    vec![Effect::SaveFile { name: name.to_owned(), bytes, private: false, is_token: false }]
}

fn text_of(model: &Model, what: &Copy) -> Result<Effect, String> {
    let plain = |text: String, what: &str| match text.is_empty() {
        true => Err(format!("{what} is empty: nothing was copied.")),
        false => Ok(Effect::Copy { text, what: what.to_owned() }),
    };
    let token = || Token::read(&model.inputs.token);
    let key = |name: &str| model.ring.named(name).cloned().ok_or_else(|| format!("The key “{name}” is gone."));
    match what {
        Copy::Redacted => plain(redact(&model.inputs.token, &Redaction::default()), "The redacted token"),
        Copy::Token => plain(model.inputs.token.clone(), "The token"),
        Copy::Encoded(part) => {
            let token = token();
            let text = token.segment(*part).and_then(|s| token.text.get(s.range.clone())).unwrap_or_default();
            plain(text.to_owned(), &format!("The encoded {}", part.label().to_lowercase()))
        }
        Copy::Decoded(part) => {
            let text = token().document(*part).map(|d| d.text.clone()).unwrap_or_default();
            plain(text, &format!("The decoded {}", part.label().to_lowercase()))
        }
        Copy::Member(part, name) => plain(member(&token(), *part, name).unwrap_or_default(), &format!("“{name}”")),
        Copy::PublicKey(name) => {
            let jwk = key(name)?.to_jwk(Private::Omit).map_err(|e| e.to_string())?;
            plain(jwk.to_string(), &format!("The public key “{name}”"))
        }
        Copy::Thumbprint(name) => plain(crypto::thumbprint(&*key(name)?), "The thumbprint"),
        Copy::Report { text, is_redacted: true } => plain(text.clone(), "The redacted report"),
        Copy::Report { text, is_redacted: false } => plain(text.clone(), "The whole report, claims and signature,"),
        Copy::Text { text, what } => plain(text.clone(), what),
    }
}

/// A string's content; any other value as it is spelled.
fn member(token: &Token, part: Part, name: &str) -> Option<String> {
    let document = token.document(part)?;
    let node = document.member(name)?;
    Some(node.as_str().map_or_else(|| document.spelled(node).to_owned(), str::to_owned))
}
