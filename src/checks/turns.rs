//! The moments at which a check comes to another result, as time goes on.

use super::kind::dpop;
use super::{DateClaim, KeyBinding, Subject, certificate};
use crate::jose::kind::{Kind, recognise};
use crate::jose::numeric_date::NumericDate;

/// In order, each once, as far as there is a calendar: who waits for the next one misses no change. Left out is the day at
/// which a far end is far no longer: nobody waits for that for years.
#[must_use]
pub fn turns(subject: &Subject<'_>) -> Vec<NumericDate> {
    let leeway = subject.leeway_secs();
    let date = |name| match subject.date(name) {
        DateClaim::Date(date, _) => Some(date),
        DateClaim::Absent | DateClaim::WrongType(_) => None,
    };
    let binding = subject.sd_jwt.and_then(|d| d.key_binding.as_ref()).map(KeyBinding::dates).unwrap_or_default();
    let bound = |name| binding.iter().find(|(claim, _)| *claim == name).map(|(_, date)| *date);
    let begins = [date("iat"), date("nbf"), bound("iat"), bound("nbf")];
    let begins = begins.into_iter().flatten().map(|t| t.plus_secs(leeway.saturating_neg()));
    let ends = [date("exp"), bound("exp")].into_iter().flatten().map(|t| t.plus_secs(leeway));
    // an age counts whole seconds, and may be the greatest
    let aged = ages(subject)
        .into_iter()
        .filter_map(|(claim, limit)| Some(date(claim)?.plus_secs(limit.saturating_add(leeway).saturating_add(1))));
    let certified = certificate::dates(subject).into_iter().flatten();
    let all = begins.chain(ends).chain(aged).chain(certified);
    let mut turns: Vec<_> = all.filter(|t| t.is_calendar()).collect();
    turns.sort_unstable();
    turns.dedup();
    turns
}

/// The claims whose age counts, and the greatest one in seconds: see `max_age`, and `kind` for logins and DPoP proofs.
fn ages(subject: &Subject<'_>) -> Vec<(&'static str, i64)> {
    let limit = subject.policy.max_age_secs.map(|secs| i64::try_from(secs).unwrap_or(i64::MAX));
    let kinds = recognise(&subject.token.header, subject.claims);
    let is = |kind| kinds.iter().any(|recognised| recognised.kind == kind);
    match limit {
        Some(limit) if is(Kind::IdToken) => vec![("iat", limit), ("auth_time", limit)],
        Some(limit) => vec![("iat", limit)],
        None if is(Kind::DpopProof) => vec![("iat", dpop::AGE_SECS)],
        None => Vec::new(),
    }
}
