//! TLS over whatever connection the chain has made, by rustls.
//!
//! `ureq` has a connector of its own, but none that takes a certificate check of the user's.

use std::boxed::Box;
use std::io::{Read, Write};
use std::sync::{Arc, OnceLock};
use std::time::Duration;

use ::ureq::Error;
use ::ureq::unversioned::transport::time::{Duration as Span, Instant};
use ::ureq::unversioned::transport::{
    Buffers, ConnectionDetails, Connector, Either, LazyBuffers, NextTimeout, Transport, TransportAdapter,
};
use rustls::pki_types::ServerName;
use rustls::{ClientConfig, ClientConnection, StreamOwned};

use super::resolver::without_brackets;
use super::trust::Trust;

/// Wraps connections for `https`, and those alone.
pub(super) struct TlsConnector {
    trust: Trust,
    /// Made at the first connection, because reading the platform's certificates takes time. Errors are not kept.
    config: OnceLock<Arc<ClientConfig>>,
}

impl TlsConnector {
    pub(super) fn new(trust: Trust) -> Self {
        Self { trust, config: OnceLock::new() }
    }

    fn config(&self) -> Result<Arc<ClientConfig>, Error> {
        if let Some(config) = self.config.get() {
            return Ok(Arc::clone(config));
        }
        let made = Arc::new(self.trust.client_config().map_err(Error::Rustls)?);
        Ok(Arc::clone(self.config.get_or_init(|| made)))
    }
}

impl<In: Transport> Connector<In> for TlsConnector {
    type Out = Either<In, TlsTransport>;

    fn connect(
        &self,
        details: &ConnectionDetails<'_>,
        chained: Option<In>,
    ) -> Result<Option<Self::Out>, Error> {
        let Some(transport) = chained else { return Ok(None) };
        if !details.needs_tls() {
            return Ok(Some(Either::A(transport)));
        }
        let host = without_brackets(details.uri.host().unwrap_or_default());
        let name =
            ServerName::try_from(host).map_err(|_| Error::Rustls(rustls::Error::UnsupportedNameType))?;
        let mut connection = ClientConnection::new(self.config()?, name.to_owned()).map_err(Error::Rustls)?;
        let boxed: Box<dyn Transport> = Box::new(transport);
        let mut socket = TransportAdapter::new(boxed, Arc::clone(&details.current_time));
        socket.set_timeout(time_left(details));
        while connection.is_handshaking() {
            match connection.complete_io(&mut socket).map_err(Error::from) {
                Ok((0, 0)) => return Err(Error::Tls("the handshake stands still")),
                Ok(_) => {}
                // Certificates and time limits have errors of their own; the rest is a connection that ended.
                Err(Error::Io(error)) if error.get_ref().is_none_or(|inner| !inner.is::<rustls::Error>()) => {
                    return Err(Error::Tls("the handshake was cut off"));
                }
                Err(error) => return Err(error),
            }
        }
        let buffers =
            LazyBuffers::new(details.config.input_buffer_size(), details.config.output_buffer_size());
        Ok(Some(Either::B(TlsTransport { buffers, stream: StreamOwned::new(connection, socket) })))
    }
}

/// The limit of connecting, less what dialling has used of it.
fn time_left(details: &ConnectionDetails<'_>) -> NextTimeout {
    let mut timeout = details.timeout;
    let used = match ((details.current_time)(), details.now) {
        (Instant::Exact(now), Instant::Exact(start)) => now.saturating_duration_since(start),
        _ => Duration::ZERO,
    };
    if let Span::Exact(limit) = timeout.after {
        timeout.after = Span::Exact(limit.saturating_sub(used));
    }
    timeout
}

/// A connection with TLS on it.
pub(super) struct TlsTransport {
    buffers: LazyBuffers,
    stream: StreamOwned<ClientConnection, TransportAdapter>,
}

impl Transport for TlsTransport {
    fn buffers(&mut self) -> &mut dyn Buffers {
        &mut self.buffers
    }

    fn transmit_output(&mut self, amount: usize, timeout: NextTimeout) -> Result<(), Error> {
        self.stream.sock.set_timeout(timeout);
        let output = self.buffers.output().get(..amount).unwrap_or_default();
        self.stream.write_all(output)?;
        // `write_all` keeps the last error of the socket to itself.
        self.stream.flush()?;
        Ok(())
    }

    fn await_input(&mut self, timeout: NextTimeout) -> Result<bool, Error> {
        self.stream.sock.set_timeout(timeout);
        let count = self.stream.read(self.buffers.input_append_buf())?;
        self.buffers.input_appended(count);
        Ok(count > 0)
    }

    fn is_open(&mut self) -> bool {
        self.stream.sock.get_mut().is_open()
    }

    fn is_tls(&self) -> bool {
        true
    }
}

impl core::fmt::Debug for TlsTransport {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.debug_struct("TlsTransport").field("under", &self.stream.sock.inner()).finish_non_exhaustive()
    }
}

impl core::fmt::Debug for TlsConnector {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.debug_struct("TlsConnector").finish_non_exhaustive()
    }
}
