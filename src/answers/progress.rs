//! How far an answer has come.

/// Where a [`ResponseReader`](super::ResponseReader) stands after some bytes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
pub enum Progress {
    /// The answer goes on: read more, or call [`closed`](super::ResponseReader::closed) at the end of the stream.
    More,
    /// The answer is whole, or the sink has had enough of it.
    Done,
}
