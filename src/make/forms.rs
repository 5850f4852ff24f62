//! A JWS with one or several signatures, in every form (RFC 7515 section 7), with its payload encoded or not (RFC 7797), in
//! the token or detached from it (RFC 7515 appendix F).

use super::convert::Written as _;
use super::convert::{ConvertError, convert};
use super::{Shape, SignError, compact_payload};
use crate::crypto;
use crate::jose::alg::Algorithm;
use crate::jose::base64url;
use crate::jose::json::{self, Node};
use crate::jose::serialize::{EncodedJws, EncodedSignature};
use crate::jose::token::{Form, MAX_ENTRIES, Token};
use crate::keys::{Key, Purpose};

/// One signature to be made.
#[derive(Debug, Clone, Copy)]
pub struct Signer<'a> {
    /// The key.
    pub key: &'a Key,
    /// The algorithm; it becomes `alg` of the protected header, unless `header` has one.
    pub alg: &'static Algorithm,
    /// The protected header: the text of a JSON object, or empty.
    pub protected: &'a str,
    /// The unprotected header: the text of a JSON object; JSON forms only.
    pub header: Option<&'a str>,
}

/// What a JWS looks like, besides its headers.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Layout {
    /// The form.
    pub shape: Shape,
    /// Leave the payload out of the token.
    pub detached: bool,
    /// Let the payload stand as it is: `b64` is set to false, and `crit` lists it.
    pub unencoded: bool,
}

