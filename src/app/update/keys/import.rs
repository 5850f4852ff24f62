//! Taking in keys of any format.

use super::take_in;
use crate::app::effect::Effect;
use crate::app::key_form::{ImportForm, KeyForm, free_name};
use crate::app::model::Model;
use crate::app::notice::Gravity;
use crate::crypto;

pub(super) fn typed(model: &mut Model, form: ImportForm) -> Vec<Effect> {
    match import(model, form.text.as_bytes()) {
        Ok(effects) => {
            model.key_form = None;
            effects
        }
        Err(error) => {
            model.key_form = Some(KeyForm::Import(ImportForm { error: Some(error), ..form }));
            Vec::new()
        }
    }
}

/// Takes in every key of a text or file, and says what was found and what was not.
pub(crate) fn import(model: &mut Model, bytes: &[u8]) -> Result<Vec<Effect>, String> {
    let imported = crypto::import(bytes);
    let ignored: Vec<String> = imported.ignored.iter().map(|i| format!("{}: {}", i.what, i.why)).collect();
    if imported.keys.is_empty() {
        let all = ignored.join("; ");
        return Err(match all.strip_prefix("the input: ") {
            _ if all.is_empty() => "No key was found. Paste PEM, a JWK or a JWK Set.".to_owned(),
            Some(why) => format!("Not taken in: {why}."),
            None => format!("No usable key was found. {all}."),
        });
    }
    let count = imported.keys.len();
    let mut effects = Vec::new();
    for mut key in imported.keys {
        if let Some(same) =
            model.ring.keys().iter().find(|k| k.material == key.material && k.is_private() == key.is_private())
        {
            let text = format!("“{}” is here already; it was not added again.", same.name);
            model.notify(Gravity::Note, text);
            continue;
        }
        let wish = [Some(key.name.as_str()), key.kid.as_deref()].into_iter().flatten().find(|n| !n.trim().is_empty());
        let wish = wish.map_or_else(|| key.describe(), str::to_owned);
        key.name = free_name(&wish, model.ring.keys());
        effects.push(take_in(model, key));
    }
    if !effects.is_empty() {
        let keys = if effects.len() == 1 { "1 key".to_owned() } else { format!("{} keys", effects.len()) };
        model.notify(Gravity::Success, format!("{keys} added."));
    }
    if !ignored.is_empty() {
        model.notify(
            Gravity::Note,
            format!("Not taken in, of {} found: {}.", count + ignored.len(), ignored.join("; ")),
        );
    }
    Ok(effects)
}
