//! From what is typed to the addresses that a click would ask.

use super::target::Target;
use super::{RemoteError, Stop};
use crate::ports::{Cancel, Fetch};

/// How what is typed leads to a key set.
#[derive(Clone, Copy, PartialEq, Eq, Debug, Default)]
pub enum By {
    /// It is the address of the key set (`jwks_uri`, `jku`).
    #[default]
    Url,
    /// It is an issuer: OpenID Connect Discovery 1.0 first, then RFC 8414.
    OpenId,
    /// It is an issuer: RFC 8414 first, then OpenID Connect Discovery 1.0.
    OAuth,
}

impl By {
    /// In the order of the choice.
    pub const ALL: [Self; 3] = [Self::Url, Self::OpenId, Self::OAuth];

    /// The word in files.
    #[must_use]
    pub fn word(self) -> &'static str {
        match self {
            Self::Url => "url",
            Self::OpenId => "openid",
            Self::OAuth => "oauth",
        }
    }

    /// The words of the choice.
    #[must_use]
    pub fn label(self) -> &'static str {
        match self {
            Self::Url => "Key set",
            Self::OpenId => "Issuer, OpenID Connect first",
            Self::OAuth => "Issuer, RFC 8414 first",
        }
    }
}

/// What a click would ask, in this order, of one host.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Plan {
    /// The issuer whose keys they shall be, letter by letter.
    pub issuer: Option<String>,
    /// How it was asked for.
    pub by: By,
    /// The documents that name the key set, of which the first that is there counts; or the key set itself.
    pub asks: Vec<Target>,
    /// Whether `asks` are documents.
    pub asks_documents: bool,
}

impl Plan {
    /// Makes a plan. Asks nobody.
    ///
    /// # Errors
    /// The text is no address that may be asked.
    pub fn make(text: &str, by: By) -> Result<Self, RemoteError> {
        let text = text.trim();
        let target = Target::parse(text)?;
        if by == By::Url {
            return Ok(Self { issuer: None, by, asks: vec![target], asks_documents: false });
        }
        if target.has_query() || text.contains('#') {
            return Err(RemoteError::IssuerShape);
        }
        // the issuer is compared letter by letter, so it stays as typed
        let issuer = if text.contains("://") { text.to_owned() } else { format!("https://{text}") };
        let (openid, oauth) = (openid_document(&target), oauth_document(&target));
        let asks = if by == By::OpenId { vec![openid, oauth] } else { vec![oauth, openid] };
        Ok(Self { issuer: Some(issuer), by, asks, asks_documents: true })
    }

    /// The host, port and scheme that all of it is asked of.
    #[must_use]
    pub fn target(&self) -> Option<&Target> {
        self.asks.first()
    }

    /// Looks the host up.
    ///
    /// # Errors
    /// The host is not known, has no usable address, or it was cancelled.
    pub fn look_up(self, port: &dyn Fetch, cancel: &Cancel) -> Result<Stop, RemoteError> {
        Stop::look_up(self, port, cancel)
    }
}

/// OpenID Connect Discovery 1.0 section 4: behind the issuer, without its last `/`.
fn openid_document(issuer: &Target) -> Target {
    issuer.with_path(&format!("{}/.well-known/openid-configuration", issuer.path().trim_end_matches('/')))
}

/// RFC 8414 section 3.1: before the issuer's path, without its last `/`.
fn oauth_document(issuer: &Target) -> Target {
    issuer.with_path(&format!("/.well-known/oauth-authorization-server{}", issuer.path().trim_end_matches('/')))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn asks(text: &str, by: By) -> Vec<String> {
        Plan::make(text, by).unwrap().asks.iter().map(|t| t.url().to_owned()).collect()
    }

    #[test]
    fn well_known_addresses_are_made_as_the_standards_say() {
        let openid = "https://id.example/.well-known/openid-configuration";
        let oauth = "https://id.example/.well-known/oauth-authorization-server";
        assert_eq!(asks("https://id.example", By::OpenId), [openid, oauth]);
        assert_eq!(asks("https://id.example/", By::OAuth), [oauth, openid]);
        let openid = "https://id.example/realms/a/.well-known/openid-configuration";
        let oauth = "https://id.example/.well-known/oauth-authorization-server/realms/a";
        assert_eq!(asks("https://id.example/realms/a", By::OpenId), [openid, oauth]);
        assert_eq!(asks("https://id.example/realms/a/", By::OAuth), [oauth, openid]);
        assert_eq!(asks("id.example/jwks?x=1#y", By::Url), ["https://id.example/jwks?x=1"]);
    }

    #[test]
    fn an_issuer_stays_as_it_was_typed() {
        let issuer = |text| Plan::make(text, By::OpenId).unwrap().issuer.unwrap();
        assert_eq!(issuer(" https://ID.example/ "), "https://ID.example/");
        assert_eq!(issuer("id.example"), "https://id.example");
        assert_eq!(Plan::make("https://id.example?a", By::OAuth), Err(RemoteError::IssuerShape));
        assert_eq!(Plan::make("https://id.example#a", By::OpenId), Err(RemoteError::IssuerShape));
    }

    #[test]
    fn what_is_not_an_address_is_refused() {
        let id = |text: &str| Plan::make(text, By::Url).unwrap_err().id();
        for (text, expected) in [
            ("", "remote-blank"),
            ("ftp://id.example/a", "remote-scheme"),
            ("file:///etc/passwd", "remote-scheme"),
            ("data:application/json,{}", "remote-scheme"),
            ("https://user@id.example", "remote-credentials"),
            ("https://u:p@id.example", "remote-credentials"),
            ("https://", "remote-not-a-url"),
            ("https://id.example:0/", "remote-not-a-url"),
            ("https://id.example\\@evil.example", "remote-not-a-url"),
            ("https://id.example/a\nb", "remote-not-a-url"),
            ("https://id.exa mple/", "remote-not-a-url"),
            ("https://[::1%25eth0]/", "remote-not-a-url"),
        ] {
            assert_eq!(id(text), expected, "{text}");
        }
        assert_eq!(id(&format!("https://id.example/{}", "a".repeat(2_048))), "remote-url-too-long");
        let token = "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiJhIn0.c2ln";
        assert_eq!(id(&format!("https://id.example/jwks?token={token}")), "remote-holds-token");
    }

    #[test]
    fn odd_spellings_of_an_address_are_that_address() {
        for text in ["https://127.1/", "https://0x7f.0.0.1/", "https://2130706433/", "https://0177.0.0.1/"] {
            let target = Target::parse(text).unwrap();
            assert_eq!(target.literal(), Some("127.0.0.1".parse().unwrap()), "{text}");
        }
        assert_eq!(Target::parse("https://bücher.example/").unwrap().host(), "xn--bcher-kva.example");
        assert_eq!(Target::parse("https://[::ffff:7f00:1]:8443").unwrap().authority(), "[::ffff:7f00:1]:8443");
    }

    #[test]
    fn a_click_covers_the_same_place_and_no_step_down() {
        let covers = |a: &str, b: &str| Target::parse(a).unwrap().covers(&Target::parse(b).unwrap());
        assert!(covers("https://a.example/x", "https://a.example:443/y"));
        assert!(covers("http://a.example/x", "https://a.example/x"));
        for other in ["https://b.example/", "https://a.example:444/", "http://a.example/", "https://a.example./"] {
            assert!(!covers("https://a.example/", other), "{other}");
        }
    }
}
