//! Certificates made on the spot, and a small HTTP/1.1 server, plain or over TLS, that answers by a script.

use std::collections::VecDeque;
use std::io::{ErrorKind, Read, Write};
use std::net::{Ipv4Addr, SocketAddr, TcpListener, TcpStream};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};
use std::thread;
use std::time::{Duration, Instant};

use rcgen::{BasicConstraints, CertificateParams, CertifiedIssuer, DnType, IsCa, KeyPair, PublicKeyData};
use rustls::crypto::ring::default_provider;
use rustls::pki_types::{CertificateDer, PrivateKeyDer, PrivatePkcs8KeyDer};
use rustls::{ServerConfig, ServerConnection, StreamOwned};

/// How long a connection may stand still before its thread gives up.
const PATIENCE: Duration = Duration::from_secs(10);

/// A certificate authority that nobody but the test knows.
pub struct Authority {
    issuer: CertifiedIssuer<'static, KeyPair>,
}

impl Authority {
    /// A new one, with a key of its own.
    pub fn new(name: &str) -> Self {
        let mut params = CertificateParams::default();
        params.distinguished_name.push(DnType::CommonName, name);
        params.is_ca = IsCa::Ca(BasicConstraints::Unconstrained);
        let key = KeyPair::generate().expect("a key");
        Self { issuer: CertifiedIssuer::self_signed(params, key).expect("an authority") }
    }

    /// Its certificate as text.
    pub fn pem(&self) -> String {
        self.issuer.pem()
    }

    /// Its certificate as bytes.
    pub fn der(&self) -> Vec<u8> {
        self.issuer.der().to_vec()
    }

    /// A server certificate for `host` that is valid today.
    pub fn leaf(&self, host: &str) -> Leaf {
        self.sign(host, (2020, 4000))
    }

    /// A server certificate for `host` that was valid until the end of 2020.
    pub fn expired_leaf(&self, host: &str) -> Leaf {
        self.sign(host, (2020, 2021))
    }

    fn sign(&self, host: &str, years: (i32, i32)) -> Leaf {
        let mut params = CertificateParams::new([host.to_string()]).expect("a host");
        params.not_before = rcgen::date_time_ymd(years.0, 1, 1);
        params.not_after = rcgen::date_time_ymd(years.1, 1, 1);
        let key = KeyPair::generate().expect("a key");
        let certificate = params.signed_by(&key, &self.issuer).expect("a certificate");
        Leaf {
            certificate: certificate.der().clone(),
            spki: key.subject_public_key_info(),
            key: PrivateKeyDer::Pkcs8(PrivatePkcs8KeyDer::from(key.serialize_der())),
        }
    }
}

/// A server's certificate with its key.
pub struct Leaf {
    certificate: CertificateDer<'static>,
    spki: Vec<u8>,
    key: PrivateKeyDer<'static>,
}

impl Leaf {
    /// The certificate as bytes.
    pub fn der(&self) -> Vec<u8> {
        self.certificate.to_vec()
    }

    /// The SHA-256 of its public key, by `ring` and not by the code under test.
    pub fn key_sha256(&self) -> [u8; 32] {
        let hash = ring::digest::digest(&ring::digest::SHA256, &self.spki);
        hash.as_ref().try_into().expect("32 bytes")
    }

    fn config(&self) -> Arc<ServerConfig> {
        let config = ServerConfig::builder_with_provider(Arc::new(default_provider()))
            .with_safe_default_protocol_versions()
            .expect("TLS versions")
            .with_no_client_auth()
            .with_single_cert(vec![self.certificate.clone()], self.key.clone_key())
            .expect("a certificate that fits its key");
        Arc::new(config)
    }
}

/// What the server does with one request. The steps are used up in order, over all connections.
#[derive(Clone, Debug)]
pub enum Step {
    /// Read it, answer, keep the connection.
    Answer(Vec<u8>),
    /// Read it, answer, close in good order.
    AnswerAndClose(Vec<u8>),
    /// Read it, send this, and close the socket without a word of TLS.
    AnswerAndDrop(Vec<u8>),
    /// Read it, send this, then nothing more.
    AnswerAndStall(Vec<u8>),
    /// Read it, wait, answer, close in good order.
    AnswerLate(Duration, Vec<u8>),
    /// Read it and close.
    Close,
    /// Read it and do nothing.
    Stall,
    /// Do not read it, do nothing.
    Ignore,
}

