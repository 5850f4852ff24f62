//! Ed448 signatures (RFC 8032 section 5.2) and X448 public keys (RFC 7748 section 5).

use super::CryptoError;
use crate::jose::alg::Curve;
use crate::keys::KeyError;
use ed448_goldilocks::{Signature, SigningKey, VerifyingKey};
use zeroize::Zeroizing;

/// Length of a key on X448 in bytes.
pub(super) const X448_LEN: usize = 56;

/// Length in bytes of a public key and of either half of a signature.
const POINT_LEN: usize = 57;

/// Signs with the private key `d`, without a context. The public half is computed from it, so that no other can slip in.
pub(super) fn sign(d: &[u8], signing_input: &[u8]) -> Result<Vec<u8>, CryptoError> {
    Ok(signing_key(d)?.sign_raw(signing_input).to_bytes().to_vec())
}

/// Whether the signature verifies for the public key `x`.
///
/// The library forgives spellings of a point that RFC 8032 section 5.2.3 forbids: those are refused here.
pub(super) fn verify(x: &[u8], signing_input: &[u8], signature: &[u8]) -> Result<bool, CryptoError> {
    let key = verifying_key(x)?;
    let has_one_spelling = signature.first_chunk().is_some_and(is_canonical);
    let Some(signature) = Signature::from_slice(signature).ok().filter(|_| has_one_spelling) else { return Ok(false) };
    Ok(key.verify_raw(&signature, signing_input).is_ok())
}

/// Whether `x` is the one spelling of a point on edwards448. The library takes those of the prime-order group alone, in
/// which every key that was generated is.
pub(super) fn check_ed448(x: &[u8]) -> Result<(), KeyError> {
    verifying_key(x).map(drop)
}

/// The public key of an Ed448 private key.
pub(super) fn ed448_public(d: &[u8]) -> Result<Vec<u8>, KeyError> {
    Ok(signing_key(d)?.verifying_key().to_bytes().to_vec())
}

/// The public key of an X448 private key.
pub(super) fn x448_public(d: &[u8]) -> Result<Vec<u8>, KeyError> {
    let d = d.try_into().map_err(|_| KeyError::ScalarRange { curve: Curve::X448 })?;
    Ok(x448::x448_unchecked(d, x448::X448_BASEPOINT_BYTES).to_vec())
}

/// What a private key on X448 and a point make together; without a point, its own. `None` where the point is none.
pub(super) fn x448(scalar: &[u8; X448_LEN], point: Option<&[u8]>) -> Option<Zeroizing<Vec<u8>>> {
    let point = point.map_or(Some(x448::X448_BASEPOINT_BYTES), |point| point.try_into().ok())?;
    let made = Zeroizing::new(x448::x448(*scalar, point)?);
    Some(Zeroizing::new(made.to_vec()))
}

fn signing_key(d: &[u8]) -> Result<SigningKey, KeyError> {
    SigningKey::try_from(d).map_err(|_| KeyError::ScalarRange { curve: Curve::Ed448 })
}

fn verifying_key(x: &[u8]) -> Result<VerifyingKey, KeyError> {
    let point = x.try_into().ok().filter(is_canonical);
    let key = point.and_then(|point| VerifyingKey::from_bytes(&point).ok());
    key.ok_or(KeyError::NotOnCurve { curve: Curve::Ed448 })
}

/// Whether y is below p = 2^448 - 2^224 - 1, and x is not called negative where it is zero.
fn is_canonical(point: &[u8; POINT_LEN]) -> bool {
    let [y @ .., last] = point;
    let mut p = [0xff; POINT_LEN - 1];
    p[28] = 0xfe;
    let is_below_p = y.iter().rev().lt(p.iter().rev());
    let mut p_minus_1 = p;
    p_minus_1[0] = 0xfe;
    let x_is_zero = (y[0] == 1 && y[1..] == [0; POINT_LEN - 2]) || *y == p_minus_1;
    is_below_p && last & 0x7f == 0 && !(x_is_zero && *last != 0)
}

#[cfg(test)]
mod tests {
    use super::*;
    use ed448_goldilocks::shake::Shake256;
    use ed448_goldilocks::shake::digest::{ExtendableOutput, Update, XofReader};
    use ed448_goldilocks::{EdwardsPoint, EdwardsScalar, WideEdwardsScalarBytes};

    /// The signature that whoever has the key can make with R spelt in another way.
    fn signed_with_odd_r(key: &SigningKey, input: &[u8]) -> Vec<u8> {
        let r = EdwardsScalar::from(7_u32);
        let mut encoded = (EdwardsPoint::GENERATOR * r).to_affine().compress().to_bytes();
        encoded[56] |= 1;
        let mut k = WideEdwardsScalarBytes::default();
        let hash = Shake256::default().chain(b"SigEd448\0\0").chain(encoded);
        hash.chain(key.verifying_key().as_bytes()).chain(input).finalize_xof().read(&mut k);
        let s = r + EdwardsScalar::from_bytes_mod_order_wide(&k) * key.to_scalar();
        [&encoded[..], &s.to_bytes_rfc_8032()].concat()
    }

    #[test]
    fn what_the_library_forgives_is_refused() {
        let key = signing_key(&[7; 57]).unwrap();
        let (public, odd) = (key.verifying_key(), signed_with_odd_r(&key, b"text"));
        assert!(public.verify_raw(&Signature::from_slice(&odd).unwrap(), b"text").is_ok(), "no need for it any more?");
        assert_eq!(verify(public.as_bytes(), b"text", &odd), Ok(false));
        let mut x = public.to_bytes();
        x[56] |= 1;
        assert!(VerifyingKey::from_bytes(&x).is_ok(), "no need for it any more?");
        assert_eq!(check_ed448(&x), Err(KeyError::NotOnCurve { curve: Curve::Ed448 }));
    }

    #[test]
    fn a_point_has_one_spelling() {
        let point = |y: [u8; 56], last: u8| -> [u8; 57] { std::array::from_fn(|i| *y.get(i).unwrap_or(&last)) };
        let (mut one, mut two, mut p) = ([0; 56], [0; 56], [0xff; 56]);
        (one[0], two[0], p[28]) = (1, 2, 0xfe);
        let (mut below, mut above) = (p, p);
        below[0] = 0xfd;
        above[28] = 0xff;
        for (y, last, canonical) in [
            (two, 0, true),
            (two, 0x80, true),
            (two, 1, false),
            (two, 0xc0, false),
            (one, 0, true),
            (one, 0x80, false),
            (below, 0x80, true),
            (p, 0, false),
            (above, 0, false),
            ([0xff; 56], 0, false),
        ] {
            assert_eq!(is_canonical(&point(y, last)), canonical, "{y:?} {last}");
        }
        let mut minus_one = p;
        minus_one[0] = 0xfe;
        assert!(is_canonical(&point(minus_one, 0)) && !is_canonical(&point(minus_one, 0x80)));
    }
}
