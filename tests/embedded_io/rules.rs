//! Reuse, security, scratch and odd streams.

use std::cell::Cell;
use std::panic::{AssertUnwindSafe, catch_unwind};

use embedded_io::ErrorKind;
use librato::AsyncHttpTransport as _;
use librato::transport::{Delivery, Flow, HttpTransport, ResponseSink, TransportError, TransportErrorKind};
use librato::transports::{AsyncByteStream, AsyncRedial, ByteStream, Dial, Opened, Redial};

use crate::awaited::Slow;
use crate::doubles::{self, BASIC, BODY, Plain, Seen, TOKEN, block_on};
use crate::net::{ANSWER, Net, Plan};

fn net(plans: &[Plan]) -> Net {
    Net::new(Plain::local().bytes.len(), plans)
}

fn exchange<R: Redial>(transport: &mut ByteStream<'_, R>) -> Result<Seen, TransportError> {
    doubles::exchange(transport, &mut Plain::local())
}

fn exchange_awaited<R: AsyncRedial>(transport: &mut AsyncByteStream<'_, R>) -> Result<(), TransportError> {
    block_on(transport.exchange(&mut Plain::local(), &mut Seen::default()))
}

#[test]
fn one_connection_serves_many_exchanges() {
    for scratch in [64, 65, 100, 256, 4096] {
        for step in [1, 3, 64, 5000] {
            let net = net(&[Plan { step, ..Plan::good() }]);
            let mut scratch = vec![0; scratch];
            let mut transport = ByteStream::new(net.clone(), &mut scratch);
            for _ in 0..4 {
                assert_eq!(exchange(&mut transport).unwrap().body, "{}");
            }
            assert_eq!((net.0.borrow().dials, net.0.borrow().seen()), (1, 4));
            assert!(net.0.borrow().open);
            transport.hang_up();
            transport.hang_up();
            assert!(!net.0.borrow().open);
        }
    }
}

#[test]
fn answers_that_end_a_connection() {
    let closing = "HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 2\r\n\r\n{}";
    let old = "HTTP/1.0 200 OK\r\nContent-Length: 2\r\n\r\n{}";
    let excess = "HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n{}more";
    for answer in [closing, old, excess] {
        let net = net(&[Plan { step: 5000, ..Plan::answering(answer) }, Plan::good()]);
        let mut scratch = [0; 256];
        let mut transport = ByteStream::new(net.clone(), &mut scratch);
        assert_eq!(exchange(&mut transport).unwrap().body, "{}");
        assert!(!net.0.borrow().open, "{answer}");
        assert_eq!(exchange(&mut transport).unwrap().body, "{}");
        assert_eq!((net.0.borrow().dials, net.0.borrow().seen()), (2, 2));
    }
}

#[test]
fn the_end_of_the_stream_can_end_an_answer() {
    let answer = "HTTP/1.1 200 OK\r\n\r\nuntil the end";
    let end = Some((answer.len(), crate::net::Strike::Zero));
    let net = net(&[Plan { read: end, ..Plan::answering(answer) }]);
    let mut scratch = [0; 64];
    let seen = exchange(&mut ByteStream::new(net.clone(), &mut scratch)).unwrap();
    assert_eq!(seen.body, "until the end");
    assert!(!net.0.borrow().open);
}

#[test]
fn a_sink_that_has_enough_ends_a_long_answer() {
    let long = format!("HTTP/1.1 500 No\r\nContent-Length: 100000\r\n\r\n{}", "x".repeat(100_000));
    let net = net(&[Plan::answering(long), Plan::good()]);
    let mut scratch = [0; 64];
    let mut transport = ByteStream::new(net.clone(), &mut scratch);
    let mut seen = Seen { enough: Some(10), ..Seen::default() };
    assert_eq!(transport.exchange(&mut Plain::local(), &mut seen), Ok(()));
    assert_eq!(seen.status, 500);
    assert!((10..20).contains(&seen.body.len()));
    assert!(!net.0.borrow().open);
    assert_eq!(exchange(&mut transport).unwrap().status, 200);
}

#[test]
fn interim_answers_pass() {
    let answer = format!("HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 103 Early\r\nLink: x\r\n\r\n{ANSWER}");
    let net = net(&[Plan::answering(answer)]);
    let mut scratch = [0; 64];
    let mut transport = ByteStream::new(net.clone(), &mut scratch);
    for _ in 0..2 {
        assert_eq!(exchange(&mut transport).unwrap().status, 200);
    }
    assert_eq!(net.0.borrow().dials, 1);
}

