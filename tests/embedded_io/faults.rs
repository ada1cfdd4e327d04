//! A fault at every byte of request and answer, on fresh and on kept connections, with every kind of scratch.

use embedded_io::ErrorKind;
use librato::answers::AnswerError;
use librato::transport::{Delivery, TransportError, TransportErrorKind};
use librato::transports::{AsyncByteStream, ByteStream};
use librato::{AsyncHttpTransport as _, HttpTransport as _};

use crate::awaited::Slow;
use crate::doubles::{Plain, Seen, block_on};
use crate::net::{ANSWER, Net, Plan, Strike};

const SCRATCHES: [usize; 5] = [64, 65, 100, 256, 4096];

const WRITE_STRIKES: [(Strike, TransportErrorKind); 5] = [
    (Strike::Zero, TransportErrorKind::WriteZero),
    (Strike::Error(ErrorKind::WriteZero), TransportErrorKind::WriteZero),
    (Strike::Error(ErrorKind::BrokenPipe), TransportErrorKind::Closed),
    (Strike::Error(ErrorKind::TimedOut), TransportErrorKind::Timeout),
    (Strike::Error(ErrorKind::Other), TransportErrorKind::Io),
];

const RESET: Strike = Strike::Error(ErrorKind::ConnectionReset);
const LATE: Strike = Strike::Error(ErrorKind::TimedOut);

#[derive(Debug, PartialEq)]
struct Outcome {
    results: Vec<Result<(), TransportError>>,
    answers: Vec<Seen>,
    dials: usize,
    seen: usize,
    rewinds: usize,
}

/// Makes `exchanges` exchanges over connections that go as planned, and the same ones over a stream that is awaited: both come to the
/// same.
fn run(scratch: usize, exchanges: usize, plans: &[Plan]) -> Outcome {
    let request_len = Plain::local().bytes.len();
    let net = || Net::new(request_len, plans);
    let mut bytes = vec![0xaa; scratch];
    let (blocking, awaiting) = (net(), net());
    let mut transport = ByteStream::new(blocking.clone(), &mut bytes);
    let outcome = run_with(exchanges, &blocking, |request, seen| transport.exchange(request, seen));
    assert!(bytes.iter().all(|&byte| byte == 0), "scratch was not wiped");
    bytes.fill(0xaa);
    let mut transport = AsyncByteStream::new(Slow(awaiting.clone()), &mut bytes);
    let awaited = run_with(exchanges, &awaiting, |request, seen| block_on(transport.exchange(request, seen)));
    assert!(bytes.iter().all(|&byte| byte == 0), "scratch was not wiped");
    assert_eq!(outcome, awaited);
    outcome
}

fn run_with(
    exchanges: usize,
    net: &Net,
    mut exchange: impl FnMut(&mut Plain, &mut Seen) -> Result<(), TransportError>,
) -> Outcome {
    let request_len = Plain::local().bytes.len();
    let mut outcome = Outcome { results: vec![], answers: vec![], dials: 0, seen: 0, rewinds: 0 };
    for _ in 0..exchanges {
        let (mut request, mut seen) = (Plain::local(), Seen::default());
        let result = exchange(&mut request, &mut seen);
        if result.is_ok() {
            assert_eq!((seen.status, seen.body.as_str()), (200, "{}"));
        } else {
            assert!(!net.0.borrow().open, "a connection in doubt stayed open");
        }
        outcome.results.push(result);
        outcome.answers.push(seen);
        outcome.rewinds += request.rewinds;
    }
    let world = net.0.borrow();
    for taken in &world.taken {
        let sent = Plain::local().bytes;
        assert!(
            taken.chunks(request_len).all(|part| sent.starts_with(part)),
            "other bytes than the request's"
        );
    }
    (outcome.dials, outcome.seen) = (world.dials, world.seen());
    outcome
}

fn striking_write(at: usize, strike: Strike) -> Plan {
    Plan { write: Some((at, strike)), ..Plan::good() }
}

fn striking_read(at: usize, strike: Strike) -> Plan {
    Plan { read: Some((at, strike)), ..Plan::good() }
}

#[test]
fn every_byte_of_a_request_on_a_fresh_connection() {
    for scratch in SCRATCHES {
        for at in 0..Plain::local().bytes.len() {
            for (strike, kind) in WRITE_STRIKES {
                let outcome = run(scratch, 2, &[striking_write(at, strike), Plan::good()]);
                assert_eq!(
                    outcome.results,
                    [Err(TransportError::not_sent(kind)), Ok(())],
                    "{strike:?} at {at}"
                );
                assert_eq!((outcome.dials, outcome.seen, outcome.rewinds), (2, 1, 0));
            }
        }
    }
}

#[test]
fn every_byte_of_an_answer_on_a_fresh_connection() {
    for scratch in SCRATCHES {
        for at in 0..ANSWER.len() {
            let cut = match at {
                0 => TransportErrorKind::Closed,
                _ => TransportErrorKind::Answer(AnswerError::CutOff),
            };
            for (strike, kind) in [
                (Strike::Zero, cut),
                (RESET, TransportErrorKind::Closed),
                (LATE, TransportErrorKind::Timeout),
            ] {
                let outcome = run(scratch, 2, &[striking_read(at, strike), Plan::good()]);
                assert_eq!(
                    outcome.results,
                    [Err(TransportError::unknown(kind)), Ok(())],
                    "{strike:?} at {at}"
                );
                assert_eq!((outcome.dials, outcome.seen, outcome.rewinds), (2, 2, 0));
            }
        }
    }
}

