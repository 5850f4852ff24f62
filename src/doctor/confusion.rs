//! The text of a public key was the HMAC secret: an attack on verifiers that take any key for any algorithm
//! (RFC 8725 section 2.1, CVE-2015-9235).

use super::cause::Cause;
use super::subject::Subject;
use crate::jose::json;
use crate::keys::{self, Format, Key, Material, Private};

/// The public texts that verifiers keep.
const FORMATS: [Format; 7] = [
    Format::Pem,
    Format::TraditionalPem,
    Format::Certificate,
    Format::Der,
    Format::Jwk,
    Format::JwkSet,
    Format::OpenSsh,
];

pub(super) fn causes(subject: &Subject<'_>) -> Vec<Cause> {
    let pairs = subject.suspects.iter().filter(|s| subject.is_hmac() && !matches!(s.bare.material, Material::Oct(_)));
    let mut found = pairs.flat_map(|suspect| {
        let form = FORMATS.into_iter().find(|format| texts(suspect.key, *format).any(|t| subject.is_secret(&t)));
        form.map(|form| (suspect.key, form))
    });
    let first = found.next();
    first
        .map(|(key, form)| Cause::new("confusion", subject.facts_with(key).with("form", form.name()), None))
        .into_iter()
        .collect()
}

/// The public half as files hold it: with and without its line end, with those of other systems, on one line.
fn texts(key: &Key, format: Format) -> impl Iterator<Item = Vec<u8>> {
    let written = keys::export(&[key], format, Private::Omit).map(|octets| octets.to_vec()).unwrap_or_default();
    let mut texts = vec![written.clone()];
    if let Ok(text) = std::str::from_utf8(&written) {
        let text = text.trim_end();
        let body: String = text.lines().filter(|line| !line.starts_with("-----")).collect();
        let crlf = text.replace('\n', "\r\n");
        let ended = [format!("{text}\n"), format!("{crlf}\r\n"), format!("{text}\n\n")];
        texts.extend(
            [text.to_owned(), crlf, body, text.replace('\n', "\\n"), json::minify(text)].map(String::into_bytes),
        );
        texts.extend(ended.map(String::into_bytes));
    }
    texts.into_iter().filter(|text| !text.is_empty())
}
