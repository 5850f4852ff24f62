//! Writing keys in DER: PKCS#8, PKCS#1 and SEC 1 for private keys, SPKI and PKCS#1 for public ones.

use super::asn1::{CURVES, EC, ML_DSA, RSA, SEED};
use super::error::KeyError;
use super::{Key, Material, Private, RsaPrivate};
use crate::jose::alg::Curve;
use der::Encode;
use der::asn1::{AnyRef, BitStringRef, ObjectIdentifier, OctetStringRef, UintRef};
use pkcs1::{RsaPrivateKeyRef, RsaPublicKeyRef};
use pkcs8::PrivateKeyInfoRef;
use sec1::{EcParameters, EcPrivateKey};
use spki::{AlgorithmIdentifierRef, SubjectPublicKeyInfoRef};
use zeroize::Zeroizing;

type Octets = Zeroizing<Vec<u8>>;

/// The key as PKCS#8 or SPKI, with the label that PEM gives it (RFC 7468 sections 10 and 13).
pub(super) fn labelled(key: &Key, private: Private) -> Result<(&'static str, Octets), KeyError> {
    match private == Private::Include && key.is_private() {
        true => Ok(("PRIVATE KEY", pkcs8(key)?)),
        false => Ok(("PUBLIC KEY", spki(key)?)),
    }
}

/// The key in its type's own structure, with the label that OpenSSL gives it.
pub(super) fn traditional(key: &Key, private: Private) -> Result<(&'static str, Octets), KeyError> {
    match (&key.material, private) {
        (Material::Rsa { n, e, private: Some(private) }, Private::Include) => {
            Ok(("RSA PRIVATE KEY", pkcs1(n, e, private)?))
        }
        (Material::Rsa { n, e, .. }, _) => Ok(("RSA PUBLIC KEY", pkcs1_public(n, e)?)),
        (Material::Ec { curve, x, y, d: Some(d) }, Private::Include) => {
            let parameters = Some(EcParameters::NamedCurve(oid_of(*curve)));
            Ok(("EC PRIVATE KEY", sec1(*curve, x, y, d.expose(), parameters)?))
        }
        _ => Err(KeyError::FormatCannotHold { format: "Traditional PEM", key: "this kind of key" }),
    }
}

/// The public half as SubjectPublicKeyInfo (RFC 5280 section 4.1.2.7).
pub(crate) fn spki(key: &Key) -> Result<Octets, KeyError> {
    let bits = match &key.material {
        Material::Oct(_) => return Err(KeyError::FormatCannotHold { format: "SPKI", key: "a secret" }),
        Material::Rsa { n, e, .. } => pkcs1_public(n, e)?.to_vec(),
        Material::Ec { x, y, .. } => uncompressed(x, y),
        Material::Okp { x, .. } => x.clone(),
        Material::Akp { public, .. } => public.clone(),
    };
    let curve_oid = key.curve().map(oid_of);
    let subject_public_key = BitStringRef::from_bytes(&bits).map_err(unwritable)?;
    encode(&SubjectPublicKeyInfoRef { algorithm: identifier(key, curve_oid.as_ref())?, subject_public_key })
}

/// The private key as PKCS#8 (RFC 5958), version 1: what every reader takes.
pub(crate) fn pkcs8(key: &Key) -> Result<Octets, KeyError> {
    let inner = match &key.material {
        Material::Rsa { n, e, private: Some(private) } => pkcs1(n, e, private)?,
        Material::Ec { curve, x, y, d: Some(d) } => sec1(*curve, x, y, d.expose(), None)?,
        Material::Okp { d: Some(d), .. } => encode(&OctetStringRef::new(d.expose()).map_err(unwritable)?)?,
        Material::Akp { seed: Some(seed), .. } => encode(&AnyRef::new(SEED, seed.expose()).map_err(unwritable)?)?,
        Material::Oct(_) => return Err(KeyError::FormatCannotHold { format: "PKCS#8", key: "a secret" }),
        _ => return Err(KeyError::FormatCannotHold { format: "PKCS#8", key: "a public key" }),
    };
    let curve_oid = key.curve().map(oid_of);
    let private_key = OctetStringRef::new(&inner).map_err(unwritable)?;
    encode(&PrivateKeyInfoRef::new(identifier(key, curve_oid.as_ref())?, private_key))
}

