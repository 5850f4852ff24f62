//! What a certificate says of itself (RFC 5280 section 4.1): enough to compare and to date it. Nobody is trusted for it.

use super::asn1;
use crate::jose::numeric_date::NumericDate;
use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

/// A certificate that can be read: its octets and the time for which it was made.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Certificate {
    /// The DER octets, over which thumbprints are made (RFC 7515 sections 4.1.7 and 4.1.8).
    pub der: Vec<u8>,
    /// The first moment.
    pub not_before: NumericDate,
    /// The last moment.
    pub not_after: NumericDate,
}

impl Certificate {
    /// Reads an item of `x5c`: standard base64 of DER (RFC 7515 section 4.1.6). `None` where it is no certificate or its
    /// dates are none that a calendar since 1970 has.
    #[must_use]
    pub fn from_x5c(text: &str) -> Option<Self> {
        let der = STANDARD.decode(text).ok()?;
        let (not_before, not_after) = asn1::validity(&der)?;
        Some(Self { der, not_before, not_after })
    }
}
