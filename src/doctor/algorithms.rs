//! The signature was made with another algorithm than the header names: another hash, another padding, another type of key.

use super::cause::Cause;
use super::subject::Subject;
use crate::jose::alg;

pub(super) fn causes(subject: &Subject<'_>) -> Vec<Cause> {
    for suspect in &subject.suspects {
        // a key for the named algorithm computes nothing else under another name of it
        let same = |row: &alg::Algorithm| row.family == subject.row.family && row.hash_bits == subject.row.hash_bits;
        let others = alg::signing().filter(|row| suspect.bare.shape_fits(row) && !same(row));
        let mut made_with =
            others.filter(|row| subject.verifies(row, &suspect.bare, &subject.input, subject.signature));
        if let Some(row) = made_with.next() {
            let facts = subject.facts_with(suspect.key).with("made_with", row.name);
            return vec![Cause::new("other-algorithm", facts, None)];
        }
    }
    Vec::new()
}
