//! The vault key and what it does: texts in, JWEs out, and back (RFC 7516, RFC 7517 section 7). No cryptography of its own.

use serde_json::{Value, json};
use zeroize::Zeroizing;

use crate::crypto::jwe::{self, DecryptError, Recipient};
use crate::crypto::{self, CryptoError};
use crate::jose::alg;
use crate::jose::base64url;
use crate::jose::token::Token;
use crate::keys::{Key, Material, Private, Secret};
use crate::make::{EncryptError, Envelope, Shape, encrypt};

/// How the passphrase opens the vault key.
const PASSPHRASE_ALG: &str = "PBES2-HS512+A256KW";
/// How the vault key opens a file: each file has a content encryption key of its own.
const FILE_ALG: &str = "A256KW";
const ENC: &str = "A256GCM";
const KEY_BYTES: usize = 32;
const ID_BYTES: usize = 16;

/// `cty` of a JWK (RFC 7517 section 8.5.1).
pub(super) const JWK: &str = "jwk+json";
/// `cty` of another JSON text.
pub(super) const JSON: &str = "json";
/// `cty` of bytes that are no JSON.
pub(super) const OCTETS: &str = "octet-stream";

/// One random AES key that all key files are encrypted under.
pub(super) struct Seal {
    key: Key,
    kid: String,
}

/// Why a JWE was not opened.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Closed {
    /// It was made under another vault key.
    OtherKey,
    /// It is no JWE, or its bytes were changed.
    Broken,
}

/// Why a passphrase did not open the vault key.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub(super) enum Refused {
    /// The passphrase is another one.
    WrongPassphrase,
    /// The file is not what it must be.
    Broken,
}

impl Seal {
    /// A new vault key.
    pub(super) fn generate() -> Result<Self, CryptoError> {
        let octets = crypto::random(KEY_BYTES)?;
        let kid = base64url::encode(&crypto::random(ID_BYTES)?);
        Ok(Self::of(Secret::new(octets), kid))
    }

    fn of(octets: Secret, kid: String) -> Self {
        let key = Key {
            name: "vault key".to_owned(),
            kid: Some(kid.clone()),
            alg: Some(FILE_ALG.to_owned()),
            usage: Some("enc".to_owned()),
            ..Key::new(Material::Oct(octets))
        };
        Self { key, kid }
    }

    /// The id that the headers of all its files name.
    pub(super) fn kid(&self) -> &str {
        &self.kid
    }

    /// The vault key as an encrypted JWK. Stretching the passphrase takes a part of a second.
    pub(super) fn wrapped(&self, passphrase: &Secret, rounds: u32) -> Result<String, EncryptError> {
        let jwk = self.key.to_jwk(Private::Include).map_err(CryptoError::from)?;
        let with = of_passphrase(passphrase);
        jwe_of(&with, PASSPHRASE_ALG, Some(rounds), JWK, &self.kid, jwk.as_bytes())
    }

    /// The vault key out of its encrypted JWK.
    pub(super) fn unwrap(text: &str, passphrase: &Secret) -> Result<Self, Refused> {
        let refused = |e| match e {
            DecryptError::NotAuthentic => Refused::WrongPassphrase,
            _ => Refused::Broken,
        };
        let jwk = opened(&Token::read(text), &of_passphrase(passphrase)).map_err(refused)?;
        let key = crypto::import(&jwk).keys.pop().ok_or(Refused::Broken)?;
        let kid = kid_of(text).ok_or(Refused::Broken)?;
        match key.material {
            Material::Oct(octets) if octets.expose().len() == KEY_BYTES => Ok(Self::of(octets, kid)),
            _ => Err(Refused::Broken),
        }
    }

    /// A content as a JWE. `cty` says what it is.
    pub(super) fn seal(&self, content: &[u8], cty: &str) -> Result<String, EncryptError> {
        jwe_of(&self.key, FILE_ALG, None, cty, &self.kid, content)
    }

    /// The content of a JWE that this key made.
    pub(super) fn open(&self, text: &str) -> Result<Zeroizing<Vec<u8>>, Closed> {
        let token = Token::read(text);
        let kid = token.jose_header().get("kid").and_then(Value::as_str).map(str::to_owned);
        match kid {
            Some(kid) if kid != self.kid => Err(Closed::OtherKey),
            _ => opened(&token, &self.key).map_err(|_| Closed::Broken),
        }
    }
}

