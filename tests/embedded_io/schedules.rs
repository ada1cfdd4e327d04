//! Streams that fail by chance under the three drivers: they come to the same, lose no reading and have none counted twice.

use std::cell::RefCell;
use std::collections::BTreeSet;
use std::rc::Rc;

use embedded_io::{ErrorKind, ErrorType, Read, Write};
use librato::transport::TransportErrorKind;
use librato::transports::{AsyncByteStream, ByteStream, Redial};
use librato::{
    Action, Async, Cause, Client, Device, FlushError, Gauge, Millis, Polled, Queue, Report, Server,
};
use proptest::prelude::*;
use proptest::test_runner::RngSeed;

use crate::awaited::Slow;
use crate::doubles::{CREDENTIALS, block_on};

const SERVER: Server = Server::from_static("http://127.0.0.1");
const TURNED_AWAY: &str = "HTTP/1.1 401 Unauthorized\r\nContent-Length: 0\r\n\r\n";
const CLOSED: &str = "HTTP/1.1 413 Too Large\r\nConnection: close\r\nContent-Length: 2\r\n\r\n{}";

/// What comes of one call of the stream.
#[derive(Clone, Copy, Debug)]
enum Move {
    /// It moves so many bytes at most.
    Bytes(usize),
    Zero,
    Error(ErrorKind),
    /// Says that it read more than there was room for.
    TooMany,
}

/// What the server makes of a request.
#[derive(Clone, Copy, Debug)]
struct Reply {
    answer: &'static str,
    takes: bool,
    closes: bool,
    /// It refuses the request once it has so many bytes of it, and closes.
    early: Option<usize>,
}

#[derive(Clone, Debug)]
struct Plan {
    dials: Vec<Option<TransportErrorKind>>,
    writes: Vec<Move>,
    reads: Vec<Move>,
    replies: Vec<Reply>,
}

/// The moves are taken from the end; without any left all goes well.
struct World {
    plan: Plan,
    open: bool,
    dials: usize,
    taken: Vec<u8>,
    to_read: Vec<u8>,
    closed: bool,
    /// Requests that the server accepted, each as often as it did.
    accepted: Vec<Vec<u8>>,
}

#[derive(Clone)]
struct Line(Rc<RefCell<World>>);

impl Line {
    fn new(plan: &Plan) -> Self {
        let (taken, to_read, accepted) = (Vec::new(), Vec::new(), Vec::new());
        let plan = plan.clone();
        let world = World { plan, open: false, dials: 0, taken, to_read, closed: false, accepted };
        Self(Rc::new(RefCell::new(world)))
    }
}

impl Redial for Line {
    type Stream = Self;

    fn dial(&mut self, _: Server<'_>) -> Result<(), TransportErrorKind> {
        let world = &mut *self.0.borrow_mut();
        assert!(!world.open, "dialled without hanging up");
        world.dials += 1;
        if let Some(Some(kind)) = world.plan.dials.pop() {
            return Err(kind);
        }
        (world.open, world.closed) = (true, false);
        world.taken.clear();
        world.to_read.clear();
        Ok(())
    }

    fn stream(&mut self) -> Option<&mut Self> {
        assert!(self.0.borrow().open, "used without dialling");
        Some(self)
    }

    fn hang_up(&mut self) {
        assert!(std::mem::take(&mut self.0.borrow_mut().open), "hung up twice");
    }
}

impl ErrorType for Line {
    type Error = ErrorKind;
}

/// The length of the request that these bytes begin with, if its head is whole.
fn request_len(bytes: &[u8]) -> Option<usize> {
    let head = std::str::from_utf8(bytes).unwrap().split_once("\r\n\r\n")?.0;
    let length = head.split("\r\nContent-Length: ").nth(1)?.split("\r\n").next()?;
    Some(head.len() + 4 + length.parse::<usize>().unwrap())
}

