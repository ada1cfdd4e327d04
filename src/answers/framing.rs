//! Where an answer ends, as its head says.

use super::AnswerError;
use super::field::Field;
use super::fields::{decimal, is, part, trim};

/// What the head has said so far about where the answer ends. All-zero when nothing was said.
pub(super) struct Framing {
    length: Option<u32>,
    chunked: bool,
    close: bool,
}

/// How the body is delimited.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum BodyKind {
    /// So many bytes; 0 for none at all.
    Length(u32),
    /// In chunks.
    Chunked,
    /// By the end of the stream.
    UntilClose,
}

impl Framing {
    pub(super) const fn new() -> Self {
        Self { length: None, chunked: false, close: false }
    }

    /// The other side will close, or cannot be trusted not to.
    pub(super) const fn will_close(&mut self) {
        self.close = true;
    }

    /// Whether the body comes in chunks.
    pub(super) const fn is_chunked(&self) -> bool {
        self.chunked
    }

    /// Takes a header. A list of equal lengths, as some proxies make of repeated headers, counts as one.
    #[inline(never)]
    pub(super) fn header(&mut self, field: Field, value: &[u8]) -> Result<(), AnswerError> {
        let mut list = Some(value);
        while let Some(item) = part(&mut list, b',') {
            let item = trim(item);
            match field {
                Field::ContentLength => {
                    // `decimal` gives the largest number for all that are too large.
                    let length = decimal(item).filter(|&length| length < u32::MAX);
                    if length.is_none() {
                        return Err(AnswerError::BadContentLength);
                    }
                    if self.length.is_some() && self.length != length {
                        return Err(AnswerError::TwoContentLengths);
                    }
                    self.length = length;
                }
                Field::TransferEncoding if item.is_empty() => {}
                Field::TransferEncoding if self.chunked || !is(item, b"chunked") => {
                    return Err(AnswerError::BadTransferEncoding);
                }
                Field::TransferEncoding => self.chunked = true,
                _ => self.close |= is(item, b"close"),
            }
        }
        Ok(())
    }

    /// How the body of an answer with this status is delimited, and whether another answer can follow it. It
    /// cannot where the head contradicts itself: then nobody knows where the other side sees the end.
    pub(super) fn body(&self, status: u16) -> (BodyKind, bool) {
        let (kind, is_clear) = match (status, self.length) {
            (204, length) => (BodyKind::Length(0), !self.chunked && length.unwrap_or(0) == 0),
            // A 304 may carry the length that a 200 would have had.
            (304, _) => (BodyKind::Length(0), !self.chunked),
            (_, length) if self.chunked => (BodyKind::Chunked, length.is_none()),
            (_, Some(length)) => (BodyKind::Length(length), true),
            (_, None) => (BodyKind::UntilClose, false),
        };
        (kind, is_clear && !self.close)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(headers: &[(&str, &str)]) -> Result<Framing, AnswerError> {
        let mut framing = Framing::new();
        for (name, value) in headers {
            framing.header(Field::of(name.as_bytes()).unwrap(), value.as_bytes())?;
        }
        Ok(framing)
    }

    fn body(headers: &[(&str, &str)]) -> Result<(BodyKind, bool), AnswerError> {
        read(headers).map(|framing| framing.body(200))
    }

    #[test]
    fn lengths() {
        const CL: &str = "Content-Length";
        let kept = |length| Ok((BodyKind::Length(length), true));
        assert_eq!(body(&[(CL, "0")]), kept(0));
        assert_eq!(body(&[(CL, "5"), ("content-length", "5")]), kept(5));
        assert_eq!(body(&[(CL, "5 ,\t05")]), kept(5));
        assert_eq!(body(&[(CL, "4294967289")]), kept(u32::MAX - 6));
        assert_eq!(body(&[(CL, "5"), (CL, "6")]), Err(AnswerError::TwoContentLengths));
        assert_eq!(body(&[(CL, "5, 6")]), Err(AnswerError::TwoContentLengths));
        for bad in ["", "-1", "+1", "5,", "0x5", "5 5", "five", "4294967290", "99999999999999999999999"] {
            assert_eq!(body(&[(CL, bad)]), Err(AnswerError::BadContentLength), "{bad}");
        }
    }

    #[test]
    fn codings() {
        const TE: &str = "Transfer-Encoding";
        assert_eq!(body(&[(TE, "Chunked")]), Ok((BodyKind::Chunked, true)));
        assert_eq!(body(&[(TE, ", chunked ,")]), Ok((BodyKind::Chunked, true)));
        assert_eq!(body(&[("Content-Length", "5"), (TE, "chunked")]), Ok((BodyKind::Chunked, false)));
        for bad in ["gzip", "gzip, chunked", "chunked, chunked", "chunked;q=1", "identity"] {
            assert_eq!(body(&[(TE, bad)]), Err(AnswerError::BadTransferEncoding), "{bad}");
        }
        assert_eq!(body(&[(TE, "chunked"), (TE, "chunked")]), Err(AnswerError::BadTransferEncoding));
    }

    #[test]
    fn what_has_no_body_and_what_closes() {
        let none = BodyKind::Length(0);
        let length = read(&[("Content-Length", "5")]).unwrap();
        assert_eq!(length.body(204), (none, false));
        assert_eq!(length.body(304), (none, true));
        assert_eq!(read(&[]).unwrap().body(204), (none, true));
        assert_eq!(body(&[]), Ok((BodyKind::UntilClose, false)));
        let close = [("Connection", "keep-alive, Close"), ("Content-Length", "1")];
        assert_eq!(body(&close), Ok((BodyKind::Length(1), false)));
        assert!(!Field::of(b"Content-Type").unwrap().is_framing());
    }
}
