//! The request that carries a queue's chunk.

use super::body::BodyState;
use super::format::{AnyFormat, Shape};
use super::headers::{HeadState, Settings};
use crate::queue::{Models, QueueAccess};
use crate::server::Server;
use crate::transport::{Method, RequestSource};

/// Pieces that are counted at a time while a shared queue is borrowed.
const COUNTED: u32 = 16;

/// How far the request for a chunk has come.
#[derive(Clone, Copy, Debug)]
pub(crate) struct SubmissionState {
    models: Models,
    sequence: u32,
    length: u64,
    head: HeadState,
    body: BodyState,
}

impl SubmissionState {
    /// Of no chunk.
    pub(crate) const EMPTY: Self = Self {
        models: Models { legacy: false, tagged: false },
        sequence: 0,
        length: 0,
        head: HeadState::START,
        body: BodyState::START,
    };

    /// Starts again from the first byte.
    pub(crate) fn rewind(&mut self) {
        (self.head, self.body) = (HeadState::START, BodyState::START);
    }
}

/// A chunk on its way. It reaches for the queue for one window at a time.
pub(crate) struct Submission<'a, Q, F> {
    queue: &'a mut Q,
    format: &'a F,
    settings: &'a Settings<'a>,
    state: SubmissionState,
}

impl<'a, Q: QueueAccess, F: AnyFormat> Submission<'a, Q, F> {
    /// A request for the chunk that is pinned. Counts the body.
    pub(crate) fn new(queue: &'a mut Q, format: &'a F, settings: &'a Settings<'a>, models: Models) -> Self {
        let mut state = SubmissionState { models, ..SubmissionState::EMPTY };
        queue.access(&mut |queue| state.sequence = queue.pinned().chunk().sequence);
        let mut this = Self::resume(queue, format, settings, state);
        this.state.length = this.count();
        this
    }

    /// A request that has come so far.
    pub(crate) const fn resume(
        queue: &'a mut Q,
        format: &'a F,
        settings: &'a Settings<'a>,
        state: SubmissionState,
    ) -> Self {
        Self { queue, format, settings, state }
    }

    pub(crate) const fn state(&self) -> SubmissionState {
        self.state
    }

    fn shape(&self) -> Shape {
        Shape { compact: self.settings.compact, sums: self.settings.sums }
    }

    fn count(&mut self) -> u64 {
        let (mut body, mut length, mut done) = (BodyState::START, 0, false);
        let (shape, format) = (self.shape(), self.format);
        while !done {
            // A queue that cannot be reached ends the count as well.
            done = true;
            self.queue.access(&mut |queue| {
                done = format.count(&mut body, &queue.pinned(), shape, COUNTED, &mut length);
            });
        }
        length
    }
}

impl<Q: QueueAccess, F: AnyFormat> RequestSource for Submission<'_, Q, F> {
    fn fill(&mut self, buf: &mut [u8]) -> usize {
        let mut head = self.state.head;
        let written = head.fill(self, buf);
        self.state.head = head;
        match buf.get_mut(written..) {
            Some(rest) if head.is_whole() => written + self.fill_body(rest),
            _ => written,
        }
    }

    fn fill_body(&mut self, buf: &mut [u8]) -> usize {
        let mut filled = 0;
        let (shape, format, body) = (self.shape(), self.format, &mut self.state.body);
        self.queue.access(&mut |queue| {
            filled = format.fill(body, &queue.pinned(), shape, &mut *buf);
        });
        filled
    }

    fn rewind(&mut self) {
        self.state.rewind();
    }

    fn method(&self) -> Method {
        Method::Post
    }

    fn server(&self) -> Server<'_> {
        self.settings.server
    }

    fn target(&self, piece: &mut dyn FnMut(&str)) {
        piece(self.settings.base(self.format.base()));
        self.format.target(self.state.models, piece);
    }

    fn headers(&self, piece: &mut dyn FnMut(&str, &str)) {
        self.settings.headers(Some(self.format.content_type()), Some(self.state.sequence), piece);
    }

    fn body_len(&self) -> u64 {
        self.state.length
    }

    fn has_body(&self) -> bool {
        true
    }
}
