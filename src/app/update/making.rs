//! Making tokens: the choices, the button, what comes of it, and the forms.

use super::keys;
use crate::app::draft::Draft;
use crate::app::effect::Effect;
use crate::app::history::{Change, Snapshot};
use crate::app::making::{Kind, RecipientChoice, Sealing};
use crate::app::model::Model;
use crate::app::notice::Gravity;
use crate::app::order::{Made, Order};
use crate::jose::alg;
use crate::jose::flaw::Part;
use crate::jose::token::Token;
use crate::make::{self, Shape, SignError, Signer};
use zeroize::Zeroizing;

pub(super) fn choose_kind(model: &mut Model, kind: Kind) -> Vec<Effect> {
    let waited = model.edits_wait();
    model.making.kind = Some(kind);
    // what was typed for an encrypted token that was never made is the beginning of a signed one now
    if waited && !model.edits_wait() && model.is_ahead() {
        model.remember(Change::Step);
        let keep = model.settings.keep_white_space;
        let [header, claims] = [&mut model.header, &mut model.claims].map(|d| d.encoded(keep).unwrap_or_default());
        model.inputs.token = format!("{header}.{claims}.");
        model.token_unsaved = true;
    }
    Vec::new()
}

pub(super) fn choose_recipient(model: &mut Model, number: usize, key: Option<String>) -> Vec<Effect> {
    if let Some(choice) = model.making.sealing.recipients.get_mut(number) {
        choice.key = key;
    }
    settle_recipient(model, number);
    Vec::new()
}

/// An algorithm that does not fit the key is no choice any more; nor is a content encryption.
fn settle_recipient(model: &mut Model, number: usize) {
    let found = model.recipient(number, None);
    let fits = |name: &str| found.as_ref().is_some_and(|c| c.fitting.iter().any(|a| a.name == name));
    if let Some(choice) = model.making.sealing.recipients.get_mut(number) {
        choice.alg = choice.alg.filter(|name| fits(name));
    }
}

pub(super) fn choose_key_management(model: &mut Model, number: usize, alg: &'static str) -> Vec<Effect> {
    if let Some(choice) = model.making.sealing.recipients.get_mut(number) {
        choice.alg = Some(alg);
    }
    if model.making_is_slow() {
        model.making.follow = false;
    }
    Vec::new()
}

pub(super) fn add_recipient(model: &mut Model) -> Vec<Effect> {
    if !model.kind().encrypts() {
        choose_kind(model, Kind::Encrypt);
    }
    if model.making.sealing.recipients.len() < crate::jose::token::MAX_ENTRIES {
        model.making.sealing.recipients.push(RecipientChoice::default());
    }
    Vec::new()
}

pub(super) fn remove_recipient(model: &mut Model, number: usize) -> Vec<Effect> {
    let recipients = &mut model.making.sealing.recipients;
    if recipients.len() > 1 && number < recipients.len() {
        recipients.remove(number);
    }
    Vec::new()
}

/// A choice of how to encrypt.
pub(super) fn choose(model: &mut Model, change: impl FnOnce(&mut Sealing)) -> Vec<Effect> {
    change(&mut model.making.sealing);
    Vec::new()
}

pub(super) fn set_rounds(model: &mut Model, rounds: u32) -> Vec<Effect> {
    model.making.sealing.p2c = rounds.clamp(1, crate::crypto::jwe::limits::MAX_P2C);
    Vec::new()
}

pub(super) fn set_follow(model: &mut Model, on: bool) -> Vec<Effect> {
    if on && model.making_is_slow() {
        model.notify(Gravity::Note, TOO_SLOW);
        return Vec::new();
    }
    model.making.follow = on;
    if on && (model.inputs.edited.is_some() || model.is_ahead()) {
        return make_now(model, model.kind());
    }
    Vec::new()
}

/// Why some tokens do not follow each keystroke.
pub const TOO_SLOW: &str = "A passphrase is stretched for up to a second: too slow to follow each keystroke.";

