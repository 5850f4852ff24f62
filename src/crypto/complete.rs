//! Completing a key (the public half that a file left out) and refusing broken ones.

use super::ecdsa::{self, signer, verifier};
use super::{CryptoError, curve448, ml_dsa, rsa_numbers};
use crate::jose::alg::Curve;
use crate::keys::{Key, KeyError, Material, Note, RsaPrivate, bits_of, pkcs8, spki_point};
use aws_lc_rs::encoding::AsDer;
use aws_lc_rs::signature::{
    EcdsaKeyPair, Ed25519KeyPair, KeyPair, ParsedPublicKey, RsaKeyPair, RsaPublicKeyComponents,
};
use aws_lc_rs::{agreement, rsa::KeyPairComponents};

/// Largest RSA public exponent that the library computes with, in bits.
const MAX_EXPONENT_BITS: u32 = 33;

/// Computes the public half where the key has none yet, and checks that the key is sound: points are on their curve and
/// of no small order, both halves belong together, the numbers of an RSA private key fit each other.
///
/// # Errors
/// [`KeyError`] says what is broken. The key is unchanged then.
pub fn complete(key: &mut Key) -> Result<(), KeyError> {
    complete_noted(key, &mut Vec::new())
}

/// The same, with a word about numbers that the key did not have.
pub(super) fn complete_noted(key: &mut Key, notes: &mut Vec<Note>) -> Result<(), KeyError> {
    if rsa_numbers::complete(key)? {
        notes.push(Note::RsaNumbersComputed);
    }
    expand_point(key)?;
    match &key.material {
        Material::Ec { curve, x, y, d: Some(_) } => {
            let (found_x, found_y) = ec_public(*curve, key)?;
            if (!x.is_empty() && *x != found_x) || (!y.is_empty() && *y != found_y) {
                return Err(KeyError::HalvesDiffer);
            }
            set_public(key, found_x, found_y);
        }
        Material::Okp { curve, x, d: Some(d) } => {
            let found = okp_public(*curve, d.expose())?;
            if !x.is_empty() && *x != found {
                return Err(KeyError::HalvesDiffer);
            }
            set_public(key, found, Vec::new());
        }
        Material::Akp { alg, public, seed: Some(seed) } => {
            if let Some(found) = ml_dsa::public(alg, seed.expose())? {
                if !public.is_empty() && *public != found {
                    return Err(KeyError::HalvesDiffer);
                }
                set_public(key, found, Vec::new());
            }
        }
        Material::Rsa { n, e, private: Some(private) } => check_rsa_private(n, e, private)?,
        _ => {}
    }
    check_public(key)
}

/// Whether the public half is sound.
pub(super) fn check_public(key: &Key) -> Result<(), KeyError> {
    match &key.material {
        Material::Ec { .. } => ecdsa::public_key(key).map(drop),
        Material::Okp { curve, .. } if key.has_low_order() => Err(KeyError::LowOrder { curve: *curve }),
        Material::Okp { curve, x, .. } if x.len() != curve.coordinate_len() => {
            Err(KeyError::NotOnCurve { curve: *curve })
        }
        Material::Okp { curve: Curve::Ed448, x, .. } => curve448::check_ed448(x),
        Material::Akp { alg, public, .. } => ml_dsa::check_public(alg, public),
        _ => Ok(()),
    }
}

/// An exponent beyond this is refused by the library, which would look like a wrong signature.
pub(super) fn check_exponent(e: &[u8]) -> Result<(), CryptoError> {
    match bits_of(e) {
        bits if bits > MAX_EXPONENT_BITS => Err(CryptoError::ExponentTooLarge { bits, max_bits: MAX_EXPONENT_BITS }),
        0 | 1 => Err(KeyError::RsaExponent { problem: "is below 3" }.into()),
        _ if e.last().is_some_and(|b| b % 2 == 0) => Err(KeyError::RsaExponent { problem: "is even" }.into()),
        _ => Ok(()),
    }
}

fn set_public(key: &mut Key, new_x: Vec<u8>, new_y: Vec<u8>) {
    match &mut key.material {
        Material::Ec { x, y, .. } => (*x, *y) = (new_x, new_y),
        Material::Okp { x, .. } => *x = new_x,
        Material::Akp { public, .. } => *public = new_x,
        _ => {}
    }
}

/// Replaces the sign octet that reading a compressed point leaves in `y` by the coordinate.
fn expand_point(key: &mut Key) -> Result<(), KeyError> {
    let Material::Ec { curve, x, y, .. } = &mut key.material else { return Ok(()) };
    let [sign @ (2 | 3)] = y.as_slice() else { return Ok(()) };
    let broken = KeyError::NotOnCurve { curve: *curve };
    let mut compressed = vec![*sign];
    compressed.extend_from_slice(x);
    let verifier = verifier(*curve).ok_or(broken.clone())?;
    let parsed = ParsedPublicKey::new(verifier, compressed).map_err(|_| broken.clone())?;
    let der = parsed.as_der().map_err(|_| broken.clone())?;
    (*x, *y) = spki_point(der.as_ref()).filter(|(_, y)| y.len() > 1).ok_or(broken)?;
    Ok(())
}

/// The point that belongs to the scalar of an EC key, whatever public half the key has.
fn ec_public(curve: Curve, key: &Key) -> Result<(Vec<u8>, Vec<u8>), KeyError> {
    let range = KeyError::ScalarRange { curve };
    let signer = signer(curve).ok_or(range.clone())?;
    let mut bare = key.clone();
    set_public(&mut bare, Vec::new(), Vec::new());
    let pair = EcdsaKeyPair::from_pkcs8(signer, &pkcs8(&bare)?).map_err(|_| range.clone())?;
    let point = pair.public_key().as_ref().get(1..).ok_or(range)?;
    let (x, y) = point.split_at(point.len() / 2);
    Ok((x.to_vec(), y.to_vec()))
}

/// The public key of a seed or scalar.
fn okp_public(curve: Curve, d: &[u8]) -> Result<Vec<u8>, KeyError> {
    let range = KeyError::ScalarRange { curve };
    if d.len() != curve.coordinate_len() {
        return Err(range);
    }
    match curve {
        Curve::Ed25519 => {
            let pair = Ed25519KeyPair::from_seed_unchecked(d).map_err(|_| range)?;
            Ok(pair.public_key().as_ref().to_vec())
        }
        Curve::X25519 => {
            let private = agreement::PrivateKey::from_private_key(&agreement::X25519, d).map_err(|_| range.clone())?;
            let public = private.compute_public_key().map_err(|_| range)?;
            Ok(public.as_ref().to_vec())
        }
        Curve::Ed448 => curve448::ed448_public(d),
        Curve::X448 => curve448::x448_public(d),
        Curve::P256 | Curve::P384 | Curve::P521 | Curve::Secp256k1 => Err(range),
    }
}

/// The library compares the numbers before it looks at the size, so that the check holds for keys that it does not sign
/// with.
fn check_rsa_private(n: &[u8], e: &[u8], private: &RsaPrivate) -> Result<(), KeyError> {
    let components = KeyPairComponents {
        public_key: RsaPublicKeyComponents { n, e },
        d: private.d.expose(),
        p: private.p.expose(),
        q: private.q.expose(),
        dP: private.dp.expose(),
        dQ: private.dq.expose(),
        qInv: private.qi.expose(),
    };
    match RsaKeyPair::from_components(&components) {
        Err(e) if e.to_string() == "InconsistentComponents" => Err(KeyError::RsaInconsistent),
        _ => Ok(()),
    }
}
