//! From a host to the addresses to dial.

use std::io;
use std::net::{IpAddr, SocketAddr, ToSocketAddrs};
use std::string::{String, ToString};
use std::sync::mpsc::{RecvTimeoutError, sync_channel};
use std::thread;
use std::vec::IntoIter;

use ::ureq::Error;
use ::ureq::config::Config;
use ::ureq::http::Uri;
use ::ureq::unversioned::resolver::{ResolvedSocketAddrs, Resolver};
use ::ureq::unversioned::transport::NextTimeout;

/// Addresses by the system's look-up, or always the same one.
#[derive(Debug)]
pub(super) struct Dial {
    /// Dialled whatever the host is.
    pub(super) connect_to: Option<SocketAddr>,
}

impl Resolver for Dial {
    fn resolve(
        &self,
        uri: &Uri,
        _config: &Config,
        timeout: NextTimeout,
    ) -> Result<ResolvedSocketAddrs, Error> {
        let mut found = self.empty();
        if let Some(address) = self.connect_to {
            let _ = found.try_push(address);
            return Ok(found);
        }
        let host = uri.host().ok_or(Error::HostNotFound)?;
        let standard = if uri.scheme_str() == Some("https") { 443 } else { 80 };
        let port = uri.port_u16().unwrap_or(standard);
        let host = without_brackets(host);
        if let Ok(address) = host.parse::<IpAddr>() {
            let _ = found.try_push(SocketAddr::new(address, port));
            return Ok(found);
        }
        for address in look_up(host.to_string(), port, timeout)? {
            if found.try_push(address).is_err() {
                break;
            }
        }
        if found.is_empty() { Err(Error::HostNotFound) } else { Ok(found) }
    }
}

/// The host as names and certificates have it: an IPv6 address without its brackets.
pub(super) fn without_brackets(host: &str) -> &str {
    host.strip_prefix('[').and_then(|rest| rest.strip_suffix(']')).unwrap_or(host)
}

/// Asks the system in a thread of its own, which is left behind when the time is up.
fn look_up(host: String, port: u16, timeout: NextTimeout) -> Result<IntoIter<SocketAddr>, Error> {
    let (sender, receiver) = sync_channel::<io::Result<IntoIter<SocketAddr>>>(1);
    let asked = thread::Builder::new().name("librato-resolve".to_string()).spawn(move || {
        // Nobody listens any more when the time was up.
        let _ = sender.send((host.as_str(), port).to_socket_addrs());
    });
    if asked.is_err() {
        return Err(Error::HostNotFound);
    }
    match receiver.recv_timeout(*timeout.after) {
        Ok(Ok(addresses)) => Ok(addresses),
        Ok(Err(_)) | Err(RecvTimeoutError::Disconnected) => Err(Error::HostNotFound),
        Err(RecvTimeoutError::Timeout) => Err(Error::Timeout(timeout.reason)),
    }
}
