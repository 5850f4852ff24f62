//! Claims exchanged for digests (RFC 9901 section 4.2).

use super::{Making, SdJwtError, digest_text};
use crate::crypto;
use crate::jose::base64url;
use crate::jose::json::{self, Member, Node, Value};
use crate::jose::sd_jwt::{DIGEST_ALGORITHM, DIGESTS, ELEMENT, member_path};
use serde_json::json;
use std::collections::HashSet;

/// Length of a salt in bytes: the 128 bits of RFC 9901 section 9.3.
const SALT_BYTES: usize = 16;

/// Claims with digests in place of what is hidden.
pub(super) struct Hiding {
    /// The payload's text, still without `_sd_alg`.
    pub payload: String,
    /// Path and encoded text of each disclosure; those inside of another one come before it.
    pub disclosures: Vec<(String, String)>,
    /// Whether there is any digest, decoys included.
    pub has_digests: bool,
}

/// Hides what stands at the paths. `claims` is a minified JSON object without duplicate members.
pub(super) fn hide(claims: &str, paths: &[String], making: &Making<'_>) -> Result<Hiding, SdJwtError> {
    let root = json::parse(claims).map_err(|e| SdJwtError::unfinished("claims", &e))?.root;
    let mut wanted = HashSet::with_capacity(paths.len());
    for path in paths {
        if path.is_empty() {
            return Err(SdJwtError::WholePayload);
        }
        if root.at(path).is_none() {
            return Err(SdJwtError::NoSuchPath { path: crate::jose::escape::visible(path).into_owned() });
        }
        wanted.insert(path.as_str());
    }
    let mut writer = Writer { claims, wanted, making, disclosures: Vec::new(), has_digests: false };
    let payload = writer.value(&root, "")?;
    Ok(Hiding { payload, disclosures: writer.disclosures, has_digests: writer.has_digests })
}

struct Writer<'a> {
    claims: &'a str,
    wanted: HashSet<&'a str>,
    making: &'a Making<'a>,
    disclosures: Vec<(String, String)>,
    has_digests: bool,
}

impl Writer<'_> {
    fn value(&mut self, node: &Node, path: &str) -> Result<String, SdJwtError> {
        match &node.value {
            Value::Object(members) => self.object(members, path),
            Value::Array(items) => self.array(items, path),
            _ => Ok(node.raw(self.claims).unwrap_or("null").to_owned()),
        }
    }

    fn object(&mut self, members: &[Member], path: &str) -> Result<String, SdJwtError> {
        let (mut shown, mut digests) = (Vec::with_capacity(members.len()), Vec::new());
        for member in members {
            let inner = member_path(path, &member.key);
            let is_reserved = member.key == DIGESTS || member.key == ELEMENT;
            if is_reserved || (path.is_empty() && member.key == DIGEST_ALGORITHM) {
                return Err(SdJwtError::Reserved { path: inner });
            }
            let name = self.claims.get(member.key_span.clone()).unwrap_or("\"\"");
            let value = self.value(&member.value, &inner)?;
            match self.wanted.contains(inner.as_str()) {
                true => digests.push(self.disclose(inner, Some(name), &value)?),
                false => shown.push(format!("{name}:{value}")),
            }
        }
        if !digests.is_empty() {
            for _ in 0..self.making.decoys {
                digests.push(self.decoy()?);
            }
            // the order of the claims must not shine through (RFC 9901 section 4.2.4.1)
            digests.sort_unstable();
            shown.insert(0, format!("\"{DIGESTS}\":{}", json!(digests)));
        }
        Ok(format!("{{{}}}", shown.join(",")))
    }

    fn array(&mut self, items: &[Node], path: &str) -> Result<String, SdJwtError> {
        let mut written = Vec::with_capacity(items.len());
        let mut hides = false;
        for (index, item) in items.iter().enumerate() {
            let inner = format!("{path}/{index}");
            let value = self.value(item, &inner)?;
            match self.wanted.contains(inner.as_str()) {
                true => {
                    hides = true;
                    written.push(element(&self.disclose(inner, None, &value)?));
                }
                false => written.push(value),
            }
        }
        for _ in 0..if hides { self.making.decoys } else { 0 } {
            let place = random_below(written.len() + 1)?;
            written.insert(place, element(&self.decoy()?));
        }
        Ok(format!("[{}]", written.join(",")))
    }

    /// Writes the disclosure of a value and gives its digest.
    fn disclose(&mut self, path: String, name: Option<&str>, value: &str) -> Result<String, SdJwtError> {
        let salt = base64url::encode(&crypto::random(SALT_BYTES)?);
        let text = match name {
            Some(name) => format!("[\"{salt}\",{name},{value}]"),
            None => format!("[\"{salt}\",{value}]"),
        };
        let disclosure = base64url::encode(text.as_bytes());
        let digest = digest_text(self.making.digest, disclosure.as_bytes());
        self.disclosures.push((path, disclosure));
        self.has_digests = true;
        Ok(digest)
    }

    /// The digest of random octets, which nobody can tell from one of a disclosure.
    fn decoy(&mut self) -> Result<String, SdJwtError> {
        self.has_digests = true;
        Ok(digest_text(self.making.digest, &crypto::random(SALT_BYTES * 2)?))
    }
}

fn element(digest: &str) -> String {
    format!("{{\"{ELEMENT}\":\"{digest}\"}}")
}

/// A number below `bound`, which is small against 2⁶⁴: the bias is nobody's gain.
fn random_below(bound: usize) -> Result<usize, SdJwtError> {
    let octets = crypto::random(8)?;
    let number = octets.iter().fold(0_u64, |n, octet| n << 8 | u64::from(*octet));
    let bound = u64::try_from(bound).unwrap_or(u64::MAX).max(1);
    Ok(usize::try_from(number % bound).unwrap_or_default())
}
