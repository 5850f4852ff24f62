//! What the code must hold, whatever the language: the policy, the key and the library's limits brought together.

use super::Note;
use super::language::Language;
use super::literal;
use super::pin::{BLANK, Pin};
use crate::checks::{Need, Policy, SignatureRule};
use crate::jose::alg::{self, Algorithm, KeyType};
use crate::jose::escape;
use crate::jose::flaw::Facts;
use crate::jose::kind::{self, Kind};
use crate::keys::{Key, Purpose};
use std::collections::HashSet;

/// The rules of one snippet.
pub(super) struct Rules {
    language: Language,
    pin: Pin,
    /// The family whose parser the key needs.
    key_type: KeyType,
    algorithms: Vec<&'static str>,
    issuers: Vec<String>,
    audiences: Vec<String>,
    /// As media type without `application/`, in lower case.
    typ: Option<String>,
    /// Claims that have one very value.
    exact: Vec<(&'static str, String)>,
    required: Vec<String>,
    leeway_secs: u64,
    max_age_secs: Option<u64>,
    /// An `iat` in the future refuses.
    past_iat: bool,
    /// The policy itself is not filled in.
    has_blanks: bool,
    pub(super) notes: Vec<Note>,
}

/// More seconds than these, some thirty years, overflow one library or another; nobody means them.
const MOST_SECS: u64 = 1_000_000_000;

/// The claims that jsonwebtoken can be asked to want; it ignores others.
const RUST_REQUIRED: [&str; 5] = ["exp", "nbf", "aud", "iss", "sub"];

impl Rules {
    /// Everything of a policy is taken up here: a new member of it does not compile until it is.
    pub(super) fn of(policy: &Policy, key: Option<&Key>, language: Language) -> Self {
        let Policy {
            algorithms,
            issuers,
            audiences,
            subject,
            typ,
            nonce,
            htm,
            htu,
            ath,
            required,
            leeway_secs,
            max_age_secs,
            signatures,
            require_key_binding,
            strict,
            needs: _,
        } = policy;
        let blanks = policy.blanks();
        // no token has this value: each is refused until somebody fills it in
        let blank = |need: Need| blanks.contains(&need).then(|| format!("{BLANK}: {}", need.id()));
        let mut notes = Notes::for_library(language);
        let algorithms = match blanks.contains(&Need::Algorithms) {
            true => {
                notes.add("algorithms-blank", Facts::new());
                Vec::new()
            }
            false => pinned(algorithms, key, language, &mut notes),
        };
        let key_type = key.map(Key::key_type).or(algorithms.first().and_then(|alg| alg.key_type));
        let pin = Pin::of(key, key_type);
        notes.about_key(&pin);
        notes.about_signatures(*signatures);
        if *require_key_binding {
            notes.add("key-binding", Facts::new());
        }
        let kind = typ.as_deref().and_then(kind::of_typ).map(|(_, kind)| kind);
        if kind == Some(Kind::DpopProof) {
            notes.add("own-key", Facts::new());
        }
        let ends = !kind.is_some_and(Kind::lives_without_exp);
        let mut required = required.clone();
        if *strict {
            let warnings = if ends { "a token without exp, and an iat in the future" } else { "an iat in the future" };
            notes.add("strict", Facts::new().with("warnings", warnings));
            required.extend(ends.then(|| "exp".to_owned()));
        }
        if ends && !required.iter().any(|name| name == "exp") {
            notes.add("no-exp", Facts::new());
        }
        if !blanks.is_empty() {
            let names: Vec<_> = blanks.iter().map(|need| need.id()).collect();
            notes.add("blanks", Facts::new().with("blanks", names.join(", ")));
        }
        let audiences: Vec<_> = audiences.iter().cloned().chain(blank(Need::Audiences)).collect();
        if audiences.is_empty() {
            notes.add("no-audience", Facts::new());
        }
        if typ.as_deref().is_some_and(|typ| !typ.is_ascii()) {
            notes.add("typ-not-ascii", Facts::new());
        }
        if nonce.is_some() {
            notes.add("nonce", Facts::new());
        }
        if *leeway_secs > MOST_SECS || max_age_secs.is_some_and(|secs| secs > MOST_SECS) {
            notes.add("too-many-seconds", Facts::new().with("most", MOST_SECS.to_string()));
        }
        if language == Language::Python && !*strict {
            notes.add("iat-in-the-future", Facts::new());
        }
        notes.add("policy-alone", Facts::new());
        if htm.is_some() || htu.is_some() || ath.is_some() {
            notes.add("request", Facts::new());
        }
        let exact =
            [(Need::Subject, subject), (Need::Nonce, nonce), (Need::Htm, htm), (Need::Htu, htu), (Need::Ath, ath)];
        Self {
            language,
            pin,
            key_type: key_type.unwrap_or(KeyType::Rsa),
            algorithms: algorithms.iter().map(|alg| alg.name).collect(),
            issuers: once_each(&issuers.iter().cloned().chain(blank(Need::Issuers)).collect::<Vec<_>>()),
            audiences: once_each(&audiences),
            typ: typ.as_deref().map(media_type).or_else(|| blank(Need::Typ)),
            exact: exact
                .into_iter()
                .filter_map(|(need, value)| Some((need.id(), value.clone().or_else(|| blank(need))?)))
                .collect(),
            required: once_each(&required),
            leeway_secs: (*leeway_secs).min(MOST_SECS),
            max_age_secs: max_age_secs.map(|secs| secs.min(MOST_SECS)),
            past_iat: *strict,
            has_blanks: !blanks.is_empty(),
            notes: notes.list,
        }
    }

