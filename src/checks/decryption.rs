//! Could a JWE be opened, and what does that prove (RFC 7516 section 5.2)? Decrypted never means authentic.

use super::signature::count;
use super::{Check, Fix, Group, Outcome, Reason, State, Subject, Verification, VerificationState, shown};
use crate::crypto::jwe::limits::MAX_INFLATED_BYTES;
use crate::jose::alg::{self, Algorithm, Family};
use crate::jose::flaw::{Facts, Part};
use crate::jose::token::Form;
use zeroize::Zeroizing;

pub(super) const CHECK: Check = Check {
    ids: &[
        "decryption",
        "key-management",
        "content-key",
        "tag",
        "inflate",
        "jwe-zip-limit",
        "jwe-not-a-signature",
        "nested-inner-unsigned",
        "nesting-depth",
    ],
    judge,
};

/// The failure that says no more than that the key is another one, or the token was changed.
const NOT_AUTHENTIC: &str = "jwe-not-authentic";

/// One step of opening a JWE.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Step {
    /// Stable kebab-case id: `key-management`, `content-key`, `tag`, `inflate`.
    pub id: &'static str,
    /// Done, failed, or not reached.
    pub state: State,
    /// Values for the text.
    pub facts: Facts,
}

/// Why a JWE could not be opened with a key.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Failure {
    /// Stable kebab-case id.
    pub id: &'static str,
    /// One lower-case sentence.
    pub text: String,
}

/// What became of the encryption: the finding that the report makes with keys, and that the checks judge.
#[derive(Clone, PartialEq, Eq)]
pub struct Decryption {
    /// Whether some key opened it, which, and why not. `Valid` means opened, `Invalid` that the key is not the one.
    pub finding: Verification,
    /// Which of several recipients the finding is about.
    pub recipient: usize,
    /// The steps, in order; empty when no key was tried.
    pub steps: Vec<Step>,
    /// Why the key that was tried did not open it.
    pub failure: Option<Failure>,
    /// What was inside.
    pub plaintext: Option<Zeroizing<Vec<u8>>>,
}

impl Decryption {
    /// Whether the token was opened.
    #[must_use]
    pub fn is_open(&self) -> bool {
        self.finding.state == VerificationState::Valid
    }
}

/// What is inside a JWE is a credential: its size stands for it.
impl std::fmt::Debug for Decryption {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let plaintext = self.plaintext.as_ref().map(|p| format!("{} bytes", p.len()));
        let mut f = f.debug_struct("Decryption");
        f.field("finding", &self.finding).field("recipient", &self.recipient).field("steps", &self.steps);
        f.field("failure", &self.failure).field("plaintext", &plaintext).finish()
    }
}

fn judge(subject: &Subject<'_>) -> Vec<Outcome> {
    let mut outcomes = Vec::new();
    if let Some(decryption) = subject.decryption {
        outcomes.push(verdict(subject, decryption));
        outcomes.extend(steps(subject, decryption));
        if decryption.failure.as_ref().is_some_and(|f| f.id == "jwe-zip-limit") {
            let outcome = Outcome::new("jwe-zip-limit", "found", State::Fail, Group::Encryption);
            outcomes.push(outcome.fact("limit", count(MAX_INFLATED_BYTES, "byte")));
        }
        outcomes.extend(proof(subject, decryption));
    }
    outcomes.extend(inside(subject));
    outcomes
}

fn verdict(subject: &Subject<'_>, decryption: &Decryption) -> Outcome {
    let finding = &decryption.finding;
    let name = algorithm(subject);
    let end = subject.token.bytes(Part::Ciphertext).len();
    let key = finding.key.as_deref().map(|k| shown(&k.name)).unwrap_or_default();
    let outcome = |case, state| {
        Outcome::new("decryption", case, state, Group::Encryption)
            .at(Part::Ciphertext, 0..end)
            .fact("alg", name.clone())
            .fact("key", key.clone())
    };
    let size = decryption.plaintext.as_ref().map_or(0, |p| p.len());
    match finding.state {
        VerificationState::Valid if subject.inner.is_some() => outcome("opened-nested", State::Pass),
        VerificationState::Valid => outcome("opened", State::Pass).fact("size", count(size, "byte")),
        VerificationState::Invalid => match (&decryption.failure, finding.fitting.as_deref()) {
            (_, Some(other)) => outcome("other-fits", State::Fail)
                .fact("other", shown(&other.name))
                .fix(Fix::UseKey(other.name.clone())),
            (Some(failure), None) if failure.id != NOT_AUTHENTIC => {
                outcome("refused", State::Fail).fact("error", failure.text.clone())
            }
            _ => outcome("failed", State::Fail).fix(Fix::TryEveryKey),
        },
        _ => not_checked(&finding.reason, outcome("no-keys", State::NotChecked)),
    }
}

