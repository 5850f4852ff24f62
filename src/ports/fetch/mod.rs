//! One GET request to one address. Who is asked, and whether at all, is decided elsewhere ([`crate::remote`]).

mod error;
#[cfg(feature = "fetch")]
mod native;
mod script;

pub use error::FetchError;
#[cfg(feature = "fetch")]
pub use native::NativeFetch;
pub use script::ScriptedFetch;

use super::Cancel;
use std::fmt;
use std::net::{IpAddr, SocketAddr};
use std::time::Duration;
use zeroize::Zeroizing;

/// The network, as far as this program has any.
pub trait Fetch: fmt::Debug + Send + Sync {
    /// The addresses of a host, as the system's resolver gives them: it may ask a DNS server.
    ///
    /// # Errors
    /// There is no such host, no answer within `limit`, or it was cancelled.
    fn resolve(&self, host: &str, limit: Duration, cancel: &Cancel) -> Result<Vec<IpAddr>, FetchError>;

    /// Sends one request, without a cookie or any credential, to that very address: no name is looked up again. A redirect
    /// is an answer like any other and not followed.
    ///
    /// # Errors
    /// What kept a whole answer from coming within the limits, or it was cancelled.
    fn get(&self, request: &FetchRequest, cancel: &Cancel) -> Result<FetchAnswer, FetchError>;
}

/// What is asked, and of whom.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct FetchRequest {
    /// An absolute URL with the scheme http or https, as [`crate::remote::Target`] writes it.
    pub url: String,
    /// Where it is sent.
    pub address: SocketAddr,
    /// The media types that are welcome (RFC 9110 section 12.5.1).
    pub accept: &'static str,
    /// How much may come, and how long it may take.
    pub limits: FetchLimits,
}

/// The bounds of an answer.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub struct FetchLimits {
    /// From the first byte sent for the connection to the last byte of the body.
    pub time: Duration,
    /// Status line and header fields, in bytes.
    pub head_bytes: usize,
    /// The body as it is used, in bytes.
    pub body_bytes: usize,
}

/// What came back.
#[derive(Clone, PartialEq, Eq)]
pub struct FetchAnswer {
    /// The status (RFC 9110 section 15).
    pub status: u16,
    /// The field `Location`, of a redirect.
    pub location: Option<String>,
    /// The field `Content-Type`.
    pub content_type: Option<String>,
    /// The body. It should hold nothing secret; a careless server's does.
    pub body: Zeroizing<Vec<u8>>,
    /// How long it took.
    pub took: Duration,
}

/// Without the body.
impl fmt::Debug for FetchAnswer {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut f = f.debug_struct("FetchAnswer");
        f.field("status", &self.status).field("bytes", &self.body.len()).finish_non_exhaustive()
    }
}