impl Write for Line {
    fn write(&mut self, bytes: &[u8]) -> Result<usize, ErrorKind> {
        let world = &mut *self.0.borrow_mut();
        assert!(world.open && !bytes.is_empty());
        let most = match world.plan.writes.pop() {
            Some(Move::Error(kind)) => return Err(kind),
            Some(Move::Zero) => return Ok(0),
            Some(Move::Bytes(most)) => most,
            Some(Move::TooMany) | None => usize::MAX,
        };
        if world.closed {
            return Err(ErrorKind::BrokenPipe);
        }
        let count = bytes.len().min(most);
        world.taken.extend_from_slice(&bytes[..count]);
        let whole = request_len(&world.taken).filter(|len| *len <= world.taken.len());
        let good = Reply { answer: crate::net::ANSWER, takes: true, closes: false, early: None };
        if let Some(len) = whole {
            let request: Vec<u8> = world.taken.drain(..len).collect();
            assert!(world.taken.is_empty(), "more than a request");
            let reply = world.plan.replies.pop().unwrap_or(good);
            if reply.takes {
                world.accepted.push(request);
            }
            world.to_read.extend_from_slice(reply.answer.as_bytes());
            world.closed = reply.closes;
        } else if world.plan.replies.last().is_some_and(|r| r.early.is_some_and(|at| at <= world.taken.len()))
        {
            world.plan.replies.pop();
            world.to_read.extend_from_slice(CLOSED.as_bytes());
            world.closed = true;
        }
        Ok(count)
    }

    fn flush(&mut self) -> Result<(), ErrorKind> {
        Ok(())
    }
}

impl Read for Line {
    fn read(&mut self, buf: &mut [u8]) -> Result<usize, ErrorKind> {
        let world = &mut *self.0.borrow_mut();
        assert!(world.open && !buf.is_empty());
        let most = match world.plan.reads.pop() {
            Some(Move::Error(kind)) => return Err(kind),
            Some(Move::Zero) => return Ok(0),
            Some(Move::TooMany) => return Ok(buf.len() + 1),
            Some(Move::Bytes(most)) => most,
            None => usize::MAX,
        };
        let count = world.to_read.len().min(buf.len()).min(most);
        if count == 0 {
            return if world.closed { Ok(0) } else { Err(ErrorKind::TimedOut) };
        }
        for (to, from) in buf.iter_mut().zip(world.to_read.drain(..count)) {
            *to = from;
        }
        Ok(count)
    }
}

fn device() -> Device<'static> {
    Device::new("d").unwrap()
}

type Readings = Queue<64, 256>;
type Flushed = Result<Report, FlushError>;

fn write_all(line: &mut Line, mut bytes: &[u8]) -> Result<(), TransportErrorKind> {
    while !bytes.is_empty() {
        match line.write(bytes) {
            Ok(0) => return Err(TransportErrorKind::WriteZero),
            Ok(count) => bytes = &bytes[count..],
            Err(ErrorKind::Interrupted) => {}
            Err(kind) => return Err(kind.into()),
        }
    }
    Ok(())
}

/// What a firmware does that moves the bytes itself.
fn step_through(
    client: &mut Client<'_, Polled>,
    line: &mut Line,
    queue: &mut Readings,
    now: Millis,
) -> Flushed {
    let mut buf = [0; 64];
    loop {
        match client.poll(&mut *queue, now, 1) {
            Action::Connect => {
                if line.0.borrow().open {
                    Redial::hang_up(line);
                }
                match Redial::dial(line, client.server()) {
                    Ok(()) => client.connected(),
                    Err(kind) => client.failed(kind),
                }
            }
            Action::Send => {
                let filled = client.fill(&mut *queue, &mut buf);
                if let Err(kind) = write_all(line, &buf[..filled]) {
                    client.failed(kind);
                }
            }
            Action::Receive => match line.read(&mut buf) {
                Ok(0) => client.closed(),
                Ok(count) => match buf.get(..count) {
                    Some(bytes) => client.feed(bytes),
                    None => client.failed(TransportErrorKind::Io),
                },
                Err(ErrorKind::Interrupted) => {}
                Err(kind) => client.failed(kind.into()),
            },
            Action::Done(result) => return result,
        }
    }
}

