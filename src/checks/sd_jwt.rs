//! Do the disclosures belong to what the issuer signed, and does the holder prove to be the one it was issued to (RFC 9901
//! section 7)? The holder's key comes out of the issuer's payload: it counts only where the issuer's signature is valid.

use super::{
    Check, Fix, Group, KeyBinding, NoHolderKey, Outcome, Processed, Reason, State, Subject, VerificationState, listed,
    shown, times,
};
use crate::jose::flaw::Part;
use crate::jose::json::{Node, Value};
use crate::jose::numeric_date::NumericDate;
use crate::jose::sd_jwt::{ALWAYS_SHOWN, DIGEST_ALGORITHM, DIGESTS, Problem, is_credential};
use crate::jose::token::Form;

pub(super) const CHECK: Check = Check {
    ids: &[
        "sd-jwt",
        "sd-disclosures",
        "sd-undisclosable",
        "sd-key-binding",
        "sd-key-binding-type",
        "sd-key-binding-time",
        "sd-key-binding-aud",
        "sd-key-binding-nonce",
        "sd-hash",
    ],
    judge,
};

fn judge(subject: &Subject<'_>) -> Vec<Outcome> {
    let Some(sd) = subject.sd_jwt else { return cut(subject).into_iter().collect() };
    let mut outcomes = vec![form(subject, sd)];
    outcomes.extend(disclosures(sd));
    outcomes.extend(undisclosable(subject, sd));
    match &sd.key_binding {
        None => outcomes.extend(unbound(subject, sd)),
        Some(_) if sd.text.lacks_last_tilde() => outcomes.push(binding("tilde-lost", State::Fail)),
        Some(kb) if kb.token.payload.object().is_none() || kb.token.header.object().is_none() => {
            outcomes.push(binding("unreadable", State::Fail));
        }
        Some(kb) => {
            outcomes.push(holder(subject, kb));
            outcomes.extend(kind(kb));
            outcomes.push(time(subject, kb));
            outcomes.push(audience(subject, kb));
            outcomes.push(nonce(subject, kb));
            outcomes.push(hash(kb));
        }
    }
    outcomes
}

// ------------------------------------------------------------------------------------------------- the disclosures

/// A payload with digests and a text without any `~`: the disclosures were cut off.
fn cut(subject: &Subject<'_>) -> Option<Outcome> {
    let payload = subject.token.payload.object()?;
    let member = payload.member(DIGESTS).or_else(|| payload.member(DIGEST_ALGORITHM))?;
    let outcome = Outcome::new("sd-jwt", "no-tilde", State::Warn, Group::Structure);
    Some(outcome.at(Part::Payload, member.key_span.clone()))
}

fn form(subject: &Subject<'_>, sd: &Processed) -> Outcome {
    let signed = matches!(
        subject.token.form,
        Form::JwsCompact | Form::Unsecured | Form::JwsFlattened | Form::JwsGeneral | Form::Unknown
    );
    let (case, state) = match &sd.key_binding {
        _ if !signed => ("not-signed", State::Fail),
        Some(_) => ("bound", State::Pass),
        None => ("plain", State::Pass),
    };
    Outcome::new("sd-jwt", case, state, Group::Structure).fact("count", disclosures_word(sd.disclosures.len()))
}

fn disclosures_word(count: usize) -> String {
    match count {
        0 => "no disclosures".to_owned(),
        1 => "1 disclosure".to_owned(),
        n => format!("{n} disclosures"),
    }
}

fn disclosures(sd: &Processed) -> Vec<Outcome> {
    if sd.problems.is_empty() {
        let case = if sd.disclosures.is_empty() { "none" } else { "matched" };
        let outcome = Outcome::new("sd-disclosures", case, State::Pass, Group::Signature);
        let count = sd.disclosures.len().to_string();
        return vec![outcome.fact("count", count).fact("hidden", sd.hidden_count().to_string())];
    }
    let mut cases = Vec::new();
    let mut outcomes = Vec::new();
    for problem in &sd.problems {
        let outcome = rejected(sd, problem);
        // one line for each rule that is broken
        if !cases.contains(&outcome.case) {
            cases.push(outcome.case);
            outcomes.push(outcome);
        }
    }
    outcomes
}

