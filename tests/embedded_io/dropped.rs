//! Futures that are dropped at every `await`, time limits, and what can be sent to another thread.

use std::cell::Cell;
use std::future::{Ready, pending, ready};

use librato::transport::{TransportError, TransportErrorKind};
use librato::transports::{AsyncByteStream, AsyncDial, AsyncRedial};
use librato::{
    Async, AsyncHttpTransport as _, Cause, Client, FlushError, Gauge, Millis, Queue, Server, metrics,
};

use crate::awaited::Slow;
use crate::doubles::{self, CREDENTIALS, Plain, Pull, Seen, Sent, block_on, later, polled};
use crate::net::{Net, Plan};

const SERVER: Server = Server::from_static("http://127.0.0.1");

type AwaitingClient<'a> = Client<'a, Async<AsyncByteStream<'a, Slow<Net>>>>;

/// Four readings that go out as two chunks of as many bytes.
fn queue() -> Queue<8, 64> {
    let mut queue = Queue::new().with_chunk(2);
    for value in 11..15 {
        queue.add(Gauge::new("t", value)).unwrap();
    }
    queue
}

/// The requests of that queue, as the blocking client sends them.
fn requests() -> Vec<Sent> {
    let mut pull: Pull<_, _> = doubles::pull(64, 200);
    let mut client = Client::new(SERVER, CREDENTIALS, &mut pull);
    client.flush(&mut queue(), Millis(0), 1).unwrap();
    assert_eq!(pull.sent.len(), 2);
    pull.sent
}

fn bytes(sent: &Sent) -> Vec<u8> {
    [sent.head.as_bytes(), &sent.body].concat()
}

#[test]
fn a_flush_that_is_over_pends() {
    let (mut queue, mut scratch) = (queue(), [0; 256]);
    let stream =
        AsyncByteStream::new(Slow(Net::new(bytes(&requests()[0]).len(), &[Plan::good()])), &mut scratch);
    let mut client: AwaitingClient<'_> = Client::new(SERVER, CREDENTIALS, Async(stream));
    let mut flush = Box::pin(client.flush(&mut queue, Millis(0), 1));
    assert!(polled(&mut flush, 1_000_000).is_some());
    assert!(polled(&mut flush, 3).is_none());
}

#[test]
fn a_flush_dropped_at_every_await_loses_nothing() {
    let requests: Vec<_> = requests().iter().map(bytes).collect();
    let len = requests[0].len();
    assert_eq!(len, requests[1].len());
    let mut drops = 0;
    for scratch in [64, 100, 256] {
        for times in 1.. {
            let (mut queue, mut scratch) = (queue(), vec![0xaa; scratch]);
            let net = Net::new(len, &[Plan { step: 20, ..Plan::good() }, Plan::good()]);
            let stream = AsyncByteStream::new(Slow(net.clone()), &mut scratch);
            let mut client: AwaitingClient<'_> = Client::new(SERVER, CREDENTIALS, Async(stream));

            let mut flush = Box::pin(client.flush(&mut queue, Millis(0), 1));
            let done = polled(&mut flush, times);
            drop(flush);
            if let Some(result) = done {
                assert_eq!(result.unwrap().accepted, 4);
                break;
            }
            drops += 1;
            assert!(!net.0.borrow().open, "the connection is in doubt");
            let accepted = queue.counts().accepted;
            assert_eq!(accepted as usize + queue.len(), 4);

            // Nothing has to be waited for, and a chunk that was under way goes out as the same bytes.
            let report = block_on(client.flush(&mut queue, Millis(0), 1)).unwrap();
            assert_eq!(report.accepted, 4 - accepted);
            assert!(queue.is_empty());
            drop(client);
            assert!(scratch.iter().all(|&byte| byte == 0), "scratch was not wiped");
            let world = net.0.borrow();
            for taken in world.taken.iter().flat_map(|taken| taken.chunks(len)) {
                assert!(requests.iter().any(|request| request.starts_with(taken)), "dropped at {times}");
            }
            for request in &requests {
                assert!(world.taken.iter().any(|taken| taken.chunks(len).any(|whole| whole == request)));
            }
        }
    }
    assert!(drops > 100, "{drops}");
}

