//! Taking in keys of any format: what is found is shown first, unless it is one plain key.

use super::take_all;
use crate::app::effect::Effect;
use crate::app::key_form::{Found, ImportForm, KeyFile, KeyForm, KeyReading, free_name};
use crate::app::model::Model;
use crate::app::notice::Gravity;
use crate::app::update::LARGE_BYTES;
use crate::keys::{About, Key, Origin, Secret, Source};
use std::collections::BTreeSet;
use std::sync::Arc;
use zeroize::Zeroizing;

/// Remarks of one plain key that are told.
const TOLD_REMARKS: usize = 2;

/// The dialog was edited: another text is looked at anew.
pub(super) fn edited(model: &mut Model, mut form: ImportForm) -> Vec<Effect> {
    let before = match &model.key_form {
        Some(KeyForm::Import(before)) => Some(&before.text),
        _ => None,
    };
    let is_new = before.map_or(!form.text.is_empty(), |text| *text != form.text);
    if !is_new {
        model.key_form = Some(KeyForm::Import(form));
        return Vec::new();
    }
    form = ImportForm { text: form.text, ..ImportForm::default() };
    if form.text.trim().is_empty() {
        model.key_form = Some(KeyForm::Import(form));
        return Vec::new();
    }
    let pasted = KeyFile { name: String::new(), bytes: Zeroizing::new(form.text.as_bytes().to_vec()) };
    look(model, form, Arc::new(vec![pasted]), None)
}

/// Looks at the files: at once where that is quick; else, and wherever a passphrase may have to be stretched, on a worker.
fn look(model: &mut Model, mut form: ImportForm, files: Arc<Vec<KeyFile>>, tried: Option<Secret>) -> Vec<Effect> {
    model.looks += 1;
    form.look = model.looks;
    form.unticked = BTreeSet::new();
    let reading = KeyReading { look: form.look, files, opened_with: form.opened_with.clone(), tried };
    let bytes: usize = reading.files.iter().map(|file| file.bytes.len()).sum();
    form.is_reading = reading.tried.is_some() || bytes > LARGE_BYTES;
    if !form.is_reading {
        let found = Found::glance(&reading.files);
        form.is_reading = found.is_untried();
        form.found = Some(Arc::new(found));
    }
    let effects = if form.is_reading { vec![Effect::ReadKeys(Box::new(reading))] } else { Vec::new() };
    model.key_form = Some(KeyForm::Import(form));
    effects
}

/// A worker looked, or was stopped.
pub(crate) fn read(model: &mut Model, look: u64, found: Option<Found>, tried: Option<Secret>) -> Vec<Effect> {
    let Some(KeyForm::Import(form)) = &mut model.key_form else { return Vec::new() };
    if form.look != look {
        return Vec::new();
    }
    form.is_reading = false;
    let Some(found) = found else {
        form.error = Some("You stopped it: nothing was opened.".to_owned());
        return Vec::new();
    };
    if let Some(tried) = tried {
        let before = form.found.as_ref().map_or(0, |found| found.locked().count());
        let has_opened = found.locked().count() < before;
        form.passphrase = Zeroizing::default();
        form.error = (!has_opened).then(|| "That passphrase opens nothing here. Try another one.".to_owned());
        form.opened_with.extend(has_opened.then_some(tried));
    }
    form.found = Some(Arc::new(found));
    Vec::new()
}

/// Tries the typed passphrase on everything that is locked.
pub(crate) fn unlock(model: &mut Model) -> Vec<Effect> {
    let Some(KeyForm::Import(form)) = model.key_form.clone() else { return Vec::new() };
    if form.is_reading {
        return Vec::new();
    }
    let tried = Secret::new(form.passphrase.as_bytes().to_vec());
    let files = match form.files.is_empty() {
        false => Arc::clone(&form.files),
        true => {
            let bytes = Zeroizing::new(form.text.as_bytes().to_vec());
            Arc::new(vec![KeyFile { name: String::new(), bytes }])
        }
    };
    look(model, form, files, Some(tried))
}

