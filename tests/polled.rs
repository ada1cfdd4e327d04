//! A client that is polled: the same requests and outcomes as one that blocks, whatever arrives when.

use librato::transport::{Delivery, TransportError, TransportErrorKind};
use librato::transports::Recording;
use librato::{
    Action, Cause, Client, Credentials, FlushError, Gauge, Measurement, Millis, Polled, Queue, Report,
    Server, SharedQueue,
};

const SERVER: Server = Server::from_static("http://127.0.0.1:8080");
const CREDENTIALS: Credentials = Credentials::from_static("user@example.net", "75AFDB82");
const ACCEPTED: &[u8] = b"HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}";

type Readings = Queue<64, 1024>;

fn client() -> Client<'static, Polled> {
    Client::new(SERVER, CREDENTIALS, Polled::new())
}

/// Readings of two kinds: two requests.
fn readings() -> Readings {
    let mut queue = Readings::new();
    for value in 0..5 {
        queue.add(Gauge::new("temperature", value).source("attic")).unwrap();
    }
    queue.add(Measurement::new("humidity", 40).tags(&[("room", "attic")])).unwrap();
    queue
}

/// A line that the firmware serves: what went out over each connection, and what comes in.
struct Line {
    window: usize,
    /// How much of an answer arrives at a time.
    piece: usize,
    sent: Vec<Vec<u8>>,
    connections: usize,
    now: Millis,
}

impl Line {
    fn new() -> Self {
        Self { window: 128, piece: 16, sent: Vec::new(), connections: 0, now: Millis(0) }
    }

    /// Flushes once, with these answers in order.
    fn flush(
        &mut self,
        client: &mut Client<'_, Polled>,
        queue: &mut Readings,
        answers: &[&[u8]],
    ) -> Result<Report, FlushError> {
        let mut answers = answers.iter();
        let mut buf = vec![0; self.window];
        let mut fresh = true;
        loop {
            match client.poll(&mut *queue, self.now, 1) {
                Action::Connect => {
                    self.connections += 1;
                    client.connected();
                }
                Action::Send => {
                    let filled = client.fill(&mut *queue, &mut buf);
                    if core::mem::take(&mut fresh) {
                        self.sent.push(Vec::new());
                    }
                    self.sent.last_mut().unwrap().extend_from_slice(&buf[..filled]);
                }
                Action::Receive => {
                    fresh = true;
                    let answer = answers.next().expect("an answer for each request");
                    answer.chunks(self.piece).for_each(|piece| client.feed(piece));
                }
                Action::Done(result) => return result,
            }
        }
    }
}

#[test]
fn the_requests_are_those_of_a_client_that_blocks() {
    let mut queue = readings();
    let mut blocking = Client::new(SERVER, CREDENTIALS, Recording::<4096>::new().answer(200).answer(200));
    let report = blocking.flush(&mut queue, Millis(0), 1).unwrap();
    for window in (1..=300).chain([4096]) {
        let (mut queue, mut line) = (readings(), Line { window, ..Line::new() });
        assert_eq!(line.flush(&mut client(), &mut queue, &[ACCEPTED; 2]), Ok(report), "{window}");
        assert_eq!((line.connections, line.sent.len(), queue.len()), (1, 2, 0));
        for (index, sent) in line.sent.iter().enumerate() {
            let text = core::str::from_utf8(sent).unwrap();
            let (head, body) = text.split_once("\r\n\r\n").unwrap();
            let recorded = blocking.transport().request(index);
            assert_eq!(body.as_bytes(), recorded.body());
            assert!(head.starts_with(&format!("POST {} HTTP/1.1\r\n", recorded.target())), "{head}");
            assert!(head.ends_with(&format!("Content-Length: {}", body.len())), "{head}");
        }
    }
}

#[test]
fn answers_may_arrive_in_any_pieces() {
    let chunked: &[u8] = b"HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 202 Accepted\r\nTransfer-Encoding: chunked\r\n\r\n2\r\n{}\r\n0\r\n\r\n";
    for piece in 1..=chunked.len() {
        let (mut queue, mut line) = (readings(), Line { piece, ..Line::new() });
        let report = line.flush(&mut client(), &mut queue, &[chunked, ACCEPTED]).unwrap();
        assert_eq!((report.accepted, report.requests, line.connections), (6, 2, 1));
    }
}

#[test]
fn a_failure_at_any_byte_of_a_request_loses_and_doubles_nothing() {
    let mut line = Line::new();
    line.flush(&mut client(), &mut readings(), &[ACCEPTED; 2]).unwrap();
    let whole = line.sent[0].len();
    for cut in 0..=whole {
        let (mut queue, mut client, mut line) = (readings(), client(), Line::new());
        assert_eq!(client.poll(&mut queue, Millis(0), 1), Action::Connect);
        client.connected();
        let mut buf = vec![0; cut];
        if cut > 0 {
            assert_eq!(client.fill(&mut queue, &mut buf), cut);
        }
        client.failed(TransportErrorKind::Closed);
        let Action::Done(Err(error)) = client.poll(&mut queue, Millis(0), 1) else { panic!("{cut}") };
        let kind = TransportErrorKind::Closed;
        let expected =
            if cut < whole { TransportError::not_sent(kind) } else { TransportError::unknown(kind) };
        assert_eq!((error.cause, error.waiting()), (Cause::Transport(expected), 6), "{cut}");
        let waiting = client.poll(&mut queue, Millis(0), 1);
        assert!(matches!(waiting, Action::Done(Err(error)) if error.cause == Cause::NotYet));
        line.now = error.retry_at();
        let report = line.flush(&mut client, &mut queue, &[ACCEPTED; 2]).unwrap();
        assert_eq!((report.accepted, queue.len(), queue.counts().accepted), (6, 0, 6));
    }
}

