//! Why a key could not be read, written or used, as facts.

use super::limits::{MAX_INPUT_BYTES, MAX_KEYS, MAX_RSA_BITS, MAX_SECRET_BYTES, MIN_RSA_BITS};
use crate::jose::alg::{Curve, KeyType};
use crate::jose::json::JsonError;
use thiserror::Error;

/// Why key text could not be read, or a key could not be written.
///
/// The texts hold positions, names and what to do; never key material.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum KeyError {
    /// The input is longer than [`MAX_INPUT_BYTES`].
    #[error("the input has {bytes} bytes, more than the {MAX_INPUT_BYTES} that are read: pick out the keys you need")]
    TooLarge {
        /// Length of the input.
        bytes: usize,
    },
    /// The input holds more than [`MAX_KEYS`] keys.
    #[error("the input holds {count} keys, only the first {MAX_KEYS} were read")]
    TooManyKeys {
        /// How many there are.
        count: usize,
    },
    /// Nothing that looks like a key.
    #[error("no key was found here: a JWK, a JWK Set, PEM, DER or an OpenSSH key is expected")]
    NotRecognised,
    /// The input is empty or blank.
    #[error("there is nothing here: paste a JWK, a JWK Set or PEM")]
    Empty,
    /// JSON that is not in UTF-8 (RFC 8259 section 8.1).
    #[error("byte {position} is not UTF-8: save the text as UTF-8")]
    NotUtf8 {
        /// The byte, counted from 0.
        position: usize,
    },
    /// The text is not JSON (RFC 8259).
    #[error(transparent)]
    Json(#[from] JsonError),
    /// The JSON text is not an object.
    #[error("a JWK and a JWK Set are JSON objects, this is {found}: begin with `{{`")]
    NotAnObject {
        /// What it is instead.
        found: &'static str,
    },
    /// A member occurs twice, so that two readers may see two keys.
    #[error("line {line}, column {column}: the member `{member}` occurs twice: remove one")]
    DuplicateMember {
        /// Its name.
        member: String,
        /// Line of the second one, counted from 1.
        line: usize,
        /// Column in characters, counted from 1.
        column: usize,
    },
    /// A member that must be there is not.
    #[error("the member `{member}` is missing")]
    MemberMissing {
        /// Its name.
        member: &'static str,
    },
    /// A member has another JSON type than it must have.
    #[error("`{member}` must be {expected}")]
    MemberType {
        /// Its name.
        member: &'static str,
        /// Such as "a string".
        expected: &'static str,
    },
    /// Octets in a member are not strict base64url (RFC 7515 section 2).
    #[error("`{member}`, character {position}: {flaw}")]
    Base64url {
        /// The member.
        member: &'static str,
        /// Character in the value, counted from 1.
        position: usize,
        /// What is wrong there.
        flaw: Base64Flaw,
    },
    /// Octets in a member have the wrong length.
    #[error("`{member}` has {found} bytes, {expected} are needed: leading zeros must be kept")]
    MemberLength {
        /// The member.
        member: &'static str,
        /// Bytes there are.
        found: usize,
        /// Bytes there must be.
        expected: usize,
    },
    /// A `kty` that this program does not know.
    #[error("the key type `{found}` is not known: `kty` is oct, RSA, EC, OKP or AKP")]
    UnknownKeyType {
        /// The value, made safe to show.
        found: String,
    },
    /// A `crv` that this program does not know, or of the other key type.
    #[error("the curve `{found}` is not known for {key_type} keys")]
    UnknownCurve {
        /// The key's type.
        key_type: KeyType,
        /// The value, made safe to show.
        found: String,
    },
    /// An RSA private key without its primes.
    #[error(
        "the RSA key has `d`, but {} missing: export it with its primes, for example with `openssl pkey`",
        list_missing(missing)
    )]
    RsaPartsMissing {
        /// Which members are missing.
        missing: Vec<&'static str>,
    },
    /// RSA with more than two primes (`oth`).
    #[error("an RSA key with more than two primes cannot be used: make a new key")]
    MultiPrime,
    /// An RSA modulus outside the limits.
    #[error("the RSA modulus has {bits} bits, {MIN_RSA_BITS} to {MAX_RSA_BITS} are read")]
    RsaSize {
        /// Its length.
        bits: u32,
    },
    /// A modulus that cannot be a product of two odd primes, or `p` equal to `q`.
    #[error("the RSA modulus {problem}: the key is broken, make a new one")]
    RsaModulus {
        /// Such as "is even".
        problem: &'static str,
    },
    /// An exponent below 3, or an even one.
    #[error("the RSA public exponent {problem}: the key is broken, make a new one")]
    RsaExponent {
        /// Such as "is 1".
        problem: &'static str,
    },
    /// The numbers of an RSA private key do not belong together.
    #[error("the numbers of the RSA private key do not belong together: signatures would give the key away")]
    RsaInconsistent,
    /// A public key that is not a point on its curve.
    #[error("the public key is not a point on {curve}")]
    NotOnCurve {
        /// The curve.
        curve: Curve,
    },
    /// A key of small order on a curve of RFC 8032 or RFC 7748: anybody can sign with it, or knows what it agrees on.
    #[error("the public key has a small order on {curve}: what is signed or encrypted with it needs no private key")]
    LowOrder {
        /// The curve.
        curve: Curve,
    },
    /// A private scalar that is zero or not below the order of the group.
    #[error("the private key is not a number between 1 and the order of {curve}")]
    ScalarRange {
        /// The curve.
        curve: Curve,
    },
    /// The public half is another key's.
    #[error("the private and the public half do not belong together")]
    HalvesDiffer,
    /// An empty HMAC secret.
    #[error("the secret is empty: anybody could sign with it")]
    EmptySecret,
    /// An HMAC secret longer than [`MAX_SECRET_BYTES`].
    #[error("the secret has {bytes} bytes, more than the {MAX_SECRET_BYTES} that are read")]
    SecretTooLong {
        /// Its length.
        bytes: usize,
    },
    /// Secret text that is not in the chosen encoding.
    #[error("character {position} does not belong to {encoding}: {flaw}")]
    SecretText {
        /// Such as "hex".
        encoding: &'static str,
        /// Character in the text, counted from 1.
        position: usize,
        /// What is wrong there.
        flaw: Base64Flaw,
    },
    /// A PEM block that is not closed.
    #[error("the PEM block `{label}` has no END line: the text is cut off")]
    PemCut {
        /// Its label, made safe to show.
        label: String,
        /// Line of its BEGIN, counted from 1.
        line: usize,
    },
    /// BEGIN and END name different things.
    #[error("the PEM block begins as `{begin}` and ends as `{end}`: the two must be the same")]
    PemLabels {
        /// Label of BEGIN.
        begin: String,
        /// Label of END.
        end: String,
        /// Line of BEGIN, counted from 1.
        line: usize,
    },
    /// A PEM block without content, or whose content is not base64.
    #[error("line {line}: {flaw}")]
    PemText {
        /// Line, counted from 1.
        line: usize,
        /// What is wrong there.
        flaw: Base64Flaw,
    },
    /// Private octets under a public label, or the other way round.
    #[error("the label says `{label}`, but inside is {found}: correct the label")]
    PemContent {
        /// The label.
        label: String,
        /// What is inside.
        found: &'static str,
    },
    /// ASN.1 that is not the structure it should be.
    #[error("{structure}: the encoding is damaged{}", at_byte(*position))]
    Der {
        /// Such as "PKCS#8".
        structure: &'static str,
        /// Byte in the DER, where known.
        position: Option<usize>,
    },
    /// A kind of key that has no place in JOSE or in this program.
    #[error("{what} cannot be used here: {instead}")]
    Unsupported {
        /// Such as "a DSA key".
        what: String,
        /// What to do.
        instead: &'static str,
    },
    /// Opening it would take more work than is served, or none.
    #[error("{found} {what}: 1 to {most} are served; protect it anew with the usual ones")]
    UnlockWork {
        /// Such as "PBKDF2 rounds".
        what: &'static str,
        /// How many it asks for.
        found: u64,
        /// The most that is served.
        most: u64,
    },
    /// All locked parts of an input together would take more work than is served.
    #[error("opening everything here takes too long: open the files one by one")]
    TooMuchLocked,
    /// Somebody stopped the opening.
    #[error("opening was stopped")]
    Stopped,
    /// A JWE that should hold a key (RFC 7517 section 7) and that no passphrase opens.
    #[error("the encrypted JWK cannot be opened: {problem}")]
    EncryptedJwk {
        /// What is wrong with it, as a sentence.
        problem: String,
    },
    /// `DEK-Info` of an encrypted PEM block (RFC 1421 section 4.6.1.3).
    #[error("the line `DEK-Info` {problem}: copy the file anew")]
    DekInfo {
        /// Such as "is missing or cut off".
        problem: &'static str,
    },
    /// This build was made without the feature that serves it.
    #[error("{what} cannot be used: this program was built without `{feature}`")]
    FeatureLeftOut {
        /// Such as "a PKCS#12 file".
        what: &'static str,
        /// The feature's name.
        feature: &'static str,
    },
    /// A secret has no half that may be shown.
    #[error("a secret has no public half: export it with its private part")]
    NoPublicHalf,
    /// A format that is nothing without a passphrase.
    #[error("{format} needs a passphrase: give one that is not empty")]
    PassphraseNeeded {
        /// Such as "Encrypted PEM".
        format: &'static str,
    },
    /// The key carries no certificate that could be written.
    #[error("the key carries no certificate (`x5c`): make a key with one, or import one")]
    NoCertificate,
    /// The format cannot hold this kind of key.
    #[error("{format} cannot hold {key}: export a JWK")]
    FormatCannotHold {
        /// Such as "PEM".
        format: &'static str,
        /// Such as "a secret".
        key: &'static str,
    },
    /// The format holds one key.
    #[error("{format} holds exactly one key, {count} were chosen: export a JWK Set")]
    OneKeyOnly {
        /// Such as "DER".
        format: &'static str,
        /// How many were chosen.
        count: usize,
    },
}

