//! Opening a PKCS#12 file (RFC 7292), part by part: what each costs is taken from the budget before it is opened, because
//! parts under encryption may hold more that is encrypted.
//!
//! Experimental: the crate that makes the keys is a pre-release.

use super::whole_der;
use crate::keys::pkcs12::{
    Mac, Pfx, Safe, SafeBag, SafeBagContent, Scheme, SchemeKind, Stretching, bags, damaged, unsupported,
};
use crate::keys::{Bag, BagContent, Budget, Closed};
use aws_lc_rs::hmac;
use cbc::Decryptor;
use cbc::cipher::block_padding::Pkcs7;
use cbc::cipher::{BlockCipherDecrypt, BlockModeDecrypt, KeyInit, KeyIvInit};
use der::Decode;
use der::asn1::BmpString;
use pkcs8::PrivateKeyInfoRef;
use pkcs12::kdf::{Pkcs12KeyType, derive_key};
use zeroize::Zeroizing;

/// Everything in the file: keys, then secrets, then certificates, each in the order of the file.
pub(super) fn open(file: &[u8], passphrase: &[u8], budget: &Budget<'_>) -> Result<Vec<Bag>, Closed> {
    let pfx = Pfx::read(file, budget.limits).map_err(Closed::Broken)?;
    let text = std::str::from_utf8(passphrase).map_err(|_| Closed::WrongPassphrase)?;
    let mut last = Err(Closed::WrongPassphrase);
    for stretched in spellings(text)? {
        last = Opening { passphrase, stretched: &stretched, budget }.file(&pfx);
        if !matches!(last, Err(Closed::WrongPassphrase)) {
            break;
        }
    }
    last
}

/// The passphrase as RFC 7292 appendix B.1 has it: UTF-16 with a zero at the end. For none at all some programs write that
/// zero, and some write nothing.
fn spellings(passphrase: &str) -> Result<Vec<Zeroizing<Vec<u8>>>, Closed> {
    let text = BmpString::from_utf8(passphrase).map_err(|_| Closed::WrongPassphrase)?;
    let mut octets = Zeroizing::new(Vec::from(text.into_bytes()));
    octets.extend([0, 0]);
    let none = passphrase.is_empty().then(Zeroizing::default);
    Ok(std::iter::once(octets).chain(none).collect())
}

struct Opening<'a> {
    /// As typed, for PBES2.
    passphrase: &'a [u8],
    /// As RFC 7292 wants it.
    stretched: &'a [u8],
    budget: &'a Budget<'a>,
}

