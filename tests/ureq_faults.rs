//! The ureq transport when things go wrong: what the error says, and what is sent again.
#![cfg(feature = "ureq")]

mod doubles;

use std::io::{Read, Write};
use std::net::TcpListener;
use std::sync::{Arc, Barrier, mpsc};
use std::thread;
use std::time::{Duration, Instant};

use doubles::{CREDENTIALS, Parts, exchange};
use librato::answers::AnswerError;
use librato::transport::{Flow, HttpTransport, ResponseSink, TransportError, TransportErrorKind};
use librato::transports::Ureq;
use librato::{Cause, Client, Device, Gauge, Millis, Queue, Server};
use librato_test_support::tls::{ScriptedServer, Step};

/// One POST to a server that plays `step`.
fn post(step: Step) -> (TransportError, usize) {
    let server = ScriptedServer::plain([step]);
    let url = format!("http://{}", server.address());
    let mut request = Parts::post(Server::new(&url).unwrap(), b"{\"gauges\":[]}");
    let error = exchange(Ureq::new(), &mut request).unwrap_err();
    assert_eq!(request.rewinds, 0, "a new connection's request is sent once");
    (error, server.requests().len())
}

fn answer(error: AnswerError) -> TransportError {
    TransportError::unknown(TransportErrorKind::Answer(error))
}

#[test]
fn closed_without_an_answer() {
    assert_eq!(post(Step::Close), (TransportError::unknown(TransportErrorKind::Closed), 1));
}

#[test]
fn cut_off_at_every_byte() {
    for whole in [
        &b"HTTP/1.1 200 OK\r\nContent-Length: 5\r\n\r\nhello"[..],
        // The empty line after the last chunk is not waited for.
        &b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n0\r\n"[..],
    ] {
        for end in 1..whole.len() {
            let (error, seen) = post(Step::AnswerAndClose(whole[..end].to_vec()));
            assert_eq!((error, seen), (answer(AnswerError::CutOff), 1), "after {end} bytes");
        }
    }
}

#[test]
fn answers_that_are_none() {
    let many = format!("HTTP/1.1 200 OK\r\n{}\r\n", "A: b\r\n".repeat(300));
    let long = format!("HTTP/1.1 200 OK\r\nX-Long: {}\r\n\r\n", "x".repeat(20_000));
    for (bytes, error) in [
        ("SSH-2.0-OpenSSH_9.6\r\n\r\n", AnswerError::NotHttp),
        ("HTTP/2 200\r\n\r\n", AnswerError::NotHttp),
        ("HTTP/1.1 2x0 OK\r\n\r\n", AnswerError::NotHttp),
        ("HTTP/1.1 099 No\r\n\r\n", AnswerError::NotHttp),
        ("HTTP/1.1 101 Switching Protocols\r\nUpgrade: x\r\n\r\n", AnswerError::NotHttp),
        ("HTTP/1.1 200 OK\r\nno colon\r\n\r\n", AnswerError::BadHeader),
        ("HTTP/1.1 200 OK\r\nA: \u{1}\r\n\r\n", AnswerError::BadHeader),
        (&many, AnswerError::HeadTooLong),
        (&long, AnswerError::HeadTooLong),
        (
            "HTTP/1.1 200 OK\r\nContent-Length: 1\r\nContent-Length: 2\r\n\r\nab",
            AnswerError::TwoContentLengths,
        ),
        ("HTTP/1.1 200 OK\r\nContent-Length: -1\r\n\r\n", AnswerError::BadContentLength),
        ("HTTP/1.1 200 OK\r\nContent-Length: 99999999999999999999\r\n\r\n", AnswerError::BadContentLength),
        ("HTTP/1.1 200 OK\r\nTransfer-Encoding: gzip\r\n\r\n", AnswerError::BadTransferEncoding),
        ("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n", AnswerError::BadChunk),
        ("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nfffffffffffffffff\r\n", AnswerError::BadChunk),
    ] {
        let (found, _) = post(Step::AnswerAndStall(bytes.into()));
        assert_eq!(found, answer(error), "{bytes:.60}");
    }
}

#[test]
fn a_head_of_nearly_the_whole_limit_passes() {
    let head = format!("HTTP/1.1 200 OK\r\nX-Long: {}\r\nContent-Length: 2\r\n\r\nok", "x".repeat(16_000));
    let server = ScriptedServer::plain([Step::Answer(head.into_bytes())]);
    let url = format!("http://{}", server.address());
    let found = exchange(Ureq::new(), &mut Parts::get(Server::new(&url).unwrap())).unwrap();
    assert_eq!((found.header("x-long").map(str::len), found.body.as_str()), (Some(16_000), "ok"));
}

