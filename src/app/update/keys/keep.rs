//! What the vault says of the keys in it.

use super::remove::forget_gone_keys;
use crate::app::effect::Effect;
use crate::app::fetching::FetchErrand;
use crate::app::model::Model;
use crate::app::notice::Gravity;
use crate::app::policies::PolicyErrand;
use crate::keys::Key;

pub(crate) fn loaded(model: &mut Model, kept: Vec<Key>) -> Vec<Effect> {
    let is_news = |s: &Key| kept.iter().any(|k| k.name == s.name);
    if model.kept == kept && !model.session.iter().any(is_news) {
        return Vec::new();
    }
    model.unsaved_keys.retain(|name| kept.iter().all(|k| k.name != *name));
    model.session.retain(|s| kept.iter().all(|k| k.name != s.name));
    model.kept = kept;
    // notes that could not be saved stay on screen, whatever the file says
    for key in &mut model.kept {
        if let Some(about) = model.unkept_notes.get(&key.name) {
            key.about = about.clone();
        }
    }
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
    let noted = model.kept.iter().filter(|k| model.unkept_notes.contains_key(&k.name));
    let noted = noted.map(|k| Effect::UpdateKey(Box::new(k.clone())));
    let sets = model.fetched_here.iter().filter(|s| model.unsaved_sets.iter().any(|name| name == s.name()));
    let sets = sets.map(|s| Effect::Fetch(FetchErrand::Keep(Box::new(s.clone()))));
    let policies = model.policies.unsaved.iter().cloned().map(|p| Effect::Policy(PolicyErrand::Keep(Box::new(p))));
    unsaved.map(|k| Effect::SaveKey(Box::new(k.clone()))).chain(noted).chain(sets).chain(policies).collect()
}