impl Opening<'_> {
    fn file(&self, pfx: &Pfx<'_>) -> Result<Vec<Bag>, Closed> {
        if let Some(mac) = &pfx.mac {
            self.spend(mac.rounds)?;
            self.check(mac, pfx.authenticated)?;
        }
        let mut opened = Vec::new();
        for safe in &pfx.safes {
            match safe {
                Safe::Open(contents) => self.bags(contents, &mut opened)?,
                Safe::Sealed(scheme, encrypted) => self.bags(&self.decrypted(scheme, encrypted)?, &mut opened)?,
            }
        }
        opened.sort_by_key(|bag| match bag.content {
            BagContent::Key(_) => 0,
            BagContent::Secret(_) => 1,
            BagContent::Certificate(_) => 2,
        });
        Ok(opened)
    }

    fn spend(&self, work: u64) -> Result<(), Closed> {
        self.budget.spend(work).map_err(Closed::Broken)
    }

    fn bags(&self, contents: &[u8], opened: &mut Vec<Bag>) -> Result<(), Closed> {
        for SafeBag { name, content } in bags(contents, self.budget.limits).map_err(Closed::Broken)? {
            let content = match content {
                SafeBagContent::Key(der) => BagContent::Key(Zeroizing::new(der.to_vec())),
                SafeBagContent::SealedKey(scheme, encrypted) => BagContent::Key(self.decrypted(&scheme, encrypted)?),
                SafeBagContent::SealedSecret(scheme, encrypted) => self.secret(&scheme, encrypted)?,
                SafeBagContent::Certificate(der) => BagContent::Certificate(der.to_vec()),
            };
            opened.push(Bag { name, content });
        }
        Ok(())
    }

    /// Java wraps the octets of a secret as if they were a private key.
    fn secret(&self, scheme: &Scheme<'_>, encrypted: &[u8]) -> Result<BagContent, Closed> {
        let der = self.decrypted(scheme, encrypted)?;
        let wrapped = PrivateKeyInfoRef::from_der(&der).map_err(|_| Closed::Broken(damaged()))?;
        Ok(BagContent::Secret(Zeroizing::new(wrapped.private_key.as_bytes().to_vec())))
    }

    fn check(&self, mac: &Mac<'_>, content: &[u8]) -> Result<(), Closed> {
        let (algorithm, key) = match mac.hash.to_string().as_str() {
            "1.3.14.3.2.26" => {
                (hmac::HMAC_SHA1_FOR_LEGACY_USE_ONLY, self.stretch::<sha1::Sha1>(mac, Pkcs12KeyType::Mac, 20))
            }
            "2.16.840.1.101.3.4.2.4" => (hmac::HMAC_SHA224, self.stretch::<sha2::Sha224>(mac, Pkcs12KeyType::Mac, 28)),
            "2.16.840.1.101.3.4.2.1" => (hmac::HMAC_SHA256, self.stretch::<sha2::Sha256>(mac, Pkcs12KeyType::Mac, 32)),
            "2.16.840.1.101.3.4.2.2" => (hmac::HMAC_SHA384, self.stretch::<sha2::Sha384>(mac, Pkcs12KeyType::Mac, 48)),
            "2.16.840.1.101.3.4.2.3" => (hmac::HMAC_SHA512, self.stretch::<sha2::Sha512>(mac, Pkcs12KeyType::Mac, 64)),
            _ => return Err(Closed::Broken(unsupported("with a MAC that is not served"))),
        };
        hmac::verify(&hmac::Key::new(algorithm, &key?), content, mac.digest).map_err(|_| Closed::WrongPassphrase)
    }

    /// What a scheme protects, which is one DER value. The work is paid for first.
    fn decrypted(&self, scheme: &Scheme<'_>, encrypted: &[u8]) -> Result<Zeroizing<Vec<u8>>, Closed> {
        self.spend(scheme.work)?;
        match &scheme.kind {
            SchemeKind::Pbes2(parameters) => {
                let opened = parameters.decrypt(self.passphrase, encrypted).map_err(|_| Closed::WrongPassphrase)?;
                whole_der(Zeroizing::new(opened))
            }
            SchemeKind::TripleDes(stretching) => self.cbc::<des::TdesEde3>(stretching, 24, encrypted),
            SchemeKind::Rc2(stretching) => self.cbc::<rc2::Rc2>(stretching, 5, encrypted),
        }
    }

    fn cbc<C: BlockCipherDecrypt + KeyInit>(
        &self,
        stretching: &Stretching<'_>,
        key_len: usize,
        encrypted: &[u8],
    ) -> Result<Zeroizing<Vec<u8>>, Closed> {
        let key = self.stretch::<sha1::Sha1>(stretching, Pkcs12KeyType::EncryptionKey, key_len)?;
        let iv = self.stretch::<sha1::Sha1>(stretching, Pkcs12KeyType::Iv, 8)?;
        let decryptor = Decryptor::<C>::new_from_slices(&key, &iv).map_err(|_| Closed::WrongPassphrase)?;
        let opened = decryptor.decrypt_padded_vec::<Pkcs7>(encrypted).map_err(|_| Closed::WrongPassphrase)?;
        whole_der(Zeroizing::new(opened))
    }

    /// RFC 7292 appendix B.2.
    fn stretch<D>(
        &self,
        from: &impl Stretched,
        for_what: Pkcs12KeyType,
        len: usize,
    ) -> Result<Zeroizing<Vec<u8>>, Closed>
    where
        D: sha2::Digest + sha2::digest::FixedOutputReset + sha2::digest::block_api::BlockSizeUser,
    {
        let (salt, rounds) = from.salt_and_rounds();
        let rounds = i32::try_from(rounds).map_err(|_| Closed::Broken(damaged()))?;
        Ok(Zeroizing::new(derive_key::<D>(self.stretched, salt, for_what, rounds, len)))
    }
}

/// What names a salt and a number of rounds.
trait Stretched {
    fn salt_and_rounds(&self) -> (&[u8], u64);
}

impl Stretched for Mac<'_> {
    fn salt_and_rounds(&self) -> (&[u8], u64) {
        (self.salt, self.rounds)
    }
}

impl Stretched for Stretching<'_> {
    fn salt_and_rounds(&self) -> (&[u8], u64) {
        (self.salt, self.rounds)
    }
}
