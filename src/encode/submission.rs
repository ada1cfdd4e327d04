//! The request that carries a queue's chunk.

use super::body::BodyState;
use super::format::{Shape, WireFormat};
use super::headers::{Head, HeadState, Settings};
use crate::queue::{Models, QueueAccess};
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
    length: u64,
    head: HeadState,
    body: BodyState,
}

impl<'a, Q: QueueAccess, F: WireFormat> Submission<'a, Q, F> {
    /// A request for the chunk that is pinned. Counts the body.
    pub(crate) fn new(queue: &'a mut Q, format: &'a F, settings: &'a Settings<'a>, models: Models) -> Self {
        let mut sequence = 0;
        queue.access(&mut |queue| sequence = queue.pinned().chunk().sequence);
        let body = BodyState::default();
        let mut this =
            Self { queue, format, settings, models, sequence, length: 0, head: HeadState::default(), body };
        this.length = this.count();
        this
    }

    fn shape(&self) -> Shape {
        Shape { compact: self.settings.compact, sums: self.settings.sums }
    }

    fn count(&mut self) -> u64 {
        let (mut body, mut length, mut done) = (BodyState::default(), 0, false);
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
}

impl<Q: QueueAccess, F: WireFormat> RequestSource for Submission<'_, Q, F> {
    fn fill(&mut self, buf: &mut [u8]) -> usize {
        let mut state = self.head;
        let this = &*self;
        let head = Head {
            method: Method::Post,
            server: this.settings.server,
            target: &|piece| this.target(piece),
            headers: &|piece| this.headers(piece),
            length: Some(this.length),
        };
        let written = state.fill(&head, buf);
        self.head = state;
        match buf.get_mut(written..) {
            Some(rest) if state.is_whole() => written + self.fill_body(rest),
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

    fn body_len(&self) -> u64 {
        self.length
    }

    fn has_body(&self) -> bool {
        true
    }
}
