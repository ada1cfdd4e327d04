//! The receiver as a child process.

use std::io::{self, Read, Write};
use std::net::{Ipv4Addr, TcpListener};
use std::thread;

use super::config::Config;
use super::server::{serve, url};

/// Runs a receiver for a parent process: binds a free port of 127.0.0.1, prints its base URL as the first line on
/// standard output, and returns when standard input ends, which it does when the parent goes away.
///
/// # Errors
///
/// If there is no port, or the parent cannot be told.
pub fn run(config: Config) -> io::Result<()> {
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0))?;
    let port = listener.local_addr()?.port();
    let server = thread::Builder::new().name("receiver".into()).spawn(move || serve(config, listener))?;
    let mut out = io::stdout().lock();
    writeln!(out, "{}", url(port))?;
    out.flush()?;
    drop(out);
    io::stdin().lock().read_to_end(&mut Vec::new())?;
    // It serves for ever unless it failed, and then its reason is worth more than a quiet end.
    if server.is_finished() { server.join().unwrap_or(Ok(())) } else { Ok(()) }
}