#[test]
fn a_list_dropped_at_every_await_can_be_asked_for_again() {
    let body = r#"{"query":{"found":3,"length":3,"offset":0,"total":3},"metrics":[{"name":"a"},{"name":"b"},{"name":"c"}]}"#;
    let answer = format!(
        "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: {}\r\n\r\n{body}",
        body.len()
    );
    let get = |net: &Net, scratch: &mut [u8], times: usize| {
        let stream = AsyncByteStream::new(Slow(net.clone()), scratch);
        let mut client: AwaitingClient<'_> = Client::new(SERVER, CREDENTIALS, Async(stream));
        let (mut names, mut buffer) = (String::new(), [0; 128]);
        let each = |metric: Result<metrics::MetricRef<'_>, librato::ItemError>| {
            names += &metric.unwrap().name.to_string();
            std::ops::ControlFlow::Continue(())
        };
        let mut list = Box::pin(client.list(metrics::list(), &mut buffer, Millis(0), each));
        let done = polled(&mut list, times);
        drop(list);
        let done = done.map(|listed| listed.unwrap().items);
        (done, names)
    };
    let mut scratch = [0; 64];
    let mut seen_before = 0;
    for times in 1.. {
        // It never sees a request as whole by its length, as a list has another one: the first byte begins the answer.
        let net = Net::new(1, &[Plan { step: 30, answer: answer.clone().into(), ..Plan::good() }]);
        let (done, names) = get(&net, &mut scratch, times);
        assert!("abc".starts_with(&names));
        assert!(names.len() >= seen_before);
        seen_before = names.len();
        assert!(scratch.iter().all(|&byte| byte == 0));
        if let Some(items) = done {
            assert_eq!((items, names.as_str()), (3, "abc"));
            break;
        }
        assert!(!net.0.borrow().open);
    }
}

/// A timer that ends after so many polls.
async fn ticks(count: usize) {
    for _ in 0..count {
        later().await;
    }
}

#[test]
fn a_limit_that_passes_is_a_timeout() {
    let len = Plain::local().bytes.len();
    let (kept, asked) = (Cell::new(0), Cell::new(0));
    for (limit, result) in [(0, Err(TransportError::not_sent(TransportErrorKind::Timeout))), (1, Ok(()))] {
        let net = Net::new(len, &[Plan::good()]);
        let mut scratch = [0; 64];
        let mut stream = AsyncByteStream::new(Slow(net.clone()), &mut scratch).limit(|| {
            asked.set(asked.get() + 1);
            ticks(limit)
        });
        let exchanged = block_on(stream.exchange(&mut Plain::local(), &mut Seen::default()));
        assert_eq!(exchanged, result);
        kept.set(kept.get() + usize::from(net.0.borrow().open));
    }
    assert_eq!(kept.get(), 1);
    assert!(asked.get() > 20, "each step has its own");
}

/// What the stream has to wait for when the limit passes decides whether the server may have the request.
#[test]
fn a_limit_can_pass_at_every_await() {
    let len = Plain::local().bytes.len();
    let mut counts = [0, 0, 0];
    for at in 1.. {
        let net = Net::new(len, &[Plan::good(), Plan::good()]);
        let (mut scratch, asked) = ([0; 64], Cell::new(0));
        let mut stream = AsyncByteStream::new(Slow(net.clone()), &mut scratch).limit(|| {
            asked.set(asked.get() + 1);
            ticks(usize::from(asked.get() != at))
        });
        let result = block_on(stream.exchange(&mut Plain::local(), &mut Seen::default()));
        let seen = net.0.borrow().seen();
        let not_sent = TransportError::not_sent(TransportErrorKind::Timeout);
        let unknown = TransportError::unknown(TransportErrorKind::Timeout);
        match result {
            Err(error) if error == not_sent => assert_eq!((seen, counts[1]), (0, 0)),
            Err(error) => assert_eq!((error, seen), (unknown, 1)),
            Ok(()) => assert!(asked.get() < at),
        }
        counts[result.err().map_or(2, |error| usize::from(error == unknown))] += 1;
        assert_eq!(net.0.borrow().open, result.is_ok());
        if result.is_ok() {
            break;
        }
        assert_eq!(block_on(stream.exchange(&mut Plain::local(), &mut Seen::default())), Ok(()));
    }
    assert!(counts[0] > 10 && counts[1] > 5 && counts[2] == 1, "{counts:?}");
}

