//! Where an answer ends, as its head says.

use super::AnswerError;
use super::line::trim;

/// What the head has said so far about where the answer ends. All-zero when nothing was said.
pub(super) struct Framing {
    length: Option<u64>,
    chunked: bool,
    /// A coding was named, whichever.
    coded: bool,
    close: bool,
}

/// How the body is delimited.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum BodyKind {
    /// So many bytes; 0 for none at all.
    Length(u64),
    /// In chunks.
    Chunked,
    /// By the end of the stream.
    UntilClose,
}

/// Whether a header of this name decides where the answer ends, or whether another can follow it.
pub(super) fn is_framing(name: &[u8]) -> bool {
    [&b"content-length"[..], b"transfer-encoding", b"connection"]
        .iter()
        .any(|known| name.eq_ignore_ascii_case(known))
}

impl Framing {
    pub(super) const fn new() -> Self {
        Self { length: None, chunked: false, coded: false, close: false }
    }

    /// The other side will close, or cannot be trusted not to.
    pub(super) const fn will_close(&mut self) {
        self.close = true;
    }

    /// Takes a header; one of another kind changes nothing.
    pub(super) fn header(&mut self, name: &str, value: &[u8]) -> Result<(), AnswerError> {
        if name.eq_ignore_ascii_case("content-length") {
            self.content_length(value)
        } else if name.eq_ignore_ascii_case("transfer-encoding") {
            self.transfer_encoding(value)
        } else {
            if name.eq_ignore_ascii_case("connection") {
                self.close |= list(value).any(|option| option.eq_ignore_ascii_case(b"close"));
            }
            Ok(())
        }
    }

    /// A list of equal lengths, as some proxies make of repeated headers, counts as one.
    fn content_length(&mut self, value: &[u8]) -> Result<(), AnswerError> {
        for text in list(value) {
            let length = decimal(text).ok_or(AnswerError::BadContentLength)?;
            match self.length {
                Some(other) if other != length => return Err(AnswerError::TwoContentLengths),
                _ => self.length = Some(length),
            }
        }
        Ok(())
    }

    fn transfer_encoding(&mut self, value: &[u8]) -> Result<(), AnswerError> {
        for coding in list(value).filter(|coding| !coding.is_empty()) {
            if self.coded || !coding.eq_ignore_ascii_case(b"chunked") {
                return Err(AnswerError::BadTransferEncoding);
            }
            (self.coded, self.chunked) = (true, true);
        }
        Ok(())
    }

    /// How the body of an answer with this status is delimited, and whether another answer can follow it. It
    /// cannot where the head contradicts itself: then nobody knows where the other side sees the end.
    pub(super) fn body(&self, status: u16) -> (BodyKind, bool) {
        let length = self.length.unwrap_or(0);
        match status {
            204 => (BodyKind::Length(0), !self.close && !self.chunked && length == 0),
            // A 304 may carry the length that a 200 would have had.
            304 => (BodyKind::Length(0), !self.close && !self.chunked),
            _ if self.chunked => (BodyKind::Chunked, !self.close && self.length.is_none()),
            _ => match self.length {
                Some(length) => (BodyKind::Length(length), !self.close),
                None => (BodyKind::UntilClose, false),
            },
        }
    }
}

/// The elements of a comma list.
fn list(value: &[u8]) -> impl Iterator<Item = &[u8]> {
    value.split(|&byte| byte == b',').map(trim)
}

/// Digits and nothing else, within 64 bits.
pub(super) fn decimal(text: &[u8]) -> Option<u64> {
    if text.is_empty() {
        return None;
    }
    text.iter().try_fold(0_u64, |number, byte| {
        let digit = byte.wrapping_sub(b'0');
        (digit < 10).then_some(())?;
        number.checked_mul(10)?.checked_add(u64::from(digit))
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(headers: &[(&str, &str)]) -> Result<Framing, AnswerError> {
        let mut framing = Framing::new();
        for (name, value) in headers {
            framing.header(name, value.as_bytes())?;
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
        assert_eq!(body(&[(CL, "18446744073709551615")]), kept(u64::MAX));
        assert_eq!(body(&[(CL, "5"), (CL, "6")]), Err(AnswerError::TwoContentLengths));
        assert_eq!(body(&[(CL, "5, 6")]), Err(AnswerError::TwoContentLengths));
        for bad in
            ["", "-1", "+1", "5,", "0x5", "5 5", "five", "18446744073709551616", "99999999999999999999999"]
        {
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
    }
}
