//! Reads raw HTTP/1 bytes and gives the parts of the final answer to a sink.

use super::AnswerError;
use crate::transport::ResponseSink;

/// Where a [`ResponseReader`] stands after some bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Progress {
    /// The answer goes on: read more, or call [`closed`](ResponseReader::closed) at the end of the stream.
    More,
    /// The answer is whole, or the sink has had enough of it.
    Done,
}

/// Reads raw HTTP/1 bytes, in pieces of any size.
pub struct ResponseReader {}

impl ResponseReader {
    /// The longest head that is read, in bytes.
    pub const MAX_HEAD: u32 = 16 * 1024;

    /// A reader for the answer to one request.
    #[must_use]
    pub const fn new() -> Self {
        Self {}
    }

    /// Takes the next bytes.
    ///
    /// # Errors
    /// See [`AnswerError`].
    pub fn feed(&mut self, _raw: &[u8], _sink: &mut dyn ResponseSink) -> Result<Progress, AnswerError> {
        Ok(Progress::More)
    }

    /// The stream has ended.
    ///
    /// # Errors
    /// [`AnswerError::CutOff`] unless the answer was one that the end of the stream ends.
    pub fn closed(&mut self) -> Result<(), AnswerError> {
        Err(AnswerError::CutOff)
    }

    /// Whether any byte of an answer has come.
    #[must_use]
    pub fn has_begun(&self) -> bool {
        false
    }

    /// Whether the connection may carry another request: the answer was whole, nothing came after it, and
    /// neither side asked to close.
    #[must_use]
    pub fn is_reusable(&self) -> bool {
        false
    }
}
