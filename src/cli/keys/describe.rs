//! A key in words and as JSON. Nothing secret comes out of here.

use crate::checks::{State, times};
use crate::cli::paint::{Paint, mark};
use crate::crypto;
use crate::jose::escape::{self, DeceptiveKind};
use crate::jose::numeric_date::NumericDate;
use crate::keys::{Certificate, Finding, Ignored, Key, Material, Note, Noted, Severity, health};
use serde_json::{Value, json};
use std::fmt::Write as _;
use std::sync::Arc;

/// Something weak or odd about a key or a file.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Warning {
    /// The stable id.
    pub id: &'static str,
    /// `warn` or `fail`.
    pub state: State,
    /// One sentence.
    pub summary: String,
}

impl Warning {
    fn json(&self) -> Value {
        json!({ "id": self.id, "state": self.state.id(), "summary": self.summary })
    }
}

/// A key, where it is from, and what is odd about it.
#[derive(Debug)]
pub struct Described {
    /// The key.
    pub key: Key,
    /// "vault", or the file.
    pub source: String,
    /// Its weaknesses, and what was noted when it was read.
    pub warnings: Vec<Warning>,
}

impl Described {
    /// A key with its own weaknesses.
    #[must_use]
    pub fn new(key: Key, source: &str) -> Self {
        let warnings = weaknesses(&key);
        Self { key, source: source.to_owned(), warnings }
    }

    /// The keys of the vault, each with what is odd about it beside the others.
    #[must_use]
    pub fn together(keys: Vec<Key>, now: NumericDate) -> Vec<Self> {
        let keys: Vec<Arc<Key>> = keys.into_iter().map(Arc::new).collect();
        let found = health(&keys, now);
        keys.into_iter().zip(found).map(|(key, findings)| Self::among(Arc::unwrap_or_clone(key), findings)).collect()
    }

    fn among(key: Key, findings: Vec<Finding>) -> Self {
        let mut described = Self::new(key, "vault");
        for Finding { id, state, text } in findings {
            if described.warnings.iter().all(|w| w.id != id) {
                let state = if state == Severity::Fail { State::Fail } else { State::Warn };
                described.warnings.push(Warning { id, state, summary: text });
            }
        }
        described
    }

    /// As `keys show --json` and `keys list --json` print it.
    #[must_use]
    pub fn json(&self) -> Value {
        let key = &self.key;
        json!({
            "name": key.name,
            "kty": key.key_type().name(),
            "crv": key.curve().map(|c| c.name()),
            "bits": key.bits(),
            "alg": own_alg(key),
            "use": key.usage,
            "kid": key.kid,
            "thumbprint": thumbprint(key),
            "private": key.is_private(),
            "can": key.can().iter().map(|p| p.name()).collect::<Vec<_>>(),
            "source": self.source,
            "certificates": key.certificates().iter().map(certificate).collect::<Vec<_>>(),
            "warnings": self.warnings.iter().map(Warning::json).collect::<Vec<_>>(),
        })
    }

    /// Several lines for people.
    #[must_use]
    pub fn text(&self, paint: Paint) -> String {
        let key = &self.key;
        let can: Vec<_> = key.can().iter().map(|p| p.name()).collect();
        let half = match (&key.material, key.is_private()) {
            (Material::Oct(_), _) => "secret, hidden",
            (_, true) => "private and public half; the private one is hidden",
            (_, false) => "public half only",
        };
        let mut out = format!("{}  {}\n", paint.bold(&escape::visible(&key.name)), key.describe());
        let mut row = |name: &str, value: Option<String>| {
            if let Some(value) = value {
                let _ = writeln!(out, "  {name:11} {value}");
            }
        };
        let shown = |text: &str| escape::visible(text).into_owned();
        row("holds", Some(half.to_owned()));
        row("can", Some(if can.is_empty() { "nothing".to_owned() } else { can.join(", ") }));
        row("alg", own_alg(key).map(shown));
        row("use", key.usage.as_deref().map(shown));
        row("kid", key.kid.as_deref().map(shown));
        row("thumbprint", thumbprint(key));
        row("source", Some(shown(&self.source)));
        for certificate in key.certificates() {
            let (from, until) = (times::utc(certificate.not_before), times::utc(certificate.not_after));
            row("certificate", Some(format!("{}, from {from} to {until}", certificate.subject)));
        }
        out.push_str(&warnings_text(&self.warnings, paint));
        out
    }
}

