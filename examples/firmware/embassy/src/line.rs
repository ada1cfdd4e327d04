//! A TCP socket of embassy-net that is connected again and again.

use core::net::Ipv4Addr;

use embassy_net::tcp::TcpSocket;
use embedded_io_async::Error as _;
use librato::Server;
use librato::transport::TransportErrorKind;
use librato::transports::AsyncRedial;

/// The socket. It has no time limit: that is said where the transport is made.
pub(crate) struct Line<'a>(pub(crate) TcpSocket<'a>);

impl<'a> AsyncRedial for Line<'a> {
    type Stream = TcpSocket<'a>;

    async fn dial(&mut self, server: Server<'_>) -> Result<(), TransportErrorKind> {
        // A name is what `Stack::dns_query` is for, with embassy-net's feature `dns`.
        let address: Ipv4Addr = server.host().parse().map_err(|_| TransportErrorKind::Resolve)?;
        // An attempt may have been dropped half-way. Then the other end hears of it.
        self.0.abort();
        self.0.flush().await.map_err(|error| error.kind())?;
        Ok(self.0.connect((address, server.port())).await.map_err(|error| error.kind())?)
    }

    fn stream(&mut self) -> Option<&mut TcpSocket<'a>> {
        Some(&mut self.0)
    }

    fn hang_up(&mut self) {
        self.0.abort();
    }
}