    /// Whether a line of the template that begins with this flag is there; nothing for a flag that there is not.
    pub(super) fn has(&self, flag: &str) -> Option<bool> {
        let is_public = !matches!(self.pin, Pin::Secret { .. });
        let is_of = |key_type| is_public && self.key_type == key_type;
        Some(match flag {
            "secret" => !is_public,
            "base64" => matches!(self.pin, Pin::Secret { base64: true, .. }),
            "rsa" => is_of(KeyType::Rsa) || is_of(KeyType::Akp) || is_of(KeyType::Oct),
            "ec" => is_of(KeyType::Ec),
            "okp" => is_of(KeyType::Okp),
            "blank" => self.has_blanks || self.pin == Pin::Blank || self.algorithms.is_empty(),
            "issuers" => !self.issuers.is_empty(),
            "audiences" => !self.audiences.is_empty(),
            "typ" => self.typ.is_some(),
            "exact" => !self.exact.is_empty(),
            "required" => !self.required.is_empty(),
            "spec_required" => !self.spec_required().is_empty(),
            "max_age" => self.max_age_secs.is_some(),
            "past_iat" => self.past_iat,
            "compares" => !(self.issuers.is_empty() && self.audiences.is_empty() && self.exact.is_empty()),
            _ => return None,
        })
    }

    /// What stands for this name in the template.
    pub(super) fn value(&self, name: &str) -> Option<String> {
        let list = |texts: &[String]| literal::list(self.language, texts);
        Some(match name {
            "algorithms" => self.algorithms(),
            "issuers" => list(&self.issuers),
            "audiences" => list(&self.audiences),
            "typ" => match (self.language, self.typ.as_deref()?) {
                // jose takes an empty option for none at all; this it reads as an empty type
                (Language::Node, "") => literal::quoted(self.language, "application/"),
                (language, typ) => literal::quoted(language, typ),
            },
            "exact" => literal::pairs(self.language, &self.exact),
            "required" => list(&self.required),
            "spec_required" => list(&self.spec_required()),
            "all_required" => list(&self.all_required()),
            "leeway" => self.leeway_secs.to_string(),
            "max_age" => self.max_age_secs?.to_string(),
            "jwk" => self.pin.jwk(),
            "pem" => self.pin.pem(),
            "variable" => match self.pin {
                Pin::Secret { variable, .. } => variable.to_owned(),
                _ => return None,
            },
            _ => return None,
        })
    }

    /// The algorithms as the library names them; without any, something that no token's `alg` is.
    fn algorithms(&self) -> String {
        match (self.language, self.algorithms.as_slice()) {
            (Language::Rust, []) => format!("/* {BLANK}: such as Algorithm::RS256 */"),
            (Language::Rust, names) => {
                names.iter().map(|name| format!("Algorithm::{name}")).collect::<Vec<_>>().join(", ")
            }
            (language, []) => literal::quoted(language, &format!("{BLANK}: such as RS256")),
            (language, names) => literal::list(language, names),
        }
    }

