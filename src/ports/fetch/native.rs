//! The real network: ureq for HTTP, rustls with AWS-LC for TLS, the platform's verifier for certificates.
//!
//! Each request runs on a thread of its own, which is left behind when it is cancelled: its socket is shut down, and
//! what still comes is dropped.

use super::{Fetch, FetchAnswer, FetchError, FetchRequest};
use crate::jose::escape;
use crate::ports::Cancel;
use std::fmt;
use std::io::{self, Read};
use std::net::{IpAddr, SocketAddr, ToSocketAddrs as _};
use std::sync::Arc;
use std::sync::mpsc::{RecvTimeoutError, sync_channel};
use std::time::{Duration, Instant};
use ureq::http::{Uri, header};
use ureq::tls::{Certificate, RootCerts, TlsConfig};
use ureq::unversioned::resolver::{ResolvedSocketAddrs, Resolver};
use ureq::unversioned::transport::{DefaultConnector, NextTimeout};
use ureq::{Agent, Error};
use zeroize::Zeroizing;

/// A cancelled request is given up within this time.
const LOOK: Duration = Duration::from_millis(20);
/// Below ureq's own clock there is a second one, which is this much later.
const GRACE: Duration = Duration::from_millis(500);
/// Who asks. Neither the system nor a version that would tell more than is needed.
const USER_AGENT: &str = concat!("jwt-workbench/", env!("CARGO_PKG_VERSION"));
/// Longest text of another program that an error repeats, in characters.
const MAX_WHY_CHARS: usize = 200;

/// The network that the system gives.
#[derive(Clone)]
pub struct NativeFetch {
    roots: RootCerts,
}

impl Default for NativeFetch {
    /// Trusts whom the platform trusts.
    fn default() -> Self {
        Self { roots: RootCerts::PlatformVerifier }
    }
}

impl NativeFetch {
    /// Trusts these certificate authorities alone (DER).
    #[must_use]
    pub fn trusting(authorities: &[Vec<u8>]) -> Self {
        let certificates: Vec<_> = authorities.iter().map(|der| Certificate::from_der(der).to_owned()).collect();
        Self { roots: RootCerts::Specific(Arc::new(certificates)) }
    }

    fn agent(&self, request: &FetchRequest) -> Agent {
        let provider = Arc::new(rustls::crypto::aws_lc_rs::default_provider());
        let tls = TlsConfig::builder().unversioned_rustls_crypto_provider(provider).root_certs(self.roots.clone());
        let config = Agent::config_builder()
            .tls_config(tls.build())
            .timeout_global(Some(request.limits.time))
            .http_status_as_error(false)
            .max_redirects(0)
            .max_redirects_will_error(false)
            // the environment's proxy would be told the address, and nobody was asked
            .proxy(None)
            .user_agent(USER_AGENT)
            .accept(request.accept)
            .accept_encoding("identity")
            .max_response_header_size(request.limits.head_bytes)
            .max_idle_connections(0);
        Agent::with_parts(config.build(), DefaultConnector::default(), Pinned(request.address))
    }
}

impl fmt::Debug for NativeFetch {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("NativeFetch").finish_non_exhaustive()
    }
}

/// Whatever the name says, it is this address.
#[derive(Debug)]
struct Pinned(SocketAddr);

impl Resolver for Pinned {
    fn resolve(&self, _: &Uri, _: &ureq::config::Config, _: NextTimeout) -> Result<ResolvedSocketAddrs, Error> {
        let mut addresses = self.empty();
        addresses.push(self.0);
        Ok(addresses)
    }
}

impl Fetch for NativeFetch {
    fn resolve(&self, host: &str, limit: Duration, cancel: &Cancel) -> Result<Vec<IpAddr>, FetchError> {
        let name = host.to_owned();
        let found =
            watched(limit, limit, cancel, move || (name.as_str(), 0).to_socket_addrs().map(Vec::from_iter), || ())?;
        let no_such_host = |why: String| FetchError::NoSuchHost { host: safe(host), why };
        let found = found.map_err(|e| no_such_host(safe(&e.to_string())))?;
        let mut addresses: Vec<IpAddr> = Vec::new();
        for address in found.iter().map(SocketAddr::ip) {
            if !addresses.contains(&address) {
                addresses.push(address);
            }
        }
        if addresses.is_empty() { Err(no_such_host("it has no address".to_owned())) } else { Ok(addresses) }
    }

    fn get(&self, request: &FetchRequest, cancel: &Cancel) -> Result<FetchAnswer, FetchError> {
        if request.limits.time.is_zero() {
            return Err(FetchError::TooSlow { limit: request.limits.time });
        }
        let agent = self.agent(request);
        let (worker, job) = (agent.clone(), request.clone());
        let limit = request.limits.time;
        watched(limit, limit + GRACE, cancel, move || exchange(&worker, &job), move || agent.shutdown())?
    }
}

