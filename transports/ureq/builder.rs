//! The settings of a [`Ureq`] transport.

use std::net::SocketAddr;
use std::time::Duration;

use ::ureq::config::{AutoHeaderValue, Config};
use ::ureq::unversioned::transport::{ConnectProxyConnector, Connector, TcpConnector};
use ::ureq::{Agent, Proxy, ProxyProtocol};

#[cfg(feature = "tls")]
use super::tls::TlsConnector;
#[cfg(feature = "tls")]
use super::trust::{PinnedKey, Roots, Trust};
use super::watch::WatchConnector;
use super::{Ureq, UreqError, resolver};
use crate::answers::ResponseReader;

/// What is read at once, and the place where the head of an answer must fit.
const INPUT: usize = ResponseReader::MAX_HEAD as usize + 256;
/// What is written at once. The longest line of a request's head must fit.
const OUTPUT: usize = 8 * 1024;
/// Limits that make sense: no socket takes a limit of zero, and beyond a day clocks may overflow.
const LIMITS: (Duration, Duration) = (Duration::from_millis(1), Duration::from_secs(86_400));

/// The settings of a [`Ureq`] transport, each with its default. Time limits are held between 1 ms and one day.
pub struct UreqBuilder {
    exchange: Duration,
    connect: Duration,
    send: Duration,
    receive: Duration,
    idle: usize,
    idle_age: Duration,
    proxy: Option<Proxy>,
    connect_to: Option<SocketAddr>,
    #[cfg(feature = "tls")]
    trust: Trust,
}

impl UreqBuilder {
    pub(super) fn new() -> Self {
        Self {
            exchange: Duration::from_secs(30),
            connect: Duration::from_secs(10),
            send: Duration::from_secs(10),
            receive: Duration::from_secs(10),
            idle: 2,
            idle_age: Duration::from_secs(30),
            proxy: None,
            connect_to: None,
            #[cfg(feature = "tls")]
            trust: Trust::default(),
        }
    }

    /// The limit of a whole exchange, from looking up the name to the last byte of the answer. 30 s.
    #[must_use]
    pub fn with_timeout(mut self, limit: Duration) -> Self {
        self.exchange = limit.clamp(LIMITS.0, LIMITS.1);
        self
    }

    /// The limit of looking up the name, and again of connecting, with proxy and TLS. 10 s.
    #[must_use]
    pub fn with_connect_timeout(mut self, limit: Duration) -> Self {
        self.connect = limit.clamp(LIMITS.0, LIMITS.1);
        self
    }

    /// The limit of sending the head, and again of sending the body. 10 s.
    #[must_use]
    pub fn with_send_timeout(mut self, limit: Duration) -> Self {
        self.send = limit.clamp(LIMITS.0, LIMITS.1);
        self
    }

    /// The limit of waiting for the whole head of the answer, and again of reading its body. 10 s.
    #[must_use]
    pub fn with_receive_timeout(mut self, limit: Duration) -> Self {
        self.receive = limit.clamp(LIMITS.0, LIMITS.1);
        self
    }

    /// The limit of each part of an exchange at once: looking up the name, connecting, sending and receiving, as
    /// [`with_connect_timeout`](Self::with_connect_timeout), [`with_send_timeout`](Self::with_send_timeout) and
    /// [`with_receive_timeout`](Self::with_receive_timeout) with the same limit. That of the whole exchange stays.
    ///
    /// ```
    /// use librato::transports::Ureq;
    /// use std::time::Duration;
    /// let transport = Ureq::builder().with_part_timeouts(Duration::from_secs(3)).build();
    /// assert_eq!(transport.receive_timeout(), Duration::from_secs(3));
    /// ```
    #[must_use]
    pub fn with_part_timeouts(self, limit: Duration) -> Self {
        self.with_connect_timeout(limit).with_send_timeout(limit).with_receive_timeout(limit)
    }

    /// How many connections are kept while they are idle (2), and for how long (30 s). 0 connections: each request
    /// has its own.
    #[must_use]
    pub fn with_idle(mut self, connections: usize, age: Duration) -> Self {
        self.idle = connections;
        self.idle_age = age.min(LIMITS.1);
        self
    }

    /// Connects to this address whatever host and port the server's URL has. `Host` header, TLS server name and the name
    /// in the certificate stay those of the URL. No proxy is used then.
    ///
    /// For a server that has no public name, a test, or a tunnel.
    #[must_use]
    pub fn with_connect_to(mut self, address: SocketAddr) -> Self {
        self.connect_to = Some(address);
        self
    }

