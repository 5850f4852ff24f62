//! A token to be made, as one value: what goes in, with which keys. It can be carried out here or on a worker.

use super::making::{Choice, Kind, member};
use super::model::Model;
use crate::crypto::jwe::Recipient;
use crate::jose::alg::{Algorithm, ContentEncryption, Family};
use crate::jose::base64url;
use crate::jose::flaw::Part;
use crate::jose::json;
use crate::jose::token::{Form, Token};
use crate::keys::Key;
use crate::make::{self, EncryptError, Envelope, Manner, Shape, SignError};
use std::sync::Arc;
use thiserror::Error;
use zeroize::Zeroizing;

/// Why no token was made.
#[derive(Debug, Error)]
pub enum MakeError {
    /// An editor holds text that is no JSON yet.
    #[error("the {part} cannot be {done} yet: line {line}, column {column}: {error}")]
    Unfinished {
        /// "header" or "claims".
        part: &'static str,
        /// "signed" or "encrypted".
        done: &'static str,
        /// Line of the error.
        line: usize,
        /// Column of the error.
        column: usize,
        /// What is wrong.
        error: String,
    },
    /// The content of the token shown is not known.
    #[error("the token shown is not opened, so there are no claims: add the key that opens it, or begin a new token")]
    NotOpened,
    /// Too large for the editors, so that nothing of its inside is here.
    #[error("the encrypted token is too large to be made anew here")]
    TooLarge,
    /// No content encryption goes with the key.
    #[error("no content encryption goes with the key “{key}” and {alg}: choose another alg")]
    NoContentEncryption {
        /// The key's name.
        key: String,
        /// The key management algorithm.
        alg: &'static str,
    },
    /// Signing refused.
    #[error(transparent)]
    Sign(#[from] SignError),
    /// Encrypting refused.
    #[error(transparent)]
    Encrypt(#[from] EncryptError),
}

/// What goes in.
#[derive(Clone, PartialEq)]
enum Matter {
    /// A token, to be signed first.
    ToSign(Box<Token>, Signer),
    /// Octets, to be encrypted as they are.
    Octets(Zeroizing<Vec<u8>>),
}

#[derive(Clone, PartialEq)]
struct Signer {
    key: Arc<Key>,
    alg: &'static Algorithm,
    header_as_typed: bool,
    keep_white_space: bool,
}

#[derive(Clone, PartialEq)]
struct Seal {
    recipients: Vec<(Arc<Key>, &'static Algorithm)>,
    enc: &'static ContentEncryption,
    zip: bool,
    p2c: u32,
    header: String,
    unprotected: Option<String>,
    aad: Option<Vec<u8>>,
    shape: Shape,
    header_as_typed: bool,
    /// Recipients that the token shown has, and the new one has not.
    left_out: usize,
}

/// A token to be made.
#[derive(Clone, PartialEq)]
pub struct Order {
    matter: Matter,
    seal: Option<Seal>,
}

/// A token that was made.
#[derive(Clone, PartialEq)]
pub struct Made {
    /// Its text.
    pub text: String,
    /// What was encrypted, if anything was.
    pub content: Option<Zeroizing<Vec<u8>>>,
    /// The signed token inside the encrypted one.
    pub inside: Option<Zeroizing<String>>,
    /// What to tell the person.
    pub message: String,
}

impl Order {
    /// The token that the model's choices come to.
    ///
    /// # Errors
    /// An editor holds no JSON, the content is not known, or a key is missing or does not fit.
    pub fn of(model: &Model, kind: Kind) -> Result<Self, MakeError> {
        finished(model, if kind.signs() { "signed" } else { "encrypted" })?;
        let shown = model.shown_token();
        let matter = match kind.signs() {
            true => to_sign(model, &shown, kind)?,
            false => Matter::Octets(content(model, &shown)?),
        };
        let seal = kind.encrypts().then(|| seal(model, &shown, kind)).transpose()?;
        Ok(Self { matter, seal })
    }

    /// Whether carrying it out takes so long that a worker has to do it: a passphrase is stretched.
    #[must_use]
    pub fn is_slow(&self) -> bool {
        self.seal.iter().flat_map(|s| &s.recipients).any(|(_, alg)| alg.family == Family::Pbes2)
    }

    /// Makes the token.
    ///
    /// # Errors
    /// A key does not fit, a header is no object, or the cryptography refuses.
    pub fn carry_out(&self) -> Result<Made, MakeError> {
        let (content, signed) = match &self.matter {
            Matter::Octets(octets) => (octets.clone(), None),
            Matter::ToSign(token, signer) => {
                let text = signer.sign(token)?;
                (Zeroizing::new(text.clone().into_bytes()), Some(text))
            }
        };
        let Some(seal) = &self.seal else {
            let text = signed.unwrap_or_default();
            return Ok(Made { text, content: None, inside: None, message: self.message() });
        };
        let text = seal.encrypt(&content)?;
        let inside = signed.or_else(|| signed_token(&content)).map(Zeroizing::new);
        Ok(Made { text, content: Some(content), inside, message: self.message() })
    }

    fn message(&self) -> String {
        let signed = match &self.matter {
            Matter::ToSign(_, s) => format!("Signed with “{}”, {}", s.key.name, s.alg.name),
            Matter::Octets(_) => String::new(),
        };
        let Some(seal) = &self.seal else { return format!("{signed}.") };
        let to: Vec<_> = seal.recipients.iter().map(|(key, alg)| format!("“{}”, {}", key.name, alg.name)).collect();
        let sealed = format!("ncrypted to {} with {}.", to.join(", and "), seal.enc.name);
        let fewer = match seal.left_out {
            0 => "",
            _ => " It has fewer recipients than before: the others cannot open it.",
        };
        if signed.is_empty() { format!("E{sealed}{fewer}") } else { format!("{signed}; then e{sealed}{fewer}") }
    }
}

impl Signer {
    fn sign(&self, token: &Token) -> Result<String, SignError> {
        let manner = Manner { header_as_typed: self.header_as_typed, keep_white_space: self.keep_white_space };
        let signed = make::sign(token, &self.key, self.alg, manner)?;
        // the disclosures of an SD-JWT follow its signature, and are not signed themselves (RFC 9901 section 4)
        let rest = token.sd_jwt().filter(|_| !token.form.is_json()).and_then(|sd| token.text.get(sd.issued.end..));
        Ok(if signed.contains('~') { signed } else { signed + rest.unwrap_or_default() })
    }
}

impl Seal {
    fn encrypt(&self, content: &[u8]) -> Result<String, EncryptError> {
        let recipients: Vec<_> =
            self.recipients.iter().map(|(key, alg)| Recipient { key, alg, header: None }).collect();
        let stretched = self.recipients.iter().any(|(_, alg)| alg.family == Family::Pbes2);
        make::encrypt(&Envelope {
            header: &self.header,
            unprotected: self.unprotected.as_deref(),
            recipients: &recipients,
            enc: self.enc,
            zip: self.zip,
            p2c: stretched.then_some(self.p2c),
            aad: self.aad.as_deref(),
            form: self.shape,
            header_as_typed: self.header_as_typed,
            content,
        })
    }
}

/// Both editors hold JSON, or what the token had.
fn finished(model: &Model, done: &'static str) -> Result<(), MakeError> {
    for (part, name) in [(Part::Header, "header"), (Part::Payload, "claims")] {
        if let Some(error) = &model.draft(part).error
            && model.draft(part).is_waiting()
        {
            let (line, column, error) = (error.line, error.column, error.kind.to_string());
            return Err(MakeError::Unfinished { part: name, done, line, column, error });
        }
    }
    Ok(())
}

/// Whether the editors, not the token's text, hold what is made.
fn from_drafts(model: &Model, shown: &Token) -> bool {
    shown.form.is_jwe() || model.inputs.token.is_empty()
}

/// The token to be signed.
fn to_sign(model: &Model, shown: &Token, kind: Kind) -> Result<Matter, MakeError> {
    let settings = &model.settings;
    let (token, fresh) = match &model.claims.inside {
        _ if !from_drafts(model, shown) => (shown.clone(), false),
        Some(_) => (inner(model)?, false),
        None => {
            let nested = shown.form.is_jwe() && kind == Kind::SignThenEncrypt;
            let header = if nested { "{\"typ\":\"JWT\"}".to_owned() } else { signing_header(model, shown) };
            let payload = claims_encoded(model)?;
            (Token::read(&format!("{}.{payload}.", base64url::encode(json::minify(&header).as_bytes()))), nested)
        }
    };
    let choice = model.signer(token.alg()).ok_or(SignError::NoKey)?;
    let none = SignError::NoAlgorithm { key: choice.key.name.clone(), kind: choice.key.describe() };
    let signer = Signer {
        alg: choice.alg.ok_or(none)?,
        key: choice.key,
        header_as_typed: settings.header_as_typed && !fresh,
        keep_white_space: settings.keep_white_space,
    };
    Ok(Matter::ToSign(Box::new(token), signer))
}

/// What is encrypted as it is.
fn content(model: &Model, shown: &Token) -> Result<Zeroizing<Vec<u8>>, MakeError> {
    if model.claims.inside.is_some() {
        let token = inner(model)?;
        let whole = model.encrypts_whole();
        return Ok(Zeroizing::new(if whole { token.text.into_bytes() } else { token.payload_bytes().to_vec() }));
    }
    if from_drafts(model, shown) {
        return Ok(Zeroizing::new(base64url::decode(&claims_encoded(model)?).bytes));
    }
    let whole = model.encrypts_whole();
    Ok(Zeroizing::new(if whole { shown.text.trim().as_bytes().to_vec() } else { shown.payload_bytes().to_vec() }))
}

/// The signed token inside, with the claims as they are typed; untouched, it is what it was to the byte.
fn inner(model: &Model) -> Result<Token, MakeError> {
    let inside = model.claims.inside.as_deref().map(String::as_str).unwrap_or_default();
    let token = Token::read(inside);
    if !model.claims.is_edited() {
        return Ok(token);
    }
    Ok(Token::read(&token.with_part(Part::Payload, &claims_encoded(model)?)))
}

/// The claims as they would stand in a token.
fn claims_encoded(model: &Model) -> Result<String, MakeError> {
    if model.claims.is_large {
        return Err(MakeError::TooLarge);
    }
    let encoded = model.claims.clone().encoded(model.settings.keep_white_space).unwrap_or_default();
    if encoded.is_empty() && !model.claims.is_known { Err(MakeError::NotOpened) } else { Ok(encoded) }
}

/// Header parameters that speak of encryption alone (RFC 7516 section 4.1, RFC 7518 sections 4.6 to 4.8).
const OF_ENCRYPTION: [&str; 11] = ["enc", "zip", "epk", "apu", "apv", "iv", "tag", "p2s", "p2c", "cty", "kid"];

/// Header parameters that speak of the signature and its key (RFC 7515 section 4.1, RFC 7797).
const OF_SIGNATURE: [&str; 9] = ["kid", "jwk", "jku", "x5u", "x5c", "x5t", "x5t#S256", "b64", "crit"];

fn without(text: &str, names: &[&str]) -> String {
    names.iter().fold(text.to_owned(), |text, name| json::remove_member(&text, name).unwrap_or(text))
}

/// The header of a JWS that is made of an encrypted token.
fn signing_header(model: &Model, shown: &Token) -> String {
    let typed = or_empty(&model.header.text);
    if model.settings.header_as_typed || !shown.form.is_jwe() {
        return typed.to_owned();
    }
    without(typed, &OF_ENCRYPTION)
}

/// The header of the encrypted token.
fn outer_header(model: &Model, shown: &Token, kind: Kind) -> String {
    if from_drafts(model, shown) {
        let inner = kind == Kind::SignThenEncrypt && !shown.form.is_jwe();
        return if inner { "{}".to_owned() } else { or_empty(&model.header.text).to_owned() };
    }
    if kind == Kind::SignThenEncrypt || model.encrypts_whole() {
        return "{}".to_owned();
    }
    let typed = or_empty(&shown.header.text);
    if model.settings.header_as_typed { typed.to_owned() } else { without(typed, &OF_SIGNATURE) }
}

fn or_empty(text: &str) -> &str {
    if text.trim().is_empty() { "{}" } else { text }
}

fn seal(model: &Model, shown: &Token, kind: Kind) -> Result<Seal, MakeError> {
    let mut header = outer_header(model, shown, kind);
    let sealing = &model.making.sealing;
    let token_alg = member(&header, "alg").or_else(|| shown.alg().map(str::to_owned));
    let choice = |i| model.recipient(i, token_alg.as_deref()).ok_or(EncryptError::NoKey);
    let choices = (0..sealing.recipients.len()).map(choice).collect::<Result<Vec<Choice>, _>>()?;
    let row = |c: &Choice| {
        let none = || EncryptError::NoAlgorithm { key: c.key.name.clone(), kind: c.key.describe() };
        Ok::<_, EncryptError>((Arc::clone(&c.key), c.alg.ok_or_else(none)?))
    };
    let recipients = choices.iter().map(row).collect::<Result<Vec<_>, _>>()?;
    let (first, (key, alg)) = choices.first().zip(recipients.first()).ok_or(EncryptError::NoKey)?;
    let token_enc = member(&header, "enc");
    let (_, enc) = model.content_encryption(first, token_enc.as_deref());
    let enc = enc.ok_or_else(|| MakeError::NoContentEncryption { key: key.name.clone(), alg: alg.name })?;
    if header == "{}" && recipients.len() == 1 {
        // read first, they stand first
        header = serde_json::json!({"alg": alg.name, "enc": enc.name}).to_string();
    }
    let shape = match shown.form {
        _ if recipients.len() > 1 => Shape::General,
        Form::JweGeneral => Shape::General,
        Form::JweFlattened => Shape::Flattened,
        _ => Shape::Compact,
    };
    let in_json = |text: Option<&str>| text.filter(|_| shape != Shape::Compact).map(str::to_owned);
    let aad = shown.form.is_jwe() && shape != Shape::Compact && shown.segment(Part::Aad).is_some();
    Ok(Seal {
        enc,
        zip: sealing.zip,
        p2c: sealing.p2c,
        unprotected: in_json(shown.shared_unprotected().filter(|_| shown.form.is_jwe())),
        aad: aad.then(|| shown.bytes(Part::Aad).to_vec()),
        shape,
        header_as_typed: model.settings.header_as_typed,
        left_out: if shown.form.is_jwe() { model.recipients_shown().saturating_sub(recipients.len()) } else { 0 },
        recipients,
        header,
    })
}

/// The content as a signed token, if it is one.
fn signed_token(content: &[u8]) -> Option<String> {
    let token = Token::inside(std::str::from_utf8(content).ok()?)?;
    (!token.form.is_jwe() && token.form != Form::Unsecured).then_some(token.text)
}
