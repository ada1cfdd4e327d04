//! `tls`: a server that is who it says, and others that are not. Those get no request.

use std::io;
use std::net::{Ipv4Addr, SocketAddr};
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::time::Duration;

use librato_test_support::receiver::{Answer, Kind};
use librato_test_support::relay::{Plan, Relay, Way};
use rustls::ServerConfig;
use rustls::crypto::ring::default_provider;
use rustls::server::ResolvesServerCert;
use rustls::sign::SingleCertAndKey;
use tokio::net::{TcpListener, TcpStream};
use tokio::runtime;
use tokio_rustls::TlsAcceptor;

use crate::boards::MPS2_AN386;
use crate::certificates::{Authority, Identity};
use crate::log::Flush;
use crate::net;
use crate::scenario::{Error, Outcome, Scenario, Start};
use crate::unproven;

/// The host that the program reports to.
const NAME: &str = "metrics.test";
/// Where its flash has whom to trust.
const SECTOR: u32 = 0x003f_f000;

pub(crate) fn scenarios() -> Vec<Scenario> {
    let scenario = |what, host| Scenario { program: "tls", board: &MPS2_AN386, what, qemu: &[], host };
    vec![
        scenario("sound network", |start| sound(&start)),
        scenario("faults", |start| faults(&start)),
        scenario("other authority", |start| refused(&start, |_, _| Authority::new()?.server(NAME))),
        scenario("other key", |start| refused(&start, |authority, _| authority.server(NAME))),
        scenario("other name", |start| {
            // With the pinned key, so that it is the name that is refused.
            refused(&start, |authority, server| authority.renamed(server, "other.test"))
        }),
        scenario("expired", |start| refused(&start, Authority::expired)),
        scenario("signer is no CA", |start| {
            refused(&start, |authority, _| authority.server("other.test")?.sign(NAME))
        }),
        scenario("key not its own", |start| refused(&start, |_, server| server.stolen())),
        scenario("no certificate", |start| unproven(&start, |_| None)),
        scenario("no proof of its key", |start| unproven(&start, |server| Some(server.certificate()))),
    ]
}

fn sound(start: &Start<'_>) -> Result<Outcome, Error> {
    let outcome = taken(start, &[], [])?;
    if outcome.flushes.iter().any(|flush| !flush.ok) || outcome.repeated > 0 {
        return Err("a flush failed in a sound network".into());
    }
    Ok(outcome)
}

/// Handshakes are cut off, in pieces and late, and then an answer does not come.
fn faults(start: &Start<'_>) -> Result<Outcome, Error> {
    let late = Duration::from_millis(50);
    let plans = [
        Plan::pass().cut(Way::ToClient, 400),
        Plan::pass().pieces(3).delay(Way::ToClient, late).cut(Way::ToServer, 300),
    ];
    taken(start, &plans, [Answer::accept_then_hang_up()])?.with_repeats()
}

/// The server that is trusted. What does not come through the first time does later.
fn taken<const ANSWERS: usize>(
    start: &Start<'_>,
    plans: &[Plan],
    answers: [Answer; ANSWERS],
) -> Result<Outcome, Error> {
    let authority = Authority::new()?;
    let server = authority.server(NAME)?;
    let receiver = net::receiver();
    receiver.next_answers(answers);
    let front = Front::start(&server, receiver.address())?;
    let relay = Relay::start(front.address);
    relay.next_connections(plans.iter().cloned());
    let mut qemu = start.qemu(&arguments(&relay, &authority, &server)?)?;
    qemu.go()?;
    let printer = qemu.printer();
    let flushes = || {
        printer
            .lines()
            .iter()
            .filter_map(|line| Flush::parse(line))
            .filter(|flush| flush.ok && flush.accepted > 0)
            .count()
    };
    qemu.wait_until(|| flushes() >= 2)?;
    net::end(qemu, &receiver, &[("reading", Kind::Gauge, "attic", net::NUMBERS)])
}

/// A server that is not the one that is trusted, which is given to `other`.
fn refused(
    start: &Start<'_>,
    other: impl FnOnce(&Authority, &Identity) -> Result<Identity, Error>,
) -> Result<Outcome, Error> {
    let authority = Authority::new()?;
    let server = authority.server(NAME)?;
    let receiver = net::receiver();
    let front = Front::start(&other(&authority, &server)?, receiver.address())?;
    let outcome = refusal(start, front.address, &authority, &server)?;
    if front.sessions.load(Ordering::SeqCst) > 0 || !receiver.requests().is_empty() {
        return Err("a server that is not trusted got a session".into());
    }
    Ok(outcome)
}

