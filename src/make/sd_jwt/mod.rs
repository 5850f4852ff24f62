//! Making and presenting SD-JWTs (RFC 9901 sections 4 to 6 and 7.2).
//!
//! [`make()`] hides claims behind digests and signs what is left, [`present()`] chooses the disclosures to hand over and binds them
//! to a request with the holder's key. Values keep their spelling: nothing is written back from a parsed number.

mod error;
mod hide;
mod present;

pub use error::{SdJwtError, Warning};
pub use present::{Binding, Presented, Show, present};

use crate::crypto;
use crate::jose::alg::Algorithm;
use crate::jose::base64url;
use crate::jose::json;
use crate::jose::sd_jwt::{ALWAYS_SHOWN, DIGEST_ALGORITHM, DigestAlgorithm, is_credential};
use crate::keys::{Key, Private, Purpose};
use serde_json::json;

/// How to make an SD-JWT.
#[derive(Debug, Clone, Copy)]
pub struct Making<'a> {
    /// The issuer's key.
    pub key: &'a Key,
    /// The signature algorithm.
    pub alg: &'static Algorithm,
    /// The header's other parameters: the text of a JSON object. `alg` is set, `kid` where the key has one and the text none.
    pub header: &'a str,
    /// `typ`; without it and without one in the header, `dc+sd-jwt` for claims with `vct`, else `sd-jwt`.
    pub typ: Option<&'a str>,
    /// The digest algorithm.
    pub digest: DigestAlgorithm,
    /// So many digests for nothing in each object and array that hides something (RFC 9901 section 4.2.5).
    pub decoys: usize,
    /// The key that the holder must prove to have: its public half becomes `cnf.jwk`.
    pub holder: Option<&'a Key>,
}

/// More decoys than this in one place are refused.
pub const MAX_DECOYS: usize = 256;

/// An SD-JWT that was made.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Made {
    /// The token with all its disclosures.
    pub token: String,
    /// The disclosures' paths in the claims, in the order of the token.
    pub disclosures: Vec<String>,
    /// What was done although it is unwise.
    pub warnings: Vec<Warning>,
}

/// Makes an SD-JWT of claims, some of them hidden.
///
/// `hide` holds JSON Pointers (RFC 6901): `/address/street` a claim, `/nationalities/0` an array element. A claim can be hidden
/// inside of one that is hidden itself.
///
/// # Errors
/// The claims or the header are no JSON object, a path leads nowhere, a name is reserved, or signing does not work.
pub fn make(claims: &str, hide: &[String], making: &Making<'_>) -> Result<Made, SdJwtError> {
    making.key.fits(making.alg, Purpose::Sign).map_err(|misfit| SdJwtError::Misfit {
        key: making.key.name.clone(),
        alg: making.alg.name,
        misfit,
    })?;
    if making.decoys > MAX_DECOYS {
        return Err(SdJwtError::TooManyDecoys { max: MAX_DECOYS });
    }
    let mut warnings = Vec::new();
    let claims = bound(claims, making.holder, &mut warnings)?;
    let hidden = hide::hide(&claims, hide, making)?;
    let header = header(&claims, making)?;
    warnings.extend(unwise(hide, header.1));
    let payload = with_algorithm(&hidden.payload, making.digest, hidden.has_digests)?;
    let signing_input = format!("{}.{}", base64url::encode(header.0.as_bytes()), base64url::encode(payload.as_bytes()));
    let signature = crypto::sign(making.alg, making.key, signing_input.as_bytes())?;
    let mut token = format!("{signing_input}.{}~", base64url::encode(&signature));
    let mut paths = Vec::with_capacity(hidden.disclosures.len());
    for (path, disclosure) in hidden.disclosures {
        token.push_str(&disclosure);
        token.push('~');
        paths.push(path);
    }
    Ok(Made { token, disclosures: paths, warnings })
}

/// The claims, minified, with the holder's key in `cnf`.
fn bound(claims: &str, holder: Option<&Key>, warnings: &mut Vec<Warning>) -> Result<String, SdJwtError> {
    let parsed = json::parse(claims).map_err(|e| SdJwtError::unfinished("claims", &e))?;
    if !parsed.root.is_object() {
        return Err(SdJwtError::NotObject { part: "claims" });
    }
    if let Some(oddity) = parsed.oddities.iter().find(|o| matches!(o.kind, json::OddityKind::DuplicateMember { .. })) {
        return Err(SdJwtError::Duplicate { path: oddity.path(&parsed.root) });
    }
    let claims = json::minify(claims);
    let Some(holder) = holder else { return Ok(claims) };
    if parsed.root.get("cnf").is_some() {
        warnings.push(Warning::CnfReplaced);
    }
    let mut bare = Key { name: String::new(), other: serde_json::Map::new(), ..holder.clone() };
    // what the private half may do is not what the public half is for
    bare.key_ops.clear();
    let jwk = bare.to_jwk(Private::Omit).map_err(|_| SdJwtError::HolderKeyIsSecret)?;
    json::set_member(&claims, "cnf", &format!("{{\"jwk\":{}}}", jwk.as_str()))
        .map_err(|_| SdJwtError::NotObject { part: "claims" })
}

/// The header, and whether it says that the token is an SD-JWT VC.
fn header(claims: &str, making: &Making<'_>) -> Result<(String, bool), SdJwtError> {
    let parsed = json::parse(making.header).map_err(|e| SdJwtError::unfinished("header", &e))?;
    if !parsed.root.is_object() {
        return Err(SdJwtError::NotObject { part: "header" });
    }
    let has = |name: &str| parsed.root.get(name).is_some();
    if has("b64") {
        return Err(SdJwtError::Unencoded);
    }
    let mut header = json::minify(making.header);
    let mut set = |name: &str, value: &str| -> Result<(), SdJwtError> {
        header = json::set_member(&header, name, &json!(value).to_string())
            .map_err(|_| SdJwtError::NotObject { part: "header" })?;
        Ok(())
    };
    set("alg", making.alg.name)?;
    let is_vc = json::parse(claims).is_ok_and(|c| c.root.get("vct").is_some());
    match making.typ {
        Some(typ) => set("typ", typ)?,
        None if !has("typ") => set("typ", if is_vc { "dc+sd-jwt" } else { "sd-jwt" })?,
        None => {}
    }
    if let Some(kid) = making.key.kid.as_deref().filter(|_| !has("kid")) {
        set("kid", kid)?;
    }
    let typ = json::parse(&header).ok().and_then(|h| h.root.get("typ")?.as_str().map(is_credential));
    Ok((header, typ.unwrap_or(false)))
}

/// The hidden claims that decide about the token, which a verifier must see.
fn unwise(hide: &[String], is_vc: bool) -> Vec<Warning> {
    let names = hide.iter().filter_map(|path| path.strip_prefix('/'));
    let names = names.filter(|name| ALWAYS_SHOWN.contains(name) && (is_vc || *name != "vct"));
    names.map(|name| Warning::Undisclosable { claim: name.to_owned(), is_credential: is_vc }).collect()
}

/// The payload with `_sd_alg`, where there are digests.
fn with_algorithm(payload: &str, digest: DigestAlgorithm, has_digests: bool) -> Result<String, SdJwtError> {
    if !has_digests {
        return Ok(payload.to_owned());
    }
    json::set_member(payload, DIGEST_ALGORITHM, &json!(digest.name()).to_string())
        .map_err(|_| SdJwtError::NotObject { part: "claims" })
}

/// The digest of octets in base64url.
fn digest_text(algorithm: DigestAlgorithm, octets: &[u8]) -> String {
    base64url::encode(&crypto::digest::named(algorithm, octets))
}
