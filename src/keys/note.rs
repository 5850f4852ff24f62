//! What was accepted on import although somebody should know of it.

use super::error::Base64Flaw;
use thiserror::Error;

/// One remark about an import: no obstacle, but worth saying.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum Note {
    /// The text was UTF-16.
    #[error("the text is UTF-16: save it as UTF-8 for other programs")]
    Utf16,
    /// PEM with `\n` written out, as in environment variables and JSON.
    #[error("line ends were written as `\\n`: they were put back")]
    EscapedLineEnds,
    /// DER that was pasted as base64 without PEM lines around it.
    #[error("the text is bare base64: PEM lines were assumed around it")]
    BareBase64,
    /// More bytes behind the key.
    #[error("{bytes} bytes behind the key were left out")]
    TrailingBytes {
        /// How many.
        bytes: usize,
    },
    /// The key is one of a certificate, of which nothing else was looked at.
    #[error("the key comes from a certificate: its dates, its names and its signature were not checked")]
    FromCertificate,
    /// Certificates that follow each other, each the issuer of the one before.
    #[error("{count} certificates form a chain: they were kept with the key as `x5c`")]
    Chain {
        /// How many.
        count: usize,
    },
    /// A private key and the certificate for it.
    #[error("{what} is for this key: it was kept with it as `x5c`")]
    Certified {
        /// Where the certificate is.
        what: String,
    },
    /// A part was opened with a passphrase.
    #[error("a passphrase opened it: what is kept is no longer protected by it")]
    Unlocked,
    /// Numbers of an RSA private key that the file leaves out.
    #[error("the file leaves out some numbers of the RSA private key: they were computed")]
    RsaNumbersComputed,
    /// The key's file allows RSASSA-PSS only.
    #[error("the file says that this RSA key is for RSASSA-PSS only: PS256, PS384 or PS512")]
    RsaPssOnly,
    /// A label of the right secrecy, but not the one for what is inside.
    #[error("the label says `{label}`, but inside is {found}")]
    OtherLabel {
        /// The label.
        label: String,
        /// What is inside.
        found: &'static str,
    },
    /// A number with leading zeros, which change the thumbprint (RFC 7518 section 2).
    #[error("`{member}` began with zeros: they were left out, since they change the thumbprint")]
    LeadingZeros {
        /// The member.
        member: &'static str,
    },
    /// Octets in standard base64 or with padding, instead of base64url (RFC 7515 section 2).
    #[error("`{member}` was put right, other programs may refuse it: {flaw}")]
    Base64Repaired {
        /// The member.
        member: &'static str,
        /// What was wrong.
        flaw: Base64Flaw,
    },
    /// A private scalar whose leading zeros were lost.
    #[error("`d` has {found} bytes instead of {expected}: leading zeros were put back")]
    ScalarPadded {
        /// Bytes there were.
        found: usize,
        /// Bytes there are now.
        expected: usize,
    },
    /// A secret member of another key type.
    #[error("`{member}` does not belong to this type of key: it was left out")]
    StrayPrivateMember {
        /// The member.
        member: &'static str,
    },
    /// A `kid` that is no string (RFC 7517 section 4.5).
    #[error("`kid` is no string, so that no token can name it: it was left out")]
    KidLeftOut,
    /// `key_ops` names an operation twice (RFC 7517 section 4.3 forbids it).
    #[error("`key_ops` names an operation twice")]
    RepeatedKeyOps,
    /// `use` and `key_ops` contradict each other (RFC 7517 section 4.3).
    #[error("`use` is {usage}, but `key_ops` says otherwise")]
    UseAgainstKeyOps {
        /// The value of `use`.
        usage: String,
    },
    /// The certificate in `x5c` is another key's (RFC 7517 section 4.7).
    #[error("the first certificate in `x5c` belongs to another key")]
    X5cMismatch,
    /// A PKCS#12 file without a key or certificate.
    #[error("the file is empty")]
    EmptyFile,
    /// A JWK Set without a key.
    #[error("the JWK Set is empty")]
    EmptySet,
    /// One `kid` for several keys of a set.
    #[error("several keys have the `kid` {kid}: a token cannot say which it means")]
    DuplicateKid {
        /// The `kid`, made safe to show.
        kid: String,
    },
    /// A set that holds secrets or private keys.
    #[error("the JWK Set holds secret or private keys ({count}): never publish it")]
    PrivateKeysInSet {
        /// How many.
        count: usize,
    },
    /// Several keys in one input.
    #[error("there are {count} keys here")]
    SeveralKeys {
        /// How many.
        count: usize,
    },
}

impl Note {
    /// The stable kebab-case id.
    #[must_use]
    pub fn id(&self) -> &'static str {
        match self {
            Self::Utf16 => "key-text-utf16",
            Self::EscapedLineEnds => "pem-escaped-line-ends",
            Self::BareBase64 => "key-bare-base64",
            Self::TrailingBytes { .. } => "der-trailing-bytes",
            Self::FromCertificate => "key-from-certificate",
            Self::Chain { .. } => "key-certificate-chain",
            Self::Certified { .. } => "key-certified",
            Self::Unlocked => "key-unlocked",
            Self::RsaNumbersComputed => "rsa-numbers-computed",
            Self::RsaPssOnly => "rsa-pss-only",
            Self::OtherLabel { .. } => "pem-other-label",
            Self::LeadingZeros { .. } => "jwk-noncanonical",
            Self::Base64Repaired { flaw, .. } => flaw.id(),
            Self::ScalarPadded { .. } => "jwk-scalar-padded",
            Self::StrayPrivateMember { .. } => "jwk-mixed",
            Self::KidLeftOut => "jwk-kid-type",
            Self::RepeatedKeyOps => "jwk-key-ops-repeated",
            Self::UseAgainstKeyOps { .. } => "jwk-use-conflict",
            Self::X5cMismatch => "x5c-mismatch",
            Self::EmptyFile => "key-file-empty",
            Self::EmptySet => "jwks-empty",
            Self::DuplicateKid { .. } => "jwks-duplicate-kid",
            Self::PrivateKeysInSet { .. } => "jwks-private-key",
            Self::SeveralKeys { .. } => "key-file-multiple",
        }
    }
}