impl KeyError {
    /// The stable kebab-case id: what prose and other programs refer to.
    #[must_use]
    pub fn id(&self) -> &'static str {
        match self {
            Self::TooLarge { .. } => "key-input-too-large",
            Self::TooManyKeys { .. } => "key-too-many",
            Self::NotRecognised => "key-not-recognised",
            Self::Empty => "key-input-empty",
            Self::NotUtf8 { .. } => "key-text-not-utf8",
            Self::Json(_) | Self::NotAnObject { .. } => "jwk-json",
            Self::DuplicateMember { .. } => "jwk-duplicate-member",
            Self::MemberMissing { .. } => "jwk-member-missing",
            Self::MemberType { .. } => "jwk-member-type",
            Self::Base64url { flaw, .. } => flaw.id(),
            Self::MemberLength { .. } => "jwk-member-length",
            Self::UnknownKeyType { .. } => "jwk-kty-unknown",
            Self::UnknownCurve { .. } => "jwk-crv-unknown",
            Self::RsaPartsMissing { .. } => "rsa-parts-missing",
            Self::MultiPrime => "rsa-multi-prime",
            Self::RsaSize { .. } => "rsa-size",
            Self::RsaModulus { .. } => "rsa-modulus",
            Self::RsaExponent { .. } => "rsa-exponent-weak",
            Self::RsaInconsistent => "rsa-inconsistent",
            Self::NotOnCurve { .. } => "ec-not-on-curve",
            Self::LowOrder { .. } => "okp-low-order",
            Self::ScalarRange { .. } => "ec-scalar-range",
            Self::HalvesDiffer => "key-halves-differ",
            Self::EmptySecret => "hmac-key-empty",
            Self::SecretTooLong { .. } => "hmac-key-too-long",
            Self::SecretText { .. } => "secret-text",
            Self::PemCut { .. } | Self::PemLabels { .. } | Self::PemText { .. } => "pem-damaged",
            Self::PemContent { .. } => "pem-label-content",
            Self::Der { .. } => "der-damaged",
            Self::Unsupported { .. } => "key-unsupported",
            Self::UnlockWork { .. } | Self::TooMuchLocked => "key-unlock-work",
            Self::Stopped => "key-unlock-stopped",
            Self::EncryptedJwk { .. } => "jwk-encrypted",
            Self::DekInfo { .. } => "pem-dek-info",
            Self::FeatureLeftOut { .. } => "key-feature-left-out",
            Self::NoPublicHalf => "key-no-public-half",
            Self::PassphraseNeeded { .. } => "key-passphrase-needed",
            Self::NoCertificate => "key-no-certificate",
            Self::FormatCannotHold { .. } => "key-format-cannot-hold",
            Self::OneKeyOnly { .. } => "key-format-one-key",
        }
    }
}

