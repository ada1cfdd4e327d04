//! A client that is asked what it wants: for firmware that moves the bytes itself, in a super-loop or in interrupts.

use super::Client;
use crate::Millis;
use crate::answers::ResponseReader;
use crate::encode::{AnyFormat, Submission, SubmissionState, WireFormat};
use crate::exchange::{Exchange, Next};
use crate::queue::QueueAccess;
use crate::session::{Cause, FlushError, Report, Step};
use crate::transport::{RequestSource as _, TransportErrorKind};

/// What a [`Polled`] client wants next.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
pub enum Action {
    /// A new connection to [`server`](Client::server), in place of the one before: then
    /// [`connected`](Client::connected), or [`failed`](Client::failed).
    Connect,
    /// The bytes that [`fill`](Client::fill) gives, sent.
    Send,
    /// What arrives, given to [`feed`](Client::feed).
    Receive,
    /// Nothing more: the flush is over. Polled again, the next one begins, but sends nothing before
    /// [`retry_at`](FlushError::retry_at).
    Done(Result<Report, FlushError>),
}

/// The transport of a [`Client`] whose bytes the firmware moves itself, whenever it has time for them: over a modem with commands of
/// its own, or a serial line that is served by interrupts. Nothing blocks.
///
/// The client says what it wants ([`poll`](Client::poll)), and is told what came of it. Time limits are the firmware's: when one
/// passes, it calls [`failed`](Client::failed).
///
/// ```
/// use librato::{Action, Client, Credentials, Gauge, Millis, Polled, Queue, Server};
/// # struct Modem(Vec<u8>);
/// # impl Modem {
/// #     fn open(&mut self, _: &str, _: u16) -> bool { true }
/// #     fn write(&mut self, bytes: &[u8]) { self.0.extend_from_slice(bytes); }
/// #     fn read(&mut self, buf: &mut [u8]) -> usize {
/// #         let answer = b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n";
/// #         buf[..answer.len()].copy_from_slice(answer);
/// #         answer.len()
/// #     }
/// # }
/// # let mut modem = Modem(Vec::new());
/// # let (uptime, random) = (|| Millis(0), || 1);
/// use librato::transport::TransportErrorKind;
///
/// const SERVER: Server = Server::from_static("http://127.0.0.1:8080");
/// const CREDENTIALS: Credentials = Credentials::from_static("user@example.net", "75AFDB82");
///
/// let mut queue = Queue::<64, 512>::new();
/// queue.add(Gauge::new("temperature", 21.5))?;
/// let mut client = Client::new(SERVER, CREDENTIALS, Polled::new());
/// let mut buf = [0; 128];
/// let report = loop {
///     match client.poll(&mut queue, uptime(), random()) {
///         Action::Connect if modem.open(SERVER.host(), SERVER.port()) => client.connected(),
///         Action::Connect => client.failed(TransportErrorKind::Connect),
///         Action::Send => {
///             let filled = client.fill(&mut queue, &mut buf);
///             modem.write(&buf[..filled]);
///         }
///         Action::Receive => {
///             let taken = modem.read(&mut buf);
///             client.feed(&buf[..taken]);
///         }
///         Action::Done(result) => break result?,
///     }
/// };
/// assert_eq!(report.accepted, 1);
/// # assert!(modem.0.starts_with(b"POST /v1/metrics HTTP/1.1\r\n"));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
///
/// Bytes that [`fill`](Client::fill) gave count as sent: a write that fails after the last of them leaves open whether the server
/// has the request.
///
/// A client that shall go while a request is under way first needs [`failed`](Client::failed) and [`poll`](Client::poll) until that
/// is [`Done`](Action::Done), or its chunk counts as being sent for ever and no other client touches it.
pub struct Polled {
    /// A flush is under way, with a request of its own.
    busy: bool,
    request: SubmissionState,
    exchange: Exchange,
    reader: ResponseReader,
    report: Report,
    /// There is a connection that can carry a request.
    connected: bool,
}

impl Polled {
    /// No connection, and nothing under way.
    #[must_use]
    pub const fn new() -> Self {
        Self {
            busy: false,
            request: SubmissionState::EMPTY,
            exchange: Exchange::none(),
            reader: ResponseReader::new(),
            report: Report::EMPTY,
            connected: false,
        }
    }

    fn begin(&mut self, request: SubmissionState) {
        (self.busy, self.request, self.exchange) = (true, request, Exchange::new(self.connected));
        self.reader = ResponseReader::new();
    }

    /// Whether the exchange is at this.
    fn is_at(&self, next: Next) -> bool {
        self.exchange.next() == next
    }

    /// Takes note of what the exchange has come to.
    fn settle(&mut self) {
        match self.exchange.next() {
            Next::Send | Next::Receive => {}
            Next::Connect => {
                self.connected = false;
                self.request.rewind();
                self.reader = ResponseReader::new();
            }
            Next::Over => self.connected = self.exchange.result() == Ok(true),
        }
    }
}

impl Default for Polled {
    fn default() -> Self {
        Self::new()
    }
}

