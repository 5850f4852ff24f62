//! Generating a key.

use super::take_in;
use crate::app::effect::Effect;
use crate::app::key_form::{GenerateForm, free_name};
use crate::app::model::Model;
use crate::app::notice::Gravity;
use crate::app::update::making;
use crate::keys::Key;

pub(super) fn start(model: &mut Model, form: &GenerateForm) -> Vec<Effect> {
    let kind = form.kind.to_lowercase().replace('+', "-");
    let wish = if form.name.trim().is_empty() { format!("my-{kind}") } else { form.name.clone() };
    let name = free_name(&wish, model.ring.keys());
    match form.new_key(&name) {
        Ok(new) => {
            model.key_form = None;
            vec![Effect::Generate(Box::new(new), name)]
        }
        Err(error) => {
            model.notify(Gravity::Error, format!("No key was made: {error}."));
            Vec::new()
        }
    }
}

pub(crate) fn generated(model: &mut Model, mut key: Key) -> Vec<Effect> {
    key.name = free_name(&key.name, model.ring.keys());
    model.notify(Gravity::Success, format!("“{}” was generated ({}).", key.name, key.describe()));
    making::offer(model, &key, true);
    vec![take_in(model, key)]
}
