//! Opening what a passphrase protects. How much work that may be was looked at before (`keys::UnlockLimits`).

mod jwk;
mod legacy;
mod openssh;
#[cfg(feature = "pkcs12")]
mod pkcs12;

use super::complete::complete_noted;
use crate::keys::{
    Budget, Closed, Content, Key, KeyError, Note, Opener, Sealed, Secret, Structure, Unsealed, value_len,
};
use pkcs8::pkcs5::pbes2::Parameters;
use zeroize::Zeroizing;

/// Completes keys, and opens what is locked with one of these passphrases.
pub(super) struct Unlocker<'a> {
    pub passphrases: &'a [Secret],
    /// Whether files that may need no passphrase are looked into.
    pub tries_none: bool,
}

impl Opener for Unlocker<'_> {
    fn complete(&self, key: &mut Key, notes: &mut Vec<Note>) -> Result<(), KeyError> {
        complete_noted(key, notes)
    }

    fn passphrases(&self) -> u64 {
        u64::try_from(self.passphrases.len()).unwrap_or(u64::MAX)
    }

    fn tries_none(&self) -> bool {
        self.tries_none
    }

    fn open(&self, sealed: &Sealed<'_>, budget: &Budget<'_>) -> Result<Unsealed, Closed> {
        // files that need no passphrase have the empty one
        let none = Secret::new(Vec::new());
        let empty = (self.tries_none && matches!(sealed.content, Content::Pkcs12 { .. })).then_some(&none);
        for passphrase in empty.into_iter().chain(self.passphrases) {
            match open(sealed, passphrase.expose(), budget) {
                Err(Closed::WrongPassphrase) => {}
                decided => return decided,
            }
        }
        Err(Closed::WrongPassphrase)
    }
}

/// One try. What is in a PKCS#12 file is paid for part by part, anything else at once.
fn open(sealed: &Sealed<'_>, passphrase: &[u8], budget: &Budget<'_>) -> Result<Unsealed, Closed> {
    if !matches!(sealed.content, Content::Pkcs12 { .. }) {
        budget.spend(sealed.work).map_err(Closed::Broken)?;
    }
    match &sealed.content {
        Content::Pkcs8 { parameters, encrypted } => pkcs8(parameters, encrypted, passphrase),
        Content::Legacy { cipher, iv, encrypted, structure } => {
            legacy::open(*cipher, iv, encrypted, passphrase).map(|octets| Unsealed::Der(*structure, octets))
        }
        Content::OpenSsh { cipher, salt, rounds, encrypted, tag } => {
            openssh::open(cipher, salt, *rounds, (encrypted, tag), passphrase).map(Unsealed::OpenSsh)
        }
        Content::Jwe(token) => jwk::open(token, passphrase).map(Unsealed::Jwk),
        #[cfg(feature = "pkcs12")]
        Content::Pkcs12 { file } => pkcs12::open(file, passphrase, budget).map(Unsealed::Bags),
        #[cfg(not(feature = "pkcs12"))]
        Content::Pkcs12 { .. } => {
            Err(Closed::Broken(KeyError::FeatureLeftOut { what: "a PKCS#12 file", feature: "pkcs12" }))
        }
    }
}

/// PBES2 (RFC 8018 section 6.2.2). Octets that are no DER come from a wrong passphrase whose padding happened to be right.
fn pkcs8(parameters: &Parameters, encrypted: &[u8], passphrase: &[u8]) -> Result<Unsealed, Closed> {
    let opened = parameters.decrypt(passphrase, encrypted).map(Zeroizing::new).map_err(|_| Closed::WrongPassphrase)?;
    whole_der(opened).map(|octets| Unsealed::Der(Structure::Pkcs8, octets))
}

/// The octets, if they are one DER value and nothing else.
fn whole_der(octets: Zeroizing<Vec<u8>>) -> Result<Zeroizing<Vec<u8>>, Closed> {
    if value_len(&octets) == Some(octets.len()) { Ok(octets) } else { Err(Closed::WrongPassphrase) }
}
