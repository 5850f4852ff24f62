//! The numbers of an RSA private key that files leave out: OpenSSH two exponents, some JWKs all but `d` (RFC 7518 section
//! 6.3.2, NIST SP 800-56B appendix C). What comes out is checked with the rest of the key.

use crate::keys::{Key, KeyError, Material, RsaPrivate, Secret, bits_of};
use crypto_bigint::modular::{BoxedMontyForm, BoxedMontyParams};
use crypto_bigint::{BoxedUint, ConcatenatingMul as _, Gcd as _, Resize as _};
use zeroize::Zeroizing;

/// Largest modulus whose primes are looked for, in bits: the largest that signs.
const MAX_BITS: u32 = 8192;
/// Largest public exponent for that, in bits: the largest that verifies.
const MAX_EXPONENT_BITS: u32 = 33;
/// Each base finds the primes in at least every second case.
const BASES: [u8; 24] = [2, 3, 5, 7, 11, 13, 17, 19, 23, 29, 31, 37, 41, 43, 47, 53, 59, 61, 67, 71, 73, 79, 83, 89];

type Number = Zeroizing<BoxedUint>;

/// Computes what is missing; tells whether anything was.
pub(super) fn complete(key: &mut Key) -> Result<bool, KeyError> {
    let Material::Rsa { n, e, private: Some(private) } = &mut key.material else { return Ok(false) };
    let is_empty = |secret: &Secret| secret.expose().is_empty();
    if is_empty(&private.p) {
        let (p, q) = primes(n, e, private.d.expose())?;
        (private.p, private.q) = (secret(&p), secret(&q));
    } else if !is_empty(&private.dp) {
        return Ok(false);
    }
    exponents(private).ok_or(KeyError::RsaInconsistent)?;
    Ok(true)
}

/// `d` for each prime, and the coefficient where it is missing.
fn exponents(private: &mut RsaPrivate) -> Option<()> {
    let (d, p, q) = (number(private.d.expose()), number(private.p.expose()), number(private.q.expose()));
    let (below_p, below_q) = (less_one(&p)?, less_one(&q)?);
    (private.dp, private.dq) = (secret(&*remainder(&d, &below_p)?), secret(&*remainder(&d, &below_q)?));
    if private.qi.expose().is_empty() {
        let modulus = p.to_odd().into_option()?;
        let q = Zeroizing::new((&*remainder(&q, &p)?).resize_unchecked(p.bits_precision()));
        private.qi = secret(&Zeroizing::new(q.invert_odd_mod(&modulus).into_option()?));
    }
    Some(())
}

/// The primes behind `n`, the larger first: `d e - 1` is a multiple of the order of every number, so that halving it leads
/// to a root of 1 that is neither 1 nor -1, and that shares a factor with `n`.
fn primes(n: &[u8], e: &[u8], d: &[u8]) -> Result<(Number, Number), KeyError> {
    let missing = || KeyError::RsaPartsMissing { missing: vec!["p", "q", "dp", "dq", "qi"] };
    if bits_of(n) > MAX_BITS || bits_of(e) > MAX_EXPONENT_BITS || bits_of(d) > bits_of(n) {
        return Err(missing());
    }
    let modulus = number(n);
    let multiple =
        less_one(&Zeroizing::new(number(d).concatenating_mul(&*number(e)))).ok_or(KeyError::RsaInconsistent)?;
    let halvings = multiple.trailing_zeros_vartime();
    let odd = Zeroizing::new(multiple.shr_vartime(halvings).ok_or(KeyError::RsaInconsistent)?);
    let odd_modulus = modulus.to_odd().into_option().ok_or(KeyError::RsaInconsistent)?;
    let field = BoxedMontyParams::new_vartime(odd_modulus);
    let found = BASES.iter().find_map(|base| factor(*base, &odd, halvings, &field, &modulus).transpose());
    let p = found.transpose()?.ok_or(KeyError::RsaInconsistent)?;
    let q = Zeroizing::new(modulus.div_rem_vartime(p.as_nz_vartime().ok_or(KeyError::RsaInconsistent)?).0);
    Ok(if *p > *q { (p, q) } else { (q, p) })
}

/// A factor, if this base leads to one. A base that never becomes 1 shows that `d` belongs to another key: no other base need
/// be tried, each of which takes a while.
fn factor(
    base: u8,
    odd: &BoxedUint,
    halvings: u32,
    field: &BoxedMontyParams,
    n: &BoxedUint,
) -> Result<Option<Number>, KeyError> {
    let one = BoxedMontyForm::one(field);
    let minus_one = -&one;
    let base = BoxedUint::from(base).resize_unchecked(field.bits_precision());
    let mut root = BoxedMontyForm::new(base, field).pow(odd);
    for _ in 0..halvings {
        let square = root.square();
        if square == one {
            if root == one || root == minus_one {
                return Ok(None);
            }
            let near = Zeroizing::new((&root - &one).retrieve());
            return Ok(Some(Zeroizing::new(near.gcd_vartime(n))));
        }
        root = square;
    }
    Err(KeyError::RsaInconsistent)
}

fn number(octets: &[u8]) -> Number {
    Zeroizing::new(BoxedUint::from_be_slice_vartime(octets))
}

fn secret(number: &BoxedUint) -> Secret {
    Secret::new(number.to_be_bytes_trimmed_vartime().into_vec())
}

fn less_one(number: &BoxedUint) -> Option<Number> {
    let one = BoxedUint::one_with_precision(number.bits_precision());
    Some(Zeroizing::new(number.wrapping_sub(&one))).filter(|_| !bool::from(number.is_zero()))
}

fn remainder(number: &BoxedUint, modulus: &BoxedUint) -> Option<Number> {
    Some(Zeroizing::new(number.rem_vartime(modulus.as_nz_vartime()?)))
}