#[test]
fn the_scheme_must_be_that_of_the_stream() {
    let net = net(&[]);
    let insecure = Err(TransportError::not_sent(TransportErrorKind::Insecure));
    let mut scratch = [0; 256];
    let mut secret = Plain::new("https://127.0.0.1", BODY);
    let mut plain = ByteStream::new(net.clone(), &mut scratch);
    assert_eq!(plain.exchange(&mut secret, &mut Seen::default()), insecure);
    let mut secure = ByteStream::secure(net.clone(), &mut scratch);
    assert_eq!(secure.exchange(&mut Plain::local(), &mut Seen::default()), insecure);
    assert_eq!((net.0.borrow().dials, net.0.borrow().taken.len()), (0, 0));
}

#[test]
fn a_secure_stream_serves_https() {
    let mut secret = Plain::new("https://127.0.0.1", BODY);
    let net = Net::new(secret.bytes.len(), &[Plan::good()]);
    let mut scratch = [0; 64];
    let mut transport = ByteStream::secure(net.clone(), &mut scratch);
    assert_eq!(transport.exchange(&mut secret, &mut Seen::default()), Ok(()));
    assert_eq!(net.0.borrow().taken[0], secret.bytes);
}

#[test]
fn scratch_below_the_minimum_is_refused() {
    for size in [0, 1, ByteStream::MIN_SCRATCH - 1] {
        let net = net(&[]);
        let mut scratch = vec![0; size];
        let error = exchange(&mut ByteStream::new(net.clone(), &mut scratch)).unwrap_err();
        assert_eq!(error, TransportError::not_sent(TransportErrorKind::ScratchTooSmall));
        assert_eq!(net.0.borrow().dials, 0);
    }
}

#[test]
fn another_server_gets_another_connection() {
    let net = net(&[Plan::good(), Plan::good(), Plan::good()]);
    let mut scratch = [0; 64];
    let mut transport = ByteStream::new(net.clone(), &mut scratch);
    let mut other = Plain::new("http://127.0.0.2", BODY);
    let mut other_port = Plain::new("http://127.0.0.2:8080", BODY);
    exchange(&mut transport).unwrap();
    assert_eq!(transport.exchange(&mut other, &mut Seen::default()), Ok(()));
    other.at_start();
    assert_eq!(transport.exchange(&mut other, &mut Seen::default()), Ok(()));
    assert_eq!(net.0.borrow().dials, 2);
    assert_eq!(transport.exchange(&mut other_port, &mut Seen::default()), Ok(()));
    assert_eq!(net.0.borrow().dials, 3);
}

/// Host and port that differ by the same bits are two differences, and none cancels the other.
#[test]
fn a_port_makes_up_for_no_letter() {
    let mut first = Plain::new("https://a.example.net:8080", BODY);
    let mut second = Plain::new("https://b.example.net:8083", BODY);
    let net = Net::new(first.bytes.len(), &[Plan::good(), Plan::good()]);
    let mut scratch = [0; 64];
    let mut transport = ByteStream::secure(net.clone(), &mut scratch);
    for server in [&mut first, &mut second] {
        assert_eq!(transport.exchange(server, &mut Seen::default()), Ok(()));
    }
    assert_eq!(net.0.borrow().dials, 2);
}

#[test]
fn interruptions_are_no_errors() {
    let net = net(&[Plan { interrupts: true, ..Plan::good() }]);
    let mut scratch = [0; 64];
    assert_eq!(exchange(&mut ByteStream::new(net, &mut scratch)).unwrap().body, "{}");
}

#[test]
fn a_connection_known_to_be_lost_is_dialled_anew() {
    let net = net(&[Plan::good(), Plan::good()]);
    let mut scratch = [0; 64];
    let mut transport = ByteStream::new(net.clone(), &mut scratch);
    exchange(&mut transport).unwrap();
    net.0.borrow_mut().lost = true;
    exchange(&mut transport).unwrap();
    assert_eq!((net.0.borrow().dials, net.0.borrow().seen()), (2, 2));
}

