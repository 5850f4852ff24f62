//! What is examined: the signature, what it should cover, and the keys that may have made it.

use super::cause::Cure;
use super::limits::{MAX_HASHED_BYTES, MAX_PUBLIC_KEY_TRIES, TRIES_BETWEEN_LOOKS};
use crate::crypto;
use crate::jose::alg::{self, Algorithm, Family};
use crate::jose::base64url;
use crate::jose::escape;
use crate::jose::flaw::{Facts, Part};
use crate::jose::token::{Form, Token};
use crate::keys::{Key, KeyRing, Material, Secret};
use crate::report::Watch;
use std::cell::Cell;

/// A token with a signature that can be computed with.
pub(super) struct Subject<'a> {
    pub token: &'a Token,
    /// The algorithm that the header names.
    pub row: &'static Algorithm,
    /// The protected header as it stands.
    pub header: String,
    /// The payload as the signature covers it: encoded, or as it is (RFC 7797).
    pub payload: Vec<u8>,
    /// What the signature should cover.
    pub input: Vec<u8>,
    pub signature: &'a [u8],
    /// The keys at hand, the likeliest first.
    pub suspects: Vec<Suspect<'a>>,
    pub work: Work<'a>,
}

/// A key that may have made the signature.
pub(super) struct Suspect<'a> {
    /// As it is kept.
    pub key: &'a Key,
    /// Its public half or secret without any label: what the key says it is for is no question of mathematics.
    pub bare: Key,
    /// Whether it is the one that was to verify the signature.
    pub is_chosen: bool,
}

/// Counts what is done, and ends it.
pub(super) struct Work<'a> {
    watch: &'a Watch<'a>,
    /// The part of the whole that the present step is.
    step: Cell<(f32, f32)>,
    tried: Cell<u64>,
    tried_public: Cell<u64>,
    hashed: Cell<u64>,
    is_over: Cell<bool>,
}

impl<'a> Subject<'a> {
    /// `None` where there is no signature to compute with: an encrypted or unsecured token, one that is cut, or one whose
    /// `alg` nobody knows.
    pub(super) fn of(
        token: &'a Token,
        keys: &'a KeyRing,
        chosen: Option<&'a Key>,
        watch: &'a Watch<'a>,
    ) -> Option<Self> {
        let is_signed = matches!(token.form, Form::JwsCompact | Form::JwsFlattened | Form::JwsGeneral);
        let row = token.alg().and_then(alg::find).filter(|row| row.signs() && is_signed)?;
        let signature = &token.segment(Part::Signature)?.bytes;
        let input = token.signing_input().filter(|_| token.has_payload())?.into_owned();
        let header = token.encoded_text(Part::Header).unwrap_or_default().into_owned();
        let payload = input.get(header.len() + 1..)?.to_vec();
        let suspects = suspects(token, keys, chosen);
        Some(Self { token, row, header, payload, input, signature, suspects, work: Work::new(watch) })
    }

    /// Whether the signature is this key's with this algorithm over that input.
    pub(super) fn verifies(&self, row: &Algorithm, key: &Key, input: &[u8], signature: &[u8]) -> bool {
        self.work.permits(row, input.len()) && crypto::verify(row, key, input, signature).unwrap_or(false)
    }

    /// The same with the algorithm and the signature of the token: only what was signed is in question.
    pub(super) fn covers(&self, key: &Key, input: &[u8]) -> bool {
        self.verifies(self.row, key, input, self.signature)
    }

    /// Whether an HMAC with that secret made the signature.
    pub(super) fn is_secret(&self, secret: &[u8]) -> bool {
        // an empty secret and one octet of zeros are the same key (RFC 2104 section 2), and only one of them is let in
        let octets = if secret.is_empty() { vec![0] } else { secret.to_vec() };
        self.covers(&Key::new(Material::Oct(Secret::new(octets))), &self.input)
    }

