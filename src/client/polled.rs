//! A client that is asked what it wants: for firmware that moves the bytes itself, in a super-loop or in interrupts.

use super::Client;
use crate::answers::{Progress, ResponseReader};
use crate::attempt::{Failed, Stage};
use crate::encode::{AnyFormat, Submission, SubmissionState, WireFormat};
use crate::queue::QueueAccess;
use crate::session::{Cause, FlushError, Report, Step};
use crate::transport::{RequestSource as _, TransportError, TransportErrorKind};
use crate::{Millis, Server};

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
    phase: Phase,
    request: SubmissionState,
    reader: ResponseReader,
    report: Report,
    /// What the exchange came to, in the phase `Over`.
    result: Result<(), TransportError>,
    /// There is a connection that can carry a request.
    connected: bool,
    /// The attempt began on a connection that another exchange had left.
    kept: bool,
    /// The server may have the whole request from an attempt before this one.
    handed_over: bool,
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Phase {
    Idle,
    Connecting,
    Sending,
    Receiving,
    Over,
}

impl Polled {
    /// No connection, and nothing under way.
    #[must_use]
    pub const fn new() -> Self {
        Self {
            phase: Phase::Idle,
            request: SubmissionState::EMPTY,
            reader: ResponseReader::new(),
            report: Report::EMPTY,
            result: Ok(()),
            connected: false,
            kept: false,
            handed_over: false,
        }
    }

    fn begin(&mut self, request: SubmissionState) {
        self.request = request;
        self.kept = self.connected;
        self.handed_over = false;
        self.attempt();
    }

    /// Sends the request from its first byte, over a connection that is still to be made if there is none.
    fn attempt(&mut self) {
        self.request.rewind();
        self.reader = ResponseReader::new();
        self.phase = if self.connected { Phase::Sending } else { Phase::Connecting };
    }

    fn over(&mut self, result: Result<(), TransportError>) {
        (self.phase, self.result) = (Phase::Over, result);
    }

    fn failed(&mut self, kind: TransportErrorKind) {
        self.connected = false;
        let stage = match (self.phase, self.reader.has_begun()) {
            (Phase::Idle | Phase::Over, _) => return,
            (Phase::Connecting | Phase::Sending, false) => Stage::Sending,
            (Phase::Connecting | Phase::Sending, true) => Stage::Interrupted,
            (Phase::Receiving, false) => Stage::Waiting,
            (Phase::Receiving, true) => Stage::Answering,
        };
        let failed = Failed { kind, stage };
        if core::mem::take(&mut self.kept) && failed.is_stale() {
            self.handed_over = failed.handed_over();
            self.attempt();
        } else {
            self.over(Err(failed.error(self.handed_over)));
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

impl<'a, F: WireFormat> Client<'a, Polled, F> {
    /// What the client wants next. Polled when nothing is under way, it begins a flush of `queue`; until that is
    /// [`Done`](Action::Done), it must be given the same queue. `now` and `seed` are as with [`flush`](Client::flush).
    ///
    /// From within an access to the queue, as [`SharedQueue::with`](crate::SharedQueue::with) is one, nothing happens:
    /// [`Cause::Busy`](crate::Cause::Busy).
    pub fn poll<Q: QueueAccess>(&mut self, mut queue: Q, now: Millis, seed: u32) -> Action {
        if !is_reached(&mut queue) {
            let report = self.engine.transport.report;
            return Action::Done(Err(FlushError::busy(report, now)));
        }
        loop {
            let stop = match self.engine.transport.phase {
                Phase::Connecting => return Action::Connect,
                Phase::Sending => return Action::Send,
                Phase::Receiving => return Action::Receive,
                Phase::Idle => {
                    let report = &mut self.engine.transport.report;
                    let routes = self.engine.format.routes();
                    match self.engine.session.step(&mut queue, routes, now, true, report) {
                        Step::Send(models, sequence) => {
                            self.engine.answer.reset();
                            self.engine.transport.begin(SubmissionState::new(models, sequence));
                            continue;
                        }
                        Step::Done => None,
                        Step::Stop(cause) => Some(cause),
                    }
                }
                Phase::Over => {
                    let polled = &mut self.engine.transport;
                    polled.phase = Phase::Idle;
                    let (result, mut report) = (polled.result, polled.report);
                    let stop =
                        self.engine.answered(&self.settings, &mut queue, result, (now, seed), &mut report);
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
        if polled.phase == Phase::Connecting {
            (polled.connected, polled.phase) = (true, Phase::Sending);
        }
    }

    /// Writes the next bytes of the request into `buf` and says how many; fewer than `buf` has room for are the last. They count as
    /// sent. Any length of `buf` from 1 up works, 64 and more well.
    pub fn fill<Q: QueueAccess>(&mut self, mut queue: Q, buf: &mut [u8]) -> usize {
        let polled = &mut self.engine.transport;
        if polled.phase != Phase::Sending || !is_reached(&mut queue) {
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
            polled.phase = Phase::Receiving;
        }
        filled
    }

    /// Takes what arrived. A refusal (400 and above) may come before the whole request is out.
    pub fn feed(&mut self, bytes: &[u8]) {
        let engine = &mut self.engine;
        let polled = &mut engine.transport;
        if !matches!(polled.phase, Phase::Sending | Phase::Receiving) {
            // Nobody asked: what comes next on this connection would be taken for an answer.
            polled.connected &= bytes.is_empty();
            return;
        }
        match polled.reader.feed(bytes, &mut engine.answer) {
            Ok(Progress::More) => {}
            Ok(Progress::Done) if polled.phase == Phase::Sending && engine.answer.status() < 400 => {
                polled.failed(TransportErrorKind::Closed);
            }
            Ok(Progress::Done) => {
                polled.connected = polled.phase == Phase::Receiving && polled.reader.is_reusable();
                polled.over(Ok(()));
            }
            Err(error) => polled.failed(TransportErrorKind::Answer(error)),
        }
    }

    /// The other side has closed the connection. While the client wants to [`Connect`](Action::Connect), that is the one
    /// before, and changes nothing: where the new one cannot be made, call [`failed`](Self::failed).
    pub fn closed(&mut self) {
        let polled = &mut self.engine.transport;
        polled.connected = false;
        if polled.phase == Phase::Connecting {
            // That was the connection before.
            return;
        }
        let is_refusal = self.engine.answer.status() >= 400;
        match (polled.phase, polled.reader.closed()) {
            (Phase::Receiving, Ok(())) => polled.over(Ok(())),
            (Phase::Sending, Ok(())) if is_refusal => polled.over(Ok(())),
            (Phase::Receiving, Err(error)) if polled.reader.has_begun() => {
                polled.failed(TransportErrorKind::Answer(error));
            }
            _ => polled.failed(TransportErrorKind::Closed),
        }
    }

    /// Connecting, sending or receiving failed, or took too long; or the connection is to be given up. It is not used again. If it
    /// was one that an earlier exchange had left, and no answer has begun, the client wants another one for the same request, once.
    pub fn failed(&mut self, kind: TransportErrorKind) {
        self.engine.transport.failed(kind);
    }

    /// The server to connect to.
    #[must_use]
    pub const fn server(&self) -> Server<'a> {
        self.settings.server
    }
}

/// Whether the queue can be reached at this moment. What is taken for the end of a body must not be a queue that is in use.
fn is_reached(queue: &mut dyn QueueAccess) -> bool {
    let mut reached = false;
    queue.access(&mut |_| reached = true);
    reached
}
