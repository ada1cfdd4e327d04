//! What is to happen to one connection.

use std::time::Duration;

/// A direction of a connection.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Way {
    /// From the client to the server: the request.
    ToServer,
    /// From the server to the client: the answer.
    ToClient,
}

/// The faults of one connection. The parts can be combined; of [`cut`](Self::cut), [`reset`](Self::reset),
/// [`stall`](Self::stall) and [`answer`](Self::answer) the last one said counts.
#[derive(Clone, Debug, Default)]
pub struct Plan {
    pub(crate) delays: Delays,
    pub(crate) pieces: Option<usize>,
    pub(crate) gap: Duration,
    pub(crate) fate: Option<Fate>,
}

#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Delays {
    to_server: Duration,
    to_client: Duration,
}

#[derive(Clone, Debug)]
pub(crate) enum Fate {
    /// Ends, stalls or resets after so many bytes that way.
    At(Way, u64, Blow),
    /// Answers in the server's place once so many bytes have come.
    Answer(u64, Vec<u8>),
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Blow {
    Close,
    Reset,
    Stall,
}

impl Plan {
    /// Everything passes.
    pub fn pass() -> Self {
        Self::default()
    }

    /// Waits before the first byte that way is forwarded.
    pub fn delay(mut self, way: Way, time: Duration) -> Self {
        match way {
            Way::ToServer => self.delays.to_server = time,
            Way::ToClient => self.delays.to_client = time,
        }
        self
    }

    /// Forwards at most `size` bytes (at least one) per write, both ways. Each write goes out at once, but a reader
    /// that is slow may still find two together; [`gap`](Self::gap) keeps them apart.
    pub fn pieces(mut self, size: usize) -> Self {
        self.pieces = Some(size.max(1));
        self
    }

    /// Waits this long after each piece.
    pub fn gap(mut self, time: Duration) -> Self {
        self.gap = time;
        self
    }

    /// Forwards `at` bytes that way, then ends the connection in order, to both sides; an answer to the last of them
    /// does not pass. With 0, this happens when the first byte comes, so `cut(Way::ToClient, 0)` is a server that did
    /// the work and never said so. Whether a server still handles a request that was cut right after its last byte is
    /// up to the server.
    pub fn cut(self, way: Way, at: u64) -> Self {
        self.with(Fate::At(way, at, Blow::Close))
    }

    /// As [`cut`](Self::cut), but both sides get a connection reset.
    pub fn reset(self, way: Way, at: u64) -> Self {
        self.with(Fate::At(way, at, Blow::Reset))
    }

    /// Forwards `at` bytes that way, then nothing more either way; the connection stays open until the relay stops.
    pub fn stall(self, way: Way, at: u64) -> Self {
        self.with(Fate::At(way, at, Blow::Stall))
    }

    /// Sends these bytes to the client when its first byte has come, then ends the connection. The server is not
    /// connected to.
    pub fn answer(self, bytes: impl Into<Vec<u8>>) -> Self {
        self.answer_after(1, bytes)
    }

    /// As [`answer`](Self::answer), once `count` bytes have come (or the client has ended its side): with the length of
    /// the request, a client that writes all before it reads is not answered early.
    pub fn answer_after(self, count: u64, bytes: impl Into<Vec<u8>>) -> Self {
        self.with(Fate::Answer(count, bytes.into()))
    }

    fn with(mut self, fate: Fate) -> Self {
        self.fate = Some(fate);
        self
    }

    pub(crate) fn delay_of(&self, way: Way) -> Duration {
        match way {
            Way::ToServer => self.delays.to_server,
            Way::ToClient => self.delays.to_client,
        }
    }

    /// After how many bytes that way which blow falls.
    pub(crate) fn blow(&self, way: Way) -> Option<(u64, Blow)> {
        match self.fate {
            Some(Fate::At(planned, at, blow)) if planned == way => Some((at, blow)),
            _ => None,
        }
    }
}
