//! Writing keys for other programs.

use crate::app::effect::Effect;
use crate::app::key_form::{Destination, ExportForm};
use crate::app::leaving::{Leaving, ProtectOrder};
use crate::app::model::Model;
use crate::app::notice::Gravity;
use crate::keys::{Format, Key, Private, export};
use std::sync::Arc;
use zeroize::Zeroizing;

pub(super) fn start(model: &mut Model, form: &ExportForm) -> Vec<Effect> {
    if !form.is_ready(&model.ring) {
        return Vec::new();
    }
    let keys = form.keys(&model.ring);
    if keys.is_empty() {
        return Vec::new();
    }
    let leaving = Leaving {
        bytes: Zeroizing::default(),
        name: file_name(&keys, form.format, form.half()),
        what: what(&keys, form.format, form.secrets_leave(&model.ring)),
        private: form.secrets_leave(&model.ring),
        to: form.to,
    };
    if let Ok(Some(passphrase)) = form.secret(&model.ring) {
        let order = ProtectOrder { keys, format: form.format, passphrase, leaving };
        model.key_form = None;
        return vec![Effect::Protect(Box::new(order))];
    }
    let plain: Vec<&Key> = keys.iter().map(AsRef::as_ref).collect();
    match export(&plain, form.format, form.half()) {
        Ok(bytes) => {
            model.key_form = None;
            leave(Leaving { bytes, ..leaving })
        }
        Err(error) => {
            model.notify(Gravity::Error, format!("Nothing was exported: {error}."));
            Vec::new()
        }
    }
}

/// The octets are there: they go where they were meant to go.
pub(crate) fn leave(leaving: Leaving) -> Vec<Effect> {
    let Leaving { bytes, name, what, private, to } = leaving;
    if to == Destination::File {
        return vec![Effect::SaveFile { name, bytes, private, is_token: false }];
    }
    let Ok(text) = std::str::from_utf8(&bytes) else { return Vec::new() };
    vec![match private {
        true => Effect::CopySecret { text: Zeroizing::new(text.to_owned()), what },
        false => Effect::Copy { text: text.to_owned(), what },
    }]
}

/// "The private key “demo” (PEM)".
fn what(keys: &[Arc<Key>], format: Format, private: bool) -> String {
    match (keys, private) {
        ([key], true) => format!("The private key “{}” ({})", key.name, format.name()),
        ([key], false) => format!("The public key “{}” ({})", key.name, format.name()),
        (_, true) => format!("{} keys with their private halves ({})", keys.len(), format.name()),
        (_, false) => format!("{} public keys ({})", keys.len(), format.name()),
    }
}

fn file_name(keys: &[Arc<Key>], format: Format, half: Private) -> String {
    let half_word = if half == Private::Include { "private" } else { "public" };
    let ending = format.ending(half);
    match keys {
        [key] if format == Format::Certificate => format!("{}.{ending}", safe(&key.name)),
        [key] => format!("{}.{half_word}.{ending}", safe(&key.name)),
        _ => format!("keys.{half_word}.{ending}"),
    }
}

fn safe(name: &str) -> String {
    name.chars().map(|c| if c.is_alphanumeric() || matches!(c, '-' | '_' | '.') { c } else { '-' }).collect()
}
