//! The client of a device: borrows its settings, blocks in its transport, never sleeps.

use super::CallError;
use super::ended::Ended;
use super::engine::Engine;
use crate::answers::ErrorBody;
use crate::encode::{Call, Device, LibratoFormat, Settings, UserAgent, WireFormat};
use crate::ending::Slot;
use crate::queue::QueueAccess;
use crate::session::{Backoff, BootTime, FlushError, Report, Schedule};
use crate::transport::{HttpTransport, ResponseSink};
use crate::{Clock, Credentials, Millis, Server, UnixSeconds};

/// Sends what queues hold to a server, through any [`HttpTransport`].
///
/// It owns no queue and no clock: both come in with each call. `now` is any monotonic time in milliseconds, such as
/// the uptime; `seed` is a random number that spreads retries.
///
/// ```
/// use librato::transports::Recording;
/// use librato::{Client, Credentials, Gauge, Millis, Queue, Server};
///
/// const SERVER: Server = Server::from_static("https://metrics.example.net");
/// const CREDENTIALS: Credentials = Credentials::from_static("user@example.net", "75AFDB82");
///
/// let mut queue = Queue::<64, 512>::new();
/// let mut client = Client::new(SERVER, CREDENTIALS, Recording::<4096>::new().answer(503).answer(200));
/// queue.add(Gauge::new("t", 21.5).source("attic"))?;
/// let error = client.flush(&mut queue, Millis(0), 1).unwrap_err();
/// assert_eq!(queue.len(), 1);
/// client.flush(&mut queue, error.retry_at(), 1)?;
/// assert_eq!(client.transport().request(1).gauge("t"), Some((21.5, "attic")));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub struct Client<'a, T, F = LibratoFormat> {
    pub(super) settings: Settings<'a>,
    schedule: Schedule,
    pub(super) engine: Engine<T, F>,
    /// Of what is awaited.
    pub(super) ended: Slot<Ended>,
}

impl<'a, T> Client<'a, T> {
    /// A client that speaks the Librato Metrics API.
    pub const fn new(server: Server<'a>, credentials: Credentials<'a>, transport: T) -> Self {
        Self::with_format(server, credentials, transport, LibratoFormat)
    }
}

impl<'a, T, F: WireFormat> Client<'a, T, F> {
    /// A client that speaks another wire format, such as [`LineProtocol`](crate::LineProtocol).
    pub const fn with_format(
        server: Server<'a>,
        credentials: Credentials<'a>,
        transport: T,
        format: F,
    ) -> Self {
        let settings = Settings::new(server, credentials);
        Self {
            settings,
            schedule: Schedule::new(),
            engine: Engine::new(transport, format),
            ended: Slot::new(),
        }
    }

    /// The same client with another `User-Agent`.
    #[must_use]
    pub fn user_agent(mut self, agent: UserAgent<'a>) -> Self {
        self.settings.agent = agent;
        self
    }

    /// The same client with an `Idempotency-Key` in each submission. `boot` is a number that differs at each start of the device: a
    /// counter in flash, or a random number.
    #[must_use]
    pub fn device(mut self, device: Device<'a>, boot: u32) -> Self {
        self.settings.set_device(device, boot);
        self
    }

    /// The same client with bodies in which a source (or tag set) and a time that a whole chunk shares stand once, at the
    /// top: half the bytes.
    #[must_use]
    pub fn compact(mut self) -> Self {
        self.settings.compact = true;
        self
    }

    /// The same client with tagged values as `value`, where the default is `sum` with a `count` of one, as the Python client's
    /// queues send them.
    #[must_use]
    pub fn plain_values(mut self) -> Self {
        self.settings.sums = false;
        self
    }

    /// The same client with another wait after failures.
    #[must_use]
    pub fn backoff(mut self, backoff: Backoff) -> Self {
        self.engine.session.backoff = backoff;
        self
    }

    /// The same client, which says by this schedule when a queue [`is due`](Self::is_due).
    #[must_use]
    pub fn schedule(mut self, schedule: Schedule) -> Self {
        self.schedule = schedule;
        self
    }

