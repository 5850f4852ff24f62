//! Writing the certificates that a key carries.

use super::Key;
use super::error::KeyError;
use super::export::Octets;
use super::pem;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use serde_json::Value;
use zeroize::Zeroizing;

/// The certificates of `x5c` (RFC 7517 section 4.7) as PEM, in their order.
pub(super) fn pem(key: &Key) -> Result<Octets, KeyError> {
    let chain = key.other.get("x5c").and_then(Value::as_array).filter(|chain| !chain.is_empty());
    let mut out = Zeroizing::new(Vec::new());
    for item in chain.ok_or(KeyError::NoCertificate)? {
        let der = item.as_str().and_then(|text| STANDARD.decode(text).ok()).ok_or(KeyError::NoCertificate)?;
        pem::write(&mut out, "CERTIFICATE", &der);
    }
    Ok(out)
}
