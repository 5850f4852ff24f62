//! What is to be signed: claims or bytes from arguments, files and standard input, with times and an id set.

use super::Sign;
use crate::cli::reply::Failure;
use crate::cli::token_parts::{object, set};
use crate::cli::world::World;
use crate::crypto;
use crate::keys::Purpose;
use serde_json::json;

/// The bytes to sign.
pub(super) fn payload(options: &Sign, world: &mut World) -> Result<Vec<u8>, Failure> {
    if let Some(path) = &options.payload {
        return Ok(world.read(path, "the payload")?.to_vec());
    }
    let sets = options.exp_in.is_some() || options.nbf_in.is_some() || options.iat_now || options.jti_random;
    let mut claims = match &options.claims {
        Some(argument) => object(argument, "the claims", Purpose::Sign, world)?,
        None if sets => "{}".to_owned(),
        None => {
            return Err(Failure::new("there is nothing to sign: give --claims JSON, --claims @FILE or --payload FILE"));
        }
    };
    let now = world.now().secs();
    let later = |span: u64| i64::try_from(span).ok().and_then(|s| now.checked_add(s));
    let too_far = || Failure::new("the span is too long: give a shorter one, such as 15m");
    if options.iat_now {
        claims = set(&claims, "iat", &now.to_string())?;
    }
    for (name, span) in [("nbf", options.nbf_in), ("exp", options.exp_in)] {
        if let Some(span) = span {
            claims = set(&claims, name, &later(span).ok_or_else(too_far)?.to_string())?;
        }
    }
    if options.jti_random {
        claims = set(&claims, "jti", &json!(uuid()?).to_string())?;
    }
    Ok(claims.into_bytes())
}

/// A random UUID (RFC 9562 section 5.4).
fn uuid() -> Result<String, Failure> {
    let mut octets = crypto::random(16).map_err(|e| Failure::new(e.to_string()))?;
    if let [.., version, _, variant, _, _, _, _, _, _, _] = octets.as_mut_slice() {
        *version = *version & 0x0f | 0x40;
        *variant = *variant & 0x3f | 0x80;
    }
    let hex: String = octets.iter().map(|o| format!("{o:02x}")).collect();
    let groups = [0..8, 8..12, 12..16, 16..20, 20..32].map(|range| hex.get(range).unwrap_or_default().to_owned());
    Ok(groups.join("-"))
}
