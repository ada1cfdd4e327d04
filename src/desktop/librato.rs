//! The client.

use core::time::Duration;
use std::boxed::Box;
use std::hash::{BuildHasher, Hasher, RandomState};
use std::string::String;
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::time::Instant;
use std::vec::Vec;

use super::options::Options;
use super::patience::Patience;
use super::spare::Spare;
use super::tags::OwnedTags;
use super::{Batch, Error, Failure, Reply};
use crate::client::Engine;
use crate::encode::{BoxedFormat, Call, LibratoFormat, Route, Shape};
use crate::queue::{AddError, QueueView};
use crate::readings::Reading;
use crate::session::{Cause, Report};
use crate::transport::HttpTransport;
use crate::transports::Ureq;
use crate::{Credentials, Millis, Server, UnixSeconds};

/// A connection to a server, for desktop programs.
///
/// It can be shared between threads; requests go out one after the other. Every call blocks, and after a 5xx sleeps and tries
/// again, [three times](Self::retries) by default. After a 429 no call sleeps: the error says when to come back.
///
/// ```no_run
/// use librato::{Counter, Gauge, Librato};
/// # let (user, token, host) = ("user@example.net", "75AFDB82", "server1");
/// let api = Librato::connect("https://metrics.example.net", user, token)?.source("kitchen");
/// api.submit(Gauge::new("temperature", 21.5).description("at home"))?;
/// let mut batch = api.batch().auto_submit(400);
/// batch.add(Gauge::new("temperature", 22.1).source("upstairs"))?;
/// batch.add(Counter::new("requests", 102).source(host))?;
/// println!("{}", batch.finish()?); // 2 accepted, 0 waiting, 0 dropped
/// # Ok::<(), librato::Error>(())
/// ```
pub struct Librato<T = Ureq> {
    pub(super) options: Options,
    engine: Mutex<Engine<T, BoxedFormat>>,
    started: Instant,
    totals: Mutex<Report>,
    pub(super) spare: Spare,
}

impl Librato {
    /// A client of the server at this base URL. Nothing is sent before it is used.
    ///
    /// # Errors
    /// If the URL or the credentials are refused ([`Server::new`], [`Credentials::new`]).
    pub fn connect(url: &str, user: &str, token: &str) -> Result<Self, Error> {
        Self::with_transport(url, user, token, Ureq::new())
    }

    /// A client by the environment variables `LIBRATO_URL`, `LIBRATO_USER` and `LIBRATO_TOKEN`.
    ///
    /// # Errors
    /// [`Error::Missing`] if one of them is not set; else as [`connect`](Self::connect).
    pub fn from_env() -> Result<Self, Error> {
        Self::from_vars(|name| std::env::var(name).ok(), Ureq::new())
    }
}

impl<T: HttpTransport> Librato<T> {
    /// A client from its parts, as [`Client::new`](crate::Client::new) takes them: for a server that asks for no credentials or
    /// for a token alone, or with a transport of one's own.
    ///
    /// ```no_run
    /// use librato::{Credentials, Librato, LineProtocol, Server, transports::Ureq};
    /// let server = Server::insecure("http://victoria.lan:8428")?;
    /// let api = Librato::new(server, Credentials::none(), Ureq::new()).format(LineProtocol::new());
    /// # Ok::<(), librato::ServerError>(())
    /// ```
    #[must_use]
    pub fn new(server: Server<'_>, credentials: Credentials<'_>, transport: T) -> Self {
        Self {
            options: Options::new(server, credentials),
            engine: Mutex::new(Engine::new(transport, Box::new(LibratoFormat))),
            started: Instant::now(),
            totals: Mutex::new(Report::default()),
            spare: Spare::default(),
        }
    }

    /// A client with a transport of one's own: a [`Ureq`] with other settings, or a
    /// [`Recording`](crate::transports::Recording) in a test.
    ///
    /// # Errors
    /// As [`connect`](Librato::connect).
    pub fn with_transport(url: &str, user: &str, token: &str, transport: T) -> Result<Self, Error> {
        Ok(Self::new(Server::new(url)?, Credentials::new(user, token)?, transport))
    }

