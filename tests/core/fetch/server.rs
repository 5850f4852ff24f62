//! A server on this machine that does as it is told, also what no server should.

use jwt_workbench::ports::{Cancel, Fetch, FetchAnswer, FetchError, FetchLimits, FetchRequest, NativeFetch};
use rcgen::{BasicConstraints, CertificateParams, CertifiedIssuer, IsCa, KeyPair};
use rustls::pki_types::{PrivateKeyDer, PrivatePkcs8KeyDer};
use rustls::{ServerConfig, ServerConnection, StreamOwned};
use std::collections::VecDeque;
use std::io::{Read, Write};
use std::net::{IpAddr, SocketAddr, TcpListener, TcpStream};
use std::sync::atomic::{AtomicUsize, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

/// Anything that bytes come out of and go into.
pub trait Wire: Read + Write {}
impl<T: Read + Write> Wire for T {}

/// What the server does with a request: its path, and the wire to answer on.
pub type Answer = Arc<dyn Fn(&str, &mut dyn Wire) + Send + Sync>;

/// A running server; it stops listening with the process.
pub struct Server {
    pub address: SocketAddr,
    connections: Arc<AtomicUsize>,
    requests: Arc<Mutex<Vec<String>>>,
}

impl Server {
    /// A server without TLS.
    pub fn http(answer: impl Fn(&str, &mut dyn Wire) + Send + Sync + 'static) -> Self {
        Self::start(None, Arc::new(answer))
    }

    /// A server with TLS.
    pub fn https(tls: Arc<ServerConfig>, answer: impl Fn(&str, &mut dyn Wire) + Send + Sync + 'static) -> Self {
        Self::start(Some(tls), Arc::new(answer))
    }

    fn start(tls: Option<Arc<ServerConfig>>, answer: Answer) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = listener.local_addr().unwrap();
        let (connections, requests) = (Arc::new(AtomicUsize::new(0)), Arc::<Mutex<Vec<String>>>::default());
        let (count, seen) = (Arc::clone(&connections), Arc::clone(&requests));
        std::thread::spawn(move || {
            for stream in listener.incoming().map_while(Result::ok) {
                count.fetch_add(1, Ordering::SeqCst);
                let (tls, answer, seen) = (tls.clone(), Arc::clone(&answer), Arc::clone(&seen));
                std::thread::spawn(move || serve(stream, tls, &answer, &seen));
            }
        });
        Self { address, connections, requests }
    }

    pub fn port(&self) -> u16 {
        self.address.port()
    }

    /// How often somebody connected.
    pub fn connections(&self) -> usize {
        self.connections.load(Ordering::SeqCst)
    }

    /// The heads of all requests.
    pub fn requests(&self) -> Vec<String> {
        self.requests.lock().unwrap().clone()
    }
}

fn serve(stream: TcpStream, tls: Option<Arc<ServerConfig>>, answer: &Answer, seen: &Mutex<Vec<String>>) {
    stream.set_read_timeout(Some(Duration::from_secs(20))).unwrap();
    match tls {
        None => talk(&mut { stream }, answer, seen),
        Some(config) => {
            let mut wire = StreamOwned::new(ServerConnection::new(config).unwrap(), stream);
            talk(&mut wire, answer, seen);
            wire.conn.send_close_notify();
            let _ = wire.flush();
        }
    }
}

fn talk(wire: &mut dyn Wire, answer: &Answer, seen: &Mutex<Vec<String>>) {
    let mut head = Vec::new();
    let mut byte = [0];
    while !head.ends_with(b"\r\n\r\n") {
        match wire.read(&mut byte) {
            Ok(1) => head.push(byte[0]),
            _ => return,
        }
    }
    let head = String::from_utf8_lossy(&head).into_owned();
    let path = head.split(' ').nth(1).unwrap_or_default().to_owned();
    seen.lock().unwrap().push(head);
    answer(&path, wire);
    let _ = wire.flush();
}