/// An RSA private key as PKCS#1 (RFC 8017 appendix A.1.2).
pub(crate) fn pkcs1(n: &[u8], e: &[u8], private: &RsaPrivate) -> Result<Octets, KeyError> {
    encode(&RsaPrivateKeyRef {
        modulus: uint(n)?,
        public_exponent: uint(e)?,
        private_exponent: uint(private.d.expose())?,
        prime1: uint(private.p.expose())?,
        prime2: uint(private.q.expose())?,
        exponent1: uint(private.dp.expose())?,
        exponent2: uint(private.dq.expose())?,
        coefficient: uint(private.qi.expose())?,
        other_prime_infos: None,
    })
}

/// An RSA public key as PKCS#1 (RFC 8017 appendix A.1.1).
fn pkcs1_public(n: &[u8], e: &[u8]) -> Result<Octets, KeyError> {
    encode(&RsaPublicKeyRef { modulus: uint(n)?, public_exponent: uint(e)? })
}

/// The uncompressed form of a point (SEC 1 section 2.3.3).
pub(crate) fn uncompressed(x: &[u8], y: &[u8]) -> Vec<u8> {
    let mut out = Vec::with_capacity(1 + x.len() + y.len());
    out.push(4);
    out.extend_from_slice(x);
    out.extend_from_slice(y);
    out
}

/// An EC private key (RFC 5915); inside PKCS#8 the curve stands outside. Without public half while that is unknown.
fn sec1(curve: Curve, x: &[u8], y: &[u8], d: &[u8], parameters: Option<EcParameters>) -> Result<Octets, KeyError> {
    let point = uncompressed(x, y);
    let complete = x.len() == curve.coordinate_len() && y.len() == x.len();
    let public_key = complete.then_some(point.as_slice());
    encode(&EcPrivateKey { private_key: d, parameters, public_key })
}

fn oid_of(curve: Curve) -> ObjectIdentifier {
    CURVES.iter().find(|(c, _)| *c == curve).map_or(EC, |(_, oid)| *oid)
}

fn identifier<'a>(key: &Key, curve_oid: Option<&'a ObjectIdentifier>) -> Result<AlgorithmIdentifierRef<'a>, KeyError> {
    let (oid, parameters) = match &key.material {
        Material::Rsa { .. } => (RSA, Some(AnyRef::NULL)),
        Material::Ec { .. } => (EC, curve_oid.map(AnyRef::from)),
        Material::Okp { curve, .. } => (oid_of(*curve), None),
        Material::Akp { alg, .. } => {
            let known = ML_DSA.iter().find(|(name, ..)| name == alg);
            (known.ok_or(KeyError::FormatCannotHold { format: "DER", key: "a key of this algorithm" })?.1, None)
        }
        Material::Oct(_) => return Err(KeyError::FormatCannotHold { format: "DER", key: "a secret" }),
    };
    Ok(AlgorithmIdentifierRef { oid, parameters })
}

fn uint(octets: &[u8]) -> Result<UintRef<'_>, KeyError> {
    UintRef::new(octets).map_err(unwritable)
}

fn encode(value: &impl Encode) -> Result<Octets, KeyError> {
    value.to_der().map(Zeroizing::new).map_err(unwritable)
}

/// Only lengths beyond DER's limit get here, and those are refused on reading.
fn unwritable(_: der::Error) -> KeyError {
    KeyError::FormatCannotHold { format: "DER", key: "a number of this size" }
}
