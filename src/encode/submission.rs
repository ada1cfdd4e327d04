//! The request that carries a queue's chunk.

#[cfg(feature = "std")]
use std::vec::Vec;

use super::body::BodyState;
use super::format::{AnyFormat, Shape};
use super::headers::{Fields, HeadState, Headed, Pieces, Settings};
#[cfg(feature = "std")]
use super::whole::Whole;
use crate::queue::{Models, QueueAccess};
#[cfg(feature = "std")]
use crate::readings::digits::Digits;
use crate::server::Server;
use crate::transport::{Method, RequestSource};

/// Pieces that are counted at a time while a shared queue is borrowed.
#[cfg(not(feature = "std"))]
const COUNTED: u32 = 8;
/// On a host a hundred take some microseconds.
#[cfg(feature = "std")]
const COUNTED: u32 = 100;

/// What ends a head.
#[cfg(feature = "std")]
const END: &[u8] = b"\r\n\r\n";

/// How far the request for a chunk has come.
#[derive(Clone, Copy, Debug)]
pub(crate) struct SubmissionState {
    models: Models,
    sequence: u32,
    /// All of it was out before, over a connection that was closed without an answer: the server may have it from then.
    again: bool,
    /// The bytes of the body, once they are counted.
    length: Option<usize>,
    head: HeadState,
    body: BodyState,
}

impl SubmissionState {
    /// Of no chunk.
    pub(crate) const EMPTY: Self = Self::new(Models::NONE, 0);

    /// Of the chunk that is pinned, before its first byte.
    pub(crate) const fn new(models: Models, sequence: u32) -> Self {
        Self { models, sequence, again: false, length: None, head: HeadState::START, body: BodyState::START }
    }

    /// Starts again from the first byte. The body is counted again, so that the queue is reached before a byte is out.
    pub(crate) fn rewind(&mut self) {
        self.again |= self.body.may_be_over();
        self.length = None;
        (self.head, self.body) = (HeadState::START, BodyState::START);
    }
}

/// A chunk on its way. It reaches for the queue for one window at a time.
pub(crate) struct Submission<'a, Q, F: ?Sized> {
    queue: &'a mut Q,
    format: &'a F,
    settings: &'a Settings<'a>,
    state: SubmissionState,
    /// Where a body that is asked for its length is written.
    #[cfg(feature = "std")]
    buffer: Option<&'a mut Vec<u8>>,
    /// The body, once it is written there.
    #[cfg(feature = "std")]
    whole: Option<Whole<'a>>,
}

impl<'a, Q: QueueAccess, F: AnyFormat + ?Sized> Submission<'a, Q, F> {
    /// A request for the chunk that is pinned.
    pub(crate) const fn new(
        queue: &'a mut Q,
        format: &'a F,
        settings: &'a Settings<'a>,
        models: Models,
        sequence: u32,
    ) -> Self {
        Self::resume(queue, format, settings, SubmissionState::new(models, sequence))
    }

    /// A request that has come so far.
    pub(crate) const fn resume(
        queue: &'a mut Q,
        format: &'a F,
        settings: &'a Settings<'a>,
        state: SubmissionState,
    ) -> Self {
        Self {
            queue,
            format,
            settings,
            state,
            #[cfg(feature = "std")]
            buffer: None,
            #[cfg(feature = "std")]
            whole: None,
        }
    }

    /// Lends it a buffer for its body, should its length be asked for.
    #[cfg(feature = "std")]
    pub(crate) const fn lend(&mut self, buffer: &'a mut Vec<u8>) {
        self.buffer = Some(buffer);
    }

    pub(crate) const fn state(&self) -> SubmissionState {
        self.state
    }

    fn shape(&self) -> Shape {
        Shape { compact: self.settings.compact, sums: self.settings.sums }
    }

    /// The length of the body. It is counted when it is first asked for, or, where there is a buffer, the body is written there.
    fn length(&mut self) -> usize {
        if let Some(length) = self.state.length {
            return length;
        }
        #[cfg(feature = "std")]
        if let (Some(buffer), BodyState::START) = (self.buffer.take(), self.state.body) {
            let whole = Whole::write(buffer, |buf| self.encode(buf));
            let length = whole.len();
            (self.whole, self.state.length) = (Some(whole), Some(length));
            return length;
        }
        let length = self.count(BodyState::START);
        self.state.length = Some(length);
        length
    }

