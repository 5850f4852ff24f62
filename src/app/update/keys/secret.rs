//! Adding a typed secret.

use super::take_in;
use crate::app::effect::Effect;
use crate::app::key_form::{SecretForm, free_name};
use crate::app::model::Model;
use crate::app::notice::Gravity;
use crate::keys::{Key, Material};

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