fn rejected(sd: &Processed, problem: &Problem) -> Outcome {
    let outcome = |case| Outcome::new("sd-disclosures", case, State::Fail, Group::Signature);
    let number = |index: &usize| (index + 1).to_string();
    let outcome = match problem {
        Problem::NoClaims => outcome("no-claims"),
        Problem::UnknownAlgorithm { found } => outcome("unknown-algorithm").found(shown(found)),
        Problem::DigestsType { path } => outcome("digests-type").fact("path", place(path)),
        Problem::ElementType { path } => outcome("element-type").fact("path", place(path)),
        Problem::Unreadable { disclosure } => outcome("unreadable").fact("number", number(disclosure)),
        Problem::WrongLength { disclosure, expected, path } => outcome("wrong-length")
            .fact("number", number(disclosure))
            .fact("path", place(path))
            .expected(expected.to_string())
            .found(5_usize.saturating_sub(*expected).to_string()),
        Problem::NameTaken { disclosure, name, path } => {
            outcome("name-taken").fact("number", number(disclosure)).fact("name", shown(name)).fact("path", place(path))
        }
        Problem::DigestTwice { path, .. } => outcome("digest-twice").fact("path", place(path)),
        Problem::DisclosureTwice { disclosure, first } => {
            outcome("disclosure-twice").fact("number", number(disclosure)).fact("first", number(first))
        }
        Problem::Unreferenced { disclosure } => outcome("unreferenced").fact("number", number(disclosure)),
        Problem::TooDeep { .. } => outcome("too-deep"),
    };
    match problem.disclosure().and_then(|index| sd.text.disclosures.get(index)) {
        Some(disclosure) => outcome.at(Part::Token, disclosure.range.clone()),
        None => outcome,
    }
}

/// A JSON Pointer for a sentence.
fn place(path: &str) -> String {
    if path.is_empty() { "the top of the payload".to_owned() } else { shown(path) }
}

/// Claims that decide about the token, and yet came in disclosures (RFC 9901 section 9.7).
fn undisclosable(subject: &Subject<'_>, sd: &Processed) -> Option<Outcome> {
    let credential = subject.token.header.string("typ").is_some_and(is_credential);
    let mut names = sd.disclosures.iter().filter(|d| d.parent.is_none()).filter_map(|d| d.path.as_deref());
    let name = names.find_map(|path| {
        let name = path.strip_prefix('/')?;
        ALWAYS_SHOWN.contains(&name).then_some(name)
    })?;
    let (case, state) = if credential && name != "aud" { ("credential", State::Fail) } else { ("found", State::Warn) };
    Some(Outcome::new("sd-undisclosable", case, state, Group::Structure).fact("claim", shown(name)))
}

// ------------------------------------------------------------------------------------------------- the key binding

fn binding(case: &'static str, state: State) -> Outcome {
    Outcome::new("sd-key-binding", case, state, Group::Signature)
}

/// Nobody proved to be the holder. Whether that matters is for the policy to say, not for the token.
fn unbound(subject: &Subject<'_>, sd: &Processed) -> Option<Outcome> {
    match (subject.policy.require_key_binding, sd.claims.member("cnf")) {
        (true, _) => Some(binding("required", State::Fail)),
        (false, Some(cnf)) => Some(binding("absent", State::NotChecked).fact("key", shown(sd.claims.spelled(cnf)))),
        (false, None) => None,
    }
}

/// Did the key that the issuer named make the signature?
fn holder(subject: &Subject<'_>, kb: &KeyBinding) -> Outcome {
    // what the policy asks for and what could not be proved is not given
    let open = if subject.policy.require_key_binding { State::Fail } else { State::NotChecked };
    if kb.token.header.member("crit").is_some() {
        return binding("critical", State::Fail);
    }
    let key = match &kb.holder {
        Ok(key) => key.describe(),
        Err(NoHolderKey::Missing) => return binding("no-key", open),
        Err(NoHolderKey::Elsewhere { members }) => return binding("key-elsewhere", open).found(shown(members)),
        Err(NoHolderKey::Exposed) => return binding("key-exposed", State::Fail),
        Err(NoHolderKey::Broken { error }) => return binding("key-broken", open).fact("error", error.clone()),
    };
    let alg = kb.token.alg().map(shown).unwrap_or_default();
    let binding = |case, state| binding(case, state).fact("key", key.clone()).fact("alg", alg.clone());
    match (kb.finding.state, &kb.finding.reason) {
        (VerificationState::Valid, _) if subject.verification.state == VerificationState::Valid => {
            binding("proved", State::Pass)
        }
        (VerificationState::Valid, _) => binding("issuer-unproved", State::NotChecked),
        (VerificationState::Invalid, _) => binding("wrong-signature", State::Fail),
        (VerificationState::Absent, _) => binding("unsecured", State::Fail),
        (_, Reason::Misfit { misfit, .. }) => binding("misfit", State::Fail).fact("misfit", misfit.to_string()),
        (_, Reason::UnknownAlg | Reason::NoAlg) => binding("unknown-alg", State::Fail),
        (_, Reason::KeyUnusable { error, .. }) => binding("key-broken", open).fact("error", error.clone()),
        (_, Reason::KeyTooSmall { bits, .. }) => {
            binding("key-broken", open).fact("error", format!("it has only {bits} bits"))
        }
        _ => binding("unreadable", State::Fail),
    }
}