    /// Writes the next bytes of the body into `buf` and says how many.
    fn encode(&mut self, buf: &mut [u8]) -> usize {
        let (mut body, mut filled) = (self.state.body, 0);
        self.reach(&mut body, Some(buf), &mut filled);
        self.state.body = body;
        filled
    }

    /// The bytes of the body from a place on.
    fn count(&mut self, from: BodyState) -> usize {
        let (mut body, mut length) = (from, 0);
        while !self.reach(&mut body, None, &mut length) {}
        length
    }

    /// Reaches for the queue once, to write bytes of the body from a place on, or without a `buf` to count some pieces; true at the
    /// end of the count. A queue that cannot be reached ends it as well. For both, as each way to a queue has its price in flash.
    #[cfg_attr(not(target_os = "none"), inline)]
    #[cfg_attr(target_os = "none", inline(never))]
    fn reach(&mut self, body: &mut BodyState, mut buf: Option<&mut [u8]>, bytes: &mut usize) -> bool {
        let (shape, format, mut done) = (self.shape(), self.format, true);
        self.queue.access(&mut |queue| {
            queue.mark_again(self.state.again);
            let queue = queue.pinned();
            match &mut buf {
                Some(buf) => *bytes += format.fill(body, &queue, shape, buf),
                None => done = format.count(body, &queue, shape, COUNTED, bytes),
            }
        });
        done
    }

    /// Writes the head and what fits of the body, and only then the length into the head: what fits is not counted, which takes
    /// half as long as writing it. `None` if that did not work out.
    #[cfg(feature = "std")]
    fn fill_uncounted(&mut self, buf: &mut [u8]) -> Option<usize> {
        let mut readings = 0;
        self.queue.access(&mut |queue| readings = queue.pinned().chunk().readings);
        // A gauge with name, source and time has some 95 bytes, and the lists around all of them 15. Where this has not as many
        // digits as the length, the body has to be moved.
        let guess = 15 + 95 * usize::from(readings);
        let mut head = HeadState::START;
        let start = head.fill(self, Some(guess), buf);
        if !head.is_whole() {
            return None;
        }
        let filled = self.fill_body(buf.get_mut(start..)?);
        let length = filled + self.count(self.state.body) - self.state.body.cut();
        self.state.length = Some(length);
        let (guess, length) = (Digits::of(guess as u64), Digits::of(length as u64));
        let digits = length.as_bytes();
        // The length stands last in a head, before an empty line.
        let place = start.checked_sub(END.len() + guess.as_bytes().len())?;
        let body = place + digits.len() + END.len();
        if body + filled > buf.len() {
            self.state.body = BodyState::START;
            return None;
        }
        if body != start {
            buf.copy_within(start..start + filled, body);
        }
        for (to, from) in buf.get_mut(place..)?.iter_mut().zip(digits.iter().chain(END)) {
            *to = *from;
        }
        self.state.head = head;
        Some(body + filled)
    }
}

impl<Q: QueueAccess, F: AnyFormat + ?Sized> Headed for Submission<'_, Q, F> {
    fn fields(&self, fields: &mut dyn Fields) {
        self.settings.fields(Some(self.format.content_type()), Some(self.state.sequence), fields);
    }
}

impl<Q: QueueAccess, F: AnyFormat + ?Sized> RequestSource for Submission<'_, Q, F> {
    fn fill(&mut self, buf: &mut [u8]) -> usize {
        #[cfg(feature = "std")]
        if self.state.length.is_none() {
            if let Some(filled) = self.fill_uncounted(buf) {
                return filled;
            }
        }
        let length = self.length();
        let mut head = self.state.head;
        let written = head.fill(self, Some(length), buf);
        self.state.head = head;
        match buf.get_mut(written..) {
            Some(rest) if head.is_whole() => written + self.fill_body(rest),
            _ => written,
        }
    }

    fn fill_body(&mut self, buf: &mut [u8]) -> usize {
        #[cfg(feature = "std")]
        if let Some(whole) = &mut self.whole {
            return whole.fill(buf);
        }
        self.encode(buf)
    }

    fn rewind(&mut self) {
        // Its body was written as a whole before the first byte of it was out.
        #[cfg(feature = "std")]
        if let Some(whole) = self.whole.take() {
            (self.state.again, self.state.body) = (self.state.again || whole.is_out(), BodyState::START);
        }
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
        self.fields(&mut Pieces(piece));
    }

    fn body_len(&mut self) -> u64 {
        self.length() as u64
    }

    fn has_body(&self) -> bool {
        true
    }
}