    /// Reaches servers through this proxy, `http://host:port` or `http://user:password@host:port`, by `CONNECT` also for
    /// plain `http`. The proxy looks up the server's name. By default none is used.
    ///
    /// # Errors
    /// [`UreqError::Proxy`] for anything else, SOCKS and proxies behind TLS among it.
    pub fn with_proxy(mut self, url: &str) -> Result<Self, UreqError> {
        self.proxy = Some(usable(Proxy::new(url).map_err(|_| UreqError::Proxy)?)?);
        Ok(self)
    }

    /// Reaches servers through the proxy that `ALL_PROXY`, `HTTPS_PROXY` or `HTTP_PROXY` names, except those that
    /// `NO_PROXY` names. Without these variables no proxy is used. They are read now, not later.
    ///
    /// # Errors
    /// [`UreqError::Proxy`] if they name one that [`with_proxy`](Self::with_proxy) would refuse.
    pub fn with_proxy_from_env(mut self) -> Result<Self, UreqError> {
        self.proxy = Proxy::try_from_env().map(usable).transpose()?;
        Ok(self)
    }

    /// Which certificate authorities to believe: see [`Roots`].
    #[cfg(feature = "tls")]
    #[must_use]
    pub fn with_roots(mut self, roots: Roots) -> Self {
        self.trust.roots = Some(roots);
        self
    }

    /// Believes this certificate authority, or several, in PEM. They are then the only ones unless
    /// [`with_roots`](Self::with_roots) says otherwise.
    ///
    /// # Errors
    /// [`UreqError::Certificate`] if there is no certificate, or one that cannot be read.
    #[cfg(feature = "tls")]
    pub fn with_ca_pem(mut self, pem: &[u8]) -> Result<Self, UreqError> {
        self.trust.add_pem(pem)?;
        Ok(self)
    }

    /// As [`with_ca_pem`](Self::with_ca_pem), one certificate in DER.
    ///
    /// # Errors
    /// [`UreqError::Certificate`] if it cannot be read.
    #[cfg(feature = "tls")]
    pub fn with_ca_der(mut self, der: &[u8]) -> Result<Self, UreqError> {
        self.trust.add_der(der)?;
        Ok(self)
    }

    /// Talks only to a server whose certificate has this key. Call it again to allow another one as well, for a change
    /// of keys.
    ///
    /// It comes on top of the usual checks and replaces none: authority, name and dates must be right too.
    #[cfg(feature = "tls")]
    #[must_use]
    pub fn with_pinned_key(mut self, key: PinnedKey) -> Self {
        self.trust.pins.push(key);
        self
    }

    /// The transport. Reads no certificate store and opens no connection: the first exchange does.
    #[must_use]
    pub fn build(self) -> Ureq {
        let proxy = if self.connect_to.is_some() { None } else { self.proxy };
        let watch = WatchConnector { proxied: proxy.is_some() };
        let config = Config::builder()
            .timeout_global(Some(self.exchange))
            .timeout_resolve(Some(self.connect))
            .timeout_connect(Some(self.connect))
            .timeout_send_request(Some(self.send))
            .timeout_send_body(Some(self.send))
            .timeout_recv_response(Some(self.receive))
            .timeout_recv_body(Some(self.receive))
            .http_status_as_error(false)
            .max_redirects(0)
            .proxy(proxy)
            .user_agent(AutoHeaderValue::None)
            .accept(AutoHeaderValue::None)
            .accept_encoding(AutoHeaderValue::None)
            .max_response_header_size(ResponseReader::MAX_HEAD as usize)
            .input_buffer_size(INPUT)
            .output_buffer_size(OUTPUT)
            .max_idle_connections(self.idle)
            .max_idle_connections_per_host(self.idle)
            .max_idle_age(self.idle_age)
            .build();
        let dial = resolver::Dial { connect_to: self.connect_to };
        let connector = ().chain(ConnectProxyConnector::default()).chain(TcpConnector::default());
        #[cfg(feature = "tls")]
        let connector = connector.chain(TlsConnector::new(self.trust));
        let agent = Agent::with_parts(config, connector.chain(watch), dial);
        Ureq { agent, limit: self.exchange, connect_to: self.connect_to }
    }
}

/// Only what works without another feature of `ureq` and needs no trust of its own.
fn usable(proxy: Proxy) -> Result<Proxy, UreqError> {
    if proxy.protocol() == ProxyProtocol::Http && !proxy.host().is_empty() {
        Ok(proxy)
    } else {
        Err(UreqError::Proxy)
    }
}

impl core::fmt::Debug for UreqBuilder {
    /// The settings; of a proxy only host and port, because its URL may hold a password.
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.debug_struct("UreqBuilder")
            .field("exchange", &self.exchange)
            .field("connect", &self.connect)
            .field("send", &self.send)
            .field("receive", &self.receive)
            .field("proxy", &self.proxy.as_ref().map(|proxy| (proxy.host(), proxy.port())))
            .field("connect_to", &self.connect_to)
            .finish_non_exhaustive()
    }
}
