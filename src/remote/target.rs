//! An address that may be asked: what of a URL is allowed (RFC 3986, read as browsers read it).

use super::RemoteError;
use super::error::safe;
use super::limits::MAX_URL_BYTES;
use crate::jose::find;
use std::fmt;
use std::net::IpAddr;
use url::{Host, Url};

/// A URL with https or http, a host and nothing secret in it.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Target {
    url: Url,
}

impl Target {
    /// Reads an address; `https://` is put before one without a scheme.
    ///
    /// # Errors
    /// What of it is not allowed.
    pub fn parse(text: &str) -> Result<Self, RemoteError> {
        let text = text.trim();
        if text.is_empty() {
            return Err(RemoteError::Blank);
        }
        if text.len() > MAX_URL_BYTES {
            return Err(RemoteError::UrlTooLong);
        }
        // browsers drop line ends and take \ for /: what is asked must be what was read
        if let Some(odd) = text.chars().find(|c| c.is_whitespace() || c.is_control() || *c == '\\') {
            return Err(RemoteError::NotAUrl { why: format!("it holds the character {}", odd.escape_unicode()) });
        }
        let has_scheme = text.contains("://") || text.starts_with("data:") || text.starts_with("file:");
        let whole = if has_scheme { text.to_owned() } else { format!("https://{text}") };
        let url = Url::parse(&whole).map_err(|e| RemoteError::NotAUrl { why: e.to_string() })?;
        Self::new(url)
    }

    /// What a redirect or a document names, seen from here.
    pub(super) fn join(&self, reference: &str) -> Result<Self, RemoteError> {
        if reference.len() > MAX_URL_BYTES {
            return Err(RemoteError::UrlTooLong);
        }
        Self::new(self.url.join(reference).map_err(|_| RemoteError::RedirectNowhere)?)
    }

    fn new(mut url: Url) -> Result<Self, RemoteError> {
        if !matches!(url.scheme(), "https" | "http") {
            return Err(RemoteError::Scheme { scheme: safe(url.scheme()) });
        }
        if !url.username().is_empty() || url.password().is_some() {
            return Err(RemoteError::Credentials);
        }
        if url.host_str().is_none_or(str::is_empty) {
            return Err(RemoteError::NotAUrl { why: "it has no host".to_owned() });
        }
        if url.port() == Some(0) {
            return Err(RemoteError::NotAUrl { why: "port 0 is nobody's".to_owned() });
        }
        // it is never sent
        url.set_fragment(None);
        if url.as_str().len() > MAX_URL_BYTES {
            return Err(RemoteError::UrlTooLong);
        }
        if !find::find(url.as_str()).tokens.is_empty() {
            return Err(RemoteError::HoldsToken);
        }
        Ok(Self { url })
    }

    /// As it is sent; ASCII, in normal form.
    #[must_use]
    pub fn url(&self) -> &str {
        self.url.as_str()
    }

    /// The host, in ASCII (international names as `xn--…`); IPv6 addresses in brackets.
    #[must_use]
    pub fn host(&self) -> &str {
        self.url.host_str().unwrap_or_default()
    }

    /// The port, written or not.
    #[must_use]
    pub fn port(&self) -> u16 {
        self.url.port_or_known_default().unwrap_or(443)
    }

    /// Host, and port where it is not the scheme's own.
    #[must_use]
    pub fn authority(&self) -> String {
        match self.url.port() {
            Some(port) => format!("{}:{port}", self.host()),
            None => self.host().to_owned(),
        }
    }

    /// Whether TLS protects it.
    #[must_use]
    pub fn is_protected(&self) -> bool {
        self.url.scheme() == "https"
    }

    /// The address that stands in place of a name: nothing has to be looked up.
    #[must_use]
    pub fn literal(&self) -> Option<IpAddr> {
        match self.url.host()? {
            Host::Domain(_) => None,
            Host::Ipv4(v4) => Some(IpAddr::V4(v4)),
            Host::Ipv6(v6) => Some(IpAddr::V6(v6)),
        }
    }

    /// Whether a click on this one is a click on the other: the same host and port, and not less protected. From http to
    /// https of the same host is a step up.
    #[must_use]
    pub fn covers(&self, other: &Self) -> bool {
        let same_port = self.port() == other.port() && self.is_protected() == other.is_protected();
        let step_up = !self.is_protected() && other.is_protected() && self.port() == 80 && other.port() == 443;
        self.host() == other.host() && (same_port || step_up)
    }

    /// The same host with another path.
    pub(super) fn with_path(&self, path: &str) -> Self {
        let mut url = self.url.clone();
        url.set_path(path);
        Self { url }
    }

    pub(super) fn path(&self) -> &str {
        self.url.path()
    }

    pub(super) fn has_query(&self) -> bool {
        self.url.query().is_some()
    }
}

impl fmt::Display for Target {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&safe(self.url()))
    }
}
