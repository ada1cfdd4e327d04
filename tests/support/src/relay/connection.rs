//! What the threads of one connection share.

use std::net::{Shutdown, TcpStream};
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex, OnceLock, PoisonError, Weak};

use super::plan::{Blow, Plan, Way};
use super::stop::Stop;

/// How many bytes a connection forwarded.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Traffic {
    /// Forwarded from the client to the server; with a scripted answer, read from the client.
    pub to_server: u64,
    /// Forwarded from the server to the client, or answered in its place.
    pub to_client: u64,
}

/// One connection.
pub(crate) struct Connection {
    pub(crate) plan: Plan,
    pub(crate) stop: Arc<Stop>,
    /// The blow that fell, if one did: nothing is forwarded any more, either way.
    pub(crate) struck: OnceLock<Blow>,
    to_server: AtomicU64,
    to_client: AtomicU64,
    links: Mutex<Vec<Weak<TcpStream>>>,
}

impl Connection {
    pub(crate) fn new(plan: Plan, stop: Arc<Stop>) -> Self {
        Self {
            plan,
            stop,
            struck: OnceLock::new(),
            to_server: AtomicU64::new(0),
            to_client: AtomicU64::new(0),
            links: Mutex::default(),
        }
    }

    pub(crate) fn traffic(&self) -> Traffic {
        Traffic {
            to_server: self.to_server.load(Ordering::Relaxed),
            to_client: self.to_client.load(Ordering::Relaxed),
        }
    }

    /// Counts bytes before they are written: whoever has received them finds them counted.
    pub(crate) fn count(&self, way: Way, bytes: usize) {
        let counter = match way {
            Way::ToServer => &self.to_server,
            Way::ToClient => &self.to_client,
        };
        counter.fetch_add(bytes as u64, Ordering::Relaxed);
    }

    /// Makes a socket known, so that [`hang_up`](Self::hang_up) can end waits on it. False if it is too late for that
    /// and the connection has to end here.
    pub(crate) fn link(&self, stream: &Arc<TcpStream>) -> bool {
        // A failure makes pieces arrive together and nothing else.
        let _ = stream.set_nodelay(true);
        self.links.lock().unwrap_or_else(PoisonError::into_inner).push(Arc::downgrade(stream));
        !self.stop.is_raised()
    }

    /// Ends every wait on the sockets. To be called after the stop was raised.
    pub(crate) fn hang_up(&self) {
        for link in self.links.lock().unwrap_or_else(PoisonError::into_inner).iter() {
            if let Some(stream) = link.upgrade() {
                // It may be closed already.
                let _ = stream.shutdown(Shutdown::Both);
            }
        }
    }
}