    /// The required claims, and those that are compared: some libraries compare only what is there.
    fn all_required(&self) -> Vec<String> {
        let issuer = (!self.issuers.is_empty()).then_some("iss");
        let audience = (!self.audiences.is_empty()).then_some("aud");
        let compared = issuer.into_iter().chain(audience).map(str::to_owned);
        once_each(&self.required.iter().cloned().chain(compared).collect::<Vec<_>>())
    }

    fn spec_required(&self) -> Vec<String> {
        self.all_required().into_iter().filter(|name| RUST_REQUIRED.contains(&name.as_str())).collect()
    }
}

/// What was found on the way, for people.
struct Notes {
    language: Language,
    list: Vec<Note>,
}

impl Notes {
    fn for_library(language: Language) -> Self {
        Self { language, list: Vec::new() }
    }

    fn add(&mut self, id: &'static str, facts: Facts) {
        self.list.push(Note { id, facts: facts.with("library", self.language.proof().library.clone()) });
    }

    fn about_key(&mut self, pin: &Pin) {
        match pin {
            Pin::Public { .. } => self.add("key-in-code", Facts::new().with("key_sets", self.language.key_sets())),
            Pin::Secret { variable, base64 } => {
                let encoding = if *base64 { "in base64" } else { "as it is" };
                self.add("secret-outside", Facts::new().with("variable", *variable).with("encoding", encoding));
            }
            Pin::Blank => self.add("key-blank", Facts::new()),
        }
    }

    fn about_signatures(&mut self, rule: SignatureRule) {
        let rule = match rule {
            SignatureRule::All => return,
            SignatureRule::Any => "any one".to_owned(),
            SignatureRule::AtLeast(count) => format!("at least {count}"),
        };
        self.add("signatures", Facts::new().with("rule", rule));
    }
}

/// The algorithms that the code allows: those of the policy, else those that fit the key, as far as the key and the library
/// go. All are for one type of key: a list that mixes types is where a public key gets taken for a secret.
fn pinned(listed: &[String], key: Option<&Key>, language: Language, notes: &mut Notes) -> Vec<&'static Algorithm> {
    let names = |rows: &[&Algorithm]| rows.iter().map(|row| row.name).collect::<Vec<_>>().join(", ");
    let rows: Vec<&Algorithm> = match listed {
        [] => alg::signing().collect(),
        _ => once_each(listed).iter().filter_map(|name| alg::find(name)).filter(|row| row.signs()).collect(),
    };
    let unknown: Vec<_> = once_each(listed)
        .iter()
        .filter(|name| !rows.iter().any(|row| row.name == **name))
        .map(|name| escape::visible(name).into_owned())
        .collect();
    if !unknown.is_empty() {
        notes.add("algorithms-none-signs", Facts::new().with("algorithms", unknown.join(", ")));
    }
    let first_type = rows.first().and_then(|row| row.key_type);
    let (fitting, others): (Vec<_>, Vec<_>) = rows.into_iter().partition(|row| match key {
        Some(key) => key.fits(row, Purpose::Verify).is_ok(),
        None => !listed.is_empty() && row.key_type == first_type,
    });
    if !listed.is_empty() && !others.is_empty() {
        notes.add("algorithms-for-other-keys", Facts::new().with("algorithms", names(&others)));
    }
    let curve = key.and_then(Key::curve);
    let (known, strange): (Vec<_>, Vec<_>) = fitting.into_iter().partition(|row| language.knows(row, curve));
    if !strange.is_empty() {
        notes.add("algorithms-unknown-there", Facts::new().with("algorithms", names(&strange)));
    }
    match (listed.is_empty(), known.is_empty()) {
        (_, true) => notes.add("algorithms-blank", Facts::new()),
        (true, false) => notes.add("algorithms-of-key", Facts::new().with("algorithms", names(&known))),
        (false, false) => {}
    }
    known
}

/// Without repetitions: some libraries refuse a set that has them.
fn once_each(texts: &[String]) -> Vec<String> {
    let mut seen = HashSet::with_capacity(texts.len());
    texts.iter().filter(|text| seen.insert(text.as_str())).cloned().collect()
}

/// Media types compare without case, and `application/` may be left out (RFC 7515 section 4.1.9).
fn media_type(typ: &str) -> String {
    let lower = typ.to_ascii_lowercase();
    lower.strip_prefix("application/").map_or(lower.clone(), str::to_owned)
}
