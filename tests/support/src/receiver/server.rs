//! The running receiver and its handle.

use std::fmt;
use std::io;
use std::net::{Ipv4Addr, SocketAddr, TcpListener};
use std::sync::Arc;
use std::thread::{self, JoinHandle};

use tokio::runtime::{Builder, Runtime};
use tokio::sync::oneshot;

use super::answers::Answer;
use super::config::Config;
use super::received::Received;
use super::routes::router;
use super::seen::SeenRequest;
use super::state::{Counts, Shared};
use super::table::{self, Row};
use super::wire::{Incoming, Wire};

/// A receiver in a thread of this process. It stops when dropped, and cuts every connection that is still open.
pub struct Receiver {
    shared: Arc<Shared>,
    port: u16,
    stop: Option<oneshot::Sender<()>>,
    thread: Option<JoinHandle<()>>,
}

impl Receiver {
    /// Starts a receiver on a free port of 127.0.0.1.
    ///
    /// # Panics
    ///
    /// If this machine gives no port or no thread: nothing a test could go on from.
    pub fn start(config: Config) -> Self {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).expect("a free port on 127.0.0.1");
        let port = listener.local_addr().expect("the port of a bound listener").port();
        let shared = Arc::new(Shared::new(config));
        let (stop, stopped) = oneshot::channel();
        let runtime = runtime().expect("a runtime");
        let served = Arc::clone(&shared);
        let thread = thread::Builder::new()
            .name("receiver".into())
            .spawn(move || {
                runtime.block_on(async {
                    let server = tokio::spawn(run(served, listener));
                    // Either way it is time to stop; the connections end with the runtime.
                    let _ = stopped.await;
                    server.abort();
                });
            })
            .expect("a thread");
        Self { shared, port, stop: Some(stop), thread: Some(thread) }
    }

    /// The port it listens on.
    pub fn port(&self) -> u16 {
        self.port
    }

    /// The address it listens on.
    pub fn address(&self) -> SocketAddr {
        (Ipv4Addr::LOCALHOST, self.port).into()
    }

    /// Its base URL, without a slash at the end.
    pub fn url(&self) -> String {
        url(self.port)
    }

    /// Every reading kept, in the order of taking.
    pub fn readings(&self) -> Vec<Received> {
        self.shared.state().readings.iter().cloned().collect()
    }

    /// The readings kept as one row per series.
    pub fn table(&self) -> Vec<Row> {
        table::rows(self.shared.state().readings.iter())
    }

    /// Every request kept, in the order in which they had come in whole or broke off.
    pub fn requests(&self) -> Vec<SeenRequest> {
        self.shared.state().seen.iter().cloned().collect()
    }

    /// What has been counted.
    pub fn counts(&self) -> Counts {
        self.shared.state().counts
    }

    /// Adds answers for the next requests, one each, in this order, before any normal handling (credentials
    /// included). Requests for `/_received` use none up.
    pub fn next_answers(&self, answers: impl IntoIterator<Item = Answer>) {
        self.shared.state().answers.extend(answers);
    }

    /// How many scripted answers still wait.
    pub fn answers_left(&self) -> usize {
        self.shared.state().answers.len()
    }
}

impl fmt::Debug for Receiver {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Receiver")
            .field("url", &self.url())
            .field("counts", &self.counts())
            .finish_non_exhaustive()
    }
}

impl Drop for Receiver {
    fn drop(&mut self) {
        drop(self.stop.take());
        if let Some(thread) = self.thread.take() {
            // Its panic, if there was one, has been printed; panicking here would hide the test's own.
            let _ = thread.join();
        }
    }
}

/// Serves on this listener until the process ends or the listener fails.
///
/// # Errors
///
/// What the listener or the runtime reports.
pub fn serve(config: Config, listener: TcpListener) -> io::Result<()> {
    runtime()?.block_on(run(Arc::new(Shared::new(config)), listener))
}

/// The base URL for a port.
pub(crate) fn url(port: u16) -> String {
    format!("http://127.0.0.1:{port}")
}

fn runtime() -> io::Result<Runtime> {
    Builder::new_current_thread().enable_all().build()
}

async fn run(shared: Arc<Shared>, listener: TcpListener) -> io::Result<()> {
    listener.set_nonblocking(true)?;
    let listener = tokio::net::TcpListener::from_std(listener)?;
    let app = router(Arc::clone(&shared)).into_make_service_with_connect_info::<Wire>();
    axum::serve(Incoming { listener, shared }, app).await
}