/// The `kid` in the header of a JWE, if the text is one.
pub(super) fn kid_of(text: &str) -> Option<String> {
    let token = Token::read(text);
    let header = token.jose_header();
    header.get("kid").filter(|_| token.form.is_jwe())?.as_str().map(str::to_owned)
}

/// A file name's stem that says nothing: 128 random bits.
pub(super) fn random_stem() -> Result<String, CryptoError> {
    Ok(crypto::random(ID_BYTES)?.iter().map(|octet| format!("{octet:02x}")).collect())
}

/// The passphrase's own bytes: UTF-8 as it was typed (RFC 7518 section 4.8.1.1).
fn of_passphrase(passphrase: &Secret) -> Key {
    Key { usage: Some("enc".to_owned()), ..Key::new(Material::Oct(passphrase.clone())) }
}

fn jwe_of(
    key: &Key,
    alg_name: &str,
    p2c: Option<u32>,
    cty: &str,
    kid: &str,
    content: &[u8],
) -> Result<String, EncryptError> {
    let (Some(alg), Some(enc)) = (alg::find(alg_name), alg::find_content(ENC)) else { return Err(EncryptError::NoKey) };
    let header = json!({ "cty": cty, "kid": kid }).to_string();
    let recipients = [Recipient { key, alg, header: None }];
    let envelope = Envelope {
        header: &header,
        unprotected: None,
        recipients: &recipients,
        enc,
        zip: false,
        p2c,
        aad: None,
        form: Shape::Flattened,
        header_as_typed: true,
        content,
    };
    encrypt(&envelope).map(|text| text + "\n")
}

fn opened(token: &Token, key: &Key) -> Result<Zeroizing<Vec<u8>>, DecryptError> {
    jwe::decrypt_token(token, key).result.map(|opened| opened.plaintext)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn secret(text: &str) -> Secret {
        Secret::new(text.as_bytes().to_vec())
    }

    #[test]
    fn a_passphrase_opens_the_vault_key_and_the_vault_key_opens_files() {
        let seal = Seal::generate().unwrap();
        let wrapped = seal.wrapped(&secret("correct horse"), 1_000).unwrap();
        let file = seal.seal(b"{\"kty\":\"oct\",\"k\":\"AA\"}", JWK).unwrap();
        let again = Seal::unwrap(&wrapped, &secret("correct horse")).unwrap();
        assert_eq!(again.open(&file).unwrap().as_slice(), b"{\"kty\":\"oct\",\"k\":\"AA\"}");
        assert_eq!(Seal::unwrap(&wrapped, &secret("correct horsf")).err(), Some(Refused::WrongPassphrase));
        assert_eq!(Seal::unwrap("{}", &secret("correct horse")).err(), Some(Refused::Broken));
        assert_eq!(Seal::unwrap(&file, &secret("correct horse")).err(), Some(Refused::Broken));
    }

    #[test]
    fn the_headers_are_those_of_the_standard() {
        let seal = Seal::generate().unwrap();
        let header = |text: &str| Value::Object(Token::read(text).jose_header());
        let wrapped = header(&seal.wrapped(&secret("p"), 1_234).unwrap());
        assert_eq!(wrapped["alg"], "PBES2-HS512+A256KW");
        assert_eq!(
            (&wrapped["enc"], &wrapped["cty"], &wrapped["p2c"]),
            (&json!("A256GCM"), &json!("jwk+json"), &json!(1_234))
        );
        let file = header(&seal.seal(b"{}", JWK).unwrap());
        assert_eq!(file, json!({"cty": "jwk+json", "kid": seal.kid(), "alg": "A256KW", "enc": "A256GCM"}));
    }

    #[test]
    fn a_file_of_another_key_and_a_changed_file_are_told_apart() {
        let (one, two) = (Seal::generate().unwrap(), Seal::generate().unwrap());
        let file = one.seal(b"{}", JWK).unwrap();
        assert_eq!(two.open(&file).err(), Some(Closed::OtherKey));
        assert_eq!(one.open("{}").err(), Some(Closed::Broken));
        assert_eq!(one.open(&file.replace("\"tag\":\"", "\"tag\":\"A")).err(), Some(Closed::Broken));
    }
}