/// Flushes again and again while readings come in, until nothing waits. Gives what each flush came to.
fn until_nothing_waits(mut flush: impl FnMut(&mut Readings, Millis) -> Flushed) -> (Vec<Flushed>, u32) {
    let (mut queue, mut now, mut results) = (Readings::new().with_chunk(3), Millis(0), Vec::new());
    let mut added = 0;
    let mut add = |queue: &mut Readings, count: u32| {
        for _ in 0..count {
            queue.add(Gauge::new("t", added)).unwrap();
            added += 1;
        }
    };
    add(&mut queue, 5);
    for round in 0.. {
        assert!(round < 100, "{results:?}");
        let result = flush(&mut queue, now);
        results.push(result);
        if let Err(error) = result {
            now = error.retry_at();
        }
        match round {
            0..4 => add(&mut queue, 2),
            _ if result.is_ok() => break,
            _ => {}
        }
    }
    assert!(queue.is_empty());
    (results, added)
}

/// The server has each reading in one request, however often that came.
fn is_counted_once(line: &Line, added: u32) {
    let requests: BTreeSet<_> = line.0.borrow().accepted.iter().cloned().collect();
    let mut values: Vec<u64> = Vec::new();
    for request in &requests {
        let body = request.split(|byte| *byte == b'\n').next_back().unwrap();
        let body: serde_json::Value = serde_json::from_slice(body).unwrap();
        let gauges = body["gauges"].as_array().unwrap();
        values.extend(gauges.iter().map(|gauge| gauge["value"].as_u64().unwrap()));
    }
    values.sort_unstable();
    assert_eq!(values, (0..u64::from(added)).collect::<Vec<_>>());
}

fn errors() -> impl Strategy<Value = Move> {
    use ErrorKind::{BrokenPipe, ConnectionReset, Interrupted, Other, TimedOut};
    proptest::sample::select(vec![Interrupted, Interrupted, TimedOut, ConnectionReset, BrokenPipe, Other])
        .prop_map(Move::Error)
}

fn moves(faults: impl Strategy<Value = Move> + 'static) -> impl Strategy<Value = Vec<Move>> {
    let good = (1_usize..90).prop_map(Move::Bytes);
    prop::collection::vec(prop_oneof![12 => good, 1 => faults], 0..120)
}

fn replies() -> impl Strategy<Value = Reply> {
    let reply = |answer, takes, closes| Just(Reply { answer, takes, closes, early: None });
    prop_oneof![
        4 => reply(crate::net::ANSWER, true, false),
        2 => reply(crate::net::ANSWER, true, true),
        2 => reply("", true, true),
        2 => reply("", false, true),
        2 => reply("HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n", true, true),
        1 => reply("HTTP/1.1 200 OK\r\nContent-Length: 9\r\n\r\n{}", true, true),
        1 => reply("garbage\r\n", true, false),
        1 => reply(TURNED_AWAY, false, false),
        1 => reply("HTTP/1.1 503 Busy\r\nRetry-After: 5\r\nContent-Length: 0\r\n\r\n", false, false),
        1 => reply("HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 202 Accepted\r\nTransfer-Encoding: chunked\r\n\r\n2\r\n{}\r\n0\r\n\r\n", true, false),
        2 => (1_usize..300).prop_map(|at| Reply { answer: CLOSED, takes: false, closes: true, early: Some(at) }),
    ]
}

fn plan() -> impl Strategy<Value = Plan> {
    let dial = prop_oneof![4 => Just(None), 1 => Just(Some(TransportErrorKind::Connect))];
    let read_faults = prop_oneof![4 => errors(), 1 => Just(Move::Zero), 1 => Just(Move::TooMany)];
    let write_faults = moves(prop_oneof![4 => errors(), 1 => Just(Move::Zero)]);
    let parts = (
        prop::collection::vec(dial, 0..6),
        write_faults,
        moves(read_faults),
        prop::collection::vec(replies(), 0..8),
    );
    parts.prop_map(|(dials, writes, reads, replies)| Plan { dials, writes, reads, replies })
}

