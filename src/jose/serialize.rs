//! The JSON serializations written out (RFC 7515 section 7.2, RFC 7516 section 7.2), and the compact ones (section 7.1 of both).
//!
//! What is given is written as it stands: encoded headers keep their bytes, JSON texts their spelling. [`EncodedJws`]
//! and [`EncodedJwe`] take parts that are base64url already, however they are spelt; [`JweText`] takes bytes.

use super::base64url;
use serde_json::json;

/// One signature of a JWS, all parts encoded.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct EncodedSignature {
    /// The protected header; empty when there is none.
    pub protected: String,
    /// The unprotected header: the text of a JSON object.
    pub header: Option<String>,
    /// The signature.
    pub signature: String,
}

/// A JWS whose parts are encoded already.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct EncodedJws {
    /// The payload as it stands in the token; `None` when it is detached.
    pub payload: Option<String>,
    /// The signatures; at least one.
    pub signatures: Vec<EncodedSignature>,
}

impl EncodedJws {
    /// The compact form: one signature, a protected header and no unprotected one.
    #[must_use]
    pub fn compact(&self) -> Option<String> {
        let [only] = self.signatures.as_slice() else { return None };
        let payload = self.payload.as_deref().unwrap_or_default();
        only.header.is_none().then(|| format!("{}.{payload}.{}", only.protected, only.signature))
    }

    /// The flattened JSON form: one signature.
    #[must_use]
    pub fn flattened(&self) -> Option<String> {
        let [only] = self.signatures.as_slice() else { return None };
        Some(object(self.payload_member().into_iter().chain(only.members())))
    }

    /// The general JSON form.
    #[must_use]
    pub fn general(&self) -> String {
        let signatures: Vec<_> = self.signatures.iter().map(EncodedSignature::object).collect();
        let list = ("signatures", format!("[{}]", signatures.join(",")));
        object(self.payload_member().into_iter().chain([list]))
    }

    fn payload_member(&self) -> Option<Member> {
        self.payload.as_deref().map(|p| string("payload", p))
    }
}

impl EncodedSignature {
    /// An item of `signatures`.
    #[must_use]
    pub fn object(&self) -> String {
        object(self.members().into_iter())
    }

    fn members(&self) -> Vec<Member> {
        let protected = (!self.protected.is_empty()).then(|| string("protected", &self.protected));
        let header = self.header.clone().map(|text| ("header", text));
        protected.into_iter().chain(header).chain([string("signature", &self.signature)]).collect()
    }
}

/// One recipient of a JWE.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct RecipientText {
    /// The recipient's own unprotected header: the text of a JSON object.
    pub header: Option<String>,
    /// The encrypted key; empty when there is none.
    pub encrypted_key: Vec<u8>,
}

/// A JWE to be written.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct JweText {
    /// The protected header, encoded; empty when there is none.
    pub protected: String,
    /// The shared unprotected header: the text of a JSON object.
    pub unprotected: Option<String>,
    /// The recipients; at least one.
    pub recipients: Vec<RecipientText>,
    /// Further data that is authenticated and not encrypted; JSON forms only.
    pub aad: Option<Vec<u8>>,
    /// The initialization vector.
    pub iv: Vec<u8>,
    /// The ciphertext.
    pub ciphertext: Vec<u8>,
    /// The authentication tag.
    pub tag: Vec<u8>,
}

impl JweText {
    /// The compact form: one recipient, everything protected, no `aad`.
    #[must_use]
    pub fn compact(&self) -> Option<String> {
        self.encoded().compact()
    }

    /// The flattened JSON form: one recipient.
    #[must_use]
    pub fn flattened(&self) -> Option<String> {
        self.encoded().flattened()
    }

    /// The general JSON form.
    #[must_use]
    pub fn general(&self) -> String {
        self.encoded().general()
    }

    /// The same with every part encoded.
    #[must_use]
    pub fn encoded(&self) -> EncodedJwe {
        let recipient = |r: &RecipientText| EncodedRecipient {
            header: r.header.clone(),
            encrypted_key: base64url::encode(&r.encrypted_key),
        };
        EncodedJwe {
            protected: self.protected.clone(),
            unprotected: self.unprotected.clone(),
            recipients: self.recipients.iter().map(recipient).collect(),
            aad: self.aad.as_deref().map(base64url::encode),
            iv: base64url::encode(&self.iv),
            ciphertext: base64url::encode(&self.ciphertext),
            tag: base64url::encode(&self.tag),
        }
    }
}

/// One recipient of a JWE, all parts encoded.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct EncodedRecipient {
    /// The recipient's own unprotected header: the text of a JSON object.
    pub header: Option<String>,
    /// The encrypted key; empty when there is none.
    pub encrypted_key: String,
}

/// A JWE whose parts are encoded already.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct EncodedJwe {
    /// The protected header; empty when there is none.
    pub protected: String,
    /// The shared unprotected header: the text of a JSON object.
    pub unprotected: Option<String>,
    /// The recipients; at least one.
    pub recipients: Vec<EncodedRecipient>,
    /// Further data that is authenticated and not encrypted; JSON forms only.
    pub aad: Option<String>,
    /// The initialization vector.
    pub iv: String,
    /// The ciphertext.
    pub ciphertext: String,
    /// The authentication tag.
    pub tag: String,
}

impl EncodedJwe {
    /// The compact form: one recipient, everything protected, no `aad`.
    #[must_use]
    pub fn compact(&self) -> Option<String> {
        let [only] = self.recipients.as_slice() else { return None };
        let fits = only.header.is_none() && self.unprotected.is_none() && self.aad.is_none();
        let parts = [&self.protected, &only.encrypted_key, &self.iv, &self.ciphertext, &self.tag];
        fits.then(|| parts.map(String::as_str).join("."))
    }

    /// The flattened JSON form: one recipient.
    #[must_use]
    pub fn flattened(&self) -> Option<String> {
        let [only] = self.recipients.as_slice() else { return None };
        Some(object(self.headers().into_iter().chain(only.members()).chain(self.body())))
    }

    /// The general JSON form.
    #[must_use]
    pub fn general(&self) -> String {
        let recipients: Vec<_> = self.recipients.iter().map(|r| object(r.members().into_iter())).collect();
        let list = ("recipients", format!("[{}]", recipients.join(",")));
        object(self.headers().into_iter().chain([list]).chain(self.body()))
    }

    fn headers(&self) -> Vec<Member> {
        let protected = (!self.protected.is_empty()).then(|| string("protected", &self.protected));
        protected.into_iter().chain(self.unprotected.clone().map(|text| ("unprotected", text))).collect()
    }

    fn body(&self) -> Vec<Member> {
        let aad = self.aad.as_deref().map(|aad| string("aad", aad));
        let rest = [("iv", &self.iv), ("ciphertext", &self.ciphertext), ("tag", &self.tag)];
        aad.into_iter().chain(rest.map(|(name, text)| string(name, text))).collect()
    }
}

impl EncodedRecipient {
    fn members(&self) -> Vec<Member> {
        let key = (!self.encrypted_key.is_empty()).then(|| string("encrypted_key", &self.encrypted_key));
        self.header.clone().map(|text| ("header", text)).into_iter().chain(key).collect()
    }
}

/// A member's name and the text of its value.
type Member = (&'static str, String);

fn string(name: &'static str, content: &str) -> Member {
    (name, json!(content).to_string())
}

fn object(members: impl Iterator<Item = Member>) -> String {
    let members: Vec<String> = members.map(|(name, value)| format!("\"{name}\":{value}")).collect();
    format!("{{{}}}", members.join(","))
}
