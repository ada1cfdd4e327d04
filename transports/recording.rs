//! A transport without a network: it keeps what was sent and plays answers and faults from a script.

mod player;
mod reading;
mod redactor;
mod reply;
mod request;
mod store;

use crate::transport::{
    AsyncHttpTransport, HttpTransport, RequestSource, ResponseSink, TransportError, TransportErrorKind,
};

pub use reading::{RecordedKind, RecordedReading};
pub use reply::{Fault, Reply};
pub use request::RecordedRequest;
use store::Store;

/// The most bytes of a request or an answer that are moved at once.
const PIECE: usize = 256;

/// How many scripted exchanges it can hold.
const SCRIPT: usize = 32;

/// A transport for tests: it keeps requests in `N` bytes, without their credentials, and plays a script of answers
/// and faults. It needs neither heap nor network, so tests of firmware can run it on the target.
///
/// ```
/// use librato::transports::{Fault, Recording, Reply};
///
/// let transport = Recording::<4096>::new()
///     .answer(503)                                   // the first exchange
///     .answer_with(429, &[("Retry-After", "2")], "") // the second
///     .answer(Fault::RequestAt(100))                 // the third breaks while it is sent
///     .answer(Reply::new(200).pieces(1))             // the fourth is read byte by byte
///     .otherwise(204);                               // all later ones; 200 unless said
/// assert_eq!(transport.requests(), 0);
/// assert_eq!(transport.request(7).method(), "");     // an absent request reads as an empty one
/// ```
///
/// Every exchange counts as a request, the failed ones as well. Each costs 4 bytes of `N` beyond its own length.
/// What finds no room is [dropped](Self::dropped), which does not disturb the exchange.
///
/// A script of more than [`MAX_SCRIPT`](Recording::MAX_SCRIPT) exchanges makes each exchange fail with
/// [`TransportErrorKind::Unsupported`].
#[derive(Clone)]
pub struct Recording<'a, const N: usize> {
    store: Store<N>,
    script: heapless::Vec<Reply<'a>, SCRIPT>,
    played: usize,
    overfull: bool,
    otherwise: Reply<'a>,
    window: usize,
    pieces: usize,
}

impl Recording<'_, 0> {
    /// How many exchanges a script can hold.
    pub const MAX_SCRIPT: usize = SCRIPT;
}

impl<'a, const N: usize> Recording<'a, N> {
    /// An empty recording that answers everything with an empty 200.
    #[must_use]
    pub const fn new() -> Self {
        Self {
            store: Store::new(),
            script: heapless::Vec::new(),
            played: 0,
            overfull: false,
            otherwise: Reply::new(200),
            window: PIECE,
            pieces: PIECE,
        }
    }

    /// Adds an exchange to the script: a status, a [`Fault`], or a [`Reply`] with all there is to say.
    #[must_use]
    pub fn answer(mut self, reply: impl Into<Reply<'a>>) -> Self {
        self.overfull |= self.script.push(reply.into()).is_err();
        self
    }

    /// Adds an answer with headers and a body. `Content-Length` is added, see [`Reply::headers`].
    #[must_use]
    pub fn answer_with(self, status: u16, headers: &'a [(&'a str, &'a str)], body: &'a str) -> Self {
        self.answer(Reply::new(status).headers(headers).body(body))
    }

    /// Adds an answer of these bytes, which may be no HTTP at all. The stream ends after them.
    #[must_use]
    pub fn answer_raw(self, bytes: &'a [u8]) -> Self {
        self.answer(Reply::raw(bytes))
    }

    /// What is played when the script has come to its end.
    #[must_use]
    pub fn otherwise(mut self, reply: impl Into<Reply<'a>>) -> Self {
        self.otherwise = reply.into();
        self
    }

    /// Takes requests in windows of this many bytes, from 1 to 256, as a stream does that takes short writes.
    #[must_use]
    pub const fn window(mut self, bytes: usize) -> Self {
        self.window = bytes;
        self
    }