#[test]
fn a_failure_at_any_byte_of_an_answer_sends_the_same_bytes_again() {
    for cut in 0..ACCEPTED.len() {
        let (mut queue, mut client, mut line) = (readings(), client(), Line::new());
        assert_eq!(client.poll(&mut queue, Millis(0), 1), Action::Connect);
        client.connected();
        let mut buf = [0; 1024];
        let first = client.fill(&mut queue, &mut buf);
        assert_eq!(client.poll(&mut queue, Millis(0), 1), Action::Receive);
        client.feed(&ACCEPTED[..cut]);
        client.closed();
        let Action::Done(Err(error)) = client.poll(&mut queue, Millis(0), 1) else { panic!("{cut}") };
        assert!(
            matches!(error.cause, Cause::Transport(error) if error.delivery == Delivery::Unknown),
            "{cut}: {error}"
        );
        assert_eq!(queue.in_flight(), 5);
        line.now = error.retry_at();
        let report = line.flush(&mut client, &mut queue, &[ACCEPTED; 2]).unwrap();
        assert_eq!((report.accepted, report.resent), (6, 5));
        assert_eq!(line.sent[0], buf[..first]);
    }
}

#[test]
fn a_kept_connection_that_was_closed_is_made_anew_once() {
    let (mut queue, mut client, mut line) = (readings(), client(), Line::new());
    line.flush(&mut client, &mut queue, &[ACCEPTED; 2]).unwrap();
    let mut queue = readings();
    assert_eq!(client.poll(&mut queue, Millis(0), 1), Action::Send, "the connection was kept");
    let mut buf = [0; 1024];
    let filled = client.fill(&mut queue, &mut buf);
    client.closed();
    assert_eq!(client.poll(&mut queue, Millis(0), 1), Action::Connect);
    client.connected();
    let mut again = [0; 1024];
    assert_eq!(client.fill(&mut queue, &mut again), filled);
    assert_eq!(again[..filled], buf[..filled]);
    // Now it is no old connection any more; and the first attempt may have been the whole request.
    client.failed(TransportErrorKind::Closed);
    let Action::Done(Err(error)) = client.poll(&mut queue, Millis(0), 1) else { panic!() };
    assert_eq!(error.cause, Cause::Transport(TransportError::unknown(TransportErrorKind::Closed)));
    assert_eq!(queue.len(), 6);
}

#[test]
fn a_time_limit_is_no_sign_of_an_old_connection() {
    let (mut queue, mut client, mut line) = (readings(), client(), Line::new());
    line.flush(&mut client, &mut queue, &[ACCEPTED; 2]).unwrap();
    let mut queue = readings();
    client.poll(&mut queue, Millis(0), 1);
    while client.fill(&mut queue, &mut [0; 64]) == 64 {}
    client.failed(TransportErrorKind::Timeout);
    let Action::Done(Err(error)) = client.poll(&mut queue, Millis(0), 1) else { panic!() };
    assert_eq!(error.cause, Cause::Transport(TransportError::unknown(TransportErrorKind::Timeout)));
}

#[test]
fn a_refusal_before_the_end_of_a_request_is_an_answer() {
    let (mut queue, mut client) = (readings(), client());
    client.poll(&mut queue, Millis(0), 1);
    client.connected();
    client.fill(&mut queue, &mut [0; 64]);
    client.feed(b"HTTP/1.1 401 Unauthorized\r\nContent-Length: 0\r\n\r\n");
    let Action::Done(Err(error)) = client.poll(&mut queue, Millis(0), 1) else { panic!() };
    assert_eq!((error.cause, error.waiting()), (Cause::Status(401), 6));
    assert_eq!(
        client.poll(&mut queue, error.retry_at(), 1),
        Action::Connect,
        "half a request is on the old one"
    );

    let mut client = self::client();
    let mut queue = readings();
    client.poll(&mut queue, Millis(0), 1);
    client.connected();
    client.fill(&mut queue, &mut [0; 64]);
    client.feed(ACCEPTED);
    let Action::Done(Err(error)) = client.poll(&mut queue, Millis(0), 1) else { panic!() };
    assert_eq!(error.cause, Cause::Transport(TransportError::not_sent(TransportErrorKind::Closed)));
    assert_eq!(queue.len(), 6, "nobody can have accepted what was not sent");
}

