//! `cnf`: the key that the sender must prove to have (RFC 7800, RFC 8705 section 3.1, RFC 9449 section 6.1).

use super::super::{Group, Outcome, State, Subject, shown};
use super::rules;
use crate::crypto;
use crate::jose::flaw::Part;
use crate::jose::json::Node;
use crate::keys::Key;

/// How a key is named.
#[derive(Debug, Clone, Copy)]
enum Method {
    Key,
    KeyThumbprint,
    CertificateThumbprint,
    EncryptedKey,
    Address,
}

/// The members that name a key by themselves; `kid` may stand next to one of them.
const METHODS: [(&str, Method); 5] = [
    ("jwk", Method::Key),
    ("jkt", Method::KeyThumbprint),
    ("x5t#S256", Method::CertificateThumbprint),
    ("jwe", Method::EncryptedKey),
    ("jku", Method::Address),
];

pub(super) fn judge(subject: &Subject<'_>) -> Option<Outcome> {
    let cnf = subject.claim("cnf")?;
    let say = |case, state| Outcome::new("cnf", case, state, Group::Kind).at(Part::Payload, cnf.span.clone());
    if !cnf.is_object() {
        return Some(say("wrong-type", State::Warn).found(shown(subject.spelled(cnf))));
    }
    let named: Vec<_> = METHODS.into_iter().filter_map(|(name, method)| Some((name, method, cnf.get(name)?))).collect();
    Some(match named.as_slice() {
        [] => match cnf.get("kid") {
            Some(kid) => say("label", State::NotChecked).found(text(subject, kid)),
            None => say("unknown", State::NotChecked).found(shown(subject.spelled(cnf))),
        },
        [(_, method, node)] => one(subject, *method, node, &say),
        several => {
            let names: Vec<&str> = several.iter().map(|(name, ..)| *name).collect();
            say("several", State::Warn).found(rules::quoted(&names))
        }
    })
}

fn text(subject: &Subject<'_>, node: &Node) -> String {
    rules::text_of(Some(node)).unwrap_or_else(|| shown(subject.spelled(node)))
}

fn one(subject: &Subject<'_>, method: Method, node: &Node, say: &dyn Fn(&'static str, State) -> Outcome) -> Outcome {
    let hash = |case| match node.as_str().is_some_and(rules::is_sha256) {
        true => say(case, State::NotChecked).found(text(subject, node)),
        false => say("bad-thumbprint", State::Warn).found(text(subject, node)),
    };
    match method {
        Method::Key => own_key(subject, node, say),
        Method::KeyThumbprint => hash("key-thumbprint"),
        Method::CertificateThumbprint => hash("certificate-thumbprint"),
        Method::EncryptedKey => say("encrypted-key", State::NotChecked),
        Method::Address => say("address", State::NotChecked).found(text(subject, node)),
    }
}

/// RFC 7800 section 3.2: a public key. Everybody who sees the token reads it.
fn own_key(subject: &Subject<'_>, node: &Node, say: &dyn Fn(&'static str, State) -> Outcome) -> Outcome {
    if rules::is_private(node) {
        return say("private-key", State::Fail);
    }
    match Key::from_jwk(subject.spelled(node)) {
        Ok(key) => {
            let outcome = say("key-itself", State::NotChecked).fact("thumbprint", crypto::thumbprint(&key));
            outcome.fact("type", key.key_type().name())
        }
        Err(error) => say("bad-key", State::Warn).fact("error", shown(&error.to_string())),
    }
}
