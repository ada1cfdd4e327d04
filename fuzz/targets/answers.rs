//! Whatever a server sends: no panic, and the same understood however the bytes are cut into pieces.
#![no_main]

use libfuzzer_sys::fuzz_target;
use librato::UnixSeconds;
use librato::answers::{Answer, AnswerError, ErrorBody, Progress, RateLimit, Rejected, ResponseReader};

/// What is kept of a body: less than many are long.
const KEPT: usize = 128;
/// Bodies up to here are read to their end however much of them is kept. Of longer ones the pieces decide how much is drained.
const MOST: usize = 16 * 1024;

/// All that is said about errors.
#[derive(Debug, PartialEq)]
struct Errors {
    line: String,
    messages: Vec<String>,
    named: Vec<String>,
    rejected: Option<Rejected>,
    time: Option<UnixSeconds>,
    is_limit: bool,
}

impl Errors {
    fn of(body: &ErrorBody<'_>) -> Self {
        let (mut messages, mut named) = (Vec::new(), Vec::new());
        body.messages(&mut |message| messages.push(format!("{message:?}")));
        body.named_metrics(&mut |name| named.push(name.chars().collect()));
        Self {
            line: body.to_string(),
            messages,
            named,
            rejected: body.rejected(),
            time: body.request_time(),
            is_limit: body.mentions_rate_limit(),
        }
    }
}

/// All that an answer says.
#[derive(Debug, PartialEq)]
struct Said {
    progress: Result<Progress, AnswerError>,
    is_reusable: bool,
    closed: Result<(), AnswerError>,
    status: u16,
    waits: [Option<u32>; 2],
    date: Option<UnixSeconds>,
    limits: [Option<RateLimit>; 2],
    location: Option<String>,
    cuts: [bool; 2],
    is_json: bool,
    body: Vec<u8>,
    body_len: usize,
    errors: Errors,
}

fn read<'a>(pieces: impl Iterator<Item = &'a [u8]>) -> Said {
    let (mut reader, mut answer) = (ResponseReader::new(), Answer::<KEPT>::new());
    let mut progress = Ok(Progress::More);
    for piece in pieces {
        progress = reader.feed(piece, &mut answer);
        if progress.is_err() {
            assert_eq!(reader.feed(piece, &mut answer), progress);
            break;
        }
    }
    Said {
        progress,
        is_reusable: reader.is_reusable(),
        closed: reader.closed(),
        status: answer.status(),
        waits: [answer.wait(None), answer.wait(Some(UnixSeconds(1_795_305_671)))],
        date: answer.date(),
        limits: [answer.aggregated_limit(), answer.standard_limit()],
        location: answer.location().map(str::to_owned),
        cuts: [answer.is_location_cut(), answer.is_body_cut()],
        is_json: answer.is_json(),
        body: answer.body().to_vec(),
        body_len: answer.body_len(),
        errors: Errors::of(&answer.error_body()),
    }
}

fuzz_target!(|raw: &[u8]| {
    let raw = &raw[..raw.len().min(MOST)];
    let whole = read([raw].into_iter());
    assert!(whole.waits.iter().all(|wait| wait.is_none_or(|wait| wait <= Answer::<KEPT>::MAX_WAIT)));
    for size in [1, 2, 3, 7, 64] {
        assert_eq!(read(raw.chunks(size)), whole, "in pieces of {size}");
    }
    // At each place, if that does not take too long.
    for cut in (0..raw.len()).step_by(raw.len() / 128 + 1) {
        let (before, after) = raw.split_at(cut);
        assert_eq!(read([before, after].into_iter()), whole, "cut at {cut}");
    }
    // The same bytes as a body, kept whole.
    for status in [200, 400] {
        let _ = Errors::of(&ErrorBody::new(status, raw));
    }
});
