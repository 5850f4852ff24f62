//! Why no keys came of it.

use super::limits::{MAX_REDIRECTS, MAX_URL_BYTES};
use crate::ports::FetchError;
use thiserror::Error;

/// Why nothing was asked, or nothing of the answer was taken in. Texts of the other side are made safe to show and cut.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum RemoteError {
    /// Nothing is typed.
    #[error("there is no address yet: type an https address")]
    Blank,
    /// The text is no URL.
    #[error("this is no address ({why}): type one like https://id.example/jwks.json")]
    NotAUrl {
        /// What is wrong with it.
        why: String,
    },
    /// Longer than [`MAX_URL_BYTES`].
    #[error("the address is longer than {MAX_URL_BYTES} bytes: it was not used")]
    UrlTooLong,
    /// Neither https nor http.
    #[error("{scheme} addresses are not fetched: it must begin with https://")]
    Scheme {
        /// The scheme.
        scheme: String,
    },
    /// User name or password.
    #[error("the address holds a user name or a password: leave both out, nothing is logged in to")]
    Credentials,
    /// A token or a secret is part of the URL.
    #[error("the address holds a token, and whatever is asked can be logged: leave the token out")]
    HoldsToken,
    /// An issuer with a query or a fragment (RFC 8414 section 2).
    #[error("an issuer has neither a query (?) nor a fragment (#): leave that part out, or fetch the key set itself")]
    IssuerShape,
    /// The host has no address to which anything could be sent.
    #[error("{host} has no address that is one machine's: nothing was sent")]
    NoAddress {
        /// The host.
        host: String,
    },
    /// The address is not one of those that were shown.
    #[error("that address was not looked up: look the host up again")]
    OtherAddress,
    /// It takes a second yes to ask without TLS.
    #[error("without https anybody on the way can read and replace the answer: allow http for this once, or use https")]
    NeedsHttp,
    /// It takes a second yes to go there.
    #[error("{address} is {place}: allow it for this once, if you mean it")]
    NeedsUnusual {
        /// The address.
        address: String,
        /// In one or two words.
        place: &'static str,
    },
    /// What the port says.
    #[error(transparent)]
    Fetch(#[from] FetchError),
    /// A status other than 200.
    #[error("{url} was answered with status {status}: check the address")]
    Status {
        /// What was asked.
        url: String,
        /// The status (RFC 9110 section 15).
        status: u16,
    },
    /// A redirect to another host, port or scheme.
    #[error(
        "the server points to {to}, which is another place: it was not followed; type that address if you trust it"
    )]
    RedirectElsewhere {
        /// Where it points.
        to: String,
    },
    /// A redirect that leads nowhere.
    #[error("the server redirects to something that is no address: nothing was taken in")]
    RedirectNowhere,
    /// More than [`MAX_REDIRECTS`].
    #[error("the server redirected more than {MAX_REDIRECTS} times: nothing was taken in")]
    TooManyRedirects,
    /// The answer is a page for people.
    #[error("the answer is a web page, not JSON: ask for the key set's own address")]
    WebPage,
    /// The answer is not what was asked for.
    #[error("the answer is no {what} ({why}): nothing was taken in")]
    NotWhatWasAsked {
        /// "JWK Set" or "issuer's document".
        what: &'static str,
        /// What is wrong with it.
        why: String,
    },
    /// The document is another issuer's (RFC 8414 section 3.3).
    #[error("the document is of the issuer {found}, not of {asked}: nothing was taken in; compare letter by letter")]
    OtherIssuer {
        /// The issuer asked for.
        asked: String,
        /// The one in the document.
        found: String,
    },
    /// The document does not say where the keys are (RFC 8414 section 2).
    #[error("the issuer's document has no jwks_uri: the issuer publishes no keys there")]
    NoJwksUri,
    /// Neither document is there.
    #[error("no document of this issuer was found: {first}; {second}")]
    NoDocument {
        /// What became of the first.
        first: String,
        /// What became of the second.
        second: String,
    },
    /// There is not one key that can be kept.
    #[error("no key of the set can be kept: {why}")]
    NoKeys {
        /// Why not.
        why: String,
    },
}

impl RemoteError {
    /// A stable id.
    #[must_use]
    pub fn id(&self) -> &'static str {
        match self {
            Self::Blank => "remote-blank",
            Self::NotAUrl { .. } => "remote-not-a-url",
            Self::UrlTooLong => "remote-url-too-long",
            Self::Scheme { .. } => "remote-scheme",
            Self::Credentials => "remote-credentials",
            Self::HoldsToken => "remote-holds-token",
            Self::IssuerShape => "remote-issuer-shape",
            Self::NoAddress { .. } => "remote-no-address",
            Self::OtherAddress => "remote-other-address",
            Self::NeedsHttp => "remote-needs-http",
            Self::NeedsUnusual { .. } => "remote-needs-unusual",
            Self::Fetch(error) => error.id(),
            Self::Status { .. } => "remote-status",
            Self::RedirectElsewhere { .. } => "remote-redirect-elsewhere",
            Self::RedirectNowhere => "remote-redirect-nowhere",
            Self::TooManyRedirects => "remote-too-many-redirects",
            Self::WebPage => "remote-web-page",
            Self::NotWhatWasAsked { .. } => "remote-not-what-was-asked",
            Self::OtherIssuer { .. } => "remote-other-issuer",
            Self::NoJwksUri => "remote-no-jwks-uri",
            Self::NoDocument { .. } => "remote-no-document",
            Self::NoKeys { .. } => "remote-no-keys",
        }
    }
}

/// Longest foreign text that an error repeats, in characters.
const MAX_SHOWN_CHARS: usize = 200;

/// Foreign text as it can be shown.
pub(super) fn safe(text: &str) -> String {
    let cut: String = text.chars().take(MAX_SHOWN_CHARS).collect();
    let mut shown = crate::jose::escape::visible(&cut).into_owned();
    if text.chars().nth(MAX_SHOWN_CHARS).is_some() {
        shown.push('…');
    }
    shown
}