    /// A client with a transport of one's own by the variables `LIBRATO_URL`, `LIBRATO_USER` and `LIBRATO_TOKEN`, from wherever
    /// `look_up` has them: the environment, a configuration file, a store of secrets.
    ///
    /// ```
    /// use librato::Librato;
    /// use librato::transports::Ureq;
    /// use std::{env, time::Duration};
    /// let transport = Ureq::builder().with_timeout(Duration::from_secs(5)).build();
    /// let look_up = |name: &str| match name {
    ///     "LIBRATO_URL" => Some("https://metrics.example.net".to_owned()),
    ///     other => env::var(other).ok(),
    /// };
    /// match Librato::from_vars(look_up, transport) {
    ///     Ok(api) => println!("{api:?}"),
    ///     Err(error) => println!("{error}"), // the environment variable LIBRATO_USER is not set
    /// }
    /// ```
    ///
    /// # Errors
    /// [`Error::Missing`] if `look_up` has not all of them; else as [`connect`](Librato::connect).
    pub fn from_vars(look_up: impl Fn(&str) -> Option<String>, transport: T) -> Result<Self, Error> {
        let variable = |name| look_up(name).ok_or(Error::Missing(name));
        let (url, user) = (variable("LIBRATO_URL")?, variable("LIBRATO_USER")?);
        Self::with_transport(&url, &user, &variable("LIBRATO_TOKEN")?, transport)
    }

    /// As [`with_transport`](Self::with_transport), and plain `http` to any host is taken: the token then crosses the
    /// network in the clear.
    ///
    /// # Errors
    /// As [`connect`](Librato::connect).
    pub fn insecure(url: &str, user: &str, token: &str, transport: T) -> Result<Self, Error> {
        Ok(Self::new(Server::insecure(url)?, Credentials::new(user, token)?, transport))
    }

