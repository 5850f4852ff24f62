//! Writing a key for other programs.

use crate::app::effect::Effect;
use crate::app::key_form::ExportForm;
use crate::app::model::Model;
use crate::app::notice::Gravity;
use crate::keys::{Format, Private};

pub(super) fn start(model: &mut Model, form: &ExportForm) -> Vec<Effect> {
    let Some(key) = model.ring.named(&form.name).cloned() else { return Vec::new() };
    if form.private && !form.confirmed {
        return Vec::new();
    }
    let private = if form.private { Private::Include } else { Private::Omit };
    let (format, ending) = if form.pem { (Format::Pem, "pem") } else { (Format::Jwk, "jwk.json") };
    match crate::keys::export(&[&key], format, private) {
        Ok(bytes) => {
            model.key_form = None;
            let half = if form.private { "private" } else { "public" };
            let name = format!("{}.{half}.{ending}", file_name(&key.name));
            vec![Effect::SaveFile { name, bytes, private: form.private, is_token: false }]
        }
        Err(error) => {
            model.notify(Gravity::Error, format!("“{}” was not exported: {error}.", key.name));
            Vec::new()
        }
    }
}

fn file_name(name: &str) -> String {
    name.chars().map(|c| if c.is_alphanumeric() || matches!(c, '-' | '_' | '.') { c } else { '-' }).collect()
}
