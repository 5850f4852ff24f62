//! Access tokens for Microsoft Graph: the `nonce` in their header is not the one that was signed. Only Microsoft's own
//! services are meant to verify them.

use super::cause::Cause;
use super::subject::Subject;
use crate::crypto::digest;
use crate::jose::base64url;
use crate::jose::flaw::Part;
use crate::jose::json::Node;
use crate::jose::kind::{self, Kind};

/// The one cause that is told without proof: nobody here can know.
pub(super) const UNKNOWABLE: &str = "graph-nonce";

pub(super) fn causes(subject: &Subject<'_>) -> Vec<Cause> {
    let token = subject.token;
    let Some(nonce) = token.header.member("nonce") else { return Vec::new() };
    let Some(text) = nonce.as_str() else { return Vec::new() };
    let hashed = base64url::encode(&digest::sha256(text.as_bytes()));
    if let Some(key) = signer_with(subject, nonce, &hashed) {
        return vec![Cause::new("graph-nonce-hashed", subject.facts_with(key), None)];
    }
    let kinds = kind::recognise(&token.header, &token.payload);
    let is_graph = kinds.iter().any(|recognised| recognised.kind == Kind::MicrosoftGraph);
    is_graph.then(|| Cause::new(UNKNOWABLE, subject.facts(), None)).into_iter().collect()
}

/// The key that signed the header with another nonce in it.
fn signer_with<'a>(subject: &Subject<'a>, nonce: &Node, value: &str) -> Option<&'a crate::keys::Key> {
    let header = &subject.token.header.text;
    let changed = [header.get(..nonce.span.start)?, "\"", value, "\"", header.get(nonce.span.end..)?].concat();
    let mut input = base64url::encode(changed.as_bytes()).into_bytes();
    input.push(b'.');
    input.extend_from_slice(&subject.payload);
    let is_protected = subject.token.segment(Part::Header).is_some();
    subject.fitting().find(|s| is_protected && subject.covers(&s.bare, &input)).map(|s| s.key)
}