#[test]
fn every_byte_of_a_request_on_a_kept_connection() {
    let request_len = Plain::local().bytes.len();
    for scratch in SCRATCHES {
        for at in 0..request_len {
            for (strike, _) in WRITE_STRIKES {
                let outcome = run(scratch, 2, &[striking_write(request_len + at, strike), Plan::good()]);
                assert_eq!(outcome.results, [Ok(()), Ok(())], "{strike:?} at {at}");
                assert_eq!((outcome.dials, outcome.seen, outcome.rewinds), (2, 2, 1));
            }
        }
    }
}

#[test]
fn every_byte_of_an_answer_on_a_kept_connection() {
    for scratch in SCRATCHES {
        for at in 0..ANSWER.len() {
            for strike in [Strike::Zero, RESET, LATE] {
                let outcome = run(scratch, 2, &[striking_read(ANSWER.len() + at, strike), Plan::good()]);
                if at == 0 && strike != LATE {
                    // Closed while it was idle, as far as one can tell.
                    assert_eq!(outcome.results, [Ok(()), Ok(())]);
                    assert_eq!((outcome.dials, outcome.seen, outcome.rewinds), (2, 3, 1));
                } else {
                    let error = outcome.results[1].unwrap_err();
                    assert_eq!(error.delivery, Delivery::Unknown);
                    assert_eq!((outcome.dials, outcome.seen, outcome.rewinds), (1, 2, 0));
                }
            }
        }
    }
}

/// The connection that replaces a stale one is a fresh one: the request is sent over it once, and what is said about
/// delivery covers both attempts.
#[test]
fn a_second_attempt_is_the_last() {
    let request_len = Plain::local().bytes.len();
    let stale_before = striking_write(request_len + 40, RESET);
    let stale_after = striking_read(ANSWER.len(), Strike::Zero);
    for scratch in SCRATCHES {
        for at in 0..request_len {
            let second = striking_write(at, RESET);
            let outcome = run(scratch, 2, &[stale_before.clone(), second.clone()]);
            assert_eq!(outcome.results[1], Err(TransportError::not_sent(TransportErrorKind::Closed)));
            assert_eq!((outcome.dials, outcome.seen), (2, 1));

            let outcome = run(scratch, 2, &[stale_after.clone(), second]);
            assert_eq!(outcome.results[1], Err(TransportError::unknown(TransportErrorKind::Closed)));
            assert_eq!((outcome.dials, outcome.seen), (2, 2));
        }
        for at in 0..ANSWER.len() {
            let outcome = run(scratch, 2, &[stale_after.clone(), striking_read(at, RESET)]);
            assert_eq!(outcome.results[1], Err(TransportError::unknown(TransportErrorKind::Closed)));
            assert_eq!((outcome.dials, outcome.seen), (2, 3));
        }
    }
}

#[test]
fn a_refused_dial_says_what_the_attempt_before_it_did() {
    let request_len = Plain::local().bytes.len();
    let refused = Plan { refused: Some(TransportErrorKind::Resolve), ..Plan::good() };
    let outcome = run(64, 2, &[refused.clone(), Plan::good()]);
    assert_eq!(outcome.results, [Err(TransportError::not_sent(TransportErrorKind::Resolve)), Ok(())]);

    let outcome = run(64, 2, &[striking_write(request_len, RESET), refused.clone()]);
    assert_eq!(outcome.results[1], Err(TransportError::not_sent(TransportErrorKind::Resolve)));

    let outcome = run(64, 2, &[striking_read(ANSWER.len(), RESET), refused]);
    assert_eq!(outcome.results[1], Err(TransportError::unknown(TransportErrorKind::Resolve)));
}

#[test]
fn a_failed_flush_comes_after_the_request() {
    let failing = Plan { flush: Some(ErrorKind::Other), ..Plan::good() };
    let outcome = run(100, 1, &[failing]);
    assert_eq!(outcome.results, [Err(TransportError::unknown(TransportErrorKind::Io))]);
}

#[test]
fn answers_that_are_no_http_end_the_connection() {
    for (answer, error) in [
        ("SSH-2.0-OpenSSH_9.6\r\n", AnswerError::NotHttp),
        ("HTTP/1.1 200 OK\r\nContent-Length: -1\r\n\r\n", AnswerError::BadContentLength),
        ("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nxyz\r\n", AnswerError::BadChunk),
    ] {
        for scratch in SCRATCHES {
            let outcome = run(scratch, 2, &[Plan::answering(answer), Plan::good()]);
            let error = TransportError::unknown(TransportErrorKind::Answer(error));
            assert_eq!(outcome.results, [Err(error), Ok(())]);
            assert_eq!(outcome.dials, 2);
        }
    }
}
