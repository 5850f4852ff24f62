//! What is wrong or odd about keys that are kept together: each by itself, and beside the others.

use super::jwk::contradicts;
use super::{Certificate, Key, Material, Origin, Purpose, Weakness};
use crate::jose::alg::{self, Algorithm, Curve};
use crate::jose::escape::{self, DeceptiveKind};
use crate::jose::numeric_date::NumericDate;
use crate::keys::limits::quoted;
use std::collections::HashMap;
use std::sync::Arc;

/// How much a finding weighs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Severity {
    /// The key works; somebody should know of it.
    Warn,
    /// The key is worthless, given away, or cannot be used as its labels say.
    Fail,
}

/// One thing that is wrong or odd about a key.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Finding {
    /// The stable kebab-case id.
    pub id: &'static str,
    /// How much it weighs.
    pub state: Severity,
    /// One sentence without its full stop, safe to show; names other keys, never what is in them.
    pub text: String,
}

impl Finding {
    fn warn(id: &'static str, text: impl Into<String>) -> Self {
        Self { id, state: Severity::Warn, text: text.into() }
    }

    fn fail(id: &'static str, text: impl Into<String>) -> Self {
        Self { state: Severity::Fail, ..Self::warn(id, text) }
    }
}

impl Weakness {
    /// How much it weighs: whether the key is worth nothing, or less than it should be.
    #[must_use]
    pub fn severity(&self) -> Severity {
        match self {
            Self::RsaExponentWeak | Self::OkpLowOrder | Self::HmacSecretIsPublicKey { .. } => Severity::Fail,
            _ => Severity::Warn,
        }
    }
}

/// What is wrong or odd about each key, in the order of the keys: its weaknesses, its certificates at that time, labels
/// that contradict each other, and other keys that share its `kid` or are the same key. Takes time linear in their number.
#[must_use]
pub fn health(keys: &[Arc<Key>], now: NumericDate) -> Vec<Vec<Finding>> {
    let neighbours = Neighbours::of(keys);
    keys.iter().map(|key| by_itself(key, now).into_iter().chain(neighbours.beside(key)).collect()).collect()
}

fn by_itself(key: &Key, now: NumericDate) -> Vec<Finding> {
    let weaknesses = key.weaknesses(None).into_iter();
    let mut found: Vec<Finding> =
        weaknesses.map(|w| Finding { id: w.id(), state: w.severity(), text: w.to_string() }).collect();
    found.extend(published(key));
    found.extend(labels(key));
    found.extend(deceptive(key));
    found.extend(certificates(key, now));
    found
}

/// A private key that came from a server is everybody's who asks that server.
fn published(key: &Key) -> Option<Finding> {
    let fetched = key.about.source.as_ref().is_some_and(|source| source.origin == Origin::Fetched);
    let what = if matches!(key.material, Material::Oct(_)) { "secret" } else { "private key" };
    (fetched && key.is_private())
        .then(|| Finding::fail("private-key-published", format!("the server hands out this {what} to everybody")))
}

/// A name that shows something other than it says makes one key look like another in a list.
fn deceptive(key: &Key) -> Vec<Finding> {
    let texts = [("its name", Some(key.name.as_str())), ("its `kid`", key.kid.as_deref())];
    let mut found: Vec<Finding> = Vec::new();
    for (what, text) in texts.into_iter().filter_map(|(what, text)| Some((what, text?))) {
        for one in escape::deceptive(text) {
            let how = match one.kind {
                DeceptiveKind::Bidi => "changes the order in which the letters are drawn".to_owned(),
                DeceptiveKind::Invisible => "is drawn as nothing".to_owned(),
                DeceptiveKind::Control => "is no letter but a command".to_owned(),
                DeceptiveKind::Confusable { looks_like } => format!("looks like “{looks_like}” and is another letter"),
            };
            if found.iter().all(|f| f.id != one.kind.lint()) {
                let text = format!("{what} has {} in it, which {how}", escape::code_point(one.found));
                found.push(Finding::warn(one.kind.lint(), text));
            }
        }
    }
    found
}

/// Whether `alg`, `use`, `key_ops` and what the key is go together (RFC 7517 sections 4.2 to 4.4).
fn labels(key: &Key) -> Vec<Finding> {
    let row = key.alg.as_deref().and_then(alg::find);
    let mismatch = row.and_then(|row| Some((row, misfit(key, row)?)));
    let mismatch = mismatch.map(|(row, why)| {
        let needs = format!("its `alg` is {}, which {why}: this is {}", row.name, article(key));
        Finding::fail("alg-key-mismatch", needs)
    });
    let conflict = use_conflict(key, row.filter(|_| mismatch.is_none()));
    let conflict = conflict.map(|text| Finding::warn("jwk-use-conflict", text));
    mismatch.into_iter().chain(conflict).collect()
}

/// What the algorithm of the key's `alg` needs that the key is not.
fn misfit(key: &Key, row: &Algorithm) -> Option<String> {
    if !key.shape_fits(row) {
        let curves: Vec<_> = row.curves.iter().map(|curve| curve.name()).collect();
        return Some(match (row.key_type, curves.is_empty()) {
            _ if row.key_type.is_none() && curves.is_empty() => "needs no key".to_owned(),
            (_, false) => format!("needs a key on {}", curves.join(" or ")),
            (Some(key_type), true) => format!("needs a key of type {key_type}"),
            (None, true) => "needs another key".to_owned(),
        });
    }
    let purpose = if row.manages_keys() { Purpose::Encrypt } else { Purpose::Verify };
    let bare = Key { usage: None, key_ops: Vec::new(), ..Key::new(key.material.clone()) };
    match (&key.material, bare.fits(row, purpose)) {
        // of the secrets, those for AES have one length only; an empty one is told of elsewhere
        (Material::Oct(_), Err(super::Misfit::Length { expected, .. })) => Some(format!("needs {expected} bits")),
        (Material::Akp { alg, .. }, _) if alg != row.name => Some(format!("needs a key of {}", row.name)),
        _ => None,
    }
}

