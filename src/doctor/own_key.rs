//! The key that the token brings along made the signature. That proves nothing: whoever makes a token can put a key into it
//! (RFC 7515 section 10.7).

use super::cause::Cause;
use super::subject::Subject;
use crate::crypto;
use crate::jose::json::Node;
use crate::keys::{Certificate, Key};

pub(super) fn causes(subject: &Subject<'_>) -> Vec<Cause> {
    let brought = [("own-jwk", jwk(subject)), ("own-certificate", certified(subject))];
    let signed = |key: &Key| {
        let bare = Key::new(key.material.clone());
        bare.shape_fits(subject.row) && subject.covers(&bare, &subject.input)
    };
    let found = brought.into_iter().filter(|(_, key)| key.as_ref().is_some_and(signed));
    found.map(|(id, _)| Cause::new(id, subject.facts(), None)).collect()
}

fn jwk(subject: &Subject<'_>) -> Option<Key> {
    let (_, document, node) = subject.token.parameter_in("jwk")?;
    Key::from_jwk(document.spelled(node)).ok()
}

fn certified(subject: &Subject<'_>) -> Option<Key> {
    let (_, chain) = subject.token.parameter("x5c")?;
    let certificate = Certificate::from_x5c(chain.items().first().and_then(Node::as_str)?)?;
    crypto::import(&certificate.der).keys.into_iter().next()
}
