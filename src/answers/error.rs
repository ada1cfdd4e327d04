//! Why bytes from a server are no usable HTTP answer.

/// Why bytes from a server are no usable HTTP answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
#[non_exhaustive]
pub enum AnswerError {
    /// The connection ended before the answer did.
    CutOff,
    /// It does not begin as an HTTP/1 answer does.
    NotHttp,
    /// A header line has no colon, a bad name, or a control character.
    BadHeader,
    /// The head is longer than [`MAX_HEAD`](super::ResponseReader::MAX_HEAD).
    HeadTooLong,
    /// A header that says where the answer ends does not fit the line buffer.
    FramingHeaderTooLong,
    /// Two `Content-Length` headers that differ.
    TwoContentLengths,
    /// A `Content-Length` that is no number, negative, or 4 GiB and more.
    BadContentLength,
    /// A `Transfer-Encoding` other than `chunked`.
    BadTransferEncoding,
    /// A chunk without a size line in hexadecimal, or without its end.
    BadChunk,
    /// A chunk of 4 GiB or more.
    ChunkTooLarge,
}

impl core::fmt::Display for AnswerError {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.write_str(match self {
            Self::NotHttp => "the answer is not HTTP/1",
            Self::BadHeader => "a header of the answer is malformed",
            Self::HeadTooLong => "the head of the answer is too long",
            Self::FramingHeaderTooLong => "a framing header of the answer is too long",
            Self::TwoContentLengths => "the answer has two content lengths",
            Self::BadContentLength => "the content length of the answer is no length",
            Self::BadTransferEncoding => "the transfer encoding of the answer is not known",
            Self::BadChunk => "a chunk of the answer is malformed",
            Self::ChunkTooLarge => "a chunk size of the answer is too large",
            Self::CutOff => "the answer was cut off",
        })
    }
}

impl core::error::Error for AnswerError {}