#[test]
fn the_end_of_a_connection_may_end_an_answer() {
    let (mut queue, mut client) = (readings(), client());
    for accepted in [5, 1] {
        assert_eq!(client.poll(&mut queue, Millis(0), 1), Action::Connect);
        client.connected();
        while client.fill(&mut queue, &mut [0; 64]) == 64 {}
        client.feed(b"HTTP/1.1 200 OK\r\n\r\n{}");
        let before = queue.len();
        client.closed();
        if accepted == 5 {
            client.poll(&mut queue, Millis(0), 1);
            assert_eq!(before - queue.len(), accepted);
        }
    }
    let Action::Done(Ok(report)) = client.poll(&mut queue, Millis(0), 1) else { panic!() };
    assert_eq!((report.accepted, report.requests, queue.len()), (6, 2, 0));
}

#[test]
fn nothing_that_comes_unasked_does_harm() {
    let (mut queue, mut client, mut line) = (readings(), client(), Line::new());
    client.feed(ACCEPTED);
    client.failed(TransportErrorKind::Closed);
    client.closed();
    client.connected();
    assert_eq!(client.fill(&mut queue, &mut [0; 64]), 0);
    line.flush(&mut client, &mut queue, &[ACCEPTED; 2]).unwrap();
    // An answer to no request must not be taken for that of the next one.
    client.feed(ACCEPTED);
    let mut queue = readings();
    assert_eq!(client.poll(&mut queue, Millis(0), 1), Action::Connect);
    client.connected();
    client.feed(b"SSH-2.0-nothing\r\n");
    let Action::Done(Err(error)) = client.poll(&mut queue, Millis(0), 1) else { panic!() };
    assert!(matches!(error.cause, Cause::Transport(_)), "{error}");
    assert_eq!(queue.len(), 6);
}

#[test]
fn a_refusal_may_end_with_the_connection() {
    let (mut queue, mut client) = (readings(), client());
    client.poll(&mut queue, Millis(0), 1);
    client.connected();
    client.fill(&mut queue, &mut [0; 16]);
    client.feed(b"HTTP/1.1 401 Unauthorized\r\nConnection: close\r\n\r\nno");
    client.closed();
    let Action::Done(Err(error)) = client.poll(&mut queue, Millis(0), 1) else { panic!() };
    assert_eq!((error.cause, error.waiting()), (Cause::Status(401), 6));
}

#[test]
fn the_end_of_the_old_connection_is_not_that_of_the_new_one() {
    let (mut queue, mut client) = (readings(), client());
    client.poll(&mut queue, Millis(0), 1);
    client.connected();
    while client.fill(&mut queue, &mut [0; 64]) == 64 {}
    client.feed(b"HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 2\r\n\r\n{}");
    assert_eq!(client.poll(&mut queue, Millis(0), 1), Action::Connect);
    client.closed();
    assert_eq!(client.poll(&mut queue, Millis(0), 1), Action::Connect);

    let (mut queue, mut client, mut line) = (readings(), self::client(), Line::new());
    line.flush(&mut client, &mut queue, &[ACCEPTED; 2]).unwrap();
    let mut queue = readings();
    client.poll(&mut queue, Millis(0), 1);
    while client.fill(&mut queue, &mut [0; 64]) == 64 {}
    client.failed(TransportErrorKind::Io);
    client.closed();
    assert_eq!(client.poll(&mut queue, Millis(0), 1), Action::Connect);
}

#[test]
fn a_client_can_go_once_its_flush_is_over() {
    let (mut queue, mut client, mut line) = (readings(), client(), Line::new());
    line.flush(&mut client, &mut queue, &[ACCEPTED; 2]).unwrap();
    let mut queue = readings();
    assert_eq!(client.poll(&mut queue, Millis(0), 1), Action::Send);
    let mut steps = 0;
    while !matches!(client.poll(&mut queue, Millis(0), 1), Action::Done(_)) {
        client.failed(TransportErrorKind::Closed);
        steps += 1;
        assert!(steps < 3);
    }
    let mut other = self::client();
    assert_eq!(Line::new().flush(&mut other, &mut queue, &[ACCEPTED; 2]).unwrap().accepted, 6);
}

#[test]
fn a_queue_that_is_in_use_is_no_empty_body() {
    static QUEUE: SharedQueue<8, 256> = SharedQueue::new();
    QUEUE.add(Gauge::new("temperature", 21)).unwrap();
    let mut client = client();
    assert_eq!(client.poll(&QUEUE, Millis(0), 1), Action::Connect);
    client.connected();
    let mut buf = [0; 1024];
    assert_eq!(QUEUE.with(|_| client.fill(&QUEUE, &mut buf)), Some(0));
    let busy = QUEUE.with(|_| client.poll(&QUEUE, Millis(0), 1)).unwrap();
    assert!(matches!(busy, Action::Done(Err(error)) if error.cause == Cause::Busy), "{busy:?}");
    assert_eq!(client.poll(&QUEUE, Millis(0), 1), Action::Send);
    let filled = client.fill(&QUEUE, &mut buf);
    assert!(buf[..filled].ends_with(br#"{"gauges":[{"name":"temperature","value":21}]}"#));
}
