//! Choosing the policy by the issuer of a token.

use super::{exchange, note, put_in_force};
use crate::app::effect::Effect;
use crate::app::model::Model;
use crate::app::notice::Gravity;
use crate::app::update::{LARGE_BYTES, session};
use crate::checks::Policy;
use crate::jose::escape;
use crate::jose::token::Token;
use crate::policy::{self, Choice};

/// Switched on, the token at hand counts as one that arrives.
pub(super) fn set(model: &mut Model, on: bool) -> Vec<Effect> {
    let mut effects = session::set(model, |s| s.policy_by_issuer = on);
    if let Some((name, policy)) = chosen(model) {
        effects.extend(put_in_force(model, Some(name), policy));
    }
    effects
}

/// A token arrived, as a step that was remembered already.
pub(crate) fn arrived(model: &mut Model) -> Vec<Effect> {
    match chosen(model) {
        Some((name, policy)) => exchange(model, Some(name), policy),
        None => Vec::new(),
    }
}

/// Where that is switched on, the issuer of the token chooses among the kept policies; nothing where the one in force
/// stays. What it names was written by whoever made the token, so it chooses and nothing more: the policy then judges it.
fn chosen(model: &mut Model) -> Option<(String, Policy)> {
    if !model.settings.policy_by_issuer || model.inputs.token.is_empty() {
        return None;
    }
    if model.inputs.token.len() > LARGE_BYTES {
        note(model, "The token is too large to choose a policy by its issuer. The policy in force stays.");
        return None;
    }
    let token = Token::read(&model.inputs.token);
    // half a token, while it is typed, names nothing yet
    if !token.form.is_jwe() && token.payload.object().is_none() {
        return None;
    }
    let Some(issuer) = policy::issuer_of(&token) else {
        note(model, "The token names no issuer that can be read. The policy in force stays.");
        return None;
    };
    let shown: String = escape::visible(issuer).chars().take(80).collect();
    match policy::by_issuer(&model.policies.all().into_iter().cloned().collect::<Vec<_>>(), issuer) {
        Choice::One(name) if model.policy_name() == Some(&name) => None,
        Choice::One(name) => {
            let policy = model.policies.named(&name)?.policy.clone();
            let text = format!("The policy “{}” is in force: it expects the issuer {shown}.", escape::visible(&name));
            model.notify(Gravity::Success, text);
            Some((name, policy))
        }
        Choice::Nobody => {
            note(model, &format!("No kept policy expects the issuer {shown}. The policy in force stays."));
            None
        }
        Choice::Several(names) => {
            let names: Vec<_> = names.iter().map(|name| format!("“{}”", escape::visible(name))).collect();
            let names = names.join(" and ");
            note(model, &format!("{names} expect the issuer {shown}. The policy in force stays; choose one."));
            None
        }
    }
}
