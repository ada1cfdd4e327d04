//! Reads raw HTTP/1 bytes and gives the parts of the final answer to a sink.

use super::field::Field;
use super::fields::{has_control, name_len, trim};
use super::framing::{BodyKind, Framing};
use super::line::Line;
use super::{AnswerError, Progress, chunk, status_line};
use crate::transport::{Flow, ResponseSink};

/// Reads raw HTTP/1 bytes, in pieces of any size.
///
/// It holds one line of 160 bytes, 192 bytes in all. A header line that is longer is skipped, however
/// long it is, unless it is one that says where the answer ends. Interim answers (1xx) are skipped as well; a
/// `101` is refused, for nobody asks for another protocol. After an error it gives the same error again.
///
/// It is a reader for the answers to the methods of [`Method`](crate::transport::Method): an answer to `HEAD`
/// ends elsewhere.
///
/// ```
/// use librato::answers::{Answer, Progress, ResponseReader};
///
/// let mut reader = ResponseReader::new();
/// let mut answer = Answer::<64>::new();
/// assert_eq!(reader.feed(b"HTTP/1.1 200 OK\r\nContent-Le", &mut answer), Ok(Progress::More));
/// assert_eq!(reader.feed(b"ngth: 2\r\n\r\nok", &mut answer), Ok(Progress::Done));
/// assert_eq!((answer.status(), answer.body()), (200, &b"ok"[..]));
/// assert!(reader.is_reusable());
/// ```
// In this order, with the line last: what lies within 32 bytes takes shorter instructions.
#[repr(C)]
pub struct ResponseReader {
    state: State,
    /// Why, in the state `Failed`; otherwise what it means if the stream ends.
    error: AnswerError,
    framing: Framing,
    /// Bytes of lines so far: of heads, those of interim answers with them; then since the last byte of the body.
    skipped: u16,
    /// What is left of a body of known length, or of a chunk.
    left: u32,
    /// The status, 0 before the first line and in an interim answer.
    status: u16,
    /// A header line came that says where the answer ends; a line that continues it would change that.
    after_framing: bool,
    begun: bool,
    /// The sink has had enough.
    enough: bool,
    reusable: bool,
    line: Line,
}

/// What comes next: lines, or bytes of a body. Without data of its own, so that a new reader is all-zero and takes no flash
/// in a `static`.
#[derive(Clone, Copy, PartialEq, Eq)]
enum State {
    StatusLine,
    /// The first header line of a head.
    FirstHeader,
    Header,
    /// The line before a chunk.
    ChunkSize,
    /// The line end after a chunk.
    ChunkEnd,
    /// A trailer, or the empty line after the trailers.
    Trailer,
    /// Bytes of known number: a body, or a chunk.
    Data,
    UntilClose,
    Done,
    Failed,
}

impl ResponseReader {
    /// The longest head that is read, in bytes; interim answers before the final one count as well. Between two chunks
    /// and in the trailers as much again is skipped.
    pub const MAX_HEAD: u16 = 16 * 1024;

    /// A reader for the answer to one request.
    #[must_use]
    pub const fn new() -> Self {
        Self {
            state: State::StatusLine,
            error: AnswerError::CutOff,
            framing: Framing::new(),
            line: Line::new(),
            skipped: 0,
            left: 0,
            status: 0,
            after_framing: false,
            begun: false,
            enough: false,
            reusable: false,
        }
    }

    /// Takes the next bytes.
    ///
    /// Once the sink says [`Flow::Enough`] it is given nothing more; what is left of `raw` is still read, so
    /// that the connection stays reusable if the answer ends there.
    ///
    /// # Errors
    /// See [`AnswerError`].
    #[inline(never)]
    pub fn feed(&mut self, raw: &[u8], sink: &mut dyn ResponseSink) -> Result<Progress, AnswerError> {
        self.begun |= !raw.is_empty();
        let mut rest = raw;
        loop {
            match (self.state, rest) {
                (State::Failed, _) => return Err(self.error),
                (State::Done, _) => {
                    self.reusable &= rest.is_empty();
                    return Ok(Progress::Done);
                }
                // The rest of a body that nobody wants would come first on this connection.
                (_, []) if self.enough => (self.state, self.reusable) = (State::Done, false),
                (_, []) => return Ok(Progress::More),
                (State::Data | State::UntilClose, _) => rest = self.body(rest, sink),
                _ => {
                    #[cfg(feature = "std")]
                    {
                        let most = Self::MAX_HEAD.saturating_sub(self.skipped);
                        let taken = self.line.run(rest, most.into());
                        self.skipped += taken as u16;
                        rest = rest.get(taken..).unwrap_or_default();
                    }
                    let [byte, after @ ..] = rest else { continue };
                    rest = after;
                    match self.byte(*byte, sink) {
                        Ok(()) => {}
                        // The sink has what it wanted; the connection is given up.
                        Err(_) if self.enough => (self.state, self.reusable) = (State::Done, false),
                        Err(error) => (self.state, self.error) = (State::Failed, error),
                    }
                }
            }
        }
    }

