//! What makes an SD-JWT one that must be rejected (RFC 9901 section 7.1).

/// A rule that the disclosures and digests of an SD-JWT break. Disclosures are counted from 0; paths are JSON Pointers (RFC
/// 6901) into the processed payload.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Problem {
    /// The payload is no JSON object, so that no digest can be looked for.
    NoClaims,
    /// `_sd_alg` names none of the known algorithms, or is no string.
    UnknownAlgorithm {
        /// Its text, as spelt in the payload.
        found: String,
    },
    /// `_sd` is no array of strings.
    DigestsType {
        /// The object it stands in.
        path: String,
    },
    /// An object with `...` that does not stand for an array element, or has other members, or no string as digest.
    ElementType {
        /// Where it stands.
        path: String,
    },
    /// A disclosure that cannot be read; the flaws of the text say why.
    Unreadable {
        /// Which one.
        disclosure: usize,
    },
    /// The disclosure has two elements where a claim is to be disclosed, or three where an array element is.
    WrongLength {
        /// Which one.
        disclosure: usize,
        /// How many it should have.
        expected: usize,
        /// The object or array with its digest.
        path: String,
    },
    /// A claim of that name is there already.
    NameTaken {
        /// Which one.
        disclosure: usize,
        /// The name.
        name: String,
        /// The object.
        path: String,
    },
    /// A digest stands in two places.
    DigestTwice {
        /// The digest.
        digest: String,
        /// The later place: the object or array.
        path: String,
    },
    /// The same disclosure is given twice.
    DisclosureTwice {
        /// The later one.
        disclosure: usize,
        /// The earlier one.
        first: usize,
    },
    /// No digest belongs to the disclosure: the issuer did not sign it.
    Unreferenced {
        /// Which one.
        disclosure: usize,
    },
    /// With the disclosures the claims nest deeper than [`crate::jose::json::DEPTH_LIMIT`].
    TooDeep {
        /// Where it was given up.
        path: String,
    },
}

impl Problem {
    /// The disclosure concerned.
    #[must_use]
    pub fn disclosure(&self) -> Option<usize> {
        match self {
            Self::Unreadable { disclosure }
            | Self::WrongLength { disclosure, .. }
            | Self::NameTaken { disclosure, .. }
            | Self::DisclosureTwice { disclosure, .. }
            | Self::Unreferenced { disclosure } => Some(*disclosure),
            _ => None,
        }
    }

    /// The stable id, as `--json` prints it.
    #[must_use]
    pub fn id(&self) -> &'static str {
        match self {
            Self::NoClaims => "no-claims",
            Self::UnknownAlgorithm { .. } => "unknown-algorithm",
            Self::DigestsType { .. } => "digests-type",
            Self::ElementType { .. } => "element-type",
            Self::Unreadable { .. } => "unreadable",
            Self::WrongLength { .. } => "wrong-length",
            Self::NameTaken { .. } => "name-taken",
            Self::DigestTwice { .. } => "digest-twice",
            Self::DisclosureTwice { .. } => "disclosure-twice",
            Self::Unreferenced { .. } => "unreferenced",
            Self::TooDeep { .. } => "too-deep",
        }
    }
}