fn blocking(plan: &Plan) -> (Line, Vec<Flushed>) {
    let (line, mut scratch) = (Line::new(plan), [0xaa; 64]);
    let client = Client::new(SERVER, CREDENTIALS, ByteStream::new(line.clone(), &mut scratch));
    let mut client = client.device(device(), 1);
    let (results, added) = until_nothing_waits(|queue, now| client.flush(queue, now, 1));
    drop(client);
    assert!(scratch.iter().all(|byte| *byte == 0));
    is_counted_once(&line, added);
    (line, results)
}

fn awaiting(plan: &Plan) -> (Line, Vec<Flushed>) {
    let (line, mut scratch) = (Line::new(plan), [0xaa; 64]);
    let stream = AsyncByteStream::new(Slow(line.clone()), &mut scratch);
    let mut client = Client::new(SERVER, CREDENTIALS, Async(stream)).device(device(), 1);
    let (results, added) = until_nothing_waits(|queue, now| block_on(client.flush(queue, now, 1)));
    drop(client);
    assert!(scratch.iter().all(|byte| *byte == 0));
    is_counted_once(&line, added);
    (line, results)
}

fn polling(plan: &Plan) -> (Line, Vec<Flushed>) {
    let mut line = Line::new(plan);
    let mut client = Client::new(SERVER, CREDENTIALS, Polled::new()).device(device(), 1);
    let (results, added) = until_nothing_waits(|queue, now| step_through(&mut client, &mut line, queue, now));
    is_counted_once(&line, added);
    (line, results)
}

/// The kept connection takes the whole request and is closed without an answer, the server at the new one turns it away: the first may
/// have been taken all the same, so that nothing that came in since may join it.
#[test]
fn a_request_turned_away_at_a_second_connection_stays_as_it_is() {
    let reply = |answer, takes, closes| Reply { answer, takes, closes, early: None };
    let good = reply(crate::net::ANSWER, true, false);
    let replies = vec![good, reply(TURNED_AWAY, false, false), reply("", true, true), good];
    let plan = Plan { dials: vec![], writes: vec![], reads: vec![], replies };
    for (line, results) in [blocking(&plan), awaiting(&plan), polling(&plan)] {
        assert_eq!(results[0].unwrap_err().cause, Cause::Status(401));
        let line = line.0.borrow();
        assert_eq!(line.dials, 2);
        assert_eq!(line.accepted[1], line.accepted[2], "the same bytes and the same key");
        let keys = line
            .accepted
            .iter()
            .map(|request| request.windows(22).position(|key| key == b"Idempotency-Key: d-1-2"));
        assert_eq!(keys.flatten().count(), 2);
    }
}

fn config() -> ProptestConfig {
    ProptestConfig {
        cases: 400,
        rng_seed: RngSeed::Fixed(0x4c69_6272),
        failure_persistence: None,
        ..Default::default()
    }
}

proptest! {
    #![proptest_config(config())]

    #[test]
    fn no_reading_is_lost_or_counted_twice(plan in plan()) {
        let (line, results) = blocking(&plan);
        let (awaited, same) = awaiting(&plan);
        prop_assert_eq!(results, same);
        let (line, awaited) = (line.0.borrow(), awaited.0.borrow());
        prop_assert_eq!((line.dials, line.open, &line.accepted), (awaited.dials, awaited.open, &awaited.accepted));
        polling(&plan);
    }

    /// Of what `fill` gave, a polled client does not know how much was written: without a fault there it comes to the same as well.
    #[test]
    fn a_polled_client_comes_to_the_same(mut plan in plan()) {
        plan.replies.retain(|reply| reply.early.is_none() && !(reply.closes && reply.answer == crate::net::ANSWER));
        plan.writes.retain(|write| matches!(write, Move::Bytes(_)));
        plan.reads.retain(|read| !matches!(read, Move::TooMany));
        let (line, results) = blocking(&plan);
        let (polled, same) = polling(&plan);
        prop_assert_eq!(results, same);
        let (line, polled) = (line.0.borrow(), polled.0.borrow());
        prop_assert_eq!((line.dials, &line.accepted), (polled.dials, &polled.accepted));
    }
}
