//! What belongs together in one input: certificates that follow each other become one key with its chain, and a private key
//! takes the certificate that was made for it. Chains are joined by names; no signature is looked at.

use super::import::Entry;
use super::note::Note;
use super::{Certificate, Material};
use base64::engine::{Engine as _, general_purpose::STANDARD};
use serde_json::Value;

/// Longest chain that is joined; real ones have four.
const MAX_CHAIN: usize = 20;

/// Joins what belongs together, and writes certificates into the member `x5c` (RFC 7517 section 4.7).
pub(super) fn join(entries: Vec<Entry>) -> Vec<Entry> {
    let mut joined = hand_over(chains(entries));
    joined.iter_mut().for_each(write_x5c);
    joined
}

/// Certificates each of which is the issuer of the one before, made one entry.
fn chains(entries: Vec<Entry>) -> Vec<Entry> {
    let mut out: Vec<Entry> = Vec::new();
    for mut entry in entries {
        let continues = out.last().is_some_and(|last| is_issuer(last, &entry));
        match out.last_mut() {
            Some(last) if continues => last.chain.append(&mut entry.chain),
            _ => out.push(entry),
        }
    }
    for entry in out.iter_mut().filter(|entry| entry.chain.len() > 1) {
        entry.notes.push(Note::Chain { count: entry.chain.len() });
    }
    out
}

fn is_issuer(below: &Entry, above: &Entry) -> bool {
    let [above] = above.chain.as_slice() else { return false };
    let Some(last) = below.chain.last() else { return false };
    let read = |der: &[u8]| Certificate::from_der(der);
    match (read(last), read(above)) {
        (Some(last), Some(above)) => {
            below.chain.len() < MAX_CHAIN
                && last.der != above.der
                && !last.is_self_issued
                && last.names_as_issuer(&above)
        }
        _ => false,
    }
}

/// Gives each chain whose first certificate is for a private key of the input to that key.
fn hand_over(mut entries: Vec<Entry>) -> Vec<Entry> {
    for private in 0..entries.len() {
        let Some(key) = entries.get(private).filter(|e| e.key.is_private() && e.chain.is_empty()) else { continue };
        let own = |e: &Entry| {
            !e.chain.is_empty() && !e.key.is_private() && same_public_key(&e.key.material, &key.key.material)
        };
        let Some(at) = entries.iter().position(own) else { continue };
        let Some(entry) = entries.get_mut(at) else { continue };
        let (chain, what) = (std::mem::take(&mut entry.chain), entry.what.clone());
        entry.is_gone = true;
        if let Some(key) = entries.get_mut(private) {
            key.notes.push(Note::Certified { what });
            key.chain = chain;
        }
    }
    entries.retain(|entry| !entry.is_gone);
    entries
}

fn write_x5c(entry: &mut Entry) {
    if !entry.chain.is_empty() {
        let chain: Vec<Value> = entry.chain.iter().map(|der| Value::from(STANDARD.encode(der))).collect();
        entry.key.other.insert("x5c".to_owned(), Value::Array(chain));
    }
}

/// Whether two keys have the same public half.
pub(super) fn same_public_key(a: &Material, b: &Material) -> bool {
    match (a, b) {
        (Material::Rsa { n, e, .. }, Material::Rsa { n: n2, e: e2, .. }) => n == n2 && e == e2,
        (Material::Ec { curve, x, .. }, Material::Ec { curve: c2, x: x2, .. }) => curve == c2 && x == x2,
        (Material::Okp { curve, x, .. }, Material::Okp { curve: c2, x: x2, .. }) => curve == c2 && x == x2,
        (Material::Akp { public, .. }, Material::Akp { public: p2, .. }) => public == p2,
        _ => false,
    }
}
