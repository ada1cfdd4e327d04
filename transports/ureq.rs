//! HTTP over TCP and TLS for programs with an operating system, by the `ureq` crate.

mod answer;
mod builder;
mod error;
mod failure;
mod request;
mod resolver;
#[cfg(feature = "tls")]
mod tls;
#[cfg(feature = "tls")]
mod trust;
mod watch;

use std::time::{Duration, Instant};

use ::ureq::config::Timeouts;
use ::ureq::{Agent, AsSendBody, Body, SendBody, http};

pub use self::builder::UreqBuilder;
pub use self::error::UreqError;
#[cfg(feature = "tls")]
pub use self::trust::{PinnedKey, Roots};

use self::failure::Failure;
use self::request::BodyReader;
use self::watch::Watch;
use crate::transport::{
    Delivery, HttpTransport, RequestSource, ResponseSink, TransportError, TransportErrorKind,
};

/// The transport over the [`ureq`](https://docs.rs/ureq) crate: HTTP/1.1, kept connections, and with the feature
/// `tls` also `https`.
///
/// One value serves any number of threads: `&Ureq` is a transport as well, and a clone shares the kept connections.
///
/// # What it does
///
/// - *Time.* Every exchange has a limit (30 s), and so have its parts (10 s each): looking up the name, connecting with
///   TLS, sending the head, sending the body, waiting for the head of the answer, reading its body.
/// - *Statuses* of any kind are answers, redirects among them: none is followed.
/// - *Headers* are those of the request, `Host` and `Content-Length`. Nothing else is added, names are sent in lower
///   case. A `PUT` or `POST` without a body says `Content-Length: 0`. Bodies are never chunked.
/// - *Kept connections*: two at most, for 30 s. One that turns out closed after the request has gone out, without a byte
///   of an answer, is dialled anew and the request sent again, once and within the time limit of the same exchange.
/// - *Heads of answers* up to 16 KiB and 100 headers; interim answers (1xx) are skipped.
/// - *Delivery* is [`Delivery::NotSent`] until the last byte of the body has been handed to the connection (without a
///   body: the first byte of the head).
/// - *Proxies* only when asked for, see [`UreqBuilder::with_proxy`]; the environment is not read by default.
///
/// A connection holds about 25 KiB of buffers, with TLS twice that and what rustls needs. A name is looked up in
/// a thread of its own, because the operating system has no time limit for it. Memory that held a request is freed, not
/// wiped.
///
/// # What its errors cannot tell
///
/// `ureq` does not say which header of an answer is malformed, nor tell a chunk size that is no number from one that
/// is too large (both are [`BadChunk`](crate::answers::AnswerError::BadChunk)).
///
/// ```
/// use librato::transports::Ureq;
/// use std::time::Duration;
///
/// let transport = Ureq::builder().with_timeout(Duration::from_secs(5)).build();
/// # let _: &dyn Send = &transport;
/// ```
#[derive(Clone)]
pub struct Ureq {
    agent: Agent,
    /// The limit of a whole exchange, both attempts of it.
    limit: Duration,
    connect_to: Option<std::net::SocketAddr>,
}

impl Ureq {
    /// A transport with the defaults: see [`UreqBuilder`].
    #[must_use]
    pub fn new() -> Self {
        Self::builder().build()
    }

    /// Settings, to be changed one by one.
    #[must_use]
    pub fn builder() -> UreqBuilder {
        UreqBuilder::new()
    }

    /// The limit of a whole exchange: see [`UreqBuilder::with_timeout`].
    #[must_use]
    pub fn timeout(&self) -> Duration {
        self.limit
    }

    /// The limit of looking up the name, and again of connecting: see [`UreqBuilder::with_connect_timeout`].
    #[must_use]
    pub fn connect_timeout(&self) -> Duration {
        self.part(|timeouts| timeouts.connect)
    }

    /// The limit of sending the head, and again of sending the body: see [`UreqBuilder::with_send_timeout`].
    #[must_use]
    pub fn send_timeout(&self) -> Duration {
        self.part(|timeouts| timeouts.send_body)
    }