    /// The keys of the type and curve that the algorithm takes.
    pub(super) fn fitting(&self) -> impl Iterator<Item = &Suspect<'a>> {
        self.suspects.iter().filter(|s| s.bare.shape_fits(self.row))
    }

    pub(super) fn is_hmac(&self) -> bool {
        self.row.family == Family::Hmac
    }

    /// The facts that every cause has.
    pub(super) fn facts(&self) -> Facts {
        Facts::new().with("alg", self.row.name)
    }

    /// The same, and which key it is about.
    pub(super) fn facts_with(&self, key: &Key) -> Facts {
        self.facts().with("key", label(key))
    }

    /// The token with another signature.
    pub(super) fn with_signature(&self, signature: &[u8]) -> Cure {
        Cure::UseText(self.token.with_part(Part::Signature, &base64url::encode(signature)))
    }
}

/// What people call the key, safe to show.
pub(super) fn label(key: &Key) -> String {
    match key.name.as_str() {
        "" => crypto::thumbprint(key),
        name => escape::visible(name).into_owned(),
    }
}

/// The chosen key, then those with the token's `kid`, then all others.
fn suspects<'a>(token: &Token, keys: &'a KeyRing, chosen: Option<&'a Key>) -> Vec<Suspect<'a>> {
    let is_chosen = |key: &Key| chosen.is_some_and(|c| c.name == key.name && c.material == key.material);
    let others = keys.keys().iter().map(|key| &**key).filter(|key| !is_chosen(key));
    let mut found: Vec<_> = others.map(|key| Suspect { key, bare: bare(&key.material), is_chosen: false }).collect();
    found.sort_by_key(|s| s.key.kid.is_none() || s.key.kid.as_deref() != token.kid());
    let first = chosen.map(|key| Suspect { key, bare: bare(&key.material), is_chosen: true });
    first.into_iter().chain(found).collect()
}

/// What verifies: the secret or the public half.
fn bare(material: &Material) -> Key {
    let mut public = material.clone();
    match &mut public {
        Material::Oct(_) => {}
        Material::Rsa { private, .. } => *private = None,
        Material::Ec { d, .. } | Material::Okp { d, .. } => *d = None,
        Material::Akp { seed, .. } => *seed = None,
    }
    Key::new(public)
}

impl<'a> Work<'a> {
    fn new(watch: &'a Watch<'a>) -> Self {
        let (tried, tried_public, hashed) = (Cell::new(0), Cell::new(0), Cell::new(0));
        Self { watch, step: Cell::new((0.0, 1.0)), tried, tried_public, hashed, is_over: Cell::new(false) }
    }

    /// Whether one more signature over so many octets is computed.
    fn permits(&self, row: &Algorithm, bytes: usize) -> bool {
        if self.is_over.get() {
            return false;
        }
        let tried = self.tried.get() + 1;
        self.tried.set(tried);
        self.tried_public.set(self.tried_public.get() + u64::from(row.family != Family::Hmac));
        self.hashed.set(self.hashed.get().saturating_add(bytes as u64));
        let is_beyond = self.hashed.get() > MAX_HASHED_BYTES || self.tried_public.get() > MAX_PUBLIC_KEY_TRIES;
        let is_stopped = || tried.is_multiple_of(TRIES_BETWEEN_LOOKS) && (self.watch.stopped)();
        self.is_over.set(is_beyond || is_stopped());
        !self.is_over.get()
    }

    /// A step begins: number `i` of `of`.
    pub(super) fn begin(&self, i: usize, of: usize) {
        let share = 1.0 / of.max(1) as f32;
        self.step.set((i as f32 * share, share));
        self.done(0.0);
    }

    /// That part of the step is done, from 0 to 1.
    pub(super) fn done(&self, part: f32) {
        let (start, share) = self.step.get();
        (self.watch.progress)(start + share * part);
        if (self.watch.stopped)() {
            self.is_over.set(true);
        }
    }

    pub(super) fn is_over(&self) -> bool {
        self.is_over.get()
    }

    pub(super) fn tried(&self) -> u64 {
        self.tried.get()
    }
}
