//! Writing keys of OpenSSH: the one-line public form (RFC 4253 section 6.6) and `openssh-key-v1` private keys.

use super::error::KeyError;
use super::export::{Format, Octets};
use super::{Key, Material, Private, asn1_write};
use crate::jose::alg::Curve;
use ssh_encoding::Decode;
use ssh_key::private::{
    EcdsaKeypair, EcdsaPrivateKey, Ed25519Keypair, Ed25519PrivateKey, KeypairData, RsaKeypair, RsaPrivateKey,
};
use ssh_key::public::{EcdsaPublicKey, Ed25519PublicKey, KeyData, RsaPublicKey};
use ssh_key::{LineEnding, Mpint, PrivateKey, PublicKey};
use zeroize::Zeroizing;

/// Whether OpenSSH has keys of this kind.
pub(super) fn is_known(key: &Key) -> bool {
    match (&key.material, key.curve()) {
        (Material::Rsa { .. }, _) => true,
        (_, Some(curve)) => matches!(curve, Curve::P256 | Curve::P384 | Curve::P521 | Curve::Ed25519),
        _ => false,
    }
}

/// Public keys one a line, or one private key.
pub(super) fn write(keys: &[&Key], private: Private) -> Result<Octets, KeyError> {
    if let ([key], Private::Include) = (keys, private)
        && key.is_private()
    {
        let text = private_key(key)?.to_openssh(LineEnding::LF).map_err(unwritable)?;
        return Ok(Zeroizing::new(text.as_bytes().to_vec()));
    }
    let mut out = Zeroizing::new(Vec::new());
    for key in keys {
        let line = PublicKey::new(public(key)?, comment(key)).to_openssh().map_err(unwritable)?;
        out.extend_from_slice(line.as_bytes());
        out.push(b'\n');
    }
    Ok(out)
}

/// The whole key as the crate has it, for writing and for encrypting.
pub(crate) fn private_key(key: &Key) -> Result<PrivateKey, KeyError> {
    PrivateKey::new(keypair(key)?, comment(key)).map_err(unwritable)
}

fn keypair(key: &Key) -> Result<KeypairData, KeyError> {
    Ok(match &key.material {
        Material::Rsa { private: Some(private), .. } => {
            let number = |secret: &super::Secret| Mpint::from_positive_bytes(secret.expose()).map_err(unwritable);
            let (d, p, q) = (number(&private.d)?, number(&private.p)?, number(&private.q)?);
            let private = RsaPrivateKey { d, iqmp: number(&private.qi)?, p, q };
            KeypairData::from(RsaKeypair { public: rsa_public(key)?, private })
        }
        Material::Ec { d: Some(d), .. } => KeypairData::from(match ec_public(key)? {
            EcdsaPublicKey::NistP256(public) => EcdsaKeypair::NistP256 { public, private: scalar(d.expose())? },
            EcdsaPublicKey::NistP384(public) => EcdsaKeypair::NistP384 { public, private: scalar(d.expose())? },
            EcdsaPublicKey::NistP521(public) => EcdsaKeypair::NistP521 { public, private: scalar(d.expose())? },
        }),
        Material::Okp { curve: Curve::Ed25519, d: Some(d), .. } => {
            let private = Ed25519PrivateKey::try_from(d.expose()).map_err(unwritable)?;
            KeypairData::from(Ed25519Keypair { public: ed25519_public(key)?, private })
        }
        _ => return Err(cannot()),
    })
}

/// The crate makes a scalar from its encoding alone: its length in four octets, then a number without a sign.
fn scalar<const SIZE: usize>(d: &[u8]) -> Result<EcdsaPrivateKey<SIZE>, KeyError> {
    let mut encoded = Zeroizing::new(Vec::with_capacity(4 + SIZE));
    encoded.extend_from_slice(&u32::try_from(d.len()).unwrap_or(u32::MAX).to_be_bytes());
    encoded.extend_from_slice(d);
    EcdsaPrivateKey::decode(&mut encoded.as_slice()).map_err(unwritable)
}

fn public(key: &Key) -> Result<KeyData, KeyError> {
    Ok(match &key.material {
        Material::Rsa { .. } => KeyData::from(rsa_public(key)?),
        Material::Ec { .. } => KeyData::from(ec_public(key)?),
        Material::Okp { curve: Curve::Ed25519, .. } => KeyData::from(ed25519_public(key)?),
        _ => return Err(cannot()),
    })
}

fn rsa_public(key: &Key) -> Result<RsaPublicKey, KeyError> {
    let Material::Rsa { n, e, .. } = &key.material else { return Err(cannot()) };
    let number = |octets: &[u8]| Mpint::from_positive_bytes(octets).map_err(unwritable);
    Ok(RsaPublicKey { e: number(e)?, n: number(n)? })
}

fn ec_public(key: &Key) -> Result<EcdsaPublicKey, KeyError> {
    match &key.material {
        // the crate tells curves apart by their length alone
        Material::Ec { curve, x, y, .. } if *curve != Curve::Secp256k1 => {
            EcdsaPublicKey::from_sec1_bytes(&asn1_write::uncompressed(x, y)).map_err(unwritable)
        }
        _ => Err(cannot()),
    }
}

fn ed25519_public(key: &Key) -> Result<Ed25519PublicKey, KeyError> {
    let Material::Okp { x, .. } = &key.material else { return Err(cannot()) };
    Ed25519PublicKey::try_from(x.as_slice()).map_err(unwritable)
}

/// What stands behind the key: its name, on one line.
fn comment(key: &Key) -> String {
    let named = [Some(key.name.as_str()), key.kid.as_deref()].into_iter().flatten().find(|name| !name.is_empty());
    named.unwrap_or_default().chars().map(|c| if c.is_control() || c.is_whitespace() { '-' } else { c }).collect()
}

fn cannot() -> KeyError {
    KeyError::FormatCannotHold { format: Format::OpenSsh.name(), key: "this kind of key" }
}

fn unwritable(_: impl std::fmt::Debug) -> KeyError {
    KeyError::FormatCannotHold { format: Format::OpenSsh.name(), key: "numbers of this size" }
}
