//! Writing keys for other programs.

use super::error::KeyError;
use super::{Key, Material, Private, asn1_write, jwk_write, pem};
use zeroize::Zeroizing;

/// A file format for keys.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Format {
    /// One JWK (RFC 7517), a member on each line.
    Jwk,
    /// A JWK Set (RFC 7517 section 5).
    JwkSet,
    /// PEM: PKCS#8 for private keys, SPKI for public ones (RFC 7468 sections 10 and 13).
    Pem,
    /// DER of the same.
    Der,
}

impl Format {
    /// Every format.
    pub const ALL: [Self; 4] = [Self::Jwk, Self::JwkSet, Self::Pem, Self::Der];

    /// How people call it.
    #[must_use]
    pub fn name(self) -> &'static str {
        match self {
            Self::Jwk => "JWK",
            Self::JwkSet => "JWK Set",
            Self::Pem => "PEM",
            Self::Der => "DER",
        }
    }
}

/// Writes keys in a format. With [`Private::Include`] a key that has no private half is written as a public one.
///
/// # Errors
/// [`KeyError::OneKeyOnly`] where the format holds one key and there are more or none, [`KeyError::FormatCannotHold`] for a
/// secret in PEM or DER, [`KeyError::NoPublicHalf`] for a secret without its private part.
pub fn export(keys: &[&Key], format: Format, private: Private) -> Result<Zeroizing<Vec<u8>>, KeyError> {
    match format {
        Format::Jwk => Ok(lines(&one(keys, format)?.to_jwk_pretty(private)?)),
        Format::JwkSet => Ok(lines(&jwk_write::set(keys, private)?)),
        Format::Der => der(one(keys, format)?, private, "DER").map(|(_, octets)| octets),
        Format::Pem => {
            let mut out = Zeroizing::new(Vec::new());
            for key in keys {
                let (label, octets) = der(key, private, "PEM")?;
                pem::write(&mut out, label, &octets);
            }
            Ok(out)
        }
    }
}

fn one<'a>(keys: &[&'a Key], format: Format) -> Result<&'a Key, KeyError> {
    match keys {
        [key] => Ok(key),
        _ => Err(KeyError::OneKeyOnly { format: format.name(), count: keys.len() }),
    }
}

/// The key as DER, with the label that PEM gives it.
fn der(key: &Key, private: Private, format: &'static str) -> Result<(&'static str, Zeroizing<Vec<u8>>), KeyError> {
    if matches!(key.material, Material::Oct(_)) {
        return Err(KeyError::FormatCannotHold { format, key: "a secret" });
    }
    if private == Private::Include && key.is_private() {
        return Ok(("PRIVATE KEY", asn1_write::pkcs8(key)?));
    }
    Ok(("PUBLIC KEY", asn1_write::spki(key)?))
}

fn lines(text: &str) -> Zeroizing<Vec<u8>> {
    let mut out = Zeroizing::new(Vec::with_capacity(text.len() + 1));
    out.extend_from_slice(text.as_bytes());
    out.push(b'\n');
    out
}