/// Takes in what is ticked. With nothing to take, says why, and keeps the text.
pub(super) fn submit(model: &mut Model, form: ImportForm) -> Vec<Effect> {
    let Some(found) = form.found.clone().filter(|_| !form.is_reading) else { return Vec::new() };
    if form.ticked() == 0 {
        let error = match found.is_nothing() {
            true => found.why_nothing(),
            false => "No key is ticked. Unlock what is locked, or tick a key.".to_owned(),
        };
        model.key_form = Some(KeyForm::Import(ImportForm { error: Some(error), ..form }));
        return Vec::new();
    }
    model.key_form = None;
    let wanted = |(number, _): &(usize, _)| !form.unticked.contains(number);
    let keys = found.keys().enumerate().filter(wanted).map(|(_, k)| sourced(model, k.key, k.file)).collect();
    take_in_new(model, keys)
}

/// A file that holds keys: one plain key is taken in at once, else the dialog shows what there is.
///
/// # Errors
/// Why there is nothing in it to take in.
pub(crate) fn file(model: &mut Model, name: &str, bytes: &[u8]) -> Result<Vec<Effect>, String> {
    let files = Arc::new(vec![KeyFile { name: name.to_owned(), bytes: Zeroizing::new(bytes.to_vec()) }]);
    if bytes.len() > LARGE_BYTES {
        return Ok(open(model, name, files, Vec::new()));
    }
    let found = Found::glance(&files);
    if found.is_nothing() {
        return Err(found.why_nothing());
    }
    if !found.is_one_plain_key() {
        return Ok(open(model, name, files, Vec::new()));
    }
    let remarks: Vec<String> = found.keys().flat_map(|k| k.notes).map(|note| format!("“{name}”: {note}.")).collect();
    remarks.into_iter().take(TOLD_REMARKS).for_each(|remark| model.notify(Gravity::Note, remark));
    let keys = found.keys().map(|k| sourced(model, k.key, k.file)).collect();
    Ok(take_in_new(model, keys))
}

/// The files of a folder.
pub(crate) fn folder(model: &mut Model, name: &str, files: Vec<KeyFile>, passed_over: Vec<String>) -> Vec<Effect> {
    open(model, name, Arc::new(files), passed_over)
}

fn open(model: &mut Model, name: &str, files: Arc<Vec<KeyFile>>, passed_over: Vec<String>) -> Vec<Effect> {
    let form = ImportForm { place: name.to_owned(), files: Arc::clone(&files), passed_over, ..ImportForm::default() };
    look(model, form, files, None)
}

/// A key that knows where it came from.
fn sourced(model: &Model, key: &Key, file: &str) -> Key {
    let origin = if file.is_empty() { Origin::Typed } else { Origin::File };
    let place = file.rsplit('/').next().unwrap_or(file).to_owned();
    let source = Some(Source { origin, place, issuer: None, at: model.now });
    Key { about: About { source, ..key.about.clone() }, ..key.clone() }
}

/// What the key's certificate calls its subject, where it says a common name (RFC 4514).
fn common_name(key: &Key) -> Option<String> {
    let subject = key.certificates().into_iter().next()?.subject;
    let name = subject.split(',').find_map(|part| part.strip_prefix("CN="))?;
    (!name.trim().is_empty()).then(|| name.to_owned())
}

/// Takes in the keys that are not here yet, each under a name that no other has.
fn take_in_new(model: &mut Model, keys: Vec<Key>) -> Vec<Effect> {
    let mut taken = model.ring.keys().to_vec();
    let (mut new, mut known) = (Vec::new(), Vec::new());
    for mut key in keys {
        let is_same = |k: &&Arc<Key>| k.material == key.material && k.is_private() == key.is_private();
        if let Some(same) = taken.iter().find(is_same) {
            known.push(same.name.clone());
            continue;
        }
        let wish = [Some(key.name.as_str()), key.kid.as_deref()].into_iter().flatten().find(|n| !n.trim().is_empty());
        let wish = wish.map(str::to_owned).or_else(|| common_name(&key)).unwrap_or_else(|| key.describe());
        key.name = free_name(&wish, &taken);
        taken.push(Arc::new(key.clone()));
        new.push(key);
    }
    match known.as_slice() {
        [] => {}
        [one] => model.notify(Gravity::Note, format!("“{one}” is here already; it was not added again.")),
        many => {
            model.notify(Gravity::Note, format!("{} keys are here already; they were not added again.", many.len()))
        }
    }
    let count = new.len();
    if count > 0 {
        let keys = if count == 1 { "1 key".to_owned() } else { format!("{count} keys") };
        model.notify(Gravity::Success, format!("{keys} added."));
    }
    take_all(model, new)
}
