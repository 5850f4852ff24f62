//! What the vault says of the keys in it.

use super::remove::forget_gone_keys;
use crate::app::effect::Effect;
use crate::app::model::Model;
use crate::app::notice::Gravity;
use crate::keys::Key;

pub(crate) fn loaded(model: &mut Model, kept: Vec<Key>) -> Vec<Effect> {
    model.unsaved_keys.retain(|name| kept.iter().all(|k| k.name != *name));
    model.session.retain(|s| kept.iter().all(|k| k.name != s.name));
    model.kept = kept;
    model.rebuild_ring();
    forget_gone_keys(model);
    Vec::new()
}

pub(crate) fn not_saved(model: &mut Model, name: &str, error: &str) -> Vec<Effect> {
    if !model.is_unsaved(name) {
        model.unsaved_keys.push(name.to_owned());
    }
    model.notify(
        Gravity::Error,
        format!("“{name}” could not be saved. It stays here, marked unsaved, until you close. {error}"),
    );
    Vec::new()
}

pub(crate) fn save_unsaved(model: &mut Model) -> Vec<Effect> {
    let unsaved = model.session.iter().filter(|k| model.is_unsaved(&k.name));
    unsaved.map(|k| Effect::SaveKey(Box::new(k.clone()))).collect()
}