fn algorithm(subject: &Subject<'_>) -> String {
    subject.token.alg().map(shown).unwrap_or_default()
}

fn row(subject: &Subject<'_>) -> Option<&'static Algorithm> {
    subject.token.alg().and_then(alg::find)
}

fn not_checked(reason: &Reason, outcome: Outcome) -> Outcome {
    let case = |case: &'static str| Outcome { case, ..outcome.clone() };
    match reason {
        Reason::NoneChosen => case("none-chosen").fix(Fix::TryEveryKey),
        Reason::KeyGone { name } => case("key-gone").fact("gone", shown(name)),
        Reason::UnknownKid { kid } => case("unknown-kid").fact("kid", shown(kid)).fix(Fix::TryEveryKey),
        Reason::NoKid => case("no-kid").fix(Fix::TryEveryKey),
        Reason::NoneFits { keys } => case("none-fits").fact("keys", count(*keys, "key")).fix(Fix::AddKey),
        Reason::NoneMatches { tried } => case("none-matches").fact("tried", count(*tried, "key")).fix(Fix::AddKey),
        Reason::Stopped { tried, of } => case("stopped").fact("tried", tried.to_string()).fact("of", count(*of, "key")),
        Reason::Misfit { misfit, .. } => case("misfit").fact("misfit", misfit.to_string()).fix(Fix::TryEveryKey),
        Reason::KeyUnusable { error, .. } => case("key-unusable").fact("error", error.clone()),
        Reason::NoAlg => case("no-alg"),
        Reason::UnknownAlg => case("unknown-alg"),
        Reason::Cut => case("cut"),
        _ => case("no-keys").fix(Fix::AddKey),
    }
}

/// Each step of opening, as a line of its own. A key that could not be computed with says nothing about the token, nor does a
/// step that failed for it.
fn steps(subject: &Subject<'_>, decryption: &Decryption) -> Vec<Outcome> {
    if decryption.finding.state == VerificationState::NotChecked {
        return Vec::new();
    }
    decryption.steps.iter().filter_map(|step| told(subject, decryption, step)).collect()
}

fn told(subject: &Subject<'_>, decryption: &Decryption, step: &Step) -> Option<Outcome> {
    let id = CHECK.ids.iter().find(|id| **id == step.id)?;
    let row = row(subject);
    let case = match step.state {
        State::Pass if *id == "key-management" => brought(row?),
        State::Pass => "done",
        State::Fail => "failed",
        _ => "not-reached",
    };
    let outcome = Outcome::new(id, case, step.state, Group::Encryption);
    let outcome = Outcome { facts: step.facts.clone(), ..outcome };
    Some(match case {
        "done-wrap" => outcome.fact("wrap_bits", row?.wrap_bits.to_string()),
        "failed" => outcome.fact("error", decryption.failure.as_ref().map(|f| f.text.clone()).unwrap_or_default()),
        _ => outcome,
    })
}

/// How the content's key came to the receiver.
fn brought(row: &Algorithm) -> &'static str {
    match row.family {
        Family::RsaEncryption => "done-rsa",
        Family::Direct => "done-direct",
        Family::EcdhEs if row.wrap_bits == 0 => "done-agreed",
        Family::EcdhEs => "done-agreed-wrap",
        Family::Pbes2 => "done-passphrase",
        _ => "done-wrap",
    }
}

/// What it proves that a key opened the token: the three cases are told apart.
fn proof(subject: &Subject<'_>, decryption: &Decryption) -> Option<Outcome> {
    if !decryption.is_open() || subject.inner.is_some() {
        return None;
    }
    let row = row(subject)?;
    let case = if row.encrypts_to_public_key() { "public-key" } else { "shared-key" };
    Some(Outcome::new("jwe-not-a-signature", case, State::Warn, Group::Encryption).fact("alg", row.name))
}

/// What is to be said of the token inside this one.
fn inside(subject: &Subject<'_>) -> Option<Outcome> {
    let inner = subject.inner?;
    if subject.layer + 1 >= crate::checks::MAX_LAYERS {
        let outcome = Outcome::new("nesting-depth", "found", State::Fail, Group::Structure);
        return Some(outcome.expected(format!("at most {}", crate::checks::MAX_LAYERS)));
    }
    let is_unsigned = inner.form == Form::Unsecured || inner.bytes(Part::Signature).is_empty() && !inner.form.is_jwe();
    is_unsigned.then(|| Outcome::new("nested-inner-unsigned", "found", State::Fail, Group::Encryption))
}
