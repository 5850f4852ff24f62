//! Pure judgement: one file per check, [`Subject`] in, [`Outcome`]s out.
//!
//! A check reads no clock, no file and no key store; it decides a state and gives the facts. The words for them are in
//! `assets/teach/checks.toml`, joined by `id` and `case`. [`ALL`] lists every check; adding one is adding a file and a line.

mod algorithm;
mod aud;
mod blanks;
mod certificate;
mod claim_types;
mod crit;
pub mod decryption;
pub mod disclosure;
mod encryption;
mod exp;
mod header_keys;
mod iat;
mod input;
mod iss;
mod iss_key;
mod key_strength;
mod kid;
mod kind;
mod lifetime;
mod max_age;
mod nbf;
mod nonce;
mod policy;
mod replicated;
mod request;
mod required;
mod sd_jwt;
mod sensitive;
mod several;
mod signature;
mod size;
mod structure;
mod sub;
mod text;
pub mod times;
mod told;
mod turns;
mod typ;
mod verification;

pub use decryption::Decryption;
pub use disclosure::{DisclosureLine, KeyBinding, NoHolderKey, Processed};
pub use policy::{Need, Policy, SignatureRule};
pub use sensitive::NAMES as SENSITIVE_NAMES;
pub use several::{EntryVerdict, combined};
use told::{listed, shown};
pub use turns::turns;
pub use verification::{Reason, Verification, VerificationState};

use crate::jose::find::Removed;
use crate::jose::flaw::{Facts, Part};
use crate::jose::json::{Node, Value};
use crate::jose::kind::{Kind, recognise};
use crate::jose::numeric_date::NumericDate;
use crate::jose::token::{Document, Token};
use std::ops::Range;

/// Tokens inside tokens are opened this deep, the outermost counted.
pub const MAX_LAYERS: usize = 8;

/// The four states, never mixed.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum State {
    /// The check ran and refuses.
    Fail,
    /// The check ran and is uneasy.
    Warn,
    /// The check could not run or was not asked to, and says why.
    NotChecked,
    /// The check ran and is content.
    Pass,
}

impl State {
    /// The stable id, as `--json` prints it.
    #[must_use]
    pub fn id(self) -> &'static str {
        match self {
            Self::Pass => "pass",
            Self::Warn => "warn",
            Self::Fail => "fail",
            Self::NotChecked => "not-checked",
        }
    }

    /// The word people read.
    #[must_use]
    pub fn label(self) -> &'static str {
        match self {
            Self::Pass => "Passed",
            Self::Warn => "Warning",
            Self::Fail => "Failed",
            Self::NotChecked => "Not checked",
        }
    }
}

/// What a check is about; the panel shows checks in this order.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub enum Group {
    /// Can it be read?
    Structure,
    /// Could it be opened, and what does that prove?
    Encryption,
    /// Who made it?
    Signature,
    /// Is the algorithm allowed, does the key fit, is it strong?
    AlgorithmAndKey,
    /// Is it valid now?
    Time,
    /// Who issued it, about whom, for whom?
    Who,
    /// Is it the kind of token that was expected?
    Kind,
    /// What else is unwise?
    Hygiene,
}

impl Group {
    /// Every one, in the order of reading.
    pub const ALL: [Self; 8] = [
        Self::Structure,
        Self::Encryption,
        Self::Signature,
        Self::AlgorithmAndKey,
        Self::Time,
        Self::Who,
        Self::Kind,
        Self::Hygiene,
    ];

    /// The heading people read.
    #[must_use]
    pub fn label(self) -> &'static str {
        match self {
            Self::Structure => "Structure",
            Self::Encryption => "Encryption",
            Self::Signature => "Signature",
            Self::AlgorithmAndKey => "Algorithm and key",
            Self::Time => "Time",
            Self::Who => "Who",
            Self::Kind => "Kind",
            Self::Hygiene => "Hygiene",
        }
    }
}

