//! What a recording plays: answers in their order, and faults.

use librato::answers::AnswerError;
use librato::transport::{HttpTransport, TransportError, TransportErrorKind};
use librato::transports::{Fault, Recording, Reply};

use crate::doubles::{self, BODY, Plain, Seen};

fn exchange<const N: usize>(recording: &mut Recording<'_, N>) -> Result<Seen, TransportError> {
    doubles::exchange(recording, &mut Plain::local())
}

#[test]
fn answers_come_in_their_order() {
    let retry = [("Retry-After", "2"), ("X-Empty", "")];
    let body = String::from(r#"{"errors":{"params":{}}}"#);
    let mut recording = Recording::<4096>::new()
        .answer(503)
        .answer_with(429, &retry, &body)
        .answer_raw(b"HTTP/1.1 202 OK\r\nTransfer-Encoding: chunked\r\n\r\n2\r\n{}\r\n0\r\n\r\n")
        .answer_raw(b"HTTP/1.1 200 OK\r\n\r\nuntil the end")
        .otherwise(Reply::new(401).body("no"));
    assert_eq!(recording.unplayed(), 4);
    let mut seen = || exchange(&mut recording).unwrap();

    let first = seen();
    assert_eq!((first.status, first.body.as_str()), (503, ""));
    let second = seen();
    assert_eq!((second.status, &second.body), (429, &body));
    let length = (String::from("Content-Length"), body.len().to_string());
    let own = retry.map(|(name, value)| (name.to_owned(), value.to_owned()));
    assert_eq!(second.headers, [own[0].clone(), own[1].clone(), length]);
    assert_eq!((seen().body.as_str(), seen().body.as_str()), ("{}", "until the end"));
    for _ in 0..3 {
        let later = seen();
        assert_eq!((later.status, later.body.as_str()), (401, "no"));
    }
    assert_eq!((recording.unplayed(), recording.requests()), (0, 7));
}

#[test]
fn pieces_of_any_size_give_the_same_answer() {
    let headers = [("Content-Type", "application/json")];
    let reply = Reply::new(400).headers(&headers).body(r#"{"errors":["a","b"]}"#);
    let whole = exchange(&mut Recording::<4096>::new().answer(reply)).unwrap();
    for size in [0, 1, 2, 3, 7, 20, 255, 256, 257, usize::MAX] {
        let all = &mut Recording::<4096>::new().answer(reply).pieces(size).window(size);
        assert_eq!(exchange(all).unwrap(), whole);
        let one = &mut Recording::<4096>::new().answer(reply.pieces(size).window(size));
        assert_eq!(exchange(one).unwrap(), whole);
        assert_eq!(one.request(0).raw(), all.request(0).raw());
        assert_eq!(one.request(0).body_text(), BODY);
    }
}

#[test]
fn answers_without_a_body() {
    let framed = [("content-length", "2")];
    let close = Reply::new(200).headers(&framed).body("{}and more");
    let mut recording = Recording::<4096>::new().answer(204).answer(304).answer(close);
    for (status, body) in [(204, ""), (304, ""), (200, "{}")] {
        let seen = exchange(&mut recording).unwrap();
        assert_eq!((seen.status, seen.body.as_str()), (status, body));
    }
}

#[test]
fn answers_that_are_none() {
    for (raw, kind) in [
        (&b""[..], TransportErrorKind::Closed),
        (b"SSH-2.0", TransportErrorKind::Answer(AnswerError::NotHttp)),
        (b"HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\n{}", TransportErrorKind::Answer(AnswerError::CutOff)),
        (
            b"HTTP/1.1 200 OK\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\n",
            TransportErrorKind::Answer(AnswerError::TwoContentLengths),
        ),
    ] {
        for pieces in [1, 256] {
            let mut recording = Recording::<4096>::new().answer_raw(raw).pieces(pieces);
            assert_eq!(exchange(&mut recording), Err(TransportError::unknown(kind)));
            assert!(recording.request(0).is_complete());
            assert_eq!(exchange(&mut recording).unwrap().status, 200);
        }
    }
}

#[test]
fn every_byte_of_a_request_can_fail() {
    let length = Plain::local().bytes.len();
    let stored = |at: usize| {
        let mut recording = Recording::<4096>::new().answer(Fault::RequestAt(at));
        let result = exchange(&mut recording).map(|seen| seen.status);
        (result, recording.request(0).raw().to_vec(), recording.request(0).is_complete())
    };
    let (result, whole, complete) = stored(length);
    assert_eq!((result, complete), (Ok(200), true));
    for at in 0..length {
        for window in [1, 10, 256] {
            let reply = Reply::from(Fault::RequestAt(at)).window(window);
            let mut recording = Recording::<4096>::new().answer(reply);
            assert_eq!(exchange(&mut recording), Err(TransportError::not_sent(TransportErrorKind::Closed)));
            let request = recording.request(0);
            assert!(whole.starts_with(request.raw()) && !request.is_complete() && !request.is_truncated());
            assert_eq!((request.raw(), false), (&stored(at).1[..], stored(at).2));
        }
    }
    assert_eq!(stored(0).1, b"");
}

#[test]
fn every_byte_of_an_answer_can_fail() {
    let reply = Reply::new(200).body("{}");
    let length = "HTTP/1.1 200 \r\nContent-Length: 2\r\n\r\n{}".len();
    for at in 0..length {
        let cut = match at {
            0 => TransportErrorKind::Closed,
            _ => TransportErrorKind::Answer(AnswerError::CutOff),
        };
        for pieces in [1, 10, 256] {
            let broken = reply.fault(Fault::AnswerAt(at)).pieces(pieces);
            let closed = reply.fault(Fault::CloseAt(at)).pieces(pieces);
            let mut recording = Recording::<4096>::new().answer(broken).answer(closed);
            assert_eq!(
                exchange(&mut recording),
                Err(TransportError::unknown(TransportErrorKind::Closed)),
                "{at}"
            );
            assert_eq!(exchange(&mut recording), Err(TransportError::unknown(cut)), "{at}");
            assert!(recording.request(0).is_complete() && recording.request(1).is_complete());
        }
    }
    for fault in [Fault::AnswerAt(length), Fault::CloseAt(length)] {
        assert_eq!(exchange(&mut Recording::<4096>::new().answer(reply.fault(fault))).unwrap().body, "{}");
    }
}

#[test]
fn a_close_can_end_an_answer_and_a_break_cannot() {
    let reply = Reply::raw(b"HTTP/1.1 200 OK\r\n\r\nabcdef");
    let mut recording = Recording::<4096>::new()
        .answer(reply.fault(Fault::CloseAt(22)))
        .answer(reply.fault(Fault::AnswerAt(22)))
        .answer(reply.fault(Fault::AnswerAt(25)));
    assert_eq!(exchange(&mut recording).unwrap().body, "abc");
    assert_eq!(exchange(&mut recording), Err(TransportError::unknown(TransportErrorKind::Closed)));
    assert_eq!(exchange(&mut recording).unwrap().body, "abcdef");
}

#[test]
fn connections_and_times() {
    let mut recording = Recording::<4096>::new()
        .answer(Fault::Connect(TransportErrorKind::Certificate))
        .answer(Fault::Timeout)
        .otherwise(Fault::Connect(TransportErrorKind::Resolve));
    let kinds = [0; 4].map(|_| exchange(&mut recording).unwrap_err());
    assert_eq!(
        kinds,
        [
            TransportError::not_sent(TransportErrorKind::Certificate),
            TransportError::unknown(TransportErrorKind::Timeout),
            TransportError::not_sent(TransportErrorKind::Resolve),
            TransportError::not_sent(TransportErrorKind::Resolve),
        ]
    );
    let complete = [0, 1, 2, 3].map(|index| recording.request(index).is_complete());
    assert_eq!((recording.requests(), complete), (4, [false, true, false, false]));
    assert_eq!(recording.request(1).gauge("t"), Some((21.5, "attic")));
}

#[test]
fn a_script_that_is_too_long_is_no_script() {
    let full = (0..Recording::MAX_SCRIPT).fold(Recording::<0>::new(), |recording, _| recording.answer(503));
    assert_eq!(exchange(&mut full.clone()).unwrap().status, 503);
    let mut overfull = full.answer(200);
    for _ in 0..2 {
        let error = TransportError::not_sent(TransportErrorKind::Unsupported);
        assert_eq!(exchange(&mut overfull), Err(error));
    }
}

#[test]
fn a_sink_that_has_enough_is_not_an_error() {
    let body = "x".repeat(5000);
    let mut recording = Recording::<4096>::new().answer(Reply::new(500).body(&body).pieces(10));
    let mut seen = Seen { enough: Some(30), ..Seen::default() };
    assert_eq!(recording.exchange(&mut Plain::local(), &mut seen), Ok(()));
    assert!((30..50).contains(&seen.body.len()));
}