/// A certificate of a chain, as JSON.
fn certificate(certificate: &Certificate) -> Value {
    json!({
        "subject": certificate.subject,
        "issuer": certificate.issuer,
        "serial": certificate.serial,
        "not_before": certificate.not_before.secs(),
        "not_after": certificate.not_after.secs(),
        "names": certificate.alternative_names,
        "signature_algorithm": certificate.signature_algorithm,
        "x5t": crypto::x5t(&certificate.der),
        "x5t#S256": crypto::x5t_s256(&certificate.der),
    })
}

/// The lines for warnings.
#[must_use]
pub fn warnings_text(warnings: &[Warning], paint: Paint) -> String {
    warnings.iter().map(|w| format!("  {} {}: {}\n", paint.state(w.state, mark(w.state)), w.id, w.summary)).collect()
}

fn own_alg(key: &Key) -> Option<&str> {
    match &key.material {
        Material::Akp { alg, .. } => Some(alg),
        _ => key.alg.as_deref(),
    }
}

/// Below this a secret could be guessed from its thumbprint (RFC 7638 section 7).
const GUESSABLE_BITS: u32 = 128;

/// The thumbprint, unless it would give a short secret away.
#[must_use]
pub fn thumbprint(key: &Key) -> Option<String> {
    let gives_away = matches!(key.material, Material::Oct(_)) && key.bits() < GUESSABLE_BITS;
    (!gives_away).then(|| crypto::thumbprint(key))
}

fn weaknesses(key: &Key) -> Vec<Warning> {
    let warning = |weakness: &crate::keys::Weakness| {
        let state = if weakness.severity() == Severity::Fail { State::Fail } else { State::Warn };
        Warning { id: weakness.id(), state, summary: weakness.to_string() }
    };
    key.weaknesses(None).iter().map(warning).chain(deceptive_labels(key)).collect()
}

/// Labels that look like other ones: the same ids as for texts of a token.
fn deceptive_labels(key: &Key) -> Vec<Warning> {
    let mut warnings: Vec<Warning> = Vec::new();
    for (label, text) in [("kid", key.kid.as_deref()), ("alg", key.alg.as_deref()), ("name", Some(key.name.as_str()))] {
        for found in text.map(escape::deceptive).unwrap_or_default() {
            let (id, what) = match found.kind {
                DeceptiveKind::Bidi => ("text-bidi-control", "changes the direction of writing"),
                DeceptiveKind::Invisible => ("text-invisible", "is drawn as nothing"),
                DeceptiveKind::Control => ("text-control", "is a control character"),
                DeceptiveKind::Confusable { .. } => ("text-confusable", "looks like another letter"),
            };
            if warnings.iter().all(|w| w.id != id) {
                let summary = format!("`{label}` holds {}, which {what}", escape::code_point(found.found));
                warnings.push(Warning { id, state: State::Warn, summary });
            }
        }
    }
    warnings
}

/// A remark about an import, where it is more than a remark.
#[must_use]
pub fn noted(noted: &Noted) -> Warning {
    // a file with several keys is nothing odd where it is a set, and the front door says so only for others
    let id = noted.note.id();
    Warning { id, state: State::Warn, summary: format!("{}: {}", noted.what, noted.note) }
}

/// Whether a remark speaks of the key from this place in a file: of the only one, of the file as a whole, or of that place.
#[must_use]
pub fn concerns(noted: &Noted, place: &str, is_only: bool) -> bool {
    let is_whole = matches!(noted.what.as_str(), "the input" | "the set");
    // of a whole set, only what makes each of its keys doubtful
    is_only || (is_whole && !matches!(noted.note, Note::Utf16)) || noted.what == place
}

/// What was left out, as JSON.
#[must_use]
pub fn ignored(ignored: &Ignored) -> Value {
    json!({ "what": ignored.what, "id": ignored.why.id(), "why": ignored.why.to_string() })
}