/// The token follows an edit; where it cannot, the edit stays and following ends.
pub(super) fn follow(model: &mut Model) {
    let made = match model.making_is_slow() {
        true => Err(TOO_SLOW.to_owned()),
        false => Order::of(model, model.kind()).and_then(|o| o.carry_out()).map_err(|e| format!("{e}.")),
    };
    match made {
        Ok(made) => adopt(model, made),
        Err(error) => {
            model.making.follow = false;
            model.notify(Gravity::Error, format!("“Follow my edits” was switched off: {error}"));
        }
    }
}

pub(super) fn make_now(model: &mut Model, kind: Kind) -> Vec<Effect> {
    let not = if kind.signs() { "Not signed" } else { "Not encrypted" };
    let order = match Order::of(model, kind) {
        Ok(order) => order,
        Err(error) => {
            model.notify(Gravity::Error, format!("{not}: {error}."));
            return Vec::new();
        }
    };
    if order.is_slow() {
        model.ordered = Some(Box::new(model.snapshot()));
        return vec![Effect::Make(Box::new(order))];
    }
    let before = model.snapshot();
    match order.carry_out() {
        Ok(made) => {
            take_over(model, before, made);
            used(model)
        }
        // a refusal changed nothing: it is no step
        Err(error) => {
            model.notify(Gravity::Error, format!("{not}: {error}."));
            Vec::new()
        }
    }
}

/// The keys that made a token were used.
fn used(model: &mut Model) -> Vec<Effect> {
    let kind = model.kind();
    let signing = model.making.signing.key.clone().filter(|_| kind.signs());
    let sealing = model.making.sealing.recipients.iter().filter(|_| kind.encrypts()).filter_map(|r| r.key.clone());
    let names: Vec<String> = signing.into_iter().chain(sealing).collect();
    names.iter().flat_map(|name| keys::used(model, name)).collect()
}

/// A worker made a token. What was typed meanwhile goes before it.
pub(super) fn made(model: &mut Model, made: Made) -> Vec<Effect> {
    let Some(ordered) = model.ordered.take() else { return Vec::new() };
    let now = model.snapshot();
    let texts =
        |s: &Snapshot| [s.inputs.token.clone(), s.header.text.clone(), s.claims.text.clone()].map(Zeroizing::new);
    if texts(&now) != texts(&ordered) {
        let text = "The token was encrypted, but you changed something meanwhile: yours was kept. Encrypt once more.";
        model.notify(Gravity::Note, text);
        return Vec::new();
    }
    take_over(model, now, made);
    used(model)
}

pub(super) fn not_made(model: &mut Model, error: Option<String>) -> Vec<Effect> {
    model.ordered = None;
    match error {
        Some(error) => model.notify(Gravity::Error, format!("Not encrypted: {error}.")),
        None => model.notify(Gravity::Note, "Encrypting was stopped. The token is as it was."),
    }
    Vec::new()
}

fn take_over(model: &mut Model, before: Snapshot, made: Made) {
    model.history.before(Change::Step, model.now_millis(), before);
    let message = made.message.clone();
    adopt(model, made);
    model.notify(Gravity::Success, message);
}

/// The new token takes the place of the old one. An editor whose part did not change keeps its text and layout.
fn adopt(model: &mut Model, made: Made) {
    let keep = model.settings.keep_white_space;
    model.inputs.token = made.text;
    let token = model.shown_token();
    let claims = match &made.content {
        Some(content) => Draft::opened(content, made.inside, keep),
        None => Draft::of(&token, Part::Payload, keep),
    };
    for (draft, new) in [(&mut model.header, Draft::of(&token, Part::Header, keep)), (&mut model.claims, claims)] {
        if !draft.is_large {
            draft.follow(new, keep);
        }
    }
    model.inputs.edited = None;
    model.inputs.removed.clear();
    model.inputs.tokens_in_text = 0;
    model.token_unsaved = true;
}

/// The encrypted token on screen was opened. The claims editor shows what is inside, unless something was typed there.
pub(super) fn opened(model: &mut Model, content: &[u8], inside: Option<Zeroizing<String>>) -> Vec<Effect> {
    if model.shows_content(content) || !model.header.is_encrypted || model.claims.is_large {
        return Vec::new();
    }
    let new = Draft::opened(content, inside, model.settings.keep_white_space);
    if model.claims.is_edited() {
        model.claims.rebase(new);
    } else {
        model.claims = new;
    }
    Vec::new()
}

