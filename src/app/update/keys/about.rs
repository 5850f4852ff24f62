//! What is noted about keys: tags, notes, and when they were used.

use crate::app::effect::Effect;
use crate::app::model::Model;
use crate::jose::numeric_date::NumericDate;
use crate::keys::About;
use std::collections::BTreeMap;

/// A use within so many seconds of the last one is the same use.
const SAME_USE_SECS: i64 = 300;

pub(crate) fn set_about(model: &mut Model, name: &str, about: About) -> Vec<Effect> {
    let is_kept = model.is_kept(name);
    let keys = if is_kept { &mut model.kept } else { &mut model.session };
    let Some(key) = keys.iter_mut().find(|k| k.name == name) else { return Vec::new() };
    key.about = about.clone();
    let key = key.clone();
    model.rebuild_ring();
    if !is_kept {
        return Vec::new();
    }
    model.unkept_notes.insert(name.to_owned(), about);
    vec![Effect::UpdateKey(Box::new(key))]
}

pub(crate) fn about_kept(model: &mut Model, name: &str) -> Vec<Effect> {
    model.unkept_notes.remove(name);
    Vec::new()
}

pub(crate) fn used(model: &mut Model, name: &str) -> Vec<Effect> {
    let now = model.now;
    let is_new = model.uses.get(name).is_none_or(|last| now.secs_since(*last).abs() >= SAME_USE_SECS);
    if !is_new || model.ring.named(name).is_none() {
        return Vec::new();
    }
    model.uses.insert(name.to_owned(), now);
    model.uses_revision += 1;
    // one that is still on its way to the vault is there when this is written down
    vec![Effect::NoteUse(name.to_owned())]
}

pub(crate) fn uses_loaded(model: &mut Model, uses: BTreeMap<String, NumericDate>) -> Vec<Effect> {
    let later = uses.into_iter().filter(|(name, time)| model.uses.get(name).is_none_or(|known| known < time));
    let later: Vec<_> = later.collect();
    if !later.is_empty() {
        model.uses.extend(later);
        model.uses_revision += 1;
    }
    Vec::new()
}