#[test]
fn counts_that_cannot_be_are_errors_and_no_panics() {
    let wrote = Plan { overclaim_write: 5000, ..Plan::good() };
    let read = Plan { overclaim_read: 5000, ..Plan::good() };
    // What a write claims is believed, so an answer is waited for; a read cannot have brought more than it had room for.
    for (plan, kind) in [(wrote, TransportErrorKind::Timeout), (read, TransportErrorKind::Io)] {
        let net = net(&[plan]);
        let mut scratch = [0; 64];
        let error = exchange(&mut ByteStream::new(net.clone(), &mut scratch)).unwrap_err();
        assert_eq!(error, TransportError::unknown(kind));
        assert!(!net.0.borrow().open);
    }
}

/// The rest of the scratch is still the request, which has credentials in it.
#[test]
fn what_a_stream_claims_to_have_read_is_not_taken_for_an_answer() {
    let plan = Plan { step: 100, overclaim_read: 5000, ..Plan::answering("HTTP/1.1 500 Error\r\n\r\n") };
    let (mut scratch, mut seen) = ([0; 64], Seen::default());
    let mut transport = ByteStream::new(net(std::slice::from_ref(&plan)), &mut scratch);
    assert!(transport.exchange(&mut Plain::local(), &mut seen).is_err());
    let mut transport = AsyncByteStream::new(Slow(net(&[plan])), &mut scratch);
    assert!(block_on(transport.exchange(&mut Plain::local(), &mut seen)).is_err());
    assert_eq!(seen, Seen::default());
}

/// A stream without a dialler of its own.
struct Line(Net);

impl embedded_io::ErrorType for Line {
    type Error = embedded_io::ErrorKind;
}

impl embedded_io::Read for Line {
    fn read(&mut self, buf: &mut [u8]) -> Result<usize, Self::Error> {
        self.0.read(buf)
    }
}

impl embedded_io::Write for Line {
    fn write(&mut self, buf: &[u8]) -> Result<usize, Self::Error> {
        self.0.write(buf)
    }

    fn flush(&mut self) -> Result<(), Self::Error> {
        self.0.flush()
    }
}

impl Drop for Line {
    fn drop(&mut self) {
        self.0.hang_up();
    }
}

#[test]
fn an_open_stream_serves_until_it_ends() {
    let closing = "HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 0\r\n\r\n";
    for (answer, exchanges) in [(ANSWER, 3), (closing, 1)] {
        let mut net = net(&[Plan::answering(answer)]);
        net.dial(Plain::local().server).unwrap();
        let mut scratch = [0; 64];
        let mut transport = ByteStream::new(Opened::new(Line(net.clone())), &mut scratch);
        for _ in 0..exchanges {
            assert_eq!(exchange(&mut transport).unwrap().status, 200);
        }
        transport.hang_up();
        assert!(!net.0.borrow().open);
        let error = exchange(&mut transport).unwrap_err();
        assert_eq!(error, TransportError::not_sent(TransportErrorKind::Connect));

        let mut net = self::net(&[Plan::answering(answer)]);
        net.dial(Plain::local().server).unwrap();
        let mut transport = AsyncByteStream::new(Opened::new(Slow(Line(net.clone()))), &mut scratch);
        for _ in 0..exchanges {
            assert_eq!(exchange_awaited(&mut transport), Ok(()));
        }
        transport.hang_up();
        assert!(!net.0.borrow().open);
        assert_eq!(exchange_awaited(&mut transport), Err(error));
    }
}

#[test]
fn a_closure_can_dial() {
    let closing = "HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: 0\r\n\r\n";
    let net = net(&[Plan::answering(closing), Plan::answering(closing)]);
    let mut dialled = net.clone();
    let mut dial = Dial::new(|server| dialled.dial(server).map(|()| Line(net.clone())));
    let mut scratch = [0; 64];
    let mut transport = ByteStream::new(&mut dial, &mut scratch);
    for _ in 0..2 {
        assert_eq!(exchange(&mut transport).unwrap().status, 200);
    }
    assert_eq!((net.0.borrow().dials, net.0.borrow().seen()), (2, 2));
}

#[test]
fn debug_shows_no_credentials() {
    let net = net(&[Plan::good()]);
    let mut scratch = [0; 256];
    let mut transport = ByteStream::new(net, &mut scratch);
    exchange(&mut transport).unwrap();
    let text = format!("{transport:?}");
    assert_eq!(text, "ByteStream { secure: false, connected: true, .. }");
    assert!(!text.contains(BASIC) && !text.contains(TOKEN));
}