impl core::fmt::Debug for Polled {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.debug_struct("Polled").field("connected", &self.connected).finish_non_exhaustive()
    }
}

impl<F: WireFormat> Client<'_, Polled, F> {
    /// What the client wants next. Polled when nothing is under way, it begins a flush of `queue`; until that is
    /// [`Done`](Action::Done), it must be given the same queue. It ends as [`flush`](Client::flush) does, with what waited when it
    /// began; `now` and `seed` are as there.
    ///
    /// From within an access to the queue, as [`SharedQueue::with`](crate::SharedQueue::with) is one, nothing happens:
    /// [`Cause::Busy`](crate::Cause::Busy).
    pub fn poll<Q: QueueAccess>(&mut self, mut queue: Q, now: Millis, seed: u32) -> Action {
        if !is_reached(&mut queue) {
            let report = self.engine.transport.report;
            return Action::Done(Err(FlushError::busy(report, now)));
        }
        loop {
            let polled = &mut self.engine.transport;
            let stop = match polled.exchange.next() {
                Next::Connect => return Action::Connect,
                Next::Send => return Action::Send,
                Next::Receive => return Action::Receive,
                Next::Over if !polled.busy => {
                    let report = &mut self.engine.transport.report;
                    let first = self.engine.format.first();
                    match self.engine.session.step(&mut queue, first, now, true, report) {
                        Step::Send(models, sequence) => {
                            self.engine.answer.reset();
                            self.engine.transport.begin(SubmissionState::new(models, sequence));
                            continue;
                        }
                        Step::Done => None,
                        Step::Stop(cause) => Some(cause),
                    }
                }
                Next::Over => {
                    polled.busy = false;
                    let (sent, mut report) = (polled.exchange.result().map(|_| ()), polled.report);
                    let stop =
                        self.engine.answered(&self.settings, &mut queue, sent, (now, seed), &mut report);
                    self.engine.transport.report = report;
                    match stop {
                        None => continue,
                        stop => stop,
                    }
                }
            };
            return self.done(stop, now);
        }
    }

    fn done(&mut self, stop: Option<Cause>, now: Millis) -> Action {
        let report = core::mem::take(&mut self.engine.transport.report);
        Action::Done(self.engine.session.ended(stop, &report, now))
    }

    /// The connection that was asked for stands.
    pub fn connected(&mut self) {
        let polled = &mut self.engine.transport;
        if polled.is_at(Next::Connect) {
            polled.connected = true;
            polled.exchange.connected();
        }
    }

    /// Writes the next bytes of the request into `buf` and says how many; fewer than `buf` has room for are the last. They count as
    /// sent. Any length of `buf` from 1 up works, 64 and more well.
    pub fn fill<Q: QueueAccess>(&mut self, mut queue: Q, buf: &mut [u8]) -> usize {
        let polled = &mut self.engine.transport;
        if !polled.is_at(Next::Send) || !is_reached(&mut queue) {
            return 0;
        }
        let format = &self.engine.format;
        let mut request = Submission::resume(&mut queue, format, &self.settings, polled.request);
        let mut filled = 0;
        while let Some(rest) = buf.get_mut(filled..).filter(|rest| !rest.is_empty()) {
            match request.fill(rest) {
                0 => break,
                more => filled += more,
            }
        }
        polled.request = request.state();
        // From the last byte on the server may have all of it.
        if request.fill(&mut [0]) == 0 {
            polled.exchange.sent();
        }
        filled
    }

    /// Takes what arrived. A refusal (400 and above) may come before the whole request is out.
    pub fn feed(&mut self, bytes: &[u8]) {
        let engine = &mut self.engine;
        let polled = &mut engine.transport;
        if polled.is_at(Next::Send) || polled.is_at(Next::Receive) {
            polled.exchange.received(&mut polled.reader, Some(bytes), &mut engine.answer);
            polled.settle();
        } else {
            // Nobody asked: what comes next on this connection would be taken for an answer.
            polled.connected &= bytes.is_empty();
        }
    }

    /// The other side has closed the connection. While the client wants to [`Connect`](Action::Connect), that is the one
    /// before, and changes nothing: where the new one cannot be made, call [`failed`](Self::failed).
    pub fn closed(&mut self) {
        let polled = &mut self.engine.transport;
        polled.connected = false;
        if polled.is_at(Next::Send) || polled.is_at(Next::Receive) {
            polled.exchange.closed(&mut polled.reader);
            polled.settle();
        }
    }

    /// Connecting, sending or receiving failed, or took too long; or the connection is to be given up. It is not used again. If it
    /// was one that an earlier exchange had left, and no answer has begun, the client wants another one for the same request, once.
    pub fn failed(&mut self, kind: TransportErrorKind) {
        let polled = &mut self.engine.transport;
        polled.connected = false;
        if !polled.is_at(Next::Over) {
            polled.exchange.failed(kind);
            polled.settle();
        }
    }
}

/// Whether the queue can be reached at this moment. What is taken for the end of a body must not be a queue that is in use.
fn is_reached(queue: &mut dyn QueueAccess) -> bool {
    let mut reached = false;
    queue.access(&mut |_| reached = true);
    reached
}