fn kind(kb: &KeyBinding) -> Option<Outcome> {
    const WANTED: &str = "kb+jwt";
    let node = kb.token.header.member("typ");
    let typ = node.and_then(Node::as_str).unwrap_or_default().to_ascii_lowercase();
    if typ.strip_prefix("application/").unwrap_or(&typ) == WANTED {
        return None;
    }
    let found = node.map_or_else(|| "missing".to_owned(), |n| shown(kb.token.header.spelled(n)));
    let outcome = Outcome::new("sd-key-binding-type", "mismatch", State::Fail, Group::Kind);
    Some(outcome.expected(WANTED).found(found))
}

/// When was it made, and may it be used now? How old is too old is for the nonce to say.
fn time(subject: &Subject<'_>, kb: &KeyBinding) -> Outcome {
    let outcome = |case, state| Outcome::new("sd-key-binding-time", case, state, Group::Time);
    let leeway = subject.leeway_secs();
    let date = |name| match kb.token.payload.member(name) {
        None => Ok(None),
        Some(node) if node.value == Value::Number => {
            NumericDate::parse(kb.token.payload.spelled(node)).map(Some).ok_or(node)
        }
        Some(node) => Err(node),
    };
    let found = match (date("iat"), date("exp"), date("nbf")) {
        (Ok(iat), Ok(exp), Ok(nbf)) => iat.map(|iat| (iat, exp, nbf)),
        (Err(node), ..) | (_, Err(node), _) | (.., Err(node)) => {
            return outcome("wrong-type", State::Fail).found(shown(kb.token.payload.spelled(node)));
        }
    };
    let Some((iat, exp, nbf)) = found else { return outcome("missing", State::Fail) };
    let told = |case, state, date: NumericDate| {
        outcome(case, state).found(times::utc(date)).fact("distance", times::distance(date, subject.now))
    };
    let latest = subject.now.plus_secs(leeway);
    match (exp, nbf) {
        _ if iat > latest => told("future", State::Fail, iat),
        (Some(exp), _) if subject.now >= exp.plus_secs(leeway) => told("expired", State::Fail, exp),
        (_, Some(nbf)) if nbf > latest => told("early", State::Fail, nbf),
        _ => told("past", State::Pass, iat),
    }
}

/// For whom was it presented? One string (RFC 9901 section 4.3), unlike the `aud` of other tokens.
fn audience(subject: &Subject<'_>, kb: &KeyBinding) -> Outcome {
    let wanted = &subject.policy.audiences;
    let outcome = |case, state| Outcome::new("sd-key-binding-aud", case, state, Group::Who);
    let list = || listed(wanted);
    let Some(node) = kb.token.payload.member("aud") else { return outcome("missing", State::Fail) };
    let Some(aud) = node.as_str() else {
        return outcome("wrong-type", State::Fail).found(shown(kb.token.payload.spelled(node)));
    };
    match aud {
        _ if wanted.is_empty() => {
            outcome("not-expected", State::NotChecked).found(shown(aud)).fix(Fix::ExpectAudience(aud.to_owned()))
        }
        _ if wanted.iter().any(|w| w == aud) => outcome("match", State::Pass).found(shown(aud)).expected(list()),
        _ => {
            outcome("mismatch", State::Fail).found(shown(aud)).expected(list()).fix(Fix::ExpectAudience(aud.to_owned()))
        }
    }
}

/// Was it made for this request?
fn nonce(subject: &Subject<'_>, kb: &KeyBinding) -> Outcome {
    let outcome = |case, state| Outcome::new("sd-key-binding-nonce", case, state, Group::Who);
    let Some(node) = kb.token.payload.member("nonce") else { return outcome("missing", State::Fail) };
    let Some(nonce) = node.as_str() else {
        return outcome("wrong-type", State::Fail).found(shown(kb.token.payload.spelled(node)));
    };
    match subject.policy.nonce.as_deref() {
        None => outcome("not-expected", State::NotChecked).found(shown(nonce)),
        Some(wanted) if wanted == nonce => outcome("match", State::Pass).found(shown(nonce)).expected(shown(wanted)),
        Some(wanted) => outcome("mismatch", State::Fail).found(shown(nonce)).expected(shown(wanted)),
    }
}

/// Was it made for these very disclosures?
fn hash(kb: &KeyBinding) -> Outcome {
    let outcome = |case, state| Outcome::new("sd-hash", case, state, Group::Signature);
    let found = kb.token.payload.member("sd_hash");
    match (found.and_then(Node::as_str), &kb.expected_hash) {
        (Some(found), Some(expected)) if found == expected => outcome("match", State::Pass).found(found),
        (Some(found), Some(expected)) => {
            outcome("mismatch", State::Fail).expected(expected.clone()).found(shown(found))
        }
        (Some(_), None) => outcome("no-algorithm", State::NotChecked),
        (None, _) => outcome("missing", State::Fail),
    }
}
