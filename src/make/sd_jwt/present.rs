//! Choosing what is disclosed, and binding it to a request (RFC 9901 sections 4.3 and 7.2).

use super::{SdJwtError, Warning, digest_text};
use crate::crypto;
use crate::jose::alg::Algorithm;
use crate::jose::base64url;
use crate::jose::escape;
use crate::jose::sd_jwt::{self, DigestAlgorithm, Disclosed, SdJwtText};
use crate::jose::token::Token;
use crate::keys::{Key, Purpose};
use serde_json::json;

/// Which disclosures are handed over. Those that another one stands in go along by themselves.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Show {
    /// Every one.
    All,
    /// These, counted from 0, and those whose claims are at these JSON Pointers into the processed payload.
    These {
        /// By number.
        disclosures: Vec<usize>,
        /// By path.
        paths: Vec<String>,
    },
}

impl Show {
    /// Nothing but what is shown in any case.
    #[must_use]
    pub fn nothing() -> Self {
        Self::These { disclosures: Vec::new(), paths: Vec::new() }
    }
}

/// How the holder proves to have the key that the issuer named.
#[derive(Debug, Clone, Copy)]
pub struct Binding<'a> {
    /// The holder's key.
    pub key: &'a Key,
    /// The signature algorithm.
    pub alg: &'static Algorithm,
    /// Who is to see it.
    pub aud: &'a str,
    /// What the verifier gave, so that the presentation is used once.
    pub nonce: &'a str,
    /// Now, in seconds since 1970.
    pub iat_secs: i64,
}

/// An SD-JWT, or an SD-JWT+KB, ready to be handed over.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Presented {
    /// The token.
    pub token: String,
    /// The disclosures in it, by their numbers in the SD-JWT it was made from, counted from 0.
    pub disclosures: Vec<usize>,
    /// What was done although it is unwise.
    pub warnings: Vec<Warning>,
}

/// Presents an SD-JWT.
///
/// # Errors
/// The text is no SD-JWT or must be rejected, a choice leads nowhere, or the key is not the holder's.
pub fn present(text: &str, show: &Show, binding: Option<Binding<'_>>) -> Result<Presented, SdJwtError> {
    let sd = SdJwtText::read(text).ok_or(SdJwtError::NoSdJwt)?;
    let token = Token::read(sd.issued_text());
    let found = sd_jwt::process(&token.payload, &sd, &crypto::digest::named);
    if let Some(problem) = found.problems.first() {
        return Err(SdJwtError::Rejected { problem: problem.id() });
    }
    let mut warnings = Vec::new();
    let chosen = chosen(&found, show, &mut warnings)?;
    let mut presented = format!("{}~", sd.issued_text());
    for index in &chosen {
        if let Some(disclosure) = sd.disclosures.get(*index) {
            presented.push_str(sd.encoded(disclosure));
            presented.push('~');
        }
    }
    let cnf = cnf_key(&found.claims);
    match binding {
        Some(binding) => {
            let expected = cnf.ok_or(SdJwtError::NotBindable)?;
            let algorithm = found.algorithm.unwrap_or_default();
            let bound = bind(&presented, &expected, &binding, algorithm)?;
            presented.push_str(&bound);
        }
        None if sd.key_binding.is_some() => warnings.push(Warning::BindingDropped),
        None if cnf.is_some() => warnings.push(Warning::Unbound),
        None => {}
    }
    Ok(Presented { token: presented, disclosures: chosen, warnings })
}

/// The chosen disclosures and those they stand in, in the order of the text.
fn chosen(found: &Disclosed, show: &Show, warnings: &mut Vec<Warning>) -> Result<Vec<usize>, SdJwtError> {
    let count = found.places.len();
    let Show::These { disclosures, paths } = show else { return Ok((0..count).collect()) };
    let mut is_chosen = vec![false; count];
    let mut choose = |first: usize| {
        let mut next = Some(first);
        while let Some(index) = next {
            match is_chosen.get_mut(index) {
                // whoever is chosen already brought along what it stands in
                Some(slot) if !*slot => *slot = true,
                _ => return,
            }
            next = found.places.get(index).and_then(|place| place.as_ref()?.parent);
        }
    };
    for index in disclosures {
        if *index >= count {
            return Err(SdJwtError::NoSuchDisclosure { number: index.saturating_add(1), count });
        }
        choose(*index);
    }
    for path in paths {
        match at_path(found, path)? {
            Some(index) => choose(index),
            None => warnings.push(Warning::AlwaysShown { path: escape::visible(path).into_owned() }),
        }
    }
    Ok(is_chosen.iter().enumerate().filter(|(_, is)| **is).map(|(i, _)| i).collect())
}

/// The disclosure of the value at that path, or the innermost one it stands in; `None` where it is shown in any case.
fn at_path(found: &Disclosed, path: &str) -> Result<Option<usize>, SdJwtError> {
    const MAX_TOLD: usize = 8;
    let paths = || found.places.iter().enumerate().filter_map(|(i, place)| Some((i, place.as_ref()?.path.as_str())));
    let is_below = |inner: &str, outer: &str| inner.strip_prefix(outer).is_some_and(|rest| rest.starts_with('/'));
    if let Some((index, _)) = paths().find(|(_, own)| *own == path) {
        return Ok(Some(index));
    }
    let below: Vec<String> =
        paths().filter(|(_, own)| is_below(own, path)).take(MAX_TOLD).map(|(_, p)| visible(p)).collect();
    let exists = json_at(&found.claims, path);
    if !below.is_empty() || !exists {
        return Err(SdJwtError::NotDisclosable { path: visible(path), below });
    }
    Ok(paths().filter(|(_, own)| is_below(path, own)).max_by_key(|(_, own)| own.len()).map(|(index, _)| index))
}

fn visible(text: &str) -> String {
    escape::visible(text).into_owned()
}

fn json_at(claims: &str, path: &str) -> bool {
    crate::jose::json::parse(claims).is_ok_and(|parsed| parsed.root.at(path).is_some())
}

/// The public key in `cnf.jwk`.
fn cnf_key(claims: &str) -> Option<Key> {
    let parsed = crate::jose::json::parse(claims).ok()?;
    let jwk = parsed.root.get("cnf")?.get("jwk")?;
    Key::from_jwk(jwk.raw(claims)?).ok()
}

/// The key binding token for what is presented.
fn bind(
    presented: &str,
    expected: &Key,
    binding: &Binding<'_>,
    algorithm: DigestAlgorithm,
) -> Result<String, SdJwtError> {
    let key = || binding.key.name.clone();
    let expected = crypto::thumbprint(expected);
    if crypto::thumbprint(binding.key) != expected {
        return Err(SdJwtError::OtherHolder { key: key(), expected });
    }
    binding.key.fits(binding.alg, Purpose::Sign).map_err(|misfit| SdJwtError::Misfit {
        key: key(),
        alg: binding.alg.name,
        misfit,
    })?;
    let header = json!({ "alg": binding.alg.name, "typ": "kb+jwt" }).to_string();
    let payload = json!({
        "iat": binding.iat_secs,
        "aud": binding.aud,
        "nonce": binding.nonce,
        "sd_hash": digest_text(algorithm, presented.as_bytes()),
    });
    let payload = payload.to_string();
    let signing_input = format!("{}.{}", base64url::encode(header.as_bytes()), base64url::encode(payload.as_bytes()));
    let signature = crypto::sign(binding.alg, binding.key, signing_input.as_bytes())?;
    Ok(format!("{signing_input}.{}", base64url::encode(&signature)))
}