pub(super) fn choose_entry(model: &mut Model, entry: usize) -> Vec<Effect> {
    if model.making.entry != entry {
        model.remember(Change::Step);
        model.making.entry = entry;
        // what was found inside an encrypted token is the same for all its recipients
        let claims = model.claims.clone();
        model.renew_drafts();
        if model.claims.is_encrypted {
            model.claims = claims;
        }
    }
    Vec::new()
}

pub(super) fn convert(model: &mut Model, shape: Shape) -> Vec<Effect> {
    match make::convert(&Token::read(&model.inputs.token), shape) {
        Ok(text) if text == model.inputs.token => {
            model.notify(Gravity::Note, format!("The token is in the {} form already.", shape.id()));
        }
        Ok(text) => {
            model.remember(Change::Step);
            replace_text(model, text);
            model.notify(Gravity::Success, format!("Converted to the {} form. Every part kept its bytes.", shape.id()));
        }
        Err(error) => model.notify(Gravity::Error, format!("Not converted: {error}.")),
    }
    Vec::new()
}

/// The same token in other words: what was opened and what was typed stays.
fn replace_text(model: &mut Model, text: String) {
    let (keep, detached) = (model.settings.keep_white_space, model.inputs.detached.clone());
    let (header, claims) = (model.header.clone(), model.claims.clone());
    let edited = model.inputs.edited;
    super::token::set_token(model, text);
    (model.inputs.detached, model.inputs.edited) = (detached, edited);
    let token = model.shown_token();
    model.header = header;
    model.header.rebase(Draft::of(&token, Part::Header, keep));
    model.claims = claims;
    if !token.form.is_jwe() {
        model.claims.rebase(Draft::of(&token, Part::Payload, keep));
    }
    model.token_unsaved = true;
}

pub(super) fn add_signature(model: &mut Model) -> Vec<Effect> {
    match with_signature(model) {
        Ok((text, message)) => {
            model.remember(Change::Step);
            let entry = Token::read(&text).entries().saturating_sub(1);
            let detached = model.inputs.detached.clone();
            super::token::set_token(model, text);
            model.inputs.detached = detached;
            model.making.entry = entry;
            model.renew_drafts();
            model.token_unsaved = true;
            model.notify(Gravity::Success, message);
        }
        Err(error) => model.notify(Gravity::Error, format!("No signature was added: {error}.")),
    }
    Vec::new()
}

fn with_signature(model: &Model) -> Result<(String, String), SignError> {
    let choice = model.signer(None).ok_or(SignError::NoKey)?;
    let none = SignError::NoAlgorithm { key: choice.key.name.clone(), kind: choice.key.describe() };
    let alg = choice.alg.ok_or(none)?;
    let kid = choice.key.kid.as_ref().map(|kid| serde_json::json!({ "kid": kid }).to_string());
    let token = Token::read(&model.inputs.token);
    let token = match &model.inputs.detached {
        Some(payload) if token.is_detached() => token.with_detached(payload),
        _ => token,
    };
    let signer = Signer { key: &choice.key, alg, protected: kid.as_deref().unwrap_or_default(), header: None };
    let text = make::add_signature(&token, &signer)?;
    Ok((text, format!("A signature with “{}”, {}, was added.", choice.key.name, alg.name)))
}

/// The key that was just added or made is the one that is meant, where it fits what is made and nothing is chosen yet.
pub(super) fn offer(model: &mut Model, key: &crate::keys::Key, made_here: bool) {
    let is_for = |wish: fn(&alg::Algorithm) -> bool| key.alg.as_deref().and_then(alg::find).is_none_or(wish);
    let signs = key.is_private() && !make::algorithms(key, None).is_empty() && is_for(alg::Algorithm::signs);
    let encrypts = !make::key_algorithms(key).is_empty() && is_for(|row| !row.signs());
    if signs && (made_here || model.making.signing.key.is_none()) {
        model.making.signing.key = Some(key.name.clone());
        if made_here {
            model.making.signing.alg = None;
        }
    }
    if encrypts
        && let Some(first) = model.making.sealing.recipients.first_mut()
        && (made_here || first.key.is_none())
    {
        *first = RecipientChoice { key: Some(key.name.clone()), alg: None };
    }
}