    /// The same client, which takes the time from the `Date` of any server. Without this only of one reached over TLS.
    #[must_use]
    pub fn trust_any_date(mut self) -> Self {
        self.engine.trusts_any_date = true;
        self
    }

    /// The server.
    #[must_use]
    pub const fn server(&self) -> Server<'a> {
        self.settings.server
    }

    /// Whether a flush is due by the [schedule](Self::schedule) and by what earlier failures asked for.
    pub fn is_due<Q: QueueAccess>(&self, mut queue: Q, now: Millis) -> bool {
        let mut waiting = 0;
        queue.access(&mut |queue| waiting = queue.len());
        let session = &self.engine.session;
        now >= session.retry_at() && self.schedule.is_due(waiting, session.last, now)
    }

    /// What the server said last, if it was an error: its status and the beginning of its body.
    #[must_use]
    pub fn error_body(&self) -> ErrorBody<'_> {
        self.engine.answer.error_body()
    }

    /// When the device started, by the server's clock or as it was set.
    #[must_use]
    pub const fn boot_time(&self) -> BootTime {
        self.engine.session.boot
    }

    /// Sets the time, for readings that were stamped with the uptime.
    pub const fn set_time(&mut self, now: UnixSeconds, uptime: Millis) {
        self.engine.session.boot.set(now, uptime);
    }

    /// The transport.
    pub const fn transport(&self) -> &T {
        &self.engine.transport
    }

    /// The transport, to change it.
    pub const fn transport_mut(&mut self) -> &mut T {
        &mut self.engine.transport
    }
}

impl<T: HttpTransport, F: WireFormat> Client<'_, T, F> {
    /// Sends what waits, in requests of one chunk each. A chunk leaves the queue as soon as it is accepted.
    ///
    /// It ends with what waited when it began, however many readings come in meanwhile: some of those go along, the others
    /// [wait](Report::waiting) for the next flush. Readings with a source go first, then tagged ones; the other way round after a flush
    /// that did not get to its end. A request of which it is not known whether the server has it comes before all others, until it is
    /// answered.
    ///
    /// It never sleeps. `now` is a function that tells the time since the device started, or that time: see [`Clock`]. After a failure
    /// it sends nothing before [`retry_at`](FlushError::retry_at); a chunk that the server may have got goes out then as the same
    /// bytes. The wait is the client's, whatever queue it is given; a queue that shall not wait for another's troubles needs a client
    /// of its own.
    ///
    /// # Errors
    /// When something of that still waits, or was refused for good: why, how much, and when to try again. The
    /// server's words are in [`error_body`](Self::error_body).
    pub fn flush<Q: QueueAccess>(
        &mut self,
        mut queue: Q,
        now: impl Clock,
        seed: u32,
    ) -> Result<Report, FlushError> {
        self.engine.flush(&self.settings, &mut queue, now, seed, true)
    }

    /// As [`flush`](Self::flush), but tries at once, whatever happened before.
    ///
    /// # Errors
    /// As [`flush`](Self::flush).
    pub fn flush_now<Q: QueueAccess>(
        &mut self,
        mut queue: Q,
        now: impl Clock,
        seed: u32,
    ) -> Result<Report, FlushError> {
        self.engine.flush(&self.settings, &mut queue, now, seed, false)
    }

    /// Makes any call of the API, once. `sink` gets the answer if it is a success.
    ///
    /// # Errors
    /// When the status is no 2xx, or no whole answer came.
    pub fn call(
        &mut self,
        call: &Call<'_>,
        sink: &mut dyn ResponseSink,
        now: impl Clock,
    ) -> Result<u16, CallError> {
        self.engine.send(&self.settings, call, call.body(), sink, now)
    }
}

impl<T, F> core::fmt::Debug for Client<'_, T, F> {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.debug_struct("Client").field("settings", &self.settings).finish_non_exhaustive()
    }
}
