//! Adding a typed secret.

use super::take_in;
use crate::app::effect::Effect;
use crate::app::key_form::{KeyForm, SecretFile, SecretForm, free_name};
use crate::app::model::Model;
use crate::app::notice::Gravity;
use crate::keys::{About, Key, Material, Origin, Secret, Source};

pub(super) fn add(model: &mut Model, form: &SecretForm) -> Vec<Effect> {
    match form.secret() {
        Ok(secret) if secret.expose().is_empty() => {
            model.notify(
                Gravity::Error,
                "The secret is empty: anybody could sign with it. Type at least one character.",
            );
            Vec::new()
        }
        Ok(secret) => {
            let name = if form.name.trim().is_empty() { "secret" } else { &form.name };
            let key = Key {
                name: free_name(name, model.ring.keys()),
                usage: form.usage.usage().map(str::to_owned),
                key_ops: form.usage.operations(),
                about: About { source: Some(source(model, form)), ..About::default() },
                ..Key::new(Material::Oct(secret))
            };
            model.key_form = None;
            vec![take_in(model, key)]
        }
        Err(error) => {
            model.notify(Gravity::Error, format!("The secret was not added: {error}."));
            Vec::new()
        }
    }
}

fn source(model: &Model, form: &SecretForm) -> Source {
    let origin = if form.file.is_some() { Origin::File } else { Origin::Typed };
    let place = form.file.as_ref().map(|file| file.name.clone()).unwrap_or_default();
    Source { origin, place, issuer: None, at: model.now }
}

/// The bytes of a file stand in place of what is typed.
pub(crate) fn file_read(model: &mut Model, name: String, bytes: &[u8]) -> Vec<Effect> {
    let Some(KeyForm::Secret(form)) = &mut model.key_form else { return Vec::new() };
    if form.name.trim().is_empty() {
        form.name.clone_from(&name);
    }
    form.text = zeroize::Zeroizing::default();
    form.file = Some(SecretFile { name, bytes: Secret::new(bytes.to_vec()), without_line_end: false });
    Vec::new()
}
