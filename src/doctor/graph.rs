//! Access tokens for Microsoft Graph: the `nonce` in their header is not the one that was signed. Only Microsoft's own
//! services are meant to verify them.

use super::cause::Cause;
use super::subject::Subject;
use crate::crypto::digest;
use crate::jose::base64url;
use crate::jose::flaw::Part;
use crate::jose::json::Node;

/// The one cause that is told without proof: nobody here can know.
pub(super) const UNKNOWABLE: &str = "graph-nonce";

/// What Microsoft Graph is called in `aud`.
const GRAPH: [&str; 4] = [
    "00000003-0000-0000-c000-000000000000",
    "https://graph.microsoft.com",
    "https://graph.microsoft.com/",
    "https://graph.microsoft.us",
];

/// How issuers of Microsoft's begin.
const ISSUERS: [&str; 4] = [
    "https://sts.windows.net/",
    "https://login.microsoftonline.com/",
    "https://login.microsoftonline.us/",
    "https://sts.microsoftonline.us/",
];

pub(super) fn causes(subject: &Subject<'_>) -> Vec<Cause> {
    let token = subject.token;
    let Some(nonce) = token.header.member("nonce") else { return Vec::new() };
    let Some(text) = nonce.as_str() else { return Vec::new() };
    let hashed = base64url::encode(&digest::sha256(text.as_bytes()));
    if let Some(key) = signer_with(subject, nonce, &hashed) {
        return vec![Cause::new("graph-nonce-hashed", subject.facts_with(key), None)];
    }
    let is_graph = audience(subject).is_some_and(|aud| GRAPH.contains(&aud));
    let is_microsoft = token.payload.string("iss").is_some_and(|iss| ISSUERS.iter().any(|i| iss.starts_with(i)));
    let known = (is_graph && is_microsoft).then(|| Cause::new(UNKNOWABLE, subject.facts(), None));
    known.into_iter().collect()
}

fn audience<'a>(subject: &'a Subject<'_>) -> Option<&'a str> {
    let aud = subject.token.payload.member("aud")?;
    aud.as_str().or_else(|| aud.items().first().and_then(Node::as_str))
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