/// What one click can do about an outcome.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Fix {
    /// Verify with the key of this name.
    UseKey(String),
    /// Try every key that fits.
    TryEveryKey,
    /// Add a key: nothing in the vault fits.
    AddKey,
    /// Expect this issuer.
    ExpectIssuer(String),
    /// Expect this audience.
    ExpectAudience(String),
    /// Allow this algorithm.
    AllowAlgorithm(String),
    /// Judge as if now were this time.
    PretendNow(NumericDate),
    /// Accept this clock difference, in seconds.
    SetLeeway(u64),
    /// Exchange the token's text for its repaired spelling.
    Repair(String),
    /// Sign again with the chosen key.
    Sign,
}

impl Fix {
    /// The id of its label in `assets/teach/fixes.toml`, and the facts for it.
    #[must_use]
    pub fn label_id(&self) -> (&'static str, Facts) {
        match self {
            Self::UseKey(name) => ("use-key", Facts::new().with("key", name)),
            Self::TryEveryKey => ("try-every-key", Facts::new()),
            Self::AddKey => ("add-key", Facts::new()),
            Self::ExpectIssuer(v) => ("expect-issuer", Facts::new().with("value", shown(v))),
            Self::ExpectAudience(v) => ("expect-audience", Facts::new().with("value", shown(v))),
            Self::AllowAlgorithm(v) => ("allow-algorithm", Facts::new().with("value", shown(v))),
            Self::PretendNow(t) => ("pretend-now", Facts::new().with("time", times::utc(*t))),
            Self::SetLeeway(s) => ("set-leeway", Facts::new().with("secs", s.to_string())),
            Self::Repair(_) => ("repair", Facts::new()),
            Self::Sign => ("sign", Facts::new()),
        }
    }
}

/// What one check says about one token.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Outcome {
    /// Stable kebab-case id, the same in window, `--json` and prose.
    pub id: &'static str,
    /// Which of the check's texts applies.
    pub case: &'static str,
    /// The state.
    pub state: State,
    /// Where the panel shows it.
    pub group: Group,
    /// Values for the text.
    pub facts: Facts,
    /// What the policy or the standard expects, where that is a value.
    pub expected: Option<String>,
    /// What the token has, where that is a value.
    pub found: Option<String>,
    /// The part of the token it speaks of, and the bytes in the decoded part.
    pub place: Option<(Part, Range<usize>)>,
    /// What one click can do.
    pub fixes: Vec<Fix>,
}

impl Outcome {
    fn new(id: &'static str, case: &'static str, state: State, group: Group) -> Self {
        let (facts, expected, found, place, fixes) = (Facts::new(), None, None, None, Vec::new());
        Self { id, case, state, group, facts, expected, found, place, fixes }
    }

    fn fact(mut self, name: &'static str, value: impl Into<String>) -> Self {
        self.facts = self.facts.with(name, value);
        self
    }

    fn expected(mut self, value: impl Into<String>) -> Self {
        let value = value.into();
        self.facts = self.facts.with("expected", value.clone());
        self.expected = Some(value);
        self
    }

    fn found(mut self, value: impl Into<String>) -> Self {
        let value = value.into();
        self.facts = self.facts.with("found", value.clone());
        self.found = Some(value);
        self
    }

    fn at(mut self, part: Part, span: Range<usize>) -> Self {
        self.place = Some((part, span));
        self
    }

    fn fix(mut self, fix: Fix) -> Self {
        self.fixes.push(fix);
        self
    }
}

/// All that a check may look at.
#[derive(Debug, Clone, Copy)]
pub struct Subject<'a> {
    /// The token, taken apart.
    pub token: &'a Token,
    /// The claims that are judged: a JWS's payload, a JWE's plaintext, or what an SD-JWT reveals.
    pub claims: &'a Document,
    /// What was stripped from the text it was found in.
    pub removed: &'a [Removed],
    /// How many tokens that text held.
    pub tokens_in_text: usize,
    /// The part that was changed here since the token was signed or came in.
    pub edited: Option<Part>,
    /// What became of the signature.
    pub verification: &'a Verification,
    /// What became of the encryption, for a JWE.
    pub decryption: Option<&'a Decryption>,
    /// What an SD-JWT discloses.
    pub sd_jwt: Option<&'a Processed>,
    /// The token inside this one, for nested tokens.
    pub inner: Option<&'a Token>,
    /// How many tokens this one is inside of.
    pub layer: usize,
    /// Whether it was inside an encrypted one, so that not everybody on the way could read it.
    pub was_sealed: bool,
    /// The verdict on each of several signatures; empty where there is one.
    pub each: &'a [EntryVerdict],
    /// What is expected.
    pub policy: &'a Policy,
    /// The time to judge at.
    pub now: NumericDate,
}

