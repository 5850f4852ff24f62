//! The secret is none at all, one that everybody has, or a word of a list.

use super::cause::{Cause, Cure};
use super::subject::Subject;
use crate::keys::{self, Key, Material, Secret};

/// So many words pass between two reports of progress.
const WORDS_BETWEEN_REPORTS: usize = 4096;

pub(super) fn empty_or_known(subject: &Subject<'_>) -> Vec<Cause> {
    if !subject.is_hmac() {
        return Vec::new();
    }
    if subject.is_secret(b"") {
        return vec![Cause::new("secret-empty", subject.facts(), None)];
    }
    let known = keys::known_secrets().find(|(_, octets)| subject.is_secret(octets));
    let cause = |(entry, octets): (&'static str, Vec<u8>)| {
        let facts = subject.facts().with("entry", entry);
        Cause::new("secret-known", facts, Some(add(entry, &octets)))
    };
    known.map(cause).into_iter().collect()
}

/// Each line of the list, taken as it is.
pub(super) fn in_word_list(subject: &Subject<'_>, words: &[u8]) -> Vec<Cause> {
    if !subject.is_hmac() {
        return Vec::new();
    }
    let mut at = 0;
    for (i, line) in words.split(|b| *b == b'\n').enumerate() {
        if i % WORDS_BETWEEN_REPORTS == 0 {
            subject.work.done(at as f32 / words.len().max(1) as f32);
        }
        if subject.work.is_over() {
            break;
        }
        at += line.len() + 1;
        let word = line.strip_suffix(b"\r").unwrap_or(line);
        if !word.is_empty() && subject.is_secret(word) {
            let line = (i + 1).to_string();
            let cure = add(&format!("word list, line {line}"), word);
            return vec![Cause::new("secret-in-word-list", subject.facts().with("line", line), Some(cure))];
        }
    }
    Vec::new()
}

fn add(name: &str, secret: &[u8]) -> Cure {
    let key = Key::new(Material::Oct(Secret::new(secret.to_vec())));
    Cure::AddKey(Box::new(Key { name: name.to_owned(), ..key }))
}