impl Step {
    /// A kept connection's answer with this status line and body.
    pub fn status(line: &str, body: &str) -> Self {
        Self::Answer(format!("HTTP/1.1 {line}\r\nContent-Length: {}\r\n\r\n{body}", body.len()).into_bytes())
    }
}

/// A request as it came off the wire.
#[derive(Clone, Debug)]
pub struct Recorded {
    /// Which connection it came over, from 0.
    pub connection: usize,
    /// Whether it came over TLS.
    pub secure: bool,
    /// The server name of TLS.
    pub sni: Option<String>,
    /// Head and body.
    pub raw: Vec<u8>,
}

impl Recorded {
    /// Head and body as text.
    pub fn text(&self) -> String {
        String::from_utf8(self.raw.clone()).expect("text")
    }
}

#[derive(Default)]
struct Shared {
    steps: Mutex<VecDeque<Step>>,
    seen: Mutex<Vec<Recorded>>,
    connections: Mutex<usize>,
    over: AtomicBool,
}

/// The server. It stops when dropped.
pub struct ScriptedServer {
    address: SocketAddr,
    shared: Arc<Shared>,
}

impl ScriptedServer {
    /// Without TLS, on a free port.
    pub fn plain(steps: impl IntoIterator<Item = Step>) -> Self {
        Self::start(None, steps)
    }

    /// With TLS and this certificate, on a free port.
    pub fn tls(leaf: &Leaf, steps: impl IntoIterator<Item = Step>) -> Self {
        Self::start(Some(leaf.config()), steps)
    }

    /// With TLS and this certificate for connections that begin with it, without for others; on a free port.
    pub fn either(leaf: &Leaf, steps: impl IntoIterator<Item = Step>) -> Self {
        Self::listen(Some(leaf.config()), true, steps)
    }

    fn start(tls: Option<Arc<ServerConfig>>, steps: impl IntoIterator<Item = Step>) -> Self {
        Self::listen(tls, false, steps)
    }

    fn listen(tls: Option<Arc<ServerConfig>>, either: bool, steps: impl IntoIterator<Item = Step>) -> Self {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).expect("a free port");
        let address = listener.local_addr().expect("an address");
        let shared = Arc::new(Shared { steps: Mutex::new(steps.into_iter().collect()), ..Shared::default() });
        let accepting = Arc::clone(&shared);
        thread::spawn(move || {
            for stream in listener.incoming() {
                if accepting.over.load(Ordering::SeqCst) {
                    return;
                }
                let Ok(stream) = stream else { continue };
                let number = {
                    let mut connections = accepting.connections.lock().expect("a lock");
                    *connections += 1;
                    *connections - 1
                };
                let (shared, tls) = (Arc::clone(&accepting), tls.clone());
                thread::spawn(move || {
                    let tls = if either && !says_tls(&stream) { None } else { tls };
                    serve(&shared, stream, tls, number);
                });
            }
        });
        Self { address, shared }
    }

    /// Where it listens.
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// The requests so far.
    pub fn requests(&self) -> Vec<Recorded> {
        self.shared.seen.lock().expect("a lock").clone()
    }

    /// How many steps were not asked for yet.
    pub fn unused(&self) -> usize {
        self.shared.steps.lock().expect("a lock").len()
    }

    /// How many connections were made so far.
    pub fn connections(&self) -> usize {
        *self.shared.connections.lock().expect("a lock")
    }
}

impl Drop for ScriptedServer {
    fn drop(&mut self) {
        self.shared.over.store(true, Ordering::SeqCst);
        // Wakes the thread that accepts.
        let _ = TcpStream::connect(self.address);
    }
}

/// Whether the client begins with a handshake record of TLS.
fn says_tls(stream: &TcpStream) -> bool {
    let mut first = [0];
    let _ = stream.set_read_timeout(Some(PATIENCE));
    stream.peek(&mut first).is_ok_and(|count| count == 1) && first[0] == 0x16
}