/// A whole answer.
pub fn reply(wire: &mut dyn Wire, status: &str, fields: &[&str], body: &[u8]) {
    let mut head = format!("HTTP/1.1 {status}\r\nContent-Length: {}\r\n", body.len());
    for field in fields {
        head.push_str(field);
        head.push_str("\r\n");
    }
    head.push_str("\r\n");
    // whoever hung up is told nothing
    let _ = wire.write_all(head.as_bytes());
    let _ = wire.write_all(body);
}

pub const JWKS: &str = "Content-Type: application/jwk-set+json";

/// A certificate authority and a server's certificate by it.
pub struct Authority {
    pub der: Vec<u8>,
    issuer: CertifiedIssuer<'static, KeyPair>,
}

impl Authority {
    pub fn new() -> Self {
        let mut params = CertificateParams::default();
        params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
        let issuer = CertifiedIssuer::self_signed(params, KeyPair::generate().unwrap()).unwrap();
        Self { der: issuer.der().to_vec(), issuer }
    }

    /// A server that proves to be these names until that year.
    pub fn server(&self, names: &[&str], last_year: i32) -> Arc<ServerConfig> {
        let names: Vec<String> = names.iter().map(|n| (*n).to_owned()).collect();
        let mut params = CertificateParams::new(names).unwrap();
        params.not_before = rcgen::date_time_ymd(2000, 1, 1);
        params.not_after = rcgen::date_time_ymd(last_year, 1, 1);
        let key = KeyPair::generate().unwrap();
        let certificate = params.signed_by(&key, &self.issuer).unwrap();
        let key = PrivateKeyDer::Pkcs8(PrivatePkcs8KeyDer::from(key.serialize_der()));
        let provider = Arc::new(rustls::crypto::aws_lc_rs::default_provider());
        let config = ServerConfig::builder_with_provider(provider).with_safe_default_protocol_versions().unwrap();
        let config = config.with_no_client_auth().with_single_cert(vec![certificate.der().clone()], key).unwrap();
        Arc::new(config)
    }
}

/// The native network with a resolver of its own and, where a test is about time, a shorter limit.
#[derive(Debug)]
pub struct Net {
    native: NativeFetch,
    names: Mutex<VecDeque<Vec<IpAddr>>>,
    looked_up: AtomicUsize,
    time: Option<Duration>,
}

impl Net {
    pub fn new() -> Self {
        Self::trusting(&[])
    }

    pub fn trusting(authorities: &[Vec<u8>]) -> Self {
        Self {
            native: NativeFetch::trusting(authorities),
            names: Mutex::default(),
            looked_up: AtomicUsize::new(0),
            time: None,
        }
    }

    /// Each look gives the next of these; then the last stays.
    pub fn names(self, addresses: &[&[&str]]) -> Self {
        let parsed = addresses.iter().map(|list| list.iter().map(|a| a.parse().unwrap()).collect());
        *self.names.lock().unwrap() = parsed.collect();
        self
    }

    pub fn within(self, time: Duration) -> Self {
        Self { time: Some(time), ..self }
    }

    pub fn looked_up(&self) -> usize {
        self.looked_up.load(Ordering::SeqCst)
    }
}

impl Fetch for Net {
    fn resolve(&self, host: &str, _: Duration, _: &Cancel) -> Result<Vec<IpAddr>, FetchError> {
        self.looked_up.fetch_add(1, Ordering::SeqCst);
        let mut names = self.names.lock().unwrap();
        let next = if names.len() > 1 { names.pop_front() } else { names.front().cloned() };
        next.ok_or_else(|| FetchError::NoSuchHost { host: host.to_owned(), why: "a test".to_owned() })
    }

    fn get(&self, request: &FetchRequest, cancel: &Cancel) -> Result<FetchAnswer, FetchError> {
        let time = self.time.unwrap_or(Duration::from_secs(60));
        let limits = FetchLimits { time, ..request.limits };
        self.native.get(&FetchRequest { limits, ..request.clone() }, cancel)
    }
}
