//! The TCP side: numbers the connections and can hang one up without an answer.

use std::io;
use std::net::SocketAddr;
use std::pin::Pin;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::task::{Context, Poll};
use std::time::Duration;

use axum::extract::connect_info::Connected;
use axum::serve::{IncomingStream, Listener};
use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};
use tokio::net::{TcpListener, TcpStream};

use super::state::Shared;

/// Accepts connections for one receiver.
pub(crate) struct Incoming {
    pub(crate) listener: TcpListener,
    pub(crate) shared: Arc<Shared>,
}

/// One connection, as its requests know it.
#[derive(Clone)]
pub(crate) struct Wire {
    pub(crate) number: u64,
    hung_up: Arc<AtomicBool>,
}

impl Wire {
    /// From now on nothing more is written; the server closes the connection when it tries.
    pub(crate) fn hang_up(&self) {
        self.hung_up.store(true, Ordering::Relaxed);
    }
}

impl Listener for Incoming {
    type Io = Line;
    type Addr = SocketAddr;

    async fn accept(&mut self) -> (Line, SocketAddr) {
        loop {
            match self.listener.accept().await {
                Ok((stream, address)) => {
                    // Without it small answers wait for the client's acknowledgement; if it fails, tests get slower.
                    let _ = stream.set_nodelay(true);
                    let number = self.shared.state().connected();
                    return (Line { stream, wire: Wire { number, hung_up: Arc::default() } }, address);
                }
                // Out of file handles, or a connection that was gone before it was taken: wait for better.
                Err(_) => tokio::time::sleep(Duration::from_millis(20)).await,
            }
        }
    }

    fn local_addr(&self) -> io::Result<SocketAddr> {
        self.listener.local_addr()
    }
}

impl Connected<IncomingStream<'_, Incoming>> for Wire {
    fn connect_info(stream: IncomingStream<'_, Incoming>) -> Self {
        stream.io().wire.clone()
    }
}

/// A connection that can be hung up.
pub(crate) struct Line {
    stream: TcpStream,
    wire: Wire,
}

impl Line {
    fn stream(self: Pin<&mut Self>) -> io::Result<Pin<&mut TcpStream>> {
        let line = self.get_mut();
        if line.wire.hung_up.load(Ordering::Relaxed) {
            return Err(io::ErrorKind::ConnectionAborted.into());
        }
        Ok(Pin::new(&mut line.stream))
    }
}

impl AsyncRead for Line {
    fn poll_read(
        self: Pin<&mut Self>,
        context: &mut Context<'_>,
        buffer: &mut ReadBuf<'_>,
    ) -> Poll<io::Result<()>> {
        Pin::new(&mut self.get_mut().stream).poll_read(context, buffer)
    }
}

impl AsyncWrite for Line {
    fn poll_write(self: Pin<&mut Self>, context: &mut Context<'_>, bytes: &[u8]) -> Poll<io::Result<usize>> {
        self.stream()?.poll_write(context, bytes)
    }

    fn poll_flush(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        self.stream()?.poll_flush(context)
    }

    fn poll_shutdown(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<io::Result<()>> {
        Pin::new(&mut self.get_mut().stream).poll_shutdown(context)
    }
}