/// Tells when the first piece of a body has come.
struct Signal(mpsc::Sender<()>);

impl ResponseSink for Signal {
    fn status(&mut self, _code: u16) {}
    fn header(&mut self, _name: &[u8], _value: &[u8]) {}
    fn body(&mut self, _piece: &[u8]) -> Flow {
        self.0.send(()).unwrap();
        Flow::More
    }
}

#[test]
fn a_reset_does_not_end_a_body() {
    // A socket closed with bytes unread sends a reset instead of an end.
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    let (sender, read) = mpsc::channel();
    let server = thread::spawn(move || {
        let (mut stream, _) = listener.accept().unwrap();
        let mut some = [0; 64];
        stream.read_exact(&mut some).unwrap();
        stream.write_all(b"HTTP/1.1 200 OK\r\n\r\nuntil the en").unwrap();
        // The client takes what came before the reset, which would wipe it out.
        read.recv().unwrap();
    });
    let body = vec![b'x'; 2000];
    let mut request = Parts::post(Server::new(&url).unwrap(), &body);
    let error = Ureq::new().exchange(&mut request, &mut Signal(sender)).unwrap_err();
    server.join().unwrap();
    assert_eq!(error, answer(AnswerError::CutOff));
}

#[test]
fn time_limits() {
    let short = Duration::from_millis(150);
    let receive = || Ureq::builder().with_receive_timeout(short).build();
    let whole = || Ureq::builder().with_timeout(short).build();
    let half = || Step::AnswerAndStall(b"HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\nhalf".to_vec());
    for (transport, step) in
        [(receive(), Step::Stall), (receive(), half()), (whole(), Step::Stall), (whole(), half())]
    {
        let server = ScriptedServer::plain([step.clone()]);
        let url = format!("http://{}", server.address());
        let started = Instant::now();
        let error = exchange(&transport, &mut Parts::post(Server::new(&url).unwrap(), b"{}")).unwrap_err();
        assert_eq!(error, TransportError::unknown(TransportErrorKind::Timeout), "{step:?}");
        assert!((short..short * 20).contains(&started.elapsed()), "{step:?}: {:?}", started.elapsed());
    }
}

#[test]
fn a_body_that_nobody_reads_is_not_sent() {
    let server = ScriptedServer::plain([Step::Ignore]);
    let url = format!("http://{}", server.address());
    // More than the sockets of both sides can hold.
    let body = vec![b'x'; 32 << 20];
    let transport = Ureq::builder().with_send_timeout(Duration::from_millis(200)).build();
    let mut request = Parts::post(Server::new(&url).unwrap(), &body);
    let error = exchange(&transport, &mut request).unwrap_err();
    assert_eq!(error, TransportError::not_sent(TransportErrorKind::Timeout));
}

#[test]
fn a_kept_connection_that_is_closed_is_dialled_anew() {
    let ok = || Step::status("200 OK", "ok");
    let server = ScriptedServer::plain([ok(), Step::Close, ok(), ok()]);
    let url = format!("http://{}", server.address());
    let transport = Ureq::new();
    let body = vec![b'x'; 20_000];
    let mut request = Parts::post(Server::new(&url).unwrap(), &body);
    exchange(&transport, &mut request).unwrap();
    let mut request = Parts::post(Server::new(&url).unwrap(), &body);
    assert_eq!(exchange(&transport, &mut request).unwrap().body, "ok");
    assert_eq!(request.rewinds, 1);
    // The new connection is kept as well.
    exchange(&transport, &mut Parts::get(Server::new(&url).unwrap())).unwrap();
    let seen = server.requests();
    let connections: Vec<usize> = seen.iter().map(|request| request.connection).collect();
    assert_eq!(connections, [0, 0, 1, 1]);
    assert_eq!(seen[1].raw, seen[2].raw);
}

#[test]
fn sent_again_once_and_not_oftener() {
    let server = ScriptedServer::plain([Step::status("200 OK", ""), Step::Close, Step::Close]);
    let url = format!("http://{}", server.address());
    let transport = Ureq::new();
    exchange(&transport, &mut Parts::get(Server::new(&url).unwrap())).unwrap();
    let mut request = Parts::post(Server::new(&url).unwrap(), b"{}");
    let error = exchange(&transport, &mut request).unwrap_err();
    assert_eq!(error, TransportError::unknown(TransportErrorKind::Closed));
    assert_eq!((server.requests().len(), request.rewinds), (3, 1));
}

