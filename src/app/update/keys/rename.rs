//! Another name for a key.

use crate::app::effect::Effect;
use crate::app::model::Model;
use crate::app::notice::Gravity;
use crate::report::KeyChoice;

pub(super) fn rename(model: &mut Model, from: &str, to: &str) -> Vec<Effect> {
    let to = to.trim();
    if to.is_empty() || (to != from && model.ring.named(to).is_some()) {
        let text = if to.is_empty() {
            "A key needs a name.".to_owned()
        } else {
            format!("“{to}” is taken. Choose another name.")
        };
        model.notify(Gravity::Error, text);
        return Vec::new();
    }
    model.key_form = None;
    if to == from {
        return Vec::new();
    }
    if model.is_kept(from) {
        return vec![Effect::RenameKey { from: from.to_owned(), to: to.to_owned() }];
    }
    for key in model.session.iter_mut().filter(|k| k.name == from) {
        to.clone_into(&mut key.name);
    }
    for name in model.unsaved_keys.iter_mut().filter(|n| *n == from) {
        to.clone_into(name);
    }
    renamed(model, from, to);
    model.rebuild_ring();
    Vec::new()
}

/// The choices follow a key to its new name; not before it has it, for the vault may refuse.
pub(crate) fn renamed(model: &mut Model, from: &str, to: &str) -> Vec<Effect> {
    if model.making.signing.key.as_deref() == Some(from) {
        model.making.signing.key = Some(to.to_owned());
    }
    for choice in model.making.sealing.recipients.iter_mut().filter(|c| c.key.as_deref() == Some(from)) {
        choice.key = Some(to.to_owned());
    }
    if let Some(about) = model.unkept_notes.remove(from) {
        model.unkept_notes.insert(to.to_owned(), about);
    }
    if let Some(time) = model.uses.remove(from) {
        model.uses.insert(to.to_owned(), time);
        model.uses_revision += 1;
    }
    if let KeyChoice::Named(names) = &mut model.inputs.key_choice {
        names.iter_mut().filter(|n| *n == from).for_each(|n| to.clone_into(n));
    }
    Vec::new()
}
