//! From `ureq`'s answer to the sink.

use std::io::Read;

use ::ureq::http::header::TRANSFER_ENCODING;
use ::ureq::{Body, Error, http};

use super::failure::Failure;
use super::watch::Watch;
use crate::answers::AnswerError;
use crate::transport::{Flow, ResponseSink};

/// Pieces of a body. Most are shorter, and the block is zeroed first.
const PIECE: usize = 2048;
/// Up to so much of an unwanted body is read, because a new connection costs more.
const CHEAP: u64 = 8192;

/// Gives the whole answer, and the connection back to be kept.
pub(super) fn give(
    mut answer: http::Response<Body>,
    sink: &mut dyn ResponseSink,
    watch: &Watch,
) -> Result<(), Failure> {
    let status = answer.status().as_u16();
    if status < 200 {
        // 101: nothing here asks for another protocol.
        return Err(Failure::answer(AnswerError::NotHttp));
    }
    for coding in answer.headers().get_all(TRANSFER_ENCODING) {
        if !coding.as_bytes().trim_ascii().eq_ignore_ascii_case(b"chunked") {
            return Err(Failure::answer(AnswerError::BadTransferEncoding));
        }
    }
    sink.status(status);
    for (name, value) in answer.headers() {
        sink.header(name.as_str().as_bytes(), value.as_bytes().trim_ascii());
    }
    give_body(answer.body_mut(), sink, watch)
}

fn give_body(body: &mut Body, sink: &mut dyn ResponseSink, watch: &Watch) -> Result<(), Failure> {
    let mut left = body.content_length();
    let mut reader = body.as_reader();
    let mut buffer = [0; PIECE];
    let mut flow = Flow::More;
    loop {
        let count = match reader.read(&mut buffer) {
            Ok(0) => break,
            Ok(count) => count,
            // The sink has what it wants; the connection is dropped with the body.
            Err(_) if flow == Flow::Enough => return Ok(()),
            Err(error) => return Err(Failure::new(&Error::from(error), watch.progress(), true)),
        };
        left = left.map(|left| left.saturating_sub(count as u64));
        if flow == Flow::More {
            flow = sink.body(buffer.get(..count).unwrap_or_default());
        }
        if flow == Flow::Enough && left.is_none_or(|left| left > CHEAP) {
            return Ok(());
        }
    }
    // `ureq` takes a reset, and TLS without its closing message, for the end of a body that the connection ends.
    if watch.progress().broken && flow == Flow::More {
        return Err(Failure::answer(AnswerError::CutOff));
    }
    Ok(())
}
