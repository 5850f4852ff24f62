//! Keys on their way out.

use super::key_form::Destination;
use crate::crypto::{self, CryptoError};
use crate::keys::{Format, Key, Secret};
use std::sync::Arc;
use zeroize::Zeroizing;

/// An export that is done but for its last step.
#[derive(Clone, PartialEq)]
pub struct Leaving {
    /// The content.
    pub bytes: Zeroizing<Vec<u8>>,
    /// The suggested file name.
    pub name: String,
    /// "The private key “demo” (PEM)", for the notice.
    pub what: String,
    /// Whether it must stay private.
    pub private: bool,
    /// Where to.
    pub to: Destination,
}

/// Private keys to be put behind a passphrase, which takes a while on purpose.
#[derive(Clone, PartialEq)]
pub struct ProtectOrder {
    /// The keys.
    pub keys: Vec<Arc<Key>>,
    /// The format.
    pub format: Format,
    /// The passphrase.
    pub passphrase: Secret,
    /// What becomes of it; without its content.
    pub leaving: Leaving,
}

impl ProtectOrder {
    /// Encrypts the keys.
    ///
    /// # Errors
    /// What [`crypto::export_protected`] says.
    pub fn carry_out(self) -> Result<Leaving, CryptoError> {
        let keys: Vec<&Key> = self.keys.iter().map(AsRef::as_ref).collect();
        let bytes = crypto::export_protected(&keys, self.format, &self.passphrase)?;
        Ok(Leaving { bytes, ..self.leaving })
    }
}