impl<'a> Subject<'a> {
    /// A claim, when the payload is a claims set.
    #[must_use]
    pub fn claim(&self, name: &str) -> Option<&'a Node> {
        self.claims.member(name)
    }

    /// A header parameter, be it protected or not, with the header it stands in (RFC 7515 section 4).
    #[must_use]
    pub fn parameter(&self, name: &str) -> Option<Parameter<'a>> {
        self.token.parameter_in(name).map(|(part, document, node)| Parameter { part, document, node })
    }

    /// What was inside an encrypted token, where that is no token itself.
    fn shown_inside(&self) -> Option<&'a Document> {
        self.decryption.filter(|d| d.is_open() && self.inner.is_none()).map(|_| self.claims)
    }

    /// Which of two cases holds where this token shows no claims: it is encrypted and was not opened, or it is around
    /// another token, whose claims are judged there.
    fn elsewhere(&self, sealed: &'static str, inside: &'static str) -> Option<&'static str> {
        match self.decryption {
            _ if self.inner.is_some() => Some(inside),
            Some(decryption) if !decryption.is_open() => Some(sealed),
            _ => None,
        }
    }

    /// Whether there is a claims set to judge.
    #[must_use]
    pub fn has_claims(&self) -> bool {
        self.claims.object().is_some()
    }

    /// A NumericDate claim (RFC 7519 section 2).
    #[must_use]
    pub fn date(&self, name: &str) -> DateClaim<'a> {
        match self.claim(name) {
            None => DateClaim::Absent,
            Some(node) => match node.value {
                Value::Number => match NumericDate::parse(self.spelled(node)) {
                    Some(date) => DateClaim::Date(date, node),
                    None => DateClaim::WrongType(node),
                },
                _ => DateClaim::WrongType(node),
            },
        }
    }

    /// The text of a claim, as in the payload.
    #[must_use]
    pub fn spelled(&self, node: &Node) -> &'a str {
        self.claims.spelled(node)
    }

    /// Whether the claims are a payload that travels apart from the token and was not given (RFC 7515 appendix F): nobody
    /// here can say what is in them.
    fn claims_are_apart(&self) -> bool {
        self.token.is_detached() && !self.token.has_payload()
    }

    /// Whether the token names, by its `typ`, a kind of which that is true.
    fn declares(&self, is_so: impl Fn(Kind) -> bool) -> bool {
        recognise(&self.token.header, self.claims).iter().any(|r| r.is_declared() && is_so(r.kind))
    }

    /// Whether a key binding names audience and nonce in place of the token, signed with the key that the token names. One that
    /// nobody could check takes no claim's place.
    fn is_bound_presentation(&self) -> bool {
        self.sd_jwt.is_some_and(Processed::is_bound)
    }

    /// The moment a lower bound is met, leeway considered.
    #[must_use]
    pub fn leeway_secs(&self) -> i64 {
        i64::try_from(self.policy.leeway_secs).unwrap_or(i64::MAX)
    }
}

/// A header parameter and the header it stands in.
#[derive(Debug, Clone, Copy)]
pub struct Parameter<'a> {
    /// Which header that is.
    pub part: Part,
    /// Its document.
    pub document: &'a Document,
    /// The value.
    pub node: &'a Node,
}

impl<'a> Parameter<'a> {
    /// The value, when it is a string.
    #[must_use]
    pub fn as_str(&self) -> Option<&'a str> {
        self.node.as_str()
    }

    /// The value for a sentence: the string, or the JSON as it is spelt.
    fn shown(&self) -> String {
        self.as_str().map_or_else(|| shown(self.document.spelled(self.node)), shown)
    }

    /// The outcome, pointing at the value.
    fn place(&self, outcome: Outcome) -> Outcome {
        outcome.at(self.part, self.node.span.clone())
    }
}

