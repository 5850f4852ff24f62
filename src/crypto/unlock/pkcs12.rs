//! The bags of a PKCS#12 file (RFC 7292). Experimental: the crates below are pre-releases.

use crate::keys::{Bag, BagContent, Closed, KeyError};
use p12_keystore::Pkcs12Archive;
use p12_keystore::error::Error;
use zeroize::Zeroizing;

/// Everything in the file, keys first, in its order.
pub(super) fn open(file: &[u8], passphrase: &[u8]) -> Result<Vec<Bag>, Closed> {
    let passphrase = std::str::from_utf8(passphrase).map_err(|_| Closed::WrongPassphrase)?;
    let archive = Pkcs12Archive::from_pkcs12(file, passphrase).map_err(|e| closed(&e))?;
    let keys = archive.keys.into_iter().map(|bag| Bag {
        name: bag.friendly_name,
        content: BagContent::Key(Zeroizing::new(bag.key.as_der().to_vec())),
    });
    let secrets = archive.secrets.into_iter().map(|bag| Bag {
        name: bag.friendly_name,
        content: BagContent::Secret(Zeroizing::new(bag.key.key().to_vec())),
    });
    let certificates = archive
        .certs
        .into_iter()
        .map(|bag| Bag { name: bag.friendly_name, content: BagContent::Certificate(bag.cert.as_der().to_vec()) });
    Ok(keys.chain(secrets).chain(certificates).collect())
}

/// A wrong passphrase shows as a wrong MAC; without a MAC as padding that is none, or as nonsense behind it.
fn closed(error: &Error) -> Closed {
    const INSTEAD: &str = "take out what is in it with `openssl pkcs12 -in FILE -legacy -nodes -out KEY.pem`";
    let unsupported = |what: &str| Closed::Broken(KeyError::Unsupported { what: what.to_owned(), instead: INSTEAD });
    match error {
        Error::MacError(_) | Error::UnpadError | Error::Pkcs5Error(_) => Closed::WrongPassphrase,
        Error::UnsupportedEncryptionScheme => unsupported("a PKCS#12 file with a cipher that is not served"),
        Error::UnsupportedMacAlgorithm => unsupported("a PKCS#12 file with a MAC that is not served"),
        Error::UnsupportedContentType => unsupported("a PKCS#12 file that is signed instead of having a MAC"),
        Error::UnsupportedCertificateType => unsupported("a PKCS#12 file with a certificate that is not X.509"),
        Error::InvalidParameters => unsupported("a PKCS#12 file that takes more than a million rounds to open"),
        _ => Closed::Broken(KeyError::Der { structure: "PKCS#12", position: None }),
    }
}