fn serve(shared: &Shared, stream: TcpStream, tls: Option<Arc<ServerConfig>>, connection: usize) {
    let _ = stream.set_read_timeout(Some(PATIENCE));
    let Some(config) = tls else {
        let mut stream = stream;
        play(shared, &mut stream, &Recorded { connection, secure: false, sni: None, raw: Vec::new() });
        return;
    };
    let mut stream = StreamOwned::new(ServerConnection::new(config).expect("a connection"), stream);
    while stream.conn.is_handshaking() {
        // A client that refuses the certificate ends here.
        if stream.conn.complete_io(&mut stream.sock).is_err() {
            return;
        }
    }
    let sni = stream.conn.server_name().map(str::to_string);
    if play(shared, &mut stream, &Recorded { connection, secure: true, sni, raw: Vec::new() }) {
        stream.conn.send_close_notify();
        let _ = stream.flush();
    }
}

/// Plays steps until one ends the connection. Says whether it is to be closed in good order. `blank` is what is known of each
/// request before it comes.
fn play(shared: &Shared, stream: &mut (impl Read + Write), blank: &Recorded) -> bool {
    let mut raw = Vec::new();
    loop {
        let ignore = matches!(shared.steps.lock().expect("a lock").front(), Some(Step::Ignore));
        if ignore {
            return stall(shared);
        }
        if !read_request(stream, &mut raw) {
            return true;
        }
        let seen = Recorded { raw: std::mem::take(&mut raw), ..blank.clone() };
        shared.seen.lock().expect("a lock").push(seen);
        let step = shared.steps.lock().expect("a lock").pop_front();
        let (bytes, then) = match step {
            None | Some(Step::Close) => return true,
            Some(Step::Stall | Step::Ignore) => return stall(shared),
            Some(Step::Answer(bytes)) => (bytes, None),
            Some(Step::AnswerAndClose(bytes)) => (bytes, Some(true)),
            Some(Step::AnswerLate(wait, bytes)) => {
                rest(shared, wait);
                (bytes, Some(true))
            }
            Some(Step::AnswerAndDrop(bytes)) => (bytes, Some(false)),
            Some(Step::AnswerAndStall(bytes)) => {
                let _ = stream.write_all(&bytes).and_then(|()| stream.flush());
                return stall(shared);
            }
        };
        if stream.write_all(&bytes).and_then(|()| stream.flush()).is_err() {
            return true;
        }
        if let Some(orderly) = then {
            return orderly;
        }
    }
}

/// Holds the connection open until the test is over.
fn stall(shared: &Shared) -> bool {
    rest(shared, Duration::MAX);
    false
}

/// Does nothing for so long, or until the test is over.
fn rest(shared: &Shared, wait: Duration) {
    let begin = Instant::now();
    while begin.elapsed() < wait && !shared.over.load(Ordering::SeqCst) {
        thread::sleep(Duration::from_millis(5));
    }
}

/// Reads one request, head and as many bytes as its Content-Length says. `false` at the end of the stream.
fn read_request(stream: &mut impl Read, raw: &mut Vec<u8>) -> bool {
    let mut buffer = [0; 1024];
    let mut missing = None;
    loop {
        // The head byte by byte, so that nothing behind the request is taken from the stream.
        let most = match missing {
            Some(0) => return true,
            Some(missing) => buffer.len().min(missing),
            None => 1,
        };
        match stream.read(&mut buffer[..most]) {
            Ok(count @ 1..) => {
                raw.extend_from_slice(&buffer[..count]);
                missing = match missing {
                    Some(missing) => Some(missing - count),
                    None if raw.ends_with(b"\r\n\r\n") => Some(body_length(raw)),
                    None => None,
                };
            }
            Err(error) if error.kind() == ErrorKind::Interrupted => {}
            _ => return false,
        }
    }
}

fn body_length(head: &[u8]) -> usize {
    let text = String::from_utf8_lossy(head).to_ascii_lowercase();
    let length = text.lines().find_map(|line| line.strip_prefix("content-length:"));
    length.map_or(0, |length| length.trim().parse().expect("a length"))
}
