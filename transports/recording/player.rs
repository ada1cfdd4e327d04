//! Plays an answer as a stream of bytes would bring it.

use core::fmt::{self, Write as _};

use super::PIECE;
use super::reply::{Answer, Fault};
use crate::answers::{AnswerError, Progress, ResponseReader};
use crate::transport::{ResponseSink, TransportErrorKind};

/// Gives `answer` to `sink` in pieces of `size` bytes, up to where `fault` strikes.
pub(super) fn play(
    answer: Answer<'_>,
    fault: Option<Fault>,
    size: usize,
    sink: &mut dyn ResponseSink,
) -> Result<(), TransportErrorKind> {
    let limit = match fault {
        Some(Fault::Timeout) => return Err(TransportErrorKind::Timeout),
        Some(Fault::AnswerAt(at) | Fault::CloseAt(at)) => at,
        _ => usize::MAX,
    };
    let mut player = Player {
        reader: ResponseReader::new(),
        sink,
        piece: heapless::Vec::new(),
        size: size.clamp(1, PIECE),
        left: limit,
        struck: false,
        outcome: Ok(Progress::More),
    };
    // Stops early, with a `fmt::Error`, once the limit or the end of the answer is reached.
    let _ = match answer {
        Answer::Raw(bytes) => player.bytes(bytes),
        Answer::Parts { status, headers, body } => render(&mut player, status, headers, body),
    };
    player.feed();
    match player.outcome {
        Ok(Progress::Done) => Ok(()),
        Err(error) => Err(TransportErrorKind::Answer(error)),
        Ok(Progress::More) if player.struck && matches!(fault, Some(Fault::AnswerAt(_))) => {
            Err(TransportErrorKind::Closed)
        }
        Ok(Progress::More) if !player.reader.has_begun() => Err(TransportErrorKind::Closed),
        Ok(Progress::More) => player.reader.closed().map_err(TransportErrorKind::Answer),
    }
}

struct Player<'a> {
    reader: ResponseReader,
    sink: &'a mut dyn ResponseSink,
    piece: heapless::Vec<u8, PIECE>,
    size: usize,
    /// How many bytes may still come.
    left: usize,
    /// A byte came after those.
    struck: bool,
    outcome: Result<Progress, AnswerError>,
}

impl Player<'_> {
    fn bytes(&mut self, bytes: &[u8]) -> fmt::Result {
        for &byte in bytes {
            let Some(left) = self.left.checked_sub(1) else {
                self.struck = true;
                return Err(fmt::Error);
            };
            self.left = left;
            // There is room: a piece is fed once it is full.
            let _ = self.piece.push(byte);
            if self.piece.len() >= self.size {
                self.feed();
            }
            if !matches!(self.outcome, Ok(Progress::More)) {
                return Err(fmt::Error);
            }
        }
        Ok(())
    }

    fn feed(&mut self) {
        if !self.piece.is_empty() && matches!(self.outcome, Ok(Progress::More)) {
            self.outcome = self.reader.feed(&self.piece, self.sink);
        }
        self.piece.clear();
    }
}

impl fmt::Write for Player<'_> {
    fn write_str(&mut self, text: &str) -> fmt::Result {
        self.bytes(text.as_bytes())
    }
}

fn render(to: &mut Player<'_>, status: u16, headers: &[(&str, &str)], body: &str) -> fmt::Result {
    write!(to, "HTTP/1.1 {status} \r\n")?;
    let mut framed = matches!(status, 204 | 304);
    for (name, value) in headers {
        framed |= ["content-length", "transfer-encoding"].iter().any(|own| name.eq_ignore_ascii_case(own));
        write!(to, "{name}: {value}\r\n")?;
    }
    if !framed {
        write!(to, "Content-Length: {}\r\n", body.len())?;
    }
    write!(to, "\r\n{body}")
}