/// Does the work on a thread and waits for it; but no longer than `patience`, and not once it is cancelled.
fn watched<T: Send + 'static>(
    limit: Duration,
    patience: Duration,
    cancel: &Cancel,
    work: impl FnOnce() -> T + Send + 'static,
    give_up: impl FnOnce(),
) -> Result<T, FetchError> {
    if cancel.is_set() {
        return Err(FetchError::Cancelled);
    }
    let (sender, receiver) = sync_channel(1);
    let body = move || {
        let _ = sender.send(work());
    };
    std::thread::Builder::new().name("fetch".to_owned()).spawn(body).map_err(|_| FetchError::Fault)?;
    let started = Instant::now();
    let why = loop {
        match receiver.recv_timeout(LOOK) {
            Ok(answer) => return Ok(answer),
            Err(RecvTimeoutError::Disconnected) => break FetchError::Fault,
            Err(RecvTimeoutError::Timeout) if cancel.is_set() => break FetchError::Cancelled,
            Err(RecvTimeoutError::Timeout) if started.elapsed() > patience => break FetchError::TooSlow { limit },
            Err(RecvTimeoutError::Timeout) => {}
        }
    };
    give_up();
    Err(why)
}

fn exchange(agent: &Agent, request: &FetchRequest) -> Result<FetchAnswer, FetchError> {
    let started = Instant::now();
    let failed = |e| failure(e, request);
    let response = agent.get(&request.url).header(header::CONNECTION, "close").call().map_err(failed)?;
    let field = |name: header::HeaderName| {
        response.headers().get(name).map(|value| String::from_utf8_lossy(value.as_bytes()).into_owned())
    };
    let (location, content_type) = (field(header::LOCATION), field(header::CONTENT_TYPE));
    let encodings = response.headers().get_all(header::CONTENT_ENCODING);
    let is_plain = |value: &[u8]| value.is_empty() || value.eq_ignore_ascii_case(b"identity");
    if let Some(encoding) = encodings.iter().find(|value| !is_plain(value.as_bytes())) {
        return Err(FetchError::Encoded { encoding: safe(&String::from_utf8_lossy(encoding.as_bytes())) });
    }
    let status = response.status().as_u16();
    let body = if location.is_some() && (300..400).contains(&status) {
        Zeroizing::default()
    } else {
        body(response.into_body(), request)?
    };
    Ok(FetchAnswer { status, location, content_type, body, took: started.elapsed() })
}

fn body(body: ureq::Body, request: &FetchRequest) -> Result<Zeroizing<Vec<u8>>, FetchError> {
    let limit = request.limits.body_bytes;
    let too_large = || FetchError::BodyTooLarge { limit };
    if body.content_length().is_some_and(|length| length > limit as u64) {
        return Err(too_large());
    }
    let mut bytes = Zeroizing::new(Vec::new());
    let read = body.into_reader().take(limit as u64 + 1).read_to_end(&mut bytes);
    read.map_err(|e| failure(Error::from(e), request))?;
    if bytes.len() > limit { Err(too_large()) } else { Ok(bytes) }
}

fn failure(error: Error, request: &FetchRequest) -> FetchError {
    match error {
        Error::Timeout(_) => FetchError::TooSlow { limit: request.limits.time },
        Error::LargeResponseHeader(..) => FetchError::HeadTooLarge { limit: request.limits.head_bytes },
        Error::Rustls(error) => tls(&error),
        Error::Tls(why) => FetchError::Tls { why: safe(why) },
        Error::Io(error) => io_failure(&error, request),
        Error::ConnectionFailed | Error::HostNotFound => {
            FetchError::Unreachable { address: request.address, why: "no connection".to_owned() }
        }
        Error::BodyStalled => FetchError::CutShort,
        error => FetchError::NotHttp { why: safe(&error.to_string()) },
    }
}

fn io_failure(error: &io::Error, request: &FetchRequest) -> FetchError {
    if let Some(error) = error.get_ref().and_then(|inner| inner.downcast_ref::<rustls::Error>()) {
        return tls(error);
    }
    match error.kind() {
        io::ErrorKind::TimedOut | io::ErrorKind::WouldBlock => FetchError::TooSlow { limit: request.limits.time },
        io::ErrorKind::UnexpectedEof | io::ErrorKind::ConnectionReset | io::ErrorKind::ConnectionAborted => {
            FetchError::CutShort
        }
        io::ErrorKind::BrokenPipe => FetchError::CutShort,
        _ => FetchError::Unreachable { address: request.address, why: safe(&error.to_string()) },
    }
}

fn tls(error: &rustls::Error) -> FetchError {
    match error {
        rustls::Error::InvalidCertificate(why) => FetchError::Certificate { why: safe(&why.to_string()) },
        rustls::Error::InvalidMessage(_) => FetchError::NotTls,
        error => FetchError::Tls { why: safe(&error.to_string()) },
    }
}

/// Text that may come from the other side, as it can be shown.
fn safe(text: &str) -> String {
    let cut: String = text.chars().take(MAX_WHY_CHARS).collect();
    escape::visible(&cut).into_owned()
}
