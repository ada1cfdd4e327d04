//! The relay: accepts, deals plans out, stops.

use std::collections::VecDeque;
use std::fmt;
use std::io::Read;
use std::net::{Ipv4Addr, Shutdown, SocketAddr, TcpListener, TcpStream};
use std::sync::{Arc, Mutex, MutexGuard, PoisonError};
use std::thread::{self, JoinHandle};
use std::time::Duration;

use super::connection::{Connection, Traffic};
use super::plan::{Fate, Plan, Way};
use super::pump::{drain, pump, write};
use super::stop::Stop;

/// How long the target may take to accept.
const CONNECT: Duration = Duration::from_secs(5);

/// A relay in threads of this process. It stops when dropped, and cuts every connection that is still open.
pub struct Relay {
    address: SocketAddr,
    shared: Arc<Shared>,
    thread: Option<JoinHandle<()>>,
}

struct Shared {
    target: SocketAddr,
    stop: Arc<Stop>,
    book: Mutex<Book>,
}

#[derive(Default)]
struct Book {
    script: VecDeque<Plan>,
    connections: Vec<Arc<Connection>>,
}

impl Relay {
    /// Starts a relay to `target` on a free port of 127.0.0.1.
    ///
    /// # Panics
    ///
    /// If this machine gives no port or no thread: nothing a test could go on from.
    pub fn start(target: SocketAddr) -> Self {
        let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).expect("a free port on 127.0.0.1");
        let address = listener.local_addr().expect("the port of a bound listener");
        let shared = Arc::new(Shared { target, stop: Arc::default(), book: Mutex::default() });
        let served = Arc::clone(&shared);
        let thread = thread::Builder::new()
            .name("relay".into())
            .spawn(move || accept(&served, &listener))
            .expect("a thread");
        Self { address, shared, thread: Some(thread) }
    }

    /// Adds plans for the next connections, one each, in this order.
    pub fn next_connections(&self, plans: impl IntoIterator<Item = Plan>) {
        self.shared.book().script.extend(plans);
    }

    /// The address it listens on.
    pub fn address(&self) -> SocketAddr {
        self.address
    }

    /// The port it listens on.
    pub fn port(&self) -> u16 {
        self.address.port()
    }

    /// The base URL of an HTTP server behind it, without a slash at the end.
    pub fn url(&self) -> String {
        format!("http://{}", self.address)
    }

    /// How many connections were accepted.
    pub fn connections(&self) -> usize {
        self.shared.book().connections.len()
    }

    /// How many bytes each connection forwarded, in the order in which they were accepted.
    pub fn traffic(&self) -> Vec<Traffic> {
        self.shared.book().connections.iter().map(|connection| connection.traffic()).collect()
    }

    /// How many bytes all connections together forwarded that way.
    pub fn bytes(&self, way: Way) -> u64 {
        let of = |traffic: &Traffic| match way {
            Way::ToServer => traffic.to_server,
            Way::ToClient => traffic.to_client,
        };
        self.traffic().iter().map(of).sum()
    }
}

impl fmt::Debug for Relay {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Relay").field("address", &self.address).field("traffic", &self.traffic()).finish()
    }
}

impl Drop for Relay {
    fn drop(&mut self) {
        self.shared.stop.raise();
        // Wakes the wait for a connection. If that fails the listener is broken and nobody waits.
        let _ = TcpStream::connect(self.address);
        if let Some(thread) = self.thread.take() {
            // Its panic, if there was one, has been printed; panicking here would hide the test's own.
            let _ = thread.join();
        }
    }
}

impl Shared {
    fn book(&self) -> MutexGuard<'_, Book> {
        self.book.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Enters a new connection with the next plan.
    fn enter(&self) -> Arc<Connection> {
        let mut book = self.book();
        let plan = book.script.pop_front().unwrap_or_default();
        let connection = Arc::new(Connection::new(plan, Arc::clone(&self.stop)));
        book.connections.push(Arc::clone(&connection));
        connection
    }
}

fn accept(shared: &Shared, listener: &TcpListener) {
    let mut threads: Vec<JoinHandle<()>> = Vec::new();
    loop {
        let accepted = listener.accept();
        if shared.stop.is_raised() {
            break;
        }
        let Ok((client, _)) = accepted else {
            // Out of file handles, or a connection that was gone before it was taken: wait for better.
            shared.stop.wait_for(Duration::from_millis(20));
            continue;
        };
        threads.retain(|thread| !thread.is_finished());
        let connection = shared.enter();
        let target = shared.target;
        threads.push(thread::spawn(move || serve(&connection, client, target)));
    }
    for connection in &shared.book().connections {
        connection.hang_up();
    }
    for thread in threads {
        let _ = thread.join();
    }
}

fn serve(connection: &Connection, client: TcpStream, target: SocketAddr) {
    let client = Arc::new(client);
    if !connection.link(&client) {
        return;
    }
    if let Some(Fate::Answer(count, bytes)) = &connection.plan.fate {
        return answer(connection, &client, *count, bytes);
    }
    // If the target is not there, the client sees its connection end.
    let Ok(server) = TcpStream::connect_timeout(&target, CONNECT) else { return };
    let server = Arc::new(server);
    if !connection.link(&server) {
        return;
    }
    thread::scope(|scope| {
        let (from, to) = (Arc::clone(&server), Arc::clone(&client));
        scope.spawn(move || pump(connection, Way::ToClient, &from, &to));
        pump(connection, Way::ToServer, &client, &server);
    });
}

fn answer(connection: &Connection, client: &TcpStream, count: u64, bytes: &[u8]) {
    let mut buffer = vec![0; 16 * 1024];
    let mut come = 0;
    let mut reader = client;
    while come < count {
        let Ok(length @ 1..) = reader.read(&mut buffer) else { break };
        connection.count(Way::ToServer, length);
        come += length as u64;
    }
    connection.stop.wait_for(connection.plan.delay_of(Way::ToClient));
    if write(connection, Way::ToClient, client, bytes).is_ok() && client.shutdown(Shutdown::Write).is_ok() {
        drain(client);
    }
}