/// Signs a payload, once per signer.
///
/// # Errors
/// A key does not fit, a header is no object, the form has no room for what is asked, or the cryptography refuses.
pub fn sign_forms(payload: &[u8], signers: &[Signer<'_>], layout: Layout) -> Result<String, SignError> {
    match signers.len() {
        0 => return Err(SignError::NoKey),
        count if count > 1 && layout.shape != Shape::General => {
            return Err(SignError::Several { form: layout.shape.id(), count });
        }
        count if count > MAX_ENTRIES => return Err(SignError::TooMany { count, limit: MAX_ENTRIES }),
        _ => {}
    }
    let has_header = signers.iter().any(|s| s.header.is_some());
    if layout.shape == Shape::Compact && has_header {
        return Err(SignError::Convert(ConvertError::Unprotected));
    }
    // what one header says in its text holds for all of them (RFC 7797 section 3)
    let unencoded = layout.unencoded || signers.iter().any(|s| says_unencoded(s.protected));
    let standing = standing(payload, Layout { unencoded, ..layout })?;
    let signed = if unencoded { payload.to_vec() } else { base64url::encode(payload).into_bytes() };
    let signatures: Result<Vec<_>, _> = signers.iter().map(|s| signature(s, &signed, unencoded)).collect();
    let jws = EncodedJws { payload: standing, signatures: signatures? };
    jws.written(layout.shape).ok_or(SignError::Convert(ConvertError::NotWhole))
}

/// The payload as it will stand in the token.
fn standing(payload: &[u8], layout: Layout) -> Result<Option<String>, SignError> {
    if layout.detached {
        return Ok(None);
    }
    if !layout.unencoded {
        return Ok(Some(base64url::encode(payload)));
    }
    if layout.shape == Shape::Compact {
        compact_payload(payload).map_err(|what| ConvertError::Payload { what })?;
    }
    let text = std::str::from_utf8(payload).map_err(|_| ConvertError::NotText)?;
    Ok(Some(text.to_owned()))
}

/// One signature over the header and `signed`, what follows the dot of the signing input.
fn signature(signer: &Signer<'_>, signed: &[u8], unencoded: bool) -> Result<EncodedSignature, SignError> {
    let Signer { key, alg, .. } = *signer;
    let misfit = |misfit| SignError::Misfit { key: key.name.clone(), alg: alg.name, misfit };
    key.fits(alg, Purpose::Sign).map_err(misfit)?;
    let protected = protected(signer, unencoded)?;
    let input = [protected.as_bytes(), b".", signed].concat();
    let signature = base64url::encode(&crypto::sign(alg, key, &input)?);
    Ok(EncodedSignature { protected, header: signer.header.map(str::to_owned), signature })
}

/// The encoded protected header, with `alg`, `b64` and `crit` where they belong; empty where nothing is protected.
fn protected(signer: &Signer<'_>, unencoded: bool) -> Result<String, SignError> {
    let unprotected = signer.header.map(object).transpose()?;
    let has_alg = unprotected.as_ref().is_some_and(|header| header.get("alg").is_some());
    let mut text = match signer.protected.trim() {
        "" => "{}".to_owned(),
        text => text.to_owned(),
    };
    if !has_alg {
        text = super::with_string(&text, "alg", signer.alg.name)?;
    }
    if unencoded {
        text = marked_unencoded(&text)?;
    }
    let own = object(&text)?;
    let twice = unprotected.iter().flat_map(|h| h.members()).find(|m| own.get(&m.key).is_some());
    if let Some(member) = twice {
        let name: String = crate::jose::escape::visible(&member.key).chars().take(40).collect();
        return Err(SignError::Overlap { name });
    }
    let is_empty = own.members().is_empty();
    Ok(if is_empty { String::new() } else { base64url::encode(json::minify(&text).as_bytes()) })
}

/// The header with `b64` false and `crit` listing it (RFC 7797 section 6); what is there stays.
pub(super) fn marked_unencoded(text: &str) -> Result<String, SignError> {
    let header = object(text)?;
    let crit = header.get("crit").map(Node::items).unwrap_or_default();
    let names: Vec<_> = crit.iter().filter_map(|item| item.raw(text)).chain(["\"b64\""]).collect();
    let is_set = header.get("b64").and_then(Node::as_bool) == Some(false);
    let marked = if is_set { text.to_owned() } else { set(text, "b64", "false")? };
    if crit.iter().any(|item| item.as_str() == Some("b64")) {
        return Ok(marked);
    }
    set(&marked, "crit", &format!("[{}]", names.join(",")))
}

fn set(text: &str, name: &str, value: &str) -> Result<String, SignError> {
    json::set_member(text, name, value).map_err(|_| SignError::HeaderNotObject)
}

fn object(text: &str) -> Result<Node, SignError> {
    let parsed = json::parse(text).ok().filter(|p| p.root.is_object());
    parsed.map(|p| p.root).ok_or(SignError::HeaderNotObject)
}

fn says_unencoded(protected: &str) -> bool {
    object(protected).is_ok_and(|header| header.get("b64").and_then(Node::as_bool) == Some(false))
}

/// A JWS with one more signature over the same payload. A compact or flattened one becomes general; in a general one every
/// other byte stays. A detached payload has to be given first, with [`Token::with_detached`].
///
/// # Errors
/// As [`sign_forms`]; the token is no JWS, or its payload is not there.
pub fn add_signature(token: &Token, signer: &Signer<'_>) -> Result<String, SignError> {
    if token.form.is_jwe() {
        return Err(SignError::Encrypted);
    }
    let input = token.signing_input().filter(|_| token.has_payload()).ok_or(SignError::Detached)?;
    // an encoded header has no dot
    let at = input.iter().position(|b| *b == b'.').map_or(input.len(), |dot| dot + 1);
    if token.entries() >= MAX_ENTRIES {
        return Err(SignError::TooMany { count: token.entries() + 1, limit: MAX_ENTRIES });
    }
    let unencoded = token.is_unencoded();
    if !unencoded && says_unencoded(signer.protected) {
        return Err(SignError::Convert(ConvertError::Ambiguous { id: "b64-differs" }));
    }
    let new = signature(signer, input.get(at..).unwrap_or_default(), unencoded)?;
    let text = match token.form {
        Form::JwsGeneral => token.text.clone(),
        _ => convert(token, Shape::General)?,
    };
    inserted(&text, &new.object()).ok_or(SignError::Convert(ConvertError::NotWhole))
}

/// A general JWS with one more item in its list.
fn inserted(text: &str, item: &str) -> Option<String> {
    let root = json::parse(text).ok()?.root;
    let list = root.get("signatures")?;
    let (at, comma) = match list.items().last() {
        Some(last) => (last.span.end, ","),
        None => (list.span.start + 1, ""),
    };
    Some([text.get(..at)?, comma, item, text.get(at..)?].concat())
}

/// A general JWS without one of its signatures, counted from 0; every other byte stays.
///
/// # Errors
/// The token is not general, has no such signature, or only this one.
pub fn remove_signature(token: &Token, i: usize) -> Result<String, SignError> {
    let gone = || SignError::NoSuchSignature { number: i.saturating_add(1) };
    let root = json::parse(&token.text).map_err(|_| gone())?.root;
    let items = root.get("signatures").map(Node::items).unwrap_or_default();
    let item = items.get(i).ok_or_else(gone)?;
    let range = match (i.checked_sub(1).and_then(|before| items.get(before)), items.get(i + 1)) {
        (Some(before), _) => before.span.end..item.span.end,
        (None, Some(after)) => item.span.start..after.span.start,
        (None, None) => return Err(SignError::LastSignature),
    };
    let before = token.text.get(..range.start).unwrap_or_default();
    Ok([before, token.text.get(range.end..).unwrap_or_default()].concat())
}