    /// The limit of waiting for the head of the answer, and again of reading its body: see
    /// [`UreqBuilder::with_receive_timeout`].
    #[must_use]
    pub fn receive_timeout(&self) -> Duration {
        self.part(|timeouts| timeouts.recv_response)
    }

    /// A limit that the agent works with. All of them are set; without one, that of the whole would hold.
    fn part(&self, which: impl FnOnce(Timeouts) -> Option<Duration>) -> Duration {
        which(self.agent.config().timeouts()).unwrap_or(self.limit)
    }

    fn run(
        &self,
        request: &mut dyn RequestSource,
        response: &mut dyn ResponseSink,
    ) -> Result<(), TransportError> {
        if request.server().is_secure() && !cfg!(feature = "tls") {
            return Err(TransportError::not_sent(TransportErrorKind::Insecure));
        }
        let started = Instant::now();
        let first = match self.attempt(request, response, None) {
            Ok(()) => return Ok(()),
            Err(failure) if failure.stale => failure.error,
            Err(failure) => return Err(failure.error),
        };
        let left = self.limit.saturating_sub(started.elapsed());
        if left.is_zero() {
            return Err(first);
        }
        request.rewind();
        self.attempt(request, response, Some(left)).map_err(|second| match first.delivery {
            // What the second attempt knows says nothing about the first.
            Delivery::Unknown => TransportError::unknown(second.error.kind),
            Delivery::NotSent => second.error,
        })
    }

    /// One request over one connection. With `fresh`, kept connections are not used and that much time is left.
    fn attempt(
        &self,
        request: &mut dyn RequestSource,
        response: &mut dyn ResponseSink,
        fresh: Option<Duration>,
    ) -> Result<(), Failure> {
        let (head, _) = request::head(&mut *request).map_err(Failure::before)?.into_parts();
        let watch = Watch::begin();
        let mut body = BodyReader::new(request);
        // Two calls: a `SendBody` that borrows and one that does not are different types.
        let answer = if body.is_whole() {
            self.send(http::Request::from_parts(head, ()), fresh)
        } else {
            self.send(http::Request::from_parts(head, SendBody::from_reader(&mut body)), fresh)
        };
        let answer = match answer {
            _ if body.ran_short() => return Err(Failure::before(TransportErrorKind::Unsupported)),
            Ok(answer) => answer,
            Err(error) => return Err(Failure::new(&error, watch.progress(), body.is_whole())),
        };
        answer::give(answer, response, &watch)
    }

    fn send(
        &self,
        request: http::Request<impl AsSendBody>,
        fresh: Option<Duration>,
    ) -> Result<http::Response<Body>, ::ureq::Error> {
        let Some(left) = fresh else { return self.agent.run(request) };
        // No kept connection is young enough for an age of zero; the new one is kept all the same.
        let request = self.agent.configure_request(request);
        self.agent.run(request.max_idle_age(Duration::ZERO).timeout_global(Some(left)).build())
    }
}

impl Default for Ureq {
    fn default() -> Self {
        Self::new()
    }
}

impl HttpTransport for Ureq {
    fn exchange(
        &mut self,
        request: &mut dyn RequestSource,
        response: &mut dyn ResponseSink,
    ) -> Result<(), TransportError> {
        self.run(request, response)
    }
}

impl HttpTransport for &Ureq {
    fn exchange(
        &mut self,
        request: &mut dyn RequestSource,
        response: &mut dyn ResponseSink,
    ) -> Result<(), TransportError> {
        self.run(request, response)
    }
}

impl core::fmt::Debug for Ureq {
    /// The settings; of a proxy only host and port, because its URL may hold a password.
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        let config = self.agent.config();
        f.debug_struct("Ureq")
            .field("timeouts", &config.timeouts())
            .field("proxy", &config.proxy().map(|proxy| (proxy.host(), proxy.port())))
            .field("connect_to", &self.connect_to)
            .field("max_idle_connections", &config.max_idle_connections())
            .field("max_idle_age", &config.max_idle_age())
            .finish_non_exhaustive()
    }
}