#[test]
fn what_cannot_be_dialled_is_not_sent() {
    async fn refuse(_: Server<'_>) -> Result<Slow<Net>, TransportErrorKind> {
        Err(TransportErrorKind::Connect)
    }
    let mut scratch = [0; 64];
    let stream = AsyncByteStream::new(AsyncDial::new(refuse), &mut scratch);
    let mut client = Client::new(SERVER, CREDENTIALS, Async(stream));
    let mut queue = queue();
    let error: FlushError = block_on(client.flush(&mut queue, Millis(0), 1)).unwrap_err();
    assert_eq!(error.cause, Cause::Transport(TransportError::not_sent(TransportErrorKind::Connect)));
    let waiting = block_on(client.flush(&mut queue, Millis(1), 1)).unwrap_err();
    assert_eq!((waiting.cause, queue.len()), (Cause::NotYet, 4));
    assert!(block_on(client.flush_now(&mut queue, Millis(1), 1)).is_err());
}

#[test]
fn security_is_what_the_maker_of_the_stream_says() {
    let mut scratch = [0; 64];
    let insecure = Err(TransportError::not_sent(TransportErrorKind::Insecure));
    let mut secret = Plain::new("https://metrics.example.net", "");
    let mut plain = AsyncByteStream::new(Slow(Net::new(1, &[])), &mut scratch);
    assert_eq!(block_on(plain.exchange(&mut secret, &mut Seen::default())), insecure);
    let mut secure = AsyncByteStream::secure(Slow(Net::new(1, &[])), &mut scratch);
    assert_eq!(block_on(secure.exchange(&mut Plain::local(), &mut Seen::default())), insecure);
    let short = &mut scratch[..63];
    let mut stream = AsyncByteStream::new(Slow(Net::new(1, &[])), short);
    let too_small = Err(TransportError::not_sent(TransportErrorKind::ScratchTooSmall));
    assert_eq!(block_on(stream.exchange(&mut Plain::local(), &mut Seen::default())), too_small);
}

/// Compiles only if the futures of a client over a stream that is `Send` are.
#[test]
fn futures_can_be_sent_to_another_thread() {
    struct Line;
    impl embedded_io::ErrorType for Line {
        type Error = embedded_io::ErrorKind;
    }
    impl embedded_io_async::Read for Line {
        async fn read(&mut self, _: &mut [u8]) -> Result<usize, Self::Error> {
            Ok(0)
        }
    }
    impl embedded_io_async::Write for Line {
        async fn write(&mut self, bytes: &[u8]) -> Result<usize, Self::Error> {
            Ok(bytes.len())
        }
        async fn flush(&mut self) -> Result<(), Self::Error> {
            Ok(())
        }
    }
    impl AsyncRedial for Line {
        type Stream = Self;
        async fn dial(&mut self, _: Server<'_>) -> Result<(), TransportErrorKind> {
            Ok(())
        }
        fn stream(&mut self) -> Option<&mut Self> {
            Some(self)
        }
        fn hang_up(&mut self) {}
    }
    fn sent<F: Future<Output: Send> + Send>(future: F) -> F::Output {
        std::thread::scope(|scope| scope.spawn(|| block_on(future)).join().unwrap())
    }

    static QUEUE: librato::SharedQueue<8, 64> = librato::SharedQueue::new();
    QUEUE.add(Gauge::new("t", 1)).unwrap();
    let mut scratch = [0; 64];
    let stream = AsyncByteStream::new(Line, &mut scratch).limit(pending::<()> as fn() -> _);
    let mut client = Client::new(SERVER, CREDENTIALS, Async(stream));
    let closed = Cause::Transport(TransportError::unknown(TransportErrorKind::Closed));
    assert_eq!(sent(client.flush(&QUEUE, Millis(0), 1)).unwrap_err().cause, closed);
    let mut buffer = [0; 64];
    assert!(sent(async { client.send(&metrics::delete("t"), &mut buffer, Millis(0)).await.is_err() }));
    let each = |_: Result<metrics::MetricRef<'_>, _>| std::ops::ControlFlow::Break(());
    assert!(sent(client.list(metrics::list(), &mut buffer, Millis(0), each)).is_err());
    let limit: fn() -> Ready<()> = || ready(());
    assert_eq!(limit().now_or_never(), Some(()));
}

trait NowOrNever: Future + Sized {
    fn now_or_never(self) -> Option<Self::Output> {
        polled(&mut Box::pin(self), 1)
    }
}

impl<F: Future> NowOrNever for F {}
