//! The JSON serializations written out (RFC 7515 section 7.2, RFC 7516 section 7.2), and the compact ones (section 7.1 of both).
//!
//! What is given is written as it stands: encoded headers keep their bytes, JSON texts their spelling.

use super::base64url;
use serde_json::json;

/// One signature of a JWS.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct SignatureText {
    /// The protected header, encoded; empty when there is none.
    pub protected: String,
    /// The unprotected header: the text of a JSON object.
    pub header: Option<String>,
    /// The signature.
    pub signature: Vec<u8>,
}

/// A JWS to be written.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct JwsText {
    /// The payload as it stands in the token: encoded, or as text where `b64` is false. `None` when it is detached.
    pub payload: Option<String>,
    /// The signatures; at least one.
    pub signatures: Vec<SignatureText>,
}

impl JwsText {
    /// The compact form: one signature without an unprotected header.
    #[must_use]
    pub fn compact(&self) -> Option<String> {
        let [only] = self.signatures.as_slice() else { return None };
        let payload = self.payload.as_deref().unwrap_or_default();
        let signature = base64url::encode(&only.signature);
        only.header.is_none().then(|| format!("{}.{payload}.{signature}", only.protected))
    }

    /// The flattened JSON form: one signature.
    #[must_use]
    pub fn flattened(&self) -> Option<String> {
        let [only] = self.signatures.as_slice() else { return None };
        Some(object(self.payload_member().into_iter().chain(signature_members(only))))
    }

    /// The general JSON form.
    #[must_use]
    pub fn general(&self) -> String {
        let signatures = self.signatures.iter().map(|s| object(signature_members(s).into_iter()));
        let list = ("signatures", format!("[{}]", signatures.collect::<Vec<_>>().join(",")));
        object(self.payload_member().into_iter().chain([list]))
    }

    fn payload_member(&self) -> Option<Member> {
        self.payload.as_ref().map(|p| ("payload", json!(p).to_string()))
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
        let [only] = self.recipients.as_slice() else { return None };
        let fits = only.header.is_none() && self.unprotected.is_none() && self.aad.is_none();
        let parts = [&only.encrypted_key, &self.iv, &self.ciphertext, &self.tag].map(|p| base64url::encode(p));
        fits.then(|| format!("{}.{}", self.protected, parts.join(".")))
    }

    /// The flattened JSON form: one recipient.
    #[must_use]
    pub fn flattened(&self) -> Option<String> {
        let [only] = self.recipients.as_slice() else { return None };
        Some(object(self.headers().into_iter().chain(recipient_members(only)).chain(self.body())))
    }

    /// The general JSON form.
    #[must_use]
    pub fn general(&self) -> String {
        let recipients = self.recipients.iter().map(|r| object(recipient_members(r).into_iter()));
        let list = ("recipients", format!("[{}]", recipients.collect::<Vec<_>>().join(",")));
        object(self.headers().into_iter().chain([list]).chain(self.body()))
    }

    fn headers(&self) -> Vec<Member> {
        let protected = (!self.protected.is_empty()).then(|| ("protected", json!(self.protected).to_string()));
        protected.into_iter().chain(self.unprotected.clone().map(|text| ("unprotected", text))).collect()
    }

    fn body(&self) -> Vec<Member> {
        let encoded = |octets: &[u8]| json!(base64url::encode(octets)).to_string();
        let aad = self.aad.as_deref().map(|aad| ("aad", encoded(aad)));
        let rest = [("iv", encoded(&self.iv)), ("ciphertext", encoded(&self.ciphertext)), ("tag", encoded(&self.tag))];
        aad.into_iter().chain(rest).collect()
    }
}

/// A member's name and the text of its value.
type Member = (&'static str, String);

fn signature_members(signature: &SignatureText) -> Vec<Member> {
    let protected = (!signature.protected.is_empty()).then(|| ("protected", json!(signature.protected).to_string()));
    let header = signature.header.clone().map(|text| ("header", text));
    let last = ("signature", json!(base64url::encode(&signature.signature)).to_string());
    protected.into_iter().chain(header).chain([last]).collect()
}

fn recipient_members(recipient: &RecipientText) -> Vec<Member> {
    let key = (!recipient.encrypted_key.is_empty())
        .then(|| ("encrypted_key", json!(base64url::encode(&recipient.encrypted_key)).to_string()));
    recipient.header.clone().map(|text| ("header", text)).into_iter().chain(key).collect()
}

fn object(members: impl Iterator<Item = Member>) -> String {
    let members: Vec<String> = members.map(|(name, value)| format!("\"{name}\":{value}")).collect();
    format!("{{{}}}", members.join(","))
}
