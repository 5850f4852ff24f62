//! Removing a key, with a way back.

use crate::app::effect::Effect;
use crate::app::making::RecipientChoice;
use crate::app::model::Model;
use crate::app::notice::Gravity;

pub(crate) fn remove(model: &mut Model, name: String) -> Vec<Effect> {
    if model.is_kept(&name) {
        return vec![Effect::RemoveKey(name)];
    }
    if model.is_fetched(&name) {
        let text = "A fetched key stays with the others of its issuer. Remove them together, or refresh them.";
        model.notify(Gravity::Note, text);
        return Vec::new();
    }
    model.session.retain(|k| k.name != name);
    model.unsaved_keys.retain(|k| *k != name);
    model.rebuild_ring();
    forget_gone_keys(model);
    Vec::new()
}

/// A key that is gone signs and encrypts nothing: the pane must not go on naming it.
pub(super) fn forget_gone_keys(model: &mut Model) {
    let ring = &model.ring;
    for choice in &mut model.making.sealing.recipients {
        if choice.key.as_deref().is_some_and(|name| ring.named(name).is_none()) {
            *choice = RecipientChoice::default();
        }
    }
    if model.making.signing.key.as_deref().is_some_and(|name| model.ring.named(name).is_none()) {
        model.making.signing.key = None;
        model.making.signing.alg = None;
    }
}

pub(crate) fn removed(model: &mut Model, name: String) -> Vec<Effect> {
    model.notify(Gravity::Note, format!("“{name}” is in the trash. “Restore key” brings it back."));
    model.removed_keys.push(name);
    Vec::new()
}

pub(crate) fn restore(model: &mut Model) -> Vec<Effect> {
    model.removed_keys.last().cloned().map(Effect::RestoreKey).into_iter().collect()
}

/// A key is out of the trash again.
pub(crate) fn restored(model: &mut Model, name: &str) -> Vec<Effect> {
    model.removed_keys.retain(|n| n != name);
    Vec::new()
}
