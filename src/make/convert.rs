//! One form into another (RFC 7515 section 7, RFC 7516 section 7): every encoded part keeps its bytes, so signatures and
//! authentication tags keep holding.

use super::{Shape, compact_payload};
use crate::jose::flaw::Part;
use crate::jose::serialize::{EncodedJwe, EncodedJws, EncodedRecipient, EncodedSignature};
use crate::jose::token::{Form, Token};
use thiserror::Error;

/// Why a token cannot be written in another form.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
pub enum ConvertError {
    /// Not a whole token.
    #[error("only a whole token has another form: mend what its flaws name first")]
    NotWhole,
    /// A flaw makes it unclear what the token is.
    #[error("it is not clear what the token is ({id}), so it has no such form: mend that first")]
    Ambiguous {
        /// The flaw.
        id: &'static str,
    },
    /// An SD-JWT.
    #[error("the pieces after the first “~” have no place in another form: convert the token before them alone")]
    Disclosures,
    /// More than one signature or recipient.
    #[error(
        "the {form} form has room for one signature or recipient, and this token has {count}: use the general form"
    )]
    Several {
        /// "compact" or "flattened".
        form: &'static str,
        /// How many.
        count: usize,
    },
    /// Something is not protected.
    #[error("the compact form has no unprotected header, and this token has one: only the JSON forms can hold it")]
    Unprotected,
    /// Nothing is protected.
    #[error("the compact form needs a protected header, and this token has none: only the JSON forms can do without")]
    NothingProtected,
    /// Additional authenticated data.
    #[error("the compact form has no room for “aad”: only the JSON forms can hold it")]
    Aad,
    /// An unencoded payload that the compact form cannot hold (RFC 7797 section 5.2).
    #[error(
        "the unencoded payload has {what} in it, which the compact form cannot hold: detach it or keep the JSON form"
    )]
    Payload {
        /// "a dot" or "a character that is no printable ASCII".
        what: &'static str,
    },
    /// Bytes that no JSON string holds as they are.
    #[error("the payload stands unencoded and is no text, so that no JSON form holds it: detach it")]
    NotText,
}

/// Flaws that hide which bytes are meant, or that would drop out on the way.
const AMBIGUOUS: [&str; 9] = [
    "format-polyglot",
    "form-duplicate-member",
    "form-member-type",
    "form-member-missing",
    "form-no-entries",
    "form-too-many",
    "b64-differs",
    "b64-payload-dot",
    "segment-count",
];

/// The token in another form, or in its own written afresh: without white space between the members and without members
/// that no standard knows. A detached payload stays detached; so does an empty one of a JSON form that becomes compact, since
/// the two look alike there.
///
/// # Errors
/// [`ConvertError`]: the form has no room for something, or the token is not clear.
pub fn convert(token: &Token, to: Shape) -> Result<String, ConvertError> {
    if token.form == Form::Unknown || (0..token.entries()).any(|i| !has_header(&token.entry(i))) {
        return Err(ConvertError::NotWhole);
    }
    if let Some(flaw) = token.flaws.iter().find(|f| AMBIGUOUS.contains(&f.id)) {
        return Err(ConvertError::Ambiguous { id: flaw.id });
    }
    if token.flaws.iter().any(|f| f.id == "sd-jwt") || token.segment(Part::Disclosure).is_some() {
        return Err(ConvertError::Disclosures);
    }
    if to != Shape::General && token.entries() != 1 {
        return Err(ConvertError::Several { form: to.id(), count: token.entries() });
    }
    if to == Shape::Compact {
        fits_compact(token)?;
    }
    let written = if token.form.is_jwe() { jwe(token).written(to) } else { jws(token).written(to) };
    written.ok_or(ConvertError::NotWhole)
}

fn has_header(entry: &Token) -> bool {
    let protected = entry.segment(Part::Header).is_some_and(|s| !s.range.is_empty());
    protected || entry.segment(Part::Unprotected).is_some()
}

fn fits_compact(token: &Token) -> Result<(), ConvertError> {
    let only = token.entry(0);
    if only.segment(Part::Unprotected).is_some() {
        return Err(ConvertError::Unprotected);
    }
    if only.segment(Part::Header).is_none_or(|s| s.range.is_empty()) {
        return Err(ConvertError::NothingProtected);
    }
    if only.segment(Part::Aad).is_some() {
        return Err(ConvertError::Aad);
    }
    // between quotes a dot or a brace is merely no base64url; without them it would make other parts
    let foreign = token.flaws.iter().find(|f| matches!(f.id, "b64-foreign" | "input-whitespace"));
    if let Some(flaw) = foreign {
        return Err(ConvertError::Ambiguous { id: flaw.id });
    }
    match compact_payload(token.bytes(Part::Payload)) {
        Err(what) if token.is_unencoded() => Err(ConvertError::Payload { what }),
        _ => Ok(()),
    }
}

pub(super) trait Written {
    fn written(&self, to: Shape) -> Option<String>;
}

impl Written for EncodedJws {
    fn written(&self, to: Shape) -> Option<String> {
        match to {
            Shape::Compact => self.compact(),
            Shape::Flattened => self.flattened(),
            Shape::General => Some(self.general()),
        }
    }
}

impl Written for EncodedJwe {
    fn written(&self, to: Shape) -> Option<String> {
        match to {
            Shape::Compact => self.compact(),
            Shape::Flattened => self.flattened(),
            Shape::General => Some(self.general()),
        }
    }
}

fn part(token: &Token, part: Part) -> Option<String> {
    token.encoded_text(part).map(|text| text.into_owned())
}

/// A JWS as it stands.
fn jws(token: &Token) -> EncodedJws {
    let signature = |i| {
        let entry = token.entry(i);
        EncodedSignature {
            protected: part(&entry, Part::Header).unwrap_or_default(),
            header: entry.own_unprotected().map(str::to_owned),
            signature: part(&entry, Part::Signature).unwrap_or_default(),
        }
    };
    let payload = part(token, Part::Payload).filter(|_| !token.is_detached());
    EncodedJws { payload, signatures: (0..token.entries()).map(signature).collect() }
}

fn jwe(token: &Token) -> EncodedJwe {
    let recipient = |i| {
        let entry = token.entry(i);
        EncodedRecipient {
            header: entry.own_unprotected().map(str::to_owned),
            encrypted_key: part(&entry, Part::EncryptedKey).unwrap_or_default(),
        }
    };
    let text = |p| part(token, p).unwrap_or_default();
    EncodedJwe {
        protected: text(Part::Header),
        unprotected: token.shared_unprotected().map(str::to_owned),
        recipients: (0..token.entries()).map(recipient).collect(),
        aad: part(token, Part::Aad),
        iv: text(Part::Iv),
        ciphertext: text(Part::Ciphertext),
        tag: text(Part::Tag),
    }
}