#[test]
fn the_second_attempt_trusts_no_kept_connection() {
    const OK: &[u8] = b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n";
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    thread::spawn(move || {
        // Two connections at once, each closed when a second request has come over it.
        let both = Arc::new(Barrier::new(2));
        for _ in 0..2 {
            let (both, (mut stream, _)) = (Arc::clone(&both), listener.accept().unwrap());
            thread::spawn(move || {
                let mut some = [0; 2000];
                assert!(stream.read(&mut some).unwrap() > 0);
                both.wait();
                stream.write_all(OK).unwrap();
                let _ = stream.read(&mut some);
            });
        }
        let (mut stream, _) = listener.accept().unwrap();
        let mut some = [0; 2000];
        assert!(stream.read(&mut some).unwrap() > 0);
        stream.write_all(OK).unwrap();
    });
    let transport = Ureq::new();
    let get = || exchange(&transport, &mut Parts::get(Server::new(&url).unwrap()));
    thread::scope(|scope| {
        let other = scope.spawn(get);
        assert_eq!(get().unwrap().status, 200);
        assert_eq!(other.join().unwrap().unwrap().status, 200);
    });
    assert_eq!(get().unwrap().status, 200);
}

#[test]
fn nothing_is_sent_again_once_an_answer_has_begun_or_time_is_up() {
    for (step, kind) in [
        (Step::AnswerAndClose(b"HTTP/1.1 2".to_vec()), TransportErrorKind::Answer(AnswerError::CutOff)),
        (Step::Stall, TransportErrorKind::Timeout),
    ] {
        let server = ScriptedServer::plain([Step::status("200 OK", ""), step]);
        let url = format!("http://{}", server.address());
        let transport = Ureq::builder().with_receive_timeout(Duration::from_millis(150)).build();
        exchange(&transport, &mut Parts::get(Server::new(&url).unwrap())).unwrap();
        let mut request = Parts::post(Server::new(&url).unwrap(), b"{}");
        assert_eq!(exchange(&transport, &mut request).unwrap_err(), TransportError::unknown(kind));
        assert_eq!((server.requests().len(), server.connections(), request.rewinds), (2, 1, 0));
    }
}

#[test]
fn a_failed_second_attempt_does_not_clear_the_first() {
    // The server reads the second request, closes, and is gone before it can be dialled again.
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    let server = thread::spawn(move || {
        let (mut stream, _) = listener.accept().unwrap();
        drop(listener);
        let mut some = [0; 2000];
        assert!(stream.read(&mut some).unwrap() > 0);
        stream.write_all(b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n").unwrap();
        assert!(stream.read(&mut some).unwrap() > 0);
    });
    let transport = Ureq::new();
    exchange(&transport, &mut Parts::get(Server::new(&url).unwrap())).unwrap();
    let error = exchange(&transport, &mut Parts::get(Server::new(&url).unwrap())).unwrap_err();
    server.join().unwrap();
    assert_eq!(error, TransportError::unknown(TransportErrorKind::Connect));
}

#[test]
fn readings_turned_away_at_the_second_attempt_stay_as_they_are() {
    // The server reads the second request and closes: nobody knows whether it has taken it.
    let (good, turned_away) = (Step::status("200 OK", "{}"), Step::status("401 Unauthorized", ""));
    let server = ScriptedServer::plain([good.clone(), Step::Close, turned_away, good.clone(), good]);
    let url = format!("http://{}", server.address());
    let client = Client::new(Server::new(&url).unwrap(), CREDENTIALS, Ureq::new());
    let mut client = client.device(Device::new("d").unwrap(), 1);
    let mut queue = Queue::<8, 64>::new().with_chunk(2);
    for value in 1..=3 {
        queue.add(Gauge::new("a", value)).unwrap();
    }
    let error = client.flush(&mut queue, Millis(0), 0).unwrap_err();
    assert_eq!((error.cause, error.report.accepted), (Cause::Status(401), 2));
    queue.add(Gauge::new("a", 4)).unwrap();
    client.flush_now(&mut queue, Millis(0), 0).unwrap();
    let sent: Vec<_> = server.requests().into_iter().map(|request| request.raw).collect();
    assert_eq!((sent.len(), server.connections()), (5, 2));
    assert_eq!((&sent[1], &sent[1]), (&sent[2], &sent[3]));
}

#[test]
fn it_works_again_after_an_error() {
    let server = ScriptedServer::plain([Step::Close, Step::status("200 OK", "again")]);
    let url = format!("http://{}", server.address());
    let transport = Ureq::new();
    assert!(exchange(&transport, &mut Parts::get(Server::new(&url).unwrap())).is_err());
    let found = exchange(&transport, &mut Parts::get(Server::new(&url).unwrap())).unwrap();
    assert_eq!(found.body, "again");
}