/// What is wrong with a letter of base64, base64url or hex.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum Base64Flaw {
    /// `=` where there is none in base64url (RFC 7515 section 2).
    #[error("padding has no place in base64url: remove the `=`")]
    Padding,
    /// `+` or `/` of the other alphabet.
    #[error("this is the letter of standard base64: write `-` for `+` and `_` for `/`")]
    StandardAlphabet,
    /// A blank or line end.
    #[error("white space has no place in base64url: remove it")]
    WhiteSpace,
    /// Any other character.
    #[error("this character has no place here")]
    Character,
    /// A length that no number of octets has.
    #[error("the text is cut off: a letter is missing or one too many")]
    Length,
    /// The last letter carries bits that belong to no octet.
    #[error("the last letter has spare bits that are not zero: another spelling of the same octets")]
    SpareBits,
    /// No content at all.
    #[error("there is no content")]
    Nothing,
}

impl Base64Flaw {
    /// The stable kebab-case id.
    #[must_use]
    pub fn id(self) -> &'static str {
        match self {
            Self::Padding => "b64-padding",
            Self::StandardAlphabet => "b64-standard-alphabet",
            Self::WhiteSpace => "b64-white-space",
            Self::Character => "b64-character",
            Self::Length => "b64-length",
            Self::SpareBits => "b64-trailing-bits",
            Self::Nothing => "b64-empty",
        }
    }
}

fn list_missing(missing: &[&str]) -> String {
    let names: Vec<String> = missing.iter().map(|m| format!("`{m}`")).collect();
    format!("{} {}", names.join(", "), if missing.len() == 1 { "is" } else { "are" })
}

fn at_byte(position: Option<usize>) -> String {
    position.map_or_else(String::new, |p| format!(" at byte {p}"))
}
