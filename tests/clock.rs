//! A line that takes its time: what counts from an answer counts from when it came, where the client can ask how late it is.
#![cfg(feature = "recording")]

mod doubles;

use std::cell::Cell;
use std::ops::ControlFlow;
use std::sync::atomic::{AtomicU64, Ordering};

use doubles::{CREDENTIALS, SERVER, block_on};
use librato::transport::{RequestSource, ResponseSink, TransportError};
use librato::transports::{Recording, Reply};
use librato::{
    Async, AsyncHttpTransport, Client, Clock, Gauge, HttpTransport, Millis, Queue, UnixSeconds, metrics,
};

/// What an exchange takes.
const LONG: u64 = 20_000;
/// 2026-12-01T00:00:00Z.
const DATE: [(&str, &str); 1] = [("Date", "Tue, 01 Dec 2026 00:00:00 GMT")];
const TIME: UnixSeconds = UnixSeconds(1_796_083_200);

/// Answers after [`LONG`].
struct Slow<'c> {
    clock: &'c AtomicU64,
    answers: Recording<'static, 4096>,
}

impl<'c> Slow<'c> {
    fn new(clock: &'c AtomicU64, reply: Reply<'static>) -> Self {
        Self { clock, answers: Recording::new().answer(reply).otherwise(503) }
    }
}

impl HttpTransport for Slow<'_> {
    fn exchange(
        &mut self,
        request: &mut dyn RequestSource,
        response: &mut dyn ResponseSink,
    ) -> Result<(), TransportError> {
        self.clock.fetch_add(LONG, Ordering::Relaxed);
        HttpTransport::exchange(&mut self.answers, request, response)
    }
}

impl AsyncHttpTransport for Slow<'_> {
    async fn exchange(
        &mut self,
        request: &mut (dyn RequestSource + Send),
        response: &mut (dyn ResponseSink + Send),
    ) -> Result<(), TransportError> {
        HttpTransport::exchange(self, request, response)
    }
}

fn queue() -> Queue<8, 128> {
    let mut queue = Queue::new();
    queue.add(Gauge::new("load", 1)).unwrap();
    queue
}

/// When a flush that begins at 0 and is refused for a minute is to be tried again, blocking and awaited.
fn retries(now: impl Fn(&AtomicU64) -> Millis + Copy) -> [Millis; 2] {
    let later = Reply::new(429).headers(&[("Retry-After", "60")]);
    [true, false].map(|blocks| {
        let clock = AtomicU64::new(0);
        let error = if blocks {
            Client::new(SERVER, CREDENTIALS, Slow::new(&clock, later)).flush(&mut queue(), || now(&clock), 1)
        } else {
            let mut client = Client::new(SERVER, CREDENTIALS, Async(Slow::new(&clock, later)));
            block_on(client.flush(&mut queue(), || now(&clock), 1))
        };
        error.unwrap_err().retry_at()
    })
}

#[test]
fn a_wait_begins_with_the_answer() {
    let asked = |clock: &AtomicU64| Millis(clock.load(Ordering::Relaxed));
    assert_eq!(retries(asked), [Millis(LONG + 60_000); 2]);
    assert_eq!(retries(|_| Millis(0)), [Millis(60_000); 2], "the time before the call");
}

#[test]
fn the_backoff_begins_with_the_failure() {
    let clock = AtomicU64::new(0);
    let now = || Millis(clock.load(Ordering::Relaxed));
    let mut client = Client::new(SERVER, CREDENTIALS, Slow::new(&clock, Reply::new(503)));
    let (mut queue, mut ends) = (queue(), Vec::new());
    for seed in 0..4 {
        let error = client.flush(&mut queue, now, seed).unwrap_err();
        assert!(error.retry_at() > now(), "it has a pause each time");
        ends.push(error.retry_at().since(now()));
        clock.store(error.retry_at().0, Ordering::Relaxed);
    }
    assert!(ends.is_sorted(), "{ends:?}");
}

#[test]
fn a_date_is_that_of_the_moment_when_it_came() {
    let dated = Reply::new(200).headers(&DATE);
    let learned = |work: &dyn Fn(&mut Client<'_, Slow<'_>>, &AtomicU64)| {
        let clock = AtomicU64::new(5_000);
        let mut client = Client::new(SERVER, CREDENTIALS, Slow::new(&clock, dated));
        work(&mut client, &clock);
        client.boot_time().at(Millis(5_000 + LONG))
    };
    let at = |clock: &AtomicU64| Millis(clock.load(Ordering::Relaxed));
    let mut times = vec![
        learned(&|client, clock| {
            assert_eq!(client.flush(&mut queue(), || at(clock), 1).unwrap().accepted, 1);
        }),
        learned(&|client, clock| assert!(client.learn_time(|| at(clock)).is_ok())),
        learned(&|client, clock| {
            let call = metrics::list();
            let listed = client.list(call, &mut [0; 256], || at(clock), |_| ControlFlow::Break(()));
            assert!(listed.is_err(), "there was no list");
        }),
        learned(&|client, clock| {
            let call = metrics::delete("load");
            assert!(client.send(&call, &mut [0; 256], || at(clock)).is_ok());
        }),
    ];
    let clock = AtomicU64::new(5_000);
    let mut client = Client::new(SERVER, CREDENTIALS, Async(Slow::new(&clock, dated)));
    block_on(client.learn_time(|| at(&clock))).unwrap();
    times.push(client.boot_time().at(Millis(5_000 + LONG)));
    assert_eq!(times, [Some(TIME); 5]);
    // A time that was read before is as late as it was.
    let early = learned(&|client, _| assert!(client.learn_time(Millis(5_000)).is_ok()));
    assert_eq!(early, Some(UnixSeconds(TIME.0 + LONG / 1000)));
}

#[test]
fn a_clock_is_a_time_or_a_function() {
    let asked = Cell::new(0);
    let function = || {
        asked.set(asked.get() + 1);
        Millis(asked.get())
    };
    assert_eq!((Millis(7).now(), function.now(), function.now()), (Millis(7), Millis(1), Millis(2)));
}
