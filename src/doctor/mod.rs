//! The signature doctor: why a signature does not verify.
//!
//! Every cause but one is proof: with what it says changed, the signature does verify. The exception is `graph-nonce`, which
//! says that nobody but the issuer can know. The verdict on the token never changes by it: the doctor explains, and offers
//! what would put things right.
//!
//! | file | tries |
//! |---|---|
//! | `other_keys` | each key at hand, also those whose labels forbid it |
//! | `readings` | the secret as base64, as hex, without or with a line end … |
//! | `algorithms` | the other hashes and paddings that a key can do |
//! | `signature` | DER, hexadecimal and an altered last character in the place of the signature |
//! | `alphabet` | standard base64 in the token, or under the signature |
//! | `spelling`, `json_style` | the header and the payload as other programs write the same JSON |
//! | `confusion` | the text of a public key as HMAC secret |
//! | `known` | no secret at all, secrets that everybody has, the words of a list |
//! | `own_key` | the key that the token brings along, which proves nothing |
//! | `graph` | tokens of Microsoft Graph, which only Microsoft can verify |
//!
//! To add a cause: a function in the file of its family, its words in `assets/teach/doctor.toml`, its test in
//! `tests/core/doctor.rs`.

mod algorithms;
mod alphabet;
mod cause;
mod confusion;
mod graph;
mod json_style;
mod known;
pub mod limits;
mod other_keys;
mod own_key;
mod readings;
mod signature;
mod spelling;
mod subject;

pub use cause::{Cause, Cure, Diagnosis};

use crate::jose::token::Token;
use crate::keys::{Key, KeyRing, Purpose};
use crate::report::Watch;
use subject::Subject;

/// A family of causes.
type Family = fn(&Subject<'_>) -> Vec<Cause>;

/// Those that are quick, the likeliest first. All are tried.
const QUICK: [Family; 9] = [
    other_keys::causes,
    readings::causes,
    algorithms::causes,
    signature::causes,
    alphabet::causes,
    known::empty_or_known,
    confusion::causes,
    own_key::causes,
    graph::causes,
];

/// Finds out why no key verifies a signature. `token` has one signature: of several, the view of one ([`Token::entry`]).
/// `chosen` is the key that was to verify it, where one was chosen; `words` is a word list, one a line.
///
/// Slow with many keys or a long list: not for the thread that draws. Where the chosen key
/// does verify the signature, only slips in how the token is written are told; where there is none to compute, nothing.
#[must_use]
pub fn diagnose(
    token: &Token,
    keys: &KeyRing,
    chosen: Option<&Key>,
    words: Option<&[u8]>,
    watch: &Watch<'_>,
) -> Diagnosis {
    let Some(subject) = Subject::of(token, keys, chosen, watch) else { return Diagnosis::default() };
    let steps = QUICK.len() + 2;
    let mut causes = Vec::new();
    if is_valid(&subject) {
        causes = [signature::causes, alphabet::causes].iter().flat_map(|family| family(&subject)).collect();
    } else {
        for (i, family) in QUICK.iter().enumerate() {
            subject.work.begin(i, steps);
            causes.extend(family(&subject));
        }
        // what was computed explains it: no need for the long ways
        let is_explained = |causes: &[Cause]| causes.iter().any(|cause| cause.id != graph::UNKNOWABLE);
        if !is_explained(&causes) {
            subject.work.begin(steps - 2, steps);
            causes.extend(spelling::causes(&subject));
        }
        if let Some(words) = words.filter(|_| !is_explained(&causes)) {
            subject.work.begin(steps - 1, steps);
            causes.extend(known::in_word_list(&subject, words));
        }
    }
    Diagnosis { causes, tried: subject.work.tried(), is_cut_short: subject.work.is_over() }
}

/// Whether the chosen key, or without one any that may be used, verifies the signature as it is.
fn is_valid(subject: &Subject<'_>) -> bool {
    let may = |key: &Key| key.fits(subject.row, Purpose::Verify).is_ok();
    subject.suspects.iter().filter(|s| s.is_chosen && may(s.key)).any(|s| subject.covers(&s.bare, &subject.input))
}
