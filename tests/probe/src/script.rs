//! A server that answers by a script, at the other end of a line that is never hung up.

use embedded_io::{ErrorKind, ErrorType, Read, Write};
use librato::Server;
use librato::transport::TransportErrorKind;
use librato::transports::Redial;

/// Bytes that one `read` brings at most: less than any line of an answer.
const PIECE: usize = 7;

/// An answer in chunks that takes all readings.
pub const ACCEPTED: &str = "HTTP/1.1 200 OK\r\n\
    Content-Type: application/json\r\n\
    Transfer-Encoding: chunked\r\n\r\n\
    8\r\n{\"measur\r\n28;note=1\r\nements\":{\"summary\":{\"total\":6,\"accepted\"\r\n5\r\n:6}}}\r\n0\r\nX-Trailer: 1\r\n\r\n";

/// Answers to give, one a request.
pub struct Script {
    answers: &'static [&'static str],
    /// What is left of the answer that is being read.
    rest: &'static [u8],
    /// The request is being written.
    asking: bool,
    pub requests: usize,
    pub written: usize,
}

impl Script {
    pub const fn new(answers: &'static [&'static str]) -> Self {
        Self { answers, rest: &[], asking: false, requests: 0, written: 0 }
    }
}

impl ErrorType for Script {
    type Error = ErrorKind;
}

impl Read for Script {
    fn read(&mut self, buf: &mut [u8]) -> Result<usize, ErrorKind> {
        self.asking = false;
        let taken = self.rest.len().min(PIECE).min(buf.len());
        let (piece, rest) = self.rest.split_at(taken);
        buf[..taken].copy_from_slice(piece);
        self.rest = rest;
        Ok(taken)
    }
}

impl Write for Script {
    fn write(&mut self, buf: &[u8]) -> Result<usize, ErrorKind> {
        if !self.asking {
            assert!(self.rest.is_empty(), "the answer before was not read to its end");
            self.rest = self.answers[self.requests].as_bytes();
            self.requests += 1;
            self.asking = true;
        }
        self.written += buf.len();
        Ok(buf.len())
    }

    fn flush(&mut self) -> Result<(), ErrorKind> {
        Ok(())
    }
}

impl Redial for Script {
    type Stream = Self;

    fn dial(&mut self, _: Server<'_>) -> Result<(), TransportErrorKind> {
        Ok(())
    }

    fn stream(&mut self) -> Option<&mut Self> {
        Some(self)
    }

    fn hang_up(&mut self) {}
}
