//! What is chosen to be seen of an SD-JWT, and the payload that is given for a detached one.

use super::token::set_token;
use crate::app::draft::Draft;
use crate::app::effect::Effect;
use crate::app::history::Change;
use crate::app::model::Model;
use crate::app::notice::Gravity;
use crate::jose::flaw::Part;
use crate::jose::token::Token;
use crate::make::sd_jwt::{Show, Warning, present as presented};
use crate::report::words;
use std::sync::Arc;

/// The token becomes the presentation of those disclosures, with those they stand in.
pub(super) fn present(model: &mut Model, text: &str, disclosures: Vec<usize>) -> Vec<Effect> {
    match presented(text, &Show::These { disclosures, paths: Vec::new() }, None) {
        Ok(made) if made.token == model.inputs.token => {}
        Ok(made) => {
            // what the token had is lost, not what the text at hand has
            let had_binding = !model.inputs.token.ends_with('~');
            model.remember(Change::Step);
            let detached = model.inputs.detached.take();
            set_token(model, made.token);
            model.inputs.detached = detached;
            model.token_unsaved = true;
            if had_binding {
                model.notify(Gravity::Note, format!("{}.", Warning::BindingDropped));
            }
        }
        Err(error) => model.notify(Gravity::Error, format!("Nothing was changed: {error}.")),
    }
    Vec::new()
}

/// The payload of a detached JWS (RFC 7515 appendix F), as the file has it: a line break at its end counts.
pub(super) fn payload_read(model: &mut Model, name: &str, bytes: &[u8]) -> Vec<Effect> {
    if !Token::read(&model.inputs.token).is_detached() {
        model.notify(Gravity::Note, "The token has its payload in it: none was taken in.");
        return Vec::new();
    }
    model.remember(Change::Step);
    model.inputs.detached = Some(Arc::new(bytes.to_vec()));
    renew_claims(model);
    model.notify(Gravity::Note, format!("The payload is “{name}”, {}.", words::size(bytes.len())));
    Vec::new()
}

pub(super) fn forget_payload(model: &mut Model) -> Vec<Effect> {
    if model.inputs.detached.is_some() {
        model.remember(Change::Step);
        model.inputs.detached = None;
        renew_claims(model);
    }
    Vec::new()
}

/// The claims editor has the payload that is at hand now; what is typed in the header stays.
fn renew_claims(model: &mut Model) {
    model.claims = Draft::of(&model.shown_token(), Part::Payload, model.settings.keep_white_space);
}