/// Takes some bytes of a request, then only lets an answer be read.
struct Refusing {
    takes: usize,
    answer: &'static [u8],
}

impl embedded_io::ErrorType for Refusing {
    type Error = ErrorKind;
}

impl embedded_io::Read for Refusing {
    fn read(&mut self, buf: &mut [u8]) -> Result<usize, ErrorKind> {
        let count = buf.len().min(self.answer.len()).min(7);
        let (now, later) = self.answer.split_at(count);
        buf[..count].copy_from_slice(now);
        self.answer = later;
        Ok(count)
    }
}

impl embedded_io::Write for Refusing {
    fn write(&mut self, bytes: &[u8]) -> Result<usize, ErrorKind> {
        let count = bytes.len().min(self.takes);
        self.takes -= count;
        if count == 0 { Err(ErrorKind::ConnectionReset) } else { Ok(count) }
    }

    fn flush(&mut self) -> Result<(), ErrorKind> {
        Ok(())
    }
}

/// A server may refuse a request before it has all of it, and close. What it says then counts; that it took something, or half
/// an answer, does not.
#[test]
fn an_early_refusal_is_read() {
    for takes in [0, 40, 150] {
        let refuse = |answer: &'static [u8]| {
            let mut scratch = [0; 64];
            let mut transport = ByteStream::new(Opened::new(Refusing { takes, answer }), &mut scratch);
            exchange(&mut transport)
        };
        let seen = refuse(b"HTTP/1.1 413 Too Large\r\nContent-Length: 3\r\n\r\nno!").unwrap();
        assert_eq!((seen.status, seen.body.as_str()), (413, "no!"));
        for answer in [
            &b""[..],
            b"HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n",
            b"HTTP/1.1 413 Too Large\r\nContent-L",
        ] {
            let error = refuse(answer).unwrap_err();
            assert_eq!((error.kind, error.delivery), (TransportErrorKind::Closed, Delivery::NotSent));
        }
    }
}

/// What a refusal began to say makes the connection's end no silent one: nothing is sent again by itself.
#[test]
fn nothing_is_sent_again_once_a_refusal_has_begun() {
    // A multiple of what one read gives, so that the connection is kept after it.
    const GOOD: &[u8] = b"HTTP/1.1 200 OK\r\nX:\r\nContent-Length: 0\r\n\r\n";
    const CUT: &[u8] = b"HTTP/1.1 200 OK\r\nX:\r\nContent-Length: 0\r\n\r\nHTTP/1.1 413 Too";
    for (first, dials) in [(CUT, 1), (GOOD, 2)] {
        let takes = Plain::local().bytes.len() + 40;
        let dialled = Cell::new(0);
        let dial = Dial::new(|_| {
            dialled.set(dialled.get() + 1);
            Ok(Refusing { takes, answer: if dialled.get() == 1 { first } else { GOOD } })
        });
        let mut scratch = [0; 64];
        let mut transport = ByteStream::new(dial, &mut scratch);
        assert_eq!(exchange(&mut transport).unwrap().status, 200);
        let second = exchange(&mut transport);
        if dials == 1 {
            assert_eq!(second.unwrap_err(), TransportError::not_sent(TransportErrorKind::Closed));
        } else {
            assert_eq!(second.unwrap().status, 200);
        }
        assert_eq!(dialled.get(), dials);
    }
}

/// A sink of the program's own.
struct Panicking;

impl ResponseSink for Panicking {
    fn status(&mut self, _: u16) {
        panic!("the program's own fault");
    }

    fn header(&mut self, _: &[u8], _: &[u8]) {}

    fn body(&mut self, _: &[u8]) -> Flow {
        Flow::More
    }
}

#[test]
fn a_panic_leaves_no_connection_in_doubt() {
    for kept in [false, true] {
        let net = net(&[Plan::good(), Plan::good()]);
        let mut scratch = [0; 64];
        let mut transport = ByteStream::new(net.clone(), &mut scratch);
        if kept {
            exchange(&mut transport).unwrap();
        }
        let broken = AssertUnwindSafe(|| transport.exchange(&mut Plain::local(), &mut Panicking));
        assert!(catch_unwind(broken).is_err());
        assert!(!net.0.borrow().open);
        // The rest of the first answer is not taken for this one.
        assert_eq!(exchange(&mut transport).unwrap().body, "{}");
        assert_eq!(net.0.borrow().dials, 2);
    }
}