    /// Sends one reading now.
    ///
    /// # Errors
    /// [`Error::Reading`] if it breaks a rule, [`Error::Failed`] if the server did not take it. It is then still in the caller's
    /// hand.
    pub fn submit<'r>(&self, reading: impl Into<Reading<'r>>) -> Result<Report, Error> {
        let mut queue = self.spare.take(self.options.names);
        let added = self.prepare(&mut queue, &OwnedTags::default()).and_then(|()| queue.add(reading));
        let sent = match added {
            Ok(()) => self.deliver(&mut queue, Shape { compact: self.options.compact, sums: false }),
            Err(error) => Err(error.into()),
        };
        self.spare.put(queue);
        sent
    }

    /// Collects readings that go out together.
    #[must_use]
    pub fn batch(&self) -> Batch<'_, T> {
        Batch::new(self)
    }

    /// Sends what a queue of the program's own holds, at once. What is not accepted stays in it. A request that is too large for the
    /// server (413) is sent again in halves, down to single readings.
    ///
    /// # Errors
    /// [`Error::Failed`] if something still waits, or was refused for good.
    pub fn flush(&self, queue: &mut QueueView) -> Result<Report, Error> {
        self.deliver(queue, self.shape())
    }

    /// Makes any call of the API. It is tried again after a 5xx, a `POST` as well, so that what it creates may be there twice;
    /// [`retries(0)`](Self::retries) makes each call once.
    ///
    /// # Errors
    /// [`Error::Failed`] if the status is no 2xx, or no whole answer came.
    ///
    /// ```no_run
    /// use librato::{Call, Librato, transport::Method};
    /// # let api = Librato::from_env()?;
    /// let reply = api.call(&Call::new(Method::Get, &["metrics"]).query(&[("name", "cpu")]))?;
    /// println!("{}", String::from_utf8_lossy(&reply.body));
    /// # Ok::<(), librato::Error>(())
    /// ```
    pub fn call(&self, call: &Call<'_>) -> Result<Reply, Error> {
        self.persist(call, call.body())
    }

    /// Makes a call with a body that is written already, with tries after a 5xx.
    pub(super) fn persist(&self, route: &dyn Route, body: Option<&[u8]>) -> Result<Reply, Error> {
        let mut patience = Patience::new(&self.options);
        loop {
            let mut engine = self.engine();
            let mut reply = Reply::default();
            match engine
                .send(&self.options.settings(self.shape())?, route, body, &mut reply, || self.uptime())
            {
                Ok(_) => return Ok(reply),
                Err(error) => {
                    let announced = error.wait.map(Duration::from);
                    let wait = announced.unwrap_or_default();
                    let failure = self.failure(&engine, error.cause, Report::default(), None, wait);
                    drop(engine);
                    patience.wait(error.cause, announced).map_err(|()| Error::Failed(failure))?;
                }
            }
        }
    }

    /// What came of all readings that were sent so far, those of dropped batches included. `waiting` is what the last request
    /// left behind, whichever queue or batch that was of.
    #[must_use]
    pub fn totals(&self) -> Report {
        *lock(&self.totals)
    }

    /// Counts readings that are gone with their batch.
    pub(super) fn count_lost(&self, readings: usize) {
        let lost = u32::try_from(readings).unwrap_or(u32::MAX);
        let mut totals = lock(&self.totals);
        totals.dropped = totals.dropped.saturating_add(lost);
        totals.waiting = totals.waiting.saturating_sub(lost);
    }

    /// Works with the transport, while no request goes out. `work` must not use this client: it would wait for itself.
    pub fn with<R>(&self, work: impl FnOnce(&mut T) -> R) -> R {
        work(&mut self.engine().transport)
    }

    /// The time, by the client's clock.
    #[must_use]
    pub fn now(&self) -> UnixSeconds {
        (self.options.clock)()
    }

    /// Sends a queue, with tries after a 5xx, and in smaller requests after a 413. What is not accepted stays in it.
    pub(super) fn deliver(&self, queue: &mut QueueView, shape: Shape) -> Result<Report, Error> {
        let limit = queue.core().chunk_limit();
        let result = self.deliver_with(queue, shape, Patience::new(&self.options), true);
        queue.core().limit_chunk(limit);
        result
    }

    /// Sends a queue, and does not sleep.
    pub(super) fn deliver_once(&self, queue: &mut QueueView) -> Result<Report, Error> {
        self.deliver_with(queue, self.shape(), Patience::once(&self.options), false)
    }

    fn deliver_with(
        &self,
        queue: &mut QueueView,
        shape: Shape,
        mut patience: Patience<'_>,
        halves: bool,
    ) -> Result<Report, Error> {
        let mut report = Report::default();
        let mut refusal = None;
        loop {
            let mut engine = self.engine();
            let settings = self.options.settings(shape)?;
            let flushed = engine.flush(&settings, &mut &mut *queue, || self.uptime(), seed(), false);
            let (part, end) = match flushed {
                Ok(part) => (part, None),
                Err(error) => (error.report, Some((error.cause, error.retry_at()))),
            };
            report.and_then(&part);
            lock(&self.totals).and_then(&part);
            refusal = engine.refusal.take().or(refusal);
            // Too large as a whole: a part of it may do.
            if halves && matches!(end, Some((Cause::Status(413), _))) && queue.core().halve_chunk() {
                continue;
            }
            let (cause, retry_at) = match end {
                Some(end) => end,
                // By the server's word on an earlier try.
                None if report.dropped > 0 => (Cause::Rejected, Millis(0)),
                None => return Ok(report),
            };
            let announced = engine.answer.wait(None).map(|wait| Duration::from_secs(wait.into()));
            let wait = Duration::from(retry_at.since(self.uptime()));
            let failure = self.failure(&engine, cause, report, refusal.as_ref(), wait);
            drop(engine);
            if part.accepted > 0 {
                patience.renew();
            }
            patience.wait(cause, announced).map_err(|()| Error::Failed(failure))?;
        }
    }

    /// Gives a queue the client's prefix, source and tags.
    pub(super) fn prepare(&self, queue: &mut QueueView, more: &OwnedTags) -> Result<(), AddError> {
        let tags = self.options.tags.merged(more);
        if queue.is_empty() {
            queue.set_prefix(&self.options.prefix)?;
        }
        queue.set_source(&self.options.source)?;
        queue.set_tags(tags.borrowed().as_deref())
    }

    /// How bodies are written that no call says otherwise of.
    pub(super) fn shape(&self) -> Shape {
        Shape { compact: self.options.compact, sums: true }
    }

    fn failure(
        &self,
        engine: &Engine<T, BoxedFormat>,
        cause: Cause,
        report: Report,
        refusal: Option<&(u16, Vec<u8>)>,
        retry_after: Duration,
    ) -> Box<Failure> {
        let answer = &engine.answer;
        let (status, body) = match (cause, refusal) {
            (Cause::Transport(_) | Cause::NotYet | Cause::Busy, _) => (0, Vec::new()),
            (Cause::Rejected, Some((status, body))) => (*status, body.clone()),
            _ => (answer.status(), answer.body().to_vec()),
        };
        let body = self.options.redacted(body);
        Box::new(Failure { cause, report, retry_after, body, status })
    }

    fn engine(&self) -> MutexGuard<'_, Engine<T, BoxedFormat>> {
        lock(&self.engine)
    }

    fn uptime(&self) -> Millis {
        self.started.elapsed().into()
    }
}

impl<T> Librato<T> {
    pub(super) fn set_format(&mut self, format: BoxedFormat) {
        self.engine.get_mut().unwrap_or_else(PoisonError::into_inner).format = format;
    }
}

/// Whoever panicked while holding it left nothing half done that matters here.
fn lock<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}

/// The standard library's own source of random keys.
fn seed() -> u32 {
    RandomState::new().build_hasher().finish() as u32
}

impl<T> core::fmt::Debug for Librato<T> {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.debug_struct("Librato").field("url", &self.options.url).finish_non_exhaustive()
    }
}