    /// The stream has ended.
    ///
    /// # Errors
    /// [`AnswerError::CutOff`] unless the answer was one that the end of the stream ends, or the error that
    /// [`feed`](Self::feed) gave.
    pub fn closed(&mut self) -> Result<(), AnswerError> {
        self.reusable = false;
        if !matches!(self.state, State::Done | State::UntilClose) {
            return Err(self.error);
        }
        self.state = State::Done;
        Ok(())
    }

    /// Whether any byte of an answer has come.
    #[must_use]
    pub fn has_begun(&self) -> bool {
        self.begun
    }

    /// Whether the connection may carry another request: the answer was whole, nothing came after it, and
    /// neither side asked to close.
    #[must_use]
    pub fn is_reusable(&self) -> bool {
        self.state == State::Done && self.reusable
    }

    /// The status of the final answer; 0 before it.
    pub(crate) const fn status(&self) -> u16 {
        self.status
    }

    /// Takes bytes of the body, and gives back what follows them.
    fn body<'a>(&mut self, raw: &'a [u8], sink: &mut dyn ResponseSink) -> &'a [u8] {
        let mut len = raw.len();
        if self.state == State::Data {
            len = len.min(self.left as usize);
            self.left = self.left.wrapping_sub(len as u32);
            if self.left == 0 {
                self.state = if self.framing.is_chunked() { State::ChunkEnd } else { State::Done };
            }
        }
        let (piece, rest) = raw.split_at_checked(len).unwrap_or((raw, &[]));
        if !self.enough {
            self.enough = sink.body(piece) == Flow::Enough;
        }
        rest
    }

    /// Takes a byte of a line.
    #[inline(never)]
    fn byte(&mut self, byte: u8, sink: &mut dyn ResponseSink) -> Result<(), AnswerError> {
        if self.skipped >= Self::MAX_HEAD {
            let in_chunks = matches!(self.state, State::ChunkSize | State::ChunkEnd);
            return Err(if in_chunks { AnswerError::BadChunk } else { AnswerError::HeadTooLong });
        }
        self.skipped = self.skipped.wrapping_add(1);
        if byte == b'\n' {
            self.line_end(sink)?;
            self.line.clear();
            return Ok(());
        }
        let is_too_long = self.line.push(byte);
        match self.state {
            // Without waiting for a line end that other protocols may never send.
            State::StatusLine if !status_line::is_start(self.line.text()) => Err(AnswerError::NotHttp),
            State::FirstHeader | State::Header if is_too_long => self.header(sink),
            _ => Ok(()),
        }
    }

    /// The line is whole.
    fn line_end(&mut self, sink: &mut dyn ResponseSink) -> Result<(), AnswerError> {
        let line = self.line.text();
        match self.state {
            // Some servers end the body of the answer before with one line end too many.
            State::StatusLine if line.is_empty() => {}
            State::StatusLine => return self.status_line(sink),
            // Judged already.
            State::FirstHeader | State::Header if self.line.is_overlong() => {}
            State::FirstHeader | State::Header if line.is_empty() => self.head_end(),
            State::FirstHeader | State::Header => return self.header(sink),
            State::ChunkSize => {
                self.left = chunk::size(line)?;
                self.state = if self.left == 0 { State::Trailer } else { State::Data };
                self.skipped = 0;
            }
            State::ChunkEnd if !line.is_empty() => return Err(AnswerError::BadChunk),
            State::ChunkEnd => self.state = State::ChunkSize,
            _ if line.is_empty() => self.state = State::Done,
            _ => {}
        }
        Ok(())
    }

    fn status_line(&mut self, sink: &mut dyn ResponseSink) -> Result<(), AnswerError> {
        let (minor, status) = status_line::parse(self.line.text()).ok_or(AnswerError::NotHttp)?;
        if minor == b'0' {
            self.framing.will_close();
        }
        self.status = if status < 200 { 0 } else { status };
        if self.status != 0 {
            sink.status(status);
        }
        (self.state, self.after_framing) = (State::FirstHeader, false);
        Ok(())
    }

    /// Takes a header line: whole, or the beginning of one that is too long, which is skipped if that does no harm.
    #[inline(never)]
    fn header(&mut self, sink: &mut dyn ResponseSink) -> Result<(), AnswerError> {
        let line = self.line.text();
        // The old way to continue the header before. That one has been given already, cut, which is only safe where nothing
        // hangs on it.
        if self.state == State::Header && !self.after_framing && matches!(line, [b' ' | b'\t', ..]) {
            return Ok(());
        }
        let (name, value) = line.split_at_checked(name_len(line)).unwrap_or_default();
        // The mark between them can stand in no name.
        if name.is_empty() || !matches!(value, [] | [b':', ..]) {
            return Err(AnswerError::BadHeader);
        }
        let framing = Field::of(name).filter(|field| field.is_framing());
        (self.state, self.after_framing) = (State::Header, framing.is_some());
        if self.line.is_overlong() {
            return if framing.is_some() { Err(AnswerError::FramingHeaderTooLong) } else { Ok(()) };
        }
        let [_, value @ ..] = value else { return Err(AnswerError::BadHeader) };
        let value = trim(value);
        if has_control(value) {
            return Err(AnswerError::BadHeader);
        }
        if self.status != 0 {
            if let Some(field) = framing {
                self.framing.header(field, value)?;
            }
            sink.header(name, value);
        }
        Ok(())
    }

    #[inline(never)]
    fn head_end(&mut self) {
        if self.status == 0 {
            self.state = State::StatusLine;
            return;
        }
        let (kind, reusable) = self.framing.body(self.status);
        (self.reusable, self.skipped) = (reusable, 0);
        self.state = match kind {
            BodyKind::Length(0) => State::Done,
            BodyKind::Length(length) => {
                self.left = length;
                State::Data
            }
            BodyKind::Chunked => State::ChunkSize,
            BodyKind::UntilClose => State::UntilClose,
        };
    }
}

