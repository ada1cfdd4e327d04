//! The request that carries a queue's chunk.

use super::body::BodyState;
use super::format::{Shape, WireFormat};
use super::headers::{Head, HeadState, Settings};
use crate::queue::{Models, QueueAccess};
#[cfg(feature = "std")]
use crate::readings::digits::Digits;
use crate::server::Server;
use crate::transport::{Method, RequestSource};

/// Pieces that are counted at a time while a shared queue is borrowed.
#[cfg(not(feature = "std"))]
const COUNTED: u32 = 16;
/// On a host a hundred take some microseconds.
#[cfg(feature = "std")]
const COUNTED: u32 = 100;

/// A chunk on its way. It reaches for the queue for one window at a time.
pub(crate) struct Submission<'a, Q, F> {
    queue: &'a mut Q,
    format: &'a F,
    settings: &'a Settings<'a>,
    models: Models,
    sequence: u32,
    /// The bytes of the body, once they are counted.
    length: Option<u64>,
    head: HeadState,
    body: BodyState,
}

impl<'a, Q: QueueAccess, F: WireFormat> Submission<'a, Q, F> {
    /// A request for the chunk that is pinned.
    pub(crate) fn new(queue: &'a mut Q, format: &'a F, settings: &'a Settings<'a>, models: Models) -> Self {
        let mut sequence = 0;
        queue.access(&mut |queue| sequence = queue.pinned().chunk().sequence);
        let (head, body) = (HeadState::default(), BodyState::default());
        Self { queue, format, settings, models, sequence, length: None, head, body }
    }

    fn shape(&self) -> Shape {
        Shape { compact: self.settings.compact, sums: self.settings.sums }
    }

    /// The length of the body. It is counted when it is first asked for.
    fn length(&mut self) -> u64 {
        if let Some(length) = self.length {
            return length;
        }
        let length = self.count(BodyState::default());
        self.length = Some(length);
        length
    }

    /// The bytes of the body from a place on.
    fn count(&mut self, from: BodyState) -> u64 {
        let (mut body, mut length, mut done) = (from, 0, false);
        let (shape, format) = (self.shape(), self.format);
        while !done {
            // A queue that cannot be reached ends the count as well.
            done = true;
            self.queue.access(&mut |queue| {
                done = body.count(format, &queue.pinned(), shape, COUNTED, &mut length);
            });
        }
        length
    }

    /// Writes the next bytes of a head that says this length.
    fn fill_head(&self, state: &mut HeadState, length: u64, buf: &mut [u8]) -> usize {
        let head = Head {
            method: Method::Post,
            server: self.settings.server,
            target: &|piece| self.target(piece),
            headers: &|piece| self.headers(piece),
            length: Some(length),
        };
        state.fill(&head, buf)
    }

    /// Writes the head and what fits of the body, and only then the length into the head: what fits is not counted, which takes
    /// half as long as writing it. `None` if that did not work out.
    #[cfg(feature = "std")]
    fn fill_uncounted(&mut self, buf: &mut [u8]) -> Option<usize> {
        let mut readings = 0;
        self.queue.access(&mut |queue| readings = queue.pinned().chunk().readings);
        // Only how many digits it has must be right.
        let guess = 15 + 95 * u64::from(readings);
        let mut head = HeadState::default();
        let start = self.fill_head(&mut head, guess, buf);
        if !head.is_whole() {
            return None;
        }
        let filled = self.fill_body(buf.get_mut(start..)?);
        let length = filled as u64 + self.count(self.body) - self.body.cut();
        self.length = Some(length);
        let (guess, length) = (Digits::of(guess), Digits::of(length));
        let (guess, length) = (guess.as_bytes(), length.as_bytes());
        if guess.len() != length.len() {
            self.body = BodyState::default();
            return None;
        }
        // The length stands last in a head, before an empty line.
        let end = start.checked_sub(4)?;
        for (to, from) in buf.get_mut(end.checked_sub(length.len())?..end)?.iter_mut().zip(length) {
            *to = *from;
        }
        self.head = head;
        Some(start + filled)
    }
}

impl<Q: QueueAccess, F: WireFormat> RequestSource for Submission<'_, Q, F> {
    fn fill(&mut self, buf: &mut [u8]) -> usize {
        #[cfg(feature = "std")]
        if self.length.is_none() {
            if let Some(filled) = self.fill_uncounted(buf) {
                return filled;
            }
        }
        let length = self.length();
        let mut head = self.head;
        let written = self.fill_head(&mut head, length, buf);
        self.head = head;
        match buf.get_mut(written..) {
            Some(rest) if head.is_whole() => written + self.fill_body(rest),
            _ => written,
        }
    }

    fn fill_body(&mut self, buf: &mut [u8]) -> usize {
        let mut filled = 0;
        let (shape, format, body) = (self.shape(), self.format, &mut self.body);
        self.queue.access(&mut |queue| {
            filled = body.fill(format, &queue.pinned(), shape, &mut *buf);
        });
        filled
    }

    fn rewind(&mut self) {
        (self.head, self.body) = (HeadState::default(), BodyState::default());
    }

    fn method(&self) -> Method {
        Method::Post
    }

    fn server(&self) -> Server<'_> {
        self.settings.server
    }

    fn target(&self, piece: &mut dyn FnMut(&str)) {
        piece(self.settings.base(F::BASE));
        piece(self.format.path(self.models));
    }

    fn headers(&self, piece: &mut dyn FnMut(&str, &str)) {
        self.settings.headers(Some(F::CONTENT_TYPE), Some(self.sequence), piece);
    }

    fn body_len(&mut self) -> u64 {
        self.length()
    }

    fn has_body(&self) -> bool {
        true
    }
}
