//! Public keys of small order (RFC 7748 section 6, RFC 8032 section 8.8, RFC 8725 section 3.4). With one of them anybody
//! can make signatures, or knows the secret that is agreed on, whatever the private keys are.

use super::{Key, Material};
use crate::jose::alg::Curve;

impl Key {
    /// Whether the public key is one of the few points of small order, in any of their spellings.
    pub(crate) fn has_low_order(&self) -> bool {
        match &self.material {
            Material::Okp { curve, x, .. } => is_low_order(*curve, x),
            _ => false,
        }
    }
}

/// p and p + 1 are 0 and 1 spelt in another way, for which there is room on each curve.
fn is_low_order(curve: Curve, public: &[u8]) -> bool {
    match curve {
        Curve::Ed25519 => masked(public).is_some_and(|y| is_near_zero_or_p(&y) || ORDER_8_Y.contains(&y)),
        Curve::X25519 => masked(public).is_some_and(|u| is_near_zero_or_p(&u) || ORDER_8_U.contains(&u)),
        // the last octet of Ed448 is the sign of x alone
        Curve::Ed448 => public.first_chunk().is_some_and(is_near_zero_or_p_448),
        Curve::X448 => public.first_chunk().is_some_and(is_near_zero_or_p_448),
        Curve::P256 | Curve::P384 | Curve::P521 | Curve::Secp256k1 => false,
    }
}

/// A coordinate modulo 2^255 - 19 without its topmost bit: the sign of x for Ed25519, ignored by X25519.
fn masked(public: &[u8]) -> Option<[u8; 32]> {
    let mut number: [u8; 32] = public.try_into().ok()?;
    number[31] &= 0x7f;
    Some(number)
}

/// 0, 1, p - 1, p or p + 1, little-endian, for p = 2^255 - 19.
fn is_near_zero_or_p(number: &[u8; 32]) -> bool {
    let [first, middle @ .., last] = number;
    match (first, last) {
        (0 | 1, 0) => middle == &[0; 30],
        (0xec..=0xee, 0x7f) => middle == &[0xff; 30],
        _ => false,
    }
}

/// The same for p = 2^448 - 2^224 - 1.
fn is_near_zero_or_p_448(number: &[u8; 56]) -> bool {
    let (low, high) = number.split_at(28);
    let all = |digits: &[u8], octet: u8| digits.iter().all(|d| *d == octet);
    let is_p_minus_1_or_p = || {
        let tops = matches!(low.first(), Some(0xfe | 0xff)) && high.first() == Some(&0xfe);
        tops && all(low.get(1..).unwrap_or_default(), 0xff) && all(high.get(1..).unwrap_or_default(), 0xff)
    };
    let is_p_plus_1 = || all(low, 0) && all(high, 0xff);
    let is_0_or_1 = || matches!(number, [0 | 1, rest @ ..] if all(rest, 0));
    is_0_or_1() || is_p_minus_1_or_p() || is_p_plus_1()
}

/// The y coordinates of the points of order 8 on edwards25519, little-endian.
#[rustfmt::skip]
const ORDER_8_Y: [[u8; 32]; 2] = [
    [0x26, 0xe8, 0x95, 0x8f, 0xc2, 0xb2, 0x27, 0xb0, 0x45, 0xc3, 0xf4, 0x89, 0xf2, 0xef, 0x98, 0xf0,
     0xd5, 0xdf, 0xac, 0x05, 0xd3, 0xc6, 0x33, 0x39, 0xb1, 0x38, 0x02, 0x88, 0x6d, 0x53, 0xfc, 0x05],
    [0xc7, 0x17, 0x6a, 0x70, 0x3d, 0x4d, 0xd8, 0x4f, 0xba, 0x3c, 0x0b, 0x76, 0x0d, 0x10, 0x67, 0x0f,
     0x2a, 0x20, 0x53, 0xfa, 0x2c, 0x39, 0xcc, 0xc6, 0x4e, 0xc7, 0xfd, 0x77, 0x92, 0xac, 0x03, 0x7a],
];

/// The u coordinates of the points of order 8 on curve25519, little-endian.
#[rustfmt::skip]
const ORDER_8_U: [[u8; 32]; 2] = [
    [0xe0, 0xeb, 0x7a, 0x7c, 0x3b, 0x41, 0xb8, 0xae, 0x16, 0x56, 0xe3, 0xfa, 0xf1, 0x9f, 0xc4, 0x6a,
     0xda, 0x09, 0x8d, 0xeb, 0x9c, 0x32, 0xb1, 0xfd, 0x86, 0x62, 0x05, 0x16, 0x5f, 0x49, 0xb8, 0x00],
    [0x5f, 0x9c, 0x95, 0xbc, 0xa3, 0x50, 0x8c, 0x24, 0xb1, 0xd0, 0xb1, 0x55, 0x9c, 0x83, 0xef, 0x5b,
     0x04, 0x44, 0x5c, 0xc4, 0x58, 0x1c, 0x8e, 0x86, 0xd8, 0x22, 0x4e, 0xdd, 0xd0, 0x9f, 0x11, 0x57],
];