/// A server that shows this certificate, or none, and no proof that it has the key.
fn unproven(start: &Start<'_>, shown: impl FnOnce(&Identity) -> Option<Vec<u8>>) -> Result<Outcome, Error> {
    let authority = Authority::new()?;
    let server = authority.server(NAME)?;
    refusal(start, unproven::start(shown(&server))?, &authority, &server)
}

/// The program refuses the server at this address for its certificate.
fn refusal(
    start: &Start<'_>,
    address: SocketAddr,
    authority: &Authority,
    server: &Identity,
) -> Result<Outcome, Error> {
    let relay = Relay::start(address);
    let mut qemu = start.qemu(&arguments(&relay, authority, server)?)?;
    qemu.go()?;
    let printer = qemu.printer();
    let is_over = |line: &String| line.starts_with("failed ") || line.starts_with("flush ok=1 ");
    qemu.wait_until(|| printer.lines().iter().any(is_over))?;
    let printed = qemu.stop();
    if !printed.iter().any(|line| line == "failed certificate=1") {
        return Err(format!("it did not refuse the certificate:\n{}", printed.join("\n")).into());
    }
    let flushes = printed.iter().filter_map(|line| Flush::parse(line)).collect();
    Ok(Outcome { flushes, ..Outcome::default() })
}

/// The network, and what is written in the factory: the pin of the server's key, and the authority's certificate.
fn arguments(relay: &Relay, authority: &Authority, server: &Identity) -> Result<Vec<String>, Error> {
    let length = u16::try_from(authority.der().len())?;
    let sector = [server.pin().as_slice(), &length.to_le_bytes(), authority.der()].concat();
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("../target/provisioned.bin");
    std::fs::write(&file, sector)?;
    let mut arguments = net::network(relay.address(), 443)?;
    arguments
        .extend(["-device".into(), format!("loader,file={},addr={SECTOR:#x},force-raw=on", file.display())]);
    Ok(arguments)
}

/// TLS 1.3 in front of the receiver, in a thread of its own until it is dropped.
struct Front {
    address: SocketAddr,
    /// Handshakes that both sides agreed on.
    sessions: Arc<AtomicUsize>,
    _runtime: runtime::Runtime,
}

impl Front {
    fn start(identity: &Identity, receiver: SocketAddr) -> Result<Self, Error> {
        let resolver: Arc<dyn ResolvesServerCert> =
            Arc::new(SingleCertAndKey::from(identity.certified_key()?));
        let config = ServerConfig::builder_with_provider(Arc::new(default_provider()))
            .with_protocol_versions(&[&rustls::version::TLS13])?
            .with_no_client_auth()
            .with_cert_resolver(resolver);
        let acceptor = TlsAcceptor::from(Arc::new(config));
        let runtime = runtime::Builder::new_multi_thread().worker_threads(1).enable_io().build()?;
        let listener = runtime.block_on(TcpListener::bind((Ipv4Addr::LOCALHOST, 0)))?;
        let address = listener.local_addr()?;
        let sessions = Arc::<AtomicUsize>::default();
        let counted = Arc::clone(&sessions);
        runtime.spawn(async move {
            while let Ok((stream, _)) = listener.accept().await {
                let (acceptor, counted) = (acceptor.clone(), Arc::clone(&counted));
                // What breaks off here is seen by the program.
                tokio::spawn(async move { serve(&acceptor, stream, receiver, &counted).await });
            }
        });
        Ok(Self { address, sessions, _runtime: runtime })
    }
}

async fn serve(
    acceptor: &TlsAcceptor,
    stream: TcpStream,
    receiver: SocketAddr,
    sessions: &AtomicUsize,
) -> io::Result<()> {
    let mut client = acceptor.accept(stream).await?;
    sessions.fetch_add(1, Ordering::SeqCst);
    let mut server = TcpStream::connect(receiver).await?;
    tokio::io::copy_bidirectional(&mut client, &mut server).await?;
    Ok(())
}