fn article(key: &Key) -> String {
    match &key.material {
        Material::Oct(_) => format!("a {}", key.describe()),
        Material::Ec { .. } => format!("a key on {}", key.curve().map_or("another curve", Curve::name)),
        _ => format!("a key of {}", key.describe()),
    }
}

fn use_conflict(key: &Key, row: Option<&Algorithm>) -> Option<String> {
    let usage = key.usage.as_deref();
    if let Some(usage) = usage.filter(|usage| contradicts(usage, &key.key_ops)) {
        return Some(format!("its `use` is {}, but its `key_ops` says otherwise", quoted(usage)));
    }
    let alg_usage = row.map(|row| if row.manages_keys() { "enc" } else { "sig" });
    if let (Some(row), Some(wanted), Some(usage)) = (row, alg_usage, usage.filter(|u| matches!(*u, "sig" | "enc")))
        && wanted != usage
    {
        return Some(format!("its `use` is {usage}, but its `alg` is {}", row.name));
    }
    if let (Some(row), Some(wanted)) = (row, alg_usage)
        && contradicts(wanted, &key.key_ops)
    {
        return Some(format!("its `alg` is {}, but its `key_ops` says otherwise", row.name));
    }
    let can_nothing = key.can().is_empty() && (usage.is_some() || !key.key_ops.is_empty());
    can_nothing.then(|| format!("with its `use` and `key_ops`, {} can do nothing", article(key)))
}

/// The certificates of `x5c` (RFC 7517 section 4.7), the first one being the key's own.
fn certificates(key: &Key, now: NumericDate) -> Vec<Finding> {
    let chain = key.other.get("x5c").and_then(serde_json::Value::as_array).into_iter().flatten();
    let read = chain.filter_map(|item| Certificate::from_x5c(item.as_str()?));
    let judged = read.enumerate().filter_map(|(i, certificate)| {
        let which = if i == 0 { "its certificate".to_owned() } else { format!("certificate {} of its chain", i + 1) };
        if now > certificate.not_after {
            return Some(Finding::warn("certificate-expired", format!("{which} has expired")));
        }
        (now < certificate.not_before)
            .then(|| Finding::warn("certificate-not-yet-valid", format!("{which} is not valid yet")))
    });
    judged.collect()
}

/// What tells two keys apart: the same for both halves of a pair, as the thumbprint is (RFC 7638).
type Fingerprint<'a> = (u8, Option<Curve>, &'a [u8], &'a [u8]);

fn fingerprint(key: &Key) -> Fingerprint<'_> {
    match &key.material {
        Material::Oct(secret) => (0, None, secret.expose(), &[]),
        Material::Rsa { n, e, .. } => (1, None, n, e),
        Material::Ec { curve, x, y, .. } => (2, Some(*curve), x, y),
        Material::Okp { curve, x, .. } => (3, Some(*curve), x, &[]),
        Material::Akp { alg, public, .. } => (4, None, public, alg.as_bytes()),
    }
}

/// The keys by what they may share. Two of a kind are kept: one of them is another key than the one that asks.
struct Neighbours<'a> {
    by_material: HashMap<Fingerprint<'a>, Vec<&'a Arc<Key>>>,
    by_kid: HashMap<&'a str, Vec<&'a Arc<Key>>>,
}

impl<'a> Neighbours<'a> {
    fn of(keys: &'a [Arc<Key>]) -> Self {
        let mut found = Self { by_material: HashMap::with_capacity(keys.len()), by_kid: HashMap::new() };
        for key in keys {
            let same = found.by_material.entry(fingerprint(key)).or_default();
            if same.len() < 2 {
                same.push(key);
            }
            let Some(kid) = key.kid.as_deref() else { continue };
            let shared = found.by_kid.entry(kid).or_default();
            // the halves of one key may well have one `kid`
            if shared.len() < 2 && shared.iter().all(|k| fingerprint(k) != fingerprint(key)) {
                shared.push(key);
            }
        }
        found
    }

    /// Another key that is the same key, and another that has its `kid`.
    fn beside(&self, key: &'a Arc<Key>) -> Vec<Finding> {
        let same = self.by_material.get(&fingerprint(key)).into_iter().flatten();
        let twin = same.copied().find(|k| !Arc::ptr_eq(k, key));
        let shared = key.kid.as_deref().and_then(|kid| self.by_kid.get(kid)).into_iter().flatten();
        let stranger = shared.copied().find(|k| fingerprint(k) != fingerprint(key));
        let twin = twin.map(|twin| Finding::warn("key-twice", twin_text(key, twin)));
        let stranger = stranger.map(|k| {
            let text = format!("“{}” has the same `kid`: a token cannot say which it means", quoted(&k.name));
            Finding::warn("kid-duplicate", text)
        });
        twin.into_iter().chain(stranger).collect()
    }
}

fn twin_text(key: &Key, twin: &Key) -> String {
    let name = quoted(&twin.name);
    match (key.is_private(), twin.is_private()) {
        (true, false) => format!("“{name}” is the public half of this key"),
        (false, true) => format!("“{name}” is the whole of this key"),
        _ => format!("“{name}” is the same key"),
    }
}