/// A claim that should be a NumericDate.
#[derive(Debug, Clone, Copy)]
pub enum DateClaim<'a> {
    /// The claim is not there.
    Absent,
    /// It is a number.
    Date(NumericDate, &'a Node),
    /// It is there and no number.
    WrongType(&'a Node),
}

/// One check: the ids it may speak under, and its judgement.
#[derive(Debug)]
pub struct Check {
    /// Every id its outcomes can carry; each has prose.
    pub ids: &'static [&'static str],
    /// The judgement. Lints stay silent (an empty list) when there is nothing to say.
    pub judge: fn(&Subject<'_>) -> Vec<Outcome>,
}

/// Every check, in the order of the panel.
pub static ALL: &[Check] = &[
    input::CHECK,
    structure::CHECK,
    encryption::CHECK,
    decryption::CHECK,
    signature::CHECK,
    sd_jwt::CHECK,
    algorithm::CHECK,
    key_strength::CHECK,
    crit::CHECK,
    header_keys::CHECK,
    certificate::CHECK,
    kid::CHECK,
    exp::CHECK,
    nbf::CHECK,
    iat::CHECK,
    max_age::CHECK,
    times::CHECK,
    iss::CHECK,
    iss_key::CHECK,
    aud::CHECK,
    sub::CHECK,
    nonce::CHECK,
    claim_types::CHECK,
    replicated::CHECK,
    request::CHECK,
    blanks::CHECK,
    typ::CHECK,
    kind::CHECK,
    required::CHECK,
    lifetime::CHECK,
    size::CHECK,
    sensitive::CHECK,
    text::CHECK,
];

/// The checks that look at one signature and its header, by their first id. Where there are several signatures, each is
/// judged by these on its own, and the first two sum up.
const OF_ONE_SIGNATURE: [&str; 8] = [
    "signature",
    "algorithm",
    "hmac-key-empty",
    "crit-malformed",
    "embedded-jwk",
    "kid-suspicious",
    "iss-key-mismatch",
    "typ",
];

/// The checks that look at the claims, by their first id: silent where the claims are elsewhere. The others that do say so.
const OF_THE_CLAIMS: [&str; 10] =
    ["nbf", "iat", "max-age", "time-milliseconds", "sub", "nonce", "htm", "policy-blank", "sensitive-claim", "kind"];

/// Runs every check.
#[must_use]
pub fn judge(subject: &Subject<'_>) -> Vec<Outcome> {
    let sums_up = |check: &Check| check.ids.iter().any(|id| matches!(*id, "signature" | "algorithm"));
    let has_no_claims = subject.elsewhere("", "").is_some() || subject.claims_are_apart();
    let is_silent = |check: &Check| has_no_claims && check.ids.first().is_some_and(|id| OF_THE_CLAIMS.contains(id));
    let applies =
        |check: &Check| !is_silent(check) && (subject.each.is_empty() || !is_of_one_signature(check) || sums_up(check));
    let mut outcomes: Vec<Outcome> =
        ALL.iter().filter(|check| applies(check)).flat_map(|check| (check.judge)(subject)).collect();
    outcomes.sort_by_key(|o| o.group);
    outcomes
}

/// Runs the checks of one of several signatures.
#[must_use]
pub fn judge_signature(subject: &Subject<'_>) -> Vec<Outcome> {
    ALL.iter().filter(|check| is_of_one_signature(check)).flat_map(|check| (check.judge)(subject)).collect()
}

fn is_of_one_signature(check: &Check) -> bool {
    check.ids.first().is_some_and(|id| OF_ONE_SIGNATURE.contains(id))
}

/// A JSON value for a sentence.
fn shown_value(subject: &Subject<'_>, node: &Node) -> String {
    match node.as_str() {
        Some(text) => shown(text),
        None => shown(subject.spelled(node)),
    }
}