    /// Gives answers in pieces of this many bytes, from 1 to 256, as a stream does that gives short reads.
    #[must_use]
    pub const fn pieces(mut self, bytes: usize) -> Self {
        self.pieces = bytes;
        self
    }

    /// How many exchanges there were since the start or the last [`clear`](Self::clear).
    #[must_use]
    pub const fn requests(&self) -> usize {
        self.store.requests()
    }

    /// The request of one exchange, counted from 0. One that is not there reads as an empty request.
    #[must_use]
    pub fn request(&self, index: usize) -> RecordedRequest<'_> {
        self.store.request(index)
    }

    /// How many exchanges of the script are still to come.
    #[must_use]
    pub fn unplayed(&self) -> usize {
        self.script.len().saturating_sub(self.played)
    }

    /// How many bytes of requests found no room.
    #[must_use]
    pub const fn dropped(&self) -> usize {
        self.store.dropped()
    }

    /// Whether any byte found no room.
    #[must_use]
    pub const fn is_truncated(&self) -> bool {
        self.dropped() > 0
    }

    /// Forgets the requests. The script goes on where it is.
    pub fn clear(&mut self) {
        self.store.clear();
    }

    fn send(
        &mut self,
        request: &mut dyn RequestSource,
        size: usize,
        limit: usize,
    ) -> Result<(), TransportError> {
        let mut buffer = [0; PIECE];
        let window = buffer.get_mut(..size.clamp(1, PIECE)).unwrap_or_default();
        let mut left = limit;
        let result = loop {
            let filled = request.fill(window);
            let Some(bytes) = window.get(..filled) else {
                break Err(TransportError::not_sent(TransportErrorKind::Io));
            };
            if bytes.is_empty() {
                self.store.complete();
                break Ok(());
            }
            self.store.add(bytes.get(..left).unwrap_or(bytes));
            match left.checked_sub(filled) {
                // The next byte is the one that fails, if there is one.
                Some(rest) => left = rest,
                None => break Err(TransportError::not_sent(TransportErrorKind::Closed)),
            }
        };
        buffer.fill(0);
        // Keeps the compiler from taking the line above for useless.
        core::hint::black_box(&buffer);
        result
    }
}

impl<const N: usize> Default for Recording<'_, N> {
    fn default() -> Self {
        Self::new()
    }
}

impl<const N: usize> HttpTransport for Recording<'_, N> {
    fn exchange(
        &mut self,
        request: &mut dyn RequestSource,
        response: &mut dyn ResponseSink,
    ) -> Result<(), TransportError> {
        if self.overfull {
            return Err(TransportError::not_sent(TransportErrorKind::Unsupported));
        }
        let reply = self.script.get(self.played).copied();
        self.played = self.played.saturating_add(usize::from(reply.is_some()));
        let reply = reply.unwrap_or(self.otherwise);

        self.store.begin();
        let limit = match reply.fault {
            Some(Fault::Connect(kind)) => return Err(TransportError::not_sent(kind)),
            Some(Fault::RequestAt(at)) => at,
            _ => usize::MAX,
        };
        self.send(request, reply.window.unwrap_or(self.window), limit)?;
        player::play(reply.answer, reply.fault, reply.pieces.unwrap_or(self.pieces), response)
            .map_err(TransportError::unknown)
    }
}

/// The same, at once: it awaits nothing.
impl<const N: usize> AsyncHttpTransport for Recording<'_, N> {
    async fn exchange(
        &mut self,
        request: &mut (dyn RequestSource + Send),
        response: &mut (dyn ResponseSink + Send),
    ) -> Result<(), TransportError> {
        HttpTransport::exchange(self, request, response)
    }
}

impl<const N: usize> core::fmt::Debug for Recording<'_, N> {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        let requests = (0..self.requests()).map(|index| self.request(index));
        f.debug_list().entries(requests).finish()
    }
}

#[cfg(feature = "defmt")]
crate::log::shown! {
    impl[const N: usize] Recording<'_, N>: |recording| "Recording({=usize} requests)", recording.requests();
}
