//! Is the token's `alg` known, allowed, and right for the key (RFC 8725 sections 3.1 and 3.2)?

use super::{Check, Fix, Group, Outcome, Reason, State, Subject, VerificationState, shown};
use crate::jose::alg::{self, Algorithm, Family, KeyType, Standing};
use crate::jose::token::Form;

pub(super) const CHECK: Check = Check {
    ids: &[
        "algorithm",
        "alg-none",
        "alg-unknown",
        "alg-key-mismatch",
        "jwk-use-conflict",
        "alg-deprecated",
        "alg-polymorphic",
        "key-without-alg",
    ],
    judge,
};

fn judge(subject: &Subject<'_>) -> Vec<Outcome> {
    if !subject.each.is_empty() {
        return vec![several(subject)];
    }
    let mut outcomes = vec![allowed(subject)];
    outcomes.extend(lint(subject));
    outcomes.extend(mismatch(subject));
    outcomes.extend(undecided(subject));
    outcomes
}

/// The algorithms of all signatures together: those of so many must fit as have to hold.
fn several(subject: &Subject<'_>) -> Outcome {
    let count = |state| subject.each.iter().filter(|e| e.algorithm == state).count();
    let needed = subject.policy.signatures.needed(subject.each.len());
    let (case, state) = match count(State::Pass) {
        fitting if fitting >= needed => ("several-fit", State::Pass),
        fitting if fitting + count(State::NotChecked) >= needed => ("several-open", State::NotChecked),
        _ => ("several-refused", State::Fail),
    };
    let outcome = Outcome::new("algorithm", case, state, Group::AlgorithmAndKey);
    super::several::counted(subject, outcome).fact("fitting", count(State::Pass).to_string())
}

fn place(subject: &Subject<'_>, outcome: Outcome) -> Outcome {
    match subject.parameter("alg") {
        Some(alg) => alg.place(outcome),
        None => outcome,
    }
}

fn allowed(subject: &Subject<'_>) -> Outcome {
    let outcome = |case, state| place(subject, Outcome::new("algorithm", case, state, Group::AlgorithmAndKey));
    let Some(parameter) = subject.parameter("alg") else {
        return if subject.token.has_header() {
            outcome("missing", State::Fail)
        } else {
            outcome("no-header", State::NotChecked)
        };
    };
    let Some(name) = parameter.as_str() else { return outcome("wrong-type", State::Fail).found(parameter.shown()) };
    let Some(row) = alg::find(name) else {
        return outcome("unknown", State::Fail).found(shown(name));
    };
    let outcome = |case, state| outcome(case, state).found(row.name);
    let listed = &subject.policy.algorithms;
    if row.family == Family::None {
        return outcome("none", State::Fail);
    }
    // a name of the other half of JOSE: no key and no list can make it right (RFC 7515 and RFC 7516, section 4.1.1)
    match subject.token.form {
        Form::Unknown => {}
        form if form.is_jwe() && row.signs() => return outcome("signs", State::Fail),
        form if !form.is_jwe() && !row.signs() => return outcome("encrypts", State::Fail),
        _ => {}
    }
    if !listed.is_empty() {
        return if listed.iter().any(|a| a == name) {
            outcome("listed", State::Pass).expected(super::listed(listed))
        } else {
            outcome("not-listed", State::Fail).expected(super::listed(listed)).fix(Fix::AllowAlgorithm(name.to_owned()))
        };
    }
    let opener = subject.decryption.filter(|d| d.is_open()).and_then(|d| d.finding.key.as_ref());
    match (&subject.verification.reason, subject.verification.key.as_ref().or(opener)) {
        (Reason::Misfit { key, misfit }, _) => {
            outcome("misfit", State::Fail).fact("key", shown(key)).fact("misfit", misfit.to_string())
        }
        (_, Some(key)) => outcome("fits", State::Pass).fact("key", shown(&key.name)).expected(fitting(row, key)),
        _ if row.manages_keys() => outcome("key-management", State::NotChecked),
        _ => outcome("no-key", State::NotChecked),
    }
}

/// The algorithms of this one's kind that a key can be used with: the list that applies when the policy names none.
fn fitting(row: &Algorithm, key: &crate::keys::Key) -> String {
    let names: Vec<_> = alg::ALL
        .iter()
        .filter(|a| {
            a.signs() == row.signs()
                && key.shape_fits(a)
                && key.alg.as_deref().is_none_or(|own| own == a.name || a.family == Family::EdDsa)
        })
        .map(|a| a.name)
        .collect();
    names.join(", ")
}

fn lint(subject: &Subject<'_>) -> Vec<Outcome> {
    let Some(name) = subject.token.alg() else { return Vec::new() };
    let lint =
        |id, case, state| place(subject, Outcome::new(id, case, state, Group::AlgorithmAndKey)).found(shown(name));
    match alg::find(name) {
        Some(row) if row.family == Family::None => vec![lint("alg-none", "found", State::Fail)],
        // RFC 9864 deprecates `EdDSA` for its ambiguity alone; every library still writes it, so no warning
        Some(row) if row.standing == Standing::Deprecated && row.family != Family::EdDsa => {
            vec![lint("alg-deprecated", "found", State::Warn)]
        }
        // one name for two curves: what is told is no warning
        Some(row) if row.name == "EdDSA" => vec![lint("alg-polymorphic", "found", State::Pass)],
        Some(_) => Vec::new(),
        None if is_none_twin(name) => {
            vec![lint("alg-none", "twin", State::Fail), lint("alg-unknown", "found", State::Fail)]
        }
        None => vec![match alg::nearest(name) {
            Some(near) => lint("alg-unknown", "near", State::Fail).fact("near", near.name),
            None => lint("alg-unknown", "found", State::Fail),
        }],
    }
}

/// "nOnE", "none " and the like: a reader that compares loosely would skip the signature.
fn is_none_twin(name: &str) -> bool {
    let letters: String = name.chars().filter(|c| c.is_ascii_alphabetic()).collect();
    letters.eq_ignore_ascii_case("none")
}

fn mismatch(subject: &Subject<'_>) -> Option<Outcome> {
    let Reason::Misfit { key, misfit } = &subject.verification.reason else { return None };
    let alg = subject.token.alg()?;
    // what a key is for is another matter than with what it works (RFC 7517 sections 4.2 and 4.3)
    let id = if misfit.id() == "jwk-use-conflict" { "jwk-use-conflict" } else { "alg-key-mismatch" };
    let outcome = Outcome::new(id, "found", State::Fail, Group::AlgorithmAndKey);
    Some(place(subject, outcome).fact("key", shown(key)).fact("alg", shown(alg)).fact("misfit", misfit.to_string()))
}

/// A key of these types fits several algorithms, and neither it nor the policy says which (RFC 8725 section 3.1).
fn undecided(subject: &Subject<'_>) -> Option<Outcome> {
    let verified = subject.verification.state == VerificationState::Valid && subject.policy.algorithms.is_empty();
    let key = subject.verification.key.as_deref().filter(|key| verified && key.alg.is_none())?;
    let row = alg::find(subject.token.alg()?)?;
    let is_open = matches!(key.key_type(), KeyType::Rsa | KeyType::Oct);
    let outcome = Outcome::new("key-without-alg", "found", State::Pass, Group::AlgorithmAndKey);
    is_open
        .then(|| place(subject, outcome).fact("key", shown(&key.name)).fact("alg", row.name).found(fitting(row, key)))
}