impl Default for ResponseReader {
    fn default() -> Self {
        Self::new()
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::string::String;
    use std::vec::Vec;
    use std::{format, vec};

    /// Keeps what it is given, and has enough after `limit` bytes.
    struct Log {
        head: Vec<String>,
        body: Vec<u8>,
        limit: usize,
    }

    impl ResponseSink for Log {
        fn status(&mut self, code: u16) {
            self.head = vec![format!("{code}")];
            self.body.clear();
        }
        fn header(&mut self, name: &[u8], value: &[u8]) {
            let [name, value] = [name, value].map(String::from_utf8_lossy);
            self.head.push(format!("{name}={value}"));
        }
        fn body(&mut self, piece: &[u8]) -> Flow {
            self.body.extend_from_slice(piece);
            if self.body.len() < self.limit { Flow::More } else { Flow::Enough }
        }
    }

    /// What the reader says in the end, and what it gave, from pieces of `step` bytes and then the stream's end.
    fn read(raw: &[u8], step: usize, limit: usize) -> (Result<bool, AnswerError>, Log) {
        let mut reader = ResponseReader::new();
        let mut log = Log { head: Vec::new(), body: Vec::new(), limit };
        assert!(!reader.has_begun());
        for piece in raw.chunks(step) {
            if let Err(error) = reader.feed(piece, &mut log) {
                assert_eq!(reader.feed(piece, &mut log), Err(error));
                assert_eq!((reader.closed(), reader.is_reusable()), (Err(error), false));
                return (Err(error), log);
            }
            assert!(reader.has_begun());
        }
        let reusable = reader.is_reusable();
        let end = reader.closed().map(|()| reusable);
        assert!(!reader.is_reusable());
        (end, log)
    }

    /// For every size of pieces the same: the end, and the body.
    fn same(raw: &[u8], end: Result<bool, AnswerError>, body: &str) {
        for step in 1..=raw.len().min(700) {
            let (got, log) = read(raw, step, usize::MAX);
            assert_eq!(got, end, "{} by {step}", String::from_utf8_lossy(raw));
            assert_eq!(String::from_utf8_lossy(&log.body), body);
        }
    }

    #[test]
    fn each_kind_of_end() {
        same(b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nok", Ok(true), "ok");
        same(b"HTTP/1.1 200\nContent-Length: 2\n\nok", Ok(true), "ok");
        same(b"\r\nHTTP/1.1 200 \r\ncontent-length: 0\r\n\r\n", Ok(true), "");
        same(b"HTTP/1.0 200 OK\r\nContent-Length: 2\r\n\r\nok", Ok(false), "ok");
        same(b"HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 2\r\n\r\nok", Ok(false), "ok");
        same(b"HTTP/1.1 200 OK\r\n\r\nto the end", Ok(false), "to the end");
        same(b"HTTP/1.1 204 No Content\r\n\r\n", Ok(true), "");
        same(b"HTTP/1.1 304 Same\r\nContent-Length: 9\r\n\r\n", Ok(true), "");
        same(b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nokHTTP/1.1 200", Ok(false), "ok");
        let chunked = "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nok\r\n0\r\nA: b\r\n\r\n";
        same(chunked.as_bytes(), Ok(true), "ok");
        let both = chunked.replacen("\r\n", "\r\nContent-Length: 1\r\n", 1);
        same(both.as_bytes(), Ok(false), "ok");
    }

    #[test]
    fn interim_answers_are_skipped() {
        let raw = b"HTTP/1.1 100 Continue\r\nContent-Length: 7\r\n\r\n\
            HTTP/1.1 103 Early\r\nLink: x\r\n\r\nHTTP/1.1 200 OK\r\nContent-Length: 1\r\n\r\n!";
        same(raw, Ok(true), "!");
        assert_eq!(read(raw, 1, 9).1.head, ["200", "Content-Length=1"]);
        same(b"HTTP/1.1 101 Switching\r\n\r\n", Err(AnswerError::NotHttp), "");
    }

    #[test]
    fn long_lines_are_skipped_unless_they_frame() {
        let long = "x".repeat(1500);
        let raw = format!("HTTP/1.1 200 {long}\r\nA: {long}\r\n {long}\r\nContent-Length: 2\r\n\r\nok");
        same(raw.as_bytes(), Ok(true), "ok");
        for name in ["content-length", "Transfer-Encoding", "CONNECTION"] {
            let raw = format!("HTTP/1.1 200 OK\r\n{name}: {long}\r\n\r\n");
            same(raw.as_bytes(), Err(AnswerError::FramingHeaderTooLong), "");
        }
        let raw = format!("HTTP/1.1 200 OK\r\nContent-Length{}: 2\r\n\r\n", " ".repeat(200));
        same(raw.as_bytes(), Err(AnswerError::BadHeader), "");
        let raw = format!("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n {long}\r\n\r\n");
        same(raw.as_bytes(), Err(AnswerError::BadHeader), "");
    }

    #[test]
    fn each_fault_at_any_split() {
        let head = |lines: &str| format!("HTTP/1.1 200 OK\r\n{lines}\r\n\r\n");
        for (raw, error) in [
            ("SSH-2.0-x".into(), AnswerError::NotHttp),
            ("HTTP/2.0 200 OK\r\n".into(), AnswerError::NotHttp),
            ("HTTP/1.1 20 OK\r\n".into(), AnswerError::NotHttp),
            ("HTTP/1.1 099 OK\r\n".into(), AnswerError::NotHttp),
            ("HTTP/1.1 2000\r\n".into(), AnswerError::NotHttp),
            ("HTTP/1.1 200 O\0K\r\n".into(), AnswerError::NotHttp),
            (head("no colon"), AnswerError::BadHeader),
            (head(" folded: first"), AnswerError::BadHeader),
            (head("Transfer-Encoding: chunked\r\n x"), AnswerError::BadHeader),
            (head("A: b\rContent-Length: 1"), AnswerError::BadHeader),
            (head("Content-Length: 1\r\nContent-Length: 2"), AnswerError::TwoContentLengths),
            (head("Content-Length: -1"), AnswerError::BadContentLength),
            (head("Transfer-Encoding: gzip"), AnswerError::BadTransferEncoding),
            (head("Content-Length: 5000000000"), AnswerError::BadContentLength),
            (head("Transfer-Encoding: chunked\r\n\r\nz"), AnswerError::BadChunk),
            (head("Transfer-Encoding: chunked\r\n"), AnswerError::BadChunk),
            (head("Transfer-Encoding: chunked\r\n\r\n5 5"), AnswerError::BadChunk),
            (head("Transfer-Encoding: chunked\r\n\r\n100000000"), AnswerError::ChunkTooLarge),
            ("".into(), AnswerError::CutOff),
            ("HTTP".into(), AnswerError::CutOff),
            (head("A: b"), AnswerError::CutOff),
        ] {
            let raw: String = raw;
            let raw = if error == AnswerError::CutOff { raw.trim_end() } else { &raw };
            assert_eq!(read(raw.as_bytes(), 100, 1).0, Err(error), "{raw:?}");
            same(raw.as_bytes(), Err(error), "");
        }
        let endless = format!("HTTP/1.1 200 OK\r\n{}", "A: b\r\n".repeat(4000));
        let interim = "HTTP/1.1 100 Continue\r\n\r\n".repeat(2000);
        for raw in [endless, interim] {
            for step in [1, 7, 64, 160, 5000, 60_000] {
                assert_eq!(read(raw.as_bytes(), step, 1).0, Err(AnswerError::HeadTooLong));
            }
        }
    }

    #[test]
    fn chunks_split_anywhere() {
        let chunked = |body: &str| format!("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n{body}");
        let body = "5\r\nhello\r\n00A ;x=\"y\"\r\n, world...\r\n1\nx\n0\r\nExpires: x\r\n: any\r\n\r\n";
        same(chunked(body).as_bytes(), Ok(true), "hello, world...x");
        let ahead = chunked(body) + "HTTP";
        same(ahead.as_bytes(), Ok(false), "hello, world...x");
        for end in 0..body.len() {
            let (end, _) = read(chunked(&body[..end]).as_bytes(), 3, usize::MAX);
            assert_eq!(end, Err(AnswerError::CutOff));
        }
        for body in ["1\r\nxy\r\n", "1\r\nx\ry\n"] {
            same(chunked(body).as_bytes(), Err(AnswerError::BadChunk), "x");
        }
    }

    #[test]
    fn what_is_skipped_in_chunks_is_bounded() {
        let most = usize::from(ResponseReader::MAX_HEAD);
        for (extension, trailers, end) in [
            (most - 3, 0, Ok(true)),
            (most - 2, 0, Err(AnswerError::BadChunk)),
            (0, most / 6 - 1, Ok(true)),
            (0, most / 6 + 1, Err(AnswerError::HeadTooLong)),
        ] {
            let raw = format!(
                "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n1;{}\n!\n0\n{}\n",
                "x".repeat(extension),
                "A: b\r\n".repeat(trailers)
            );
            for step in [1, 7, 160, 50_000] {
                assert_eq!(read(raw.as_bytes(), step, usize::MAX).0, end, "{extension} {trailers}");
            }
        }
    }

    #[test]
    fn a_sink_that_has_enough_is_given_no_more() {
        let raw = b"HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\n123456789";
        let (end, log) = read(raw, 42, 2);
        assert_eq!((end, &log.body[..]), (Ok(false), &b"1234"[..]));
        let (end, log) = read(raw, 100, 2);
        assert_eq!((end, log.body.len()), (Ok(true), 9));
        let raw = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n1\r\na\r\n1\r\nb\r\n0\r\n\r\n";
        assert_eq!(read(raw, 100, 1).1.body, b"a");
        assert_eq!(read(raw, 100, 1).0, Ok(true));
        assert_eq!(read(&raw[..raw.len() - 1], 100, 1).0, Ok(false));
        let broken = b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n1\r\naXX";
        assert_eq!(read(broken, 100, 1).0, Ok(false));
    }

    #[test]
    fn it_is_small() {
        assert!(size_of::<ResponseReader>() <= 200, "{}", size_of::<ResponseReader>());
    }
}
