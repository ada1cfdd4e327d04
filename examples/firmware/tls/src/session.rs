//! HTTPS: a TCP connection and a TLS session for each request.
//!
//! For the next connection embedded-tls wants its two buffers anew, and does not give them back, so that a session cannot be kept
//! beyond the call that lent them. For a request in a minute that is no loss: few servers keep a connection for as long.

use core::net::Ipv4Addr;

use boards::Entropy;
use embassy_net::tcp::TcpSocket;
use embassy_time::Timer;
use embedded_io_async::{Error as _, ErrorKind};
use embedded_tls::{
    Aes128GcmSha256, CryptoProvider, CryptoRngCore, TlsConfig, TlsConnection, TlsContext, TlsError,
    TlsVerifier,
};
use librato::Server;
use librato::transport::{
    AsyncHttpTransport, RequestSource, ResponseSink, TransportError, TransportErrorKind,
};
use librato::transports::{AsyncByteStream, AsyncDial};
use p256::ecdsa::DerSignature;

use crate::pinned::{Pinned, Trust};

/// The buffers of a session. A record has up to 16,640 bytes; a server that sends short answers and one certificate needs less.
pub(crate) struct Records {
    received: [u8; 4096],
    sent: [u8; 2048],
}

impl Records {
    pub(crate) const fn new() -> Self {
        Self { received: [0; 4096], sent: [0; 2048] }
    }
}

/// The transport.
pub(crate) struct Https<'a> {
    socket: TcpSocket<'a>,
    records: &'a mut Records,
    trust: Trust<'a>,
    /// Where the server is, as long as nobody asks a name server.
    address: Ipv4Addr,
}

impl<'a> Https<'a> {
    /// Over this socket, to a server that is at `address` and shows who it is.
    pub(crate) fn new(
        socket: TcpSocket<'a>,
        records: &'a mut Records,
        trust: Trust<'a>,
        address: Ipv4Addr,
    ) -> Self {
        Self { socket, records, trust, address }
    }
}

impl AsyncHttpTransport for Https<'_> {
    async fn exchange(
        &mut self,
        request: &mut (dyn RequestSource + Send),
        response: &mut (dyn ResponseSink + Send),
    ) -> Result<(), TransportError> {
        let Self { socket, records, trust, address } = self;
        let mut lent = Some((&mut *socket, &mut **records));
        let dial = AsyncDial::new(async |server: Server<'_>| {
            let (socket, records) = lent.take().ok_or(TransportErrorKind::Connect)?;
            connect(socket, (*address, server.port())).await?;
            open(socket, records, *trust, server.host()).await
        });
        let mut scratch = [0; 256];
        let stream = AsyncByteStream::secure(dial, &mut scratch);
        let result = stream.limit(|| Timer::after_secs(10)).exchange(request, response).await;
        self.socket.abort();
        result
    }
}

type Session<'s, 'a> = TlsConnection<'s, &'s mut TcpSocket<'a>, Aes128GcmSha256>;

async fn connect(socket: &mut TcpSocket<'_>, server: (Ipv4Addr, u16)) -> Result<(), ErrorKind> {
    // The last connection ends here, also when its future was dropped half-way.
    socket.abort();
    socket.flush().await.map_err(|error| error.kind())?;
    socket.connect(server).await.map_err(|error| error.kind())
}

/// A session with the server that is trusted, or none.
async fn open<'s, 'a>(
    socket: &'s mut TcpSocket<'a>,
    records: &'s mut Records,
    trust: Trust<'_>,
    host: &str,
) -> Result<Session<'s, 'a>, TransportErrorKind> {
    let mut session = TlsConnection::new(socket, &mut records.received, &mut records.sent);
    let config = TlsConfig::new().with_server_name(host);
    let mut provider = Provider { entropy: Entropy, verifier: Pinned::new(trust) };
    session.open(TlsContext::new(&config, &mut provider)).await.map_err(kind)?;
    // A handshake that ended well proves nothing by itself.
    if !provider.verifier.is_proven() {
        return Err(TransportErrorKind::Certificate);
    }
    Ok(session)
}

/// What a handshake needs: keys nobody can guess, and who the server has to be.
struct Provider<'a> {
    entropy: Entropy,
    verifier: Pinned<'a>,
}

impl CryptoProvider for Provider<'_> {
    type CipherSuite = Aes128GcmSha256;
    type Signature = DerSignature;

    fn rng(&mut self) -> impl CryptoRngCore {
        &mut self.entropy
    }

    fn verifier(&mut self) -> Result<&mut impl TlsVerifier<Aes128GcmSha256>, TlsError> {
        Ok(&mut self.verifier)
    }
}

fn kind(error: TlsError) -> TransportErrorKind {
    match error {
        TlsError::Io(kind) => kind.into(),
        TlsError::ConnectionClosed => TransportErrorKind::Closed,
        // All that `Pinned` refuses.
        TlsError::InvalidCertificate => TransportErrorKind::Certificate,
        _ => TransportErrorKind::Tls,
    }
}
