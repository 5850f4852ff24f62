//! Why nothing was fetched.

use std::net::SocketAddr;
use std::time::Duration;
use thiserror::Error;

/// What kept an answer from coming. Texts of the other side are made safe to show and cut; no content is repeated.
#[derive(Debug, Clone, PartialEq, Eq, Error)]
#[non_exhaustive]
pub enum FetchError {
    /// Somebody asked for it to stop.
    #[error("it was stopped: nothing was taken in")]
    Cancelled,
    /// It took too long, however often a byte came.
    #[error("there was no whole answer within {} ms: try again, or save the key set with a browser and import the file", limit.as_millis())]
    TooSlow {
        /// The limit.
        limit: Duration,
    },
    /// The name has no address.
    #[error("the host {host} is not known here: check how it is spelt, and the network")]
    NoSuchHost {
        /// The name.
        host: String,
        /// What the system says.
        why: String,
    },
    /// Nothing listens there, or the way there is closed.
    #[error("{address} cannot be reached ({why}): check the port, and the network")]
    Unreachable {
        /// Where.
        address: SocketAddr,
        /// What the system says.
        why: String,
    },
    /// The server's certificate does not prove that it is the host.
    #[error("the server's certificate was refused ({why}): nothing was asked of it")]
    Certificate {
        /// What is wrong with it.
        why: String,
    },
    /// There is a server, and it does not speak TLS.
    #[error("the server does not speak TLS: try the address with http://, or check the port")]
    NotTls,
    /// TLS failed otherwise.
    #[error("no protected connection came about ({why}): nothing was asked")]
    Tls {
        /// What TLS says.
        why: String,
    },
    /// The answer is no HTTP.
    #[error("the answer is not HTTP ({why}): check the port, and whether it wants https://")]
    NotHttp {
        /// What is wrong with it.
        why: String,
    },
    /// The header fields do not end.
    #[error("the answer's header fields are longer than {limit} bytes: it was not read")]
    HeadTooLarge {
        /// The limit in bytes.
        limit: usize,
    },
    /// The body is too long.
    #[error("the answer is longer than {limit} bytes: no key set is that large, nothing was taken in")]
    BodyTooLarge {
        /// The limit in bytes.
        limit: usize,
    },
    /// The body is compressed, although that was not asked for.
    #[error("the answer is encoded ({encoding}), which was not asked for: it was not read")]
    Encoded {
        /// The field `Content-Encoding`.
        encoding: String,
    },
    /// The connection ended too early.
    #[error("the connection ended before the answer did: try again")]
    CutShort,
    /// A fault on this side.
    #[error("the request failed because of a fault in this program; nothing was taken in")]
    Fault,
}

impl FetchError {
    /// A stable id.
    #[must_use]
    pub fn id(&self) -> &'static str {
        match self {
            Self::Cancelled => "fetch-cancelled",
            Self::TooSlow { .. } => "fetch-too-slow",
            Self::NoSuchHost { .. } => "fetch-no-such-host",
            Self::Unreachable { .. } => "fetch-unreachable",
            Self::Certificate { .. } => "fetch-certificate",
            Self::NotTls => "fetch-not-tls",
            Self::Tls { .. } => "fetch-tls",
            Self::NotHttp { .. } => "fetch-not-http",
            Self::HeadTooLarge { .. } => "fetch-head-too-large",
            Self::BodyTooLarge { .. } => "fetch-body-too-large",
            Self::Encoded { .. } => "fetch-encoded",
            Self::CutShort => "fetch-cut-short",
            Self::Fault => "fetch-fault",
        }
    }
}
