//! Two clients that flush one shared queue, each on a thread of its own.
#![cfg(feature = "recording")]

mod doubles;

use doubles::{CREDENTIALS, Pull, SERVER, Sent, pull};
use librato::{AddError, Cause, Client, Gauge, Millis, ReadingError, SharedQueue, UnixSeconds};

#[test]
fn a_chunk_that_is_being_sent_is_left_alone() {
    let queue = SharedQueue::<16, 256>::new();
    queue.add(Gauge::new("first", 1)).unwrap();
    let mut seen = None;
    let meanwhile = |window: usize| {
        if window == 0 && seen.is_none() {
            // A new reading comes, and another client flushes, before the first one has its answer.
            queue.add(Gauge::new("second", 2)).unwrap();
            let mut other = Client::new(SERVER, CREDENTIALS, pull(64, 200));
            let error = other.flush(&queue, Millis(0), 0).unwrap_err();
            seen = Some((error.cause, other.transport().sent.len()));
        }
    };
    let transport = Pull { window: 1024, sent: vec![], between: meanwhile, answer: |_: &Sent| Ok((200, "")) };
    let mut client = Client::new(SERVER, CREDENTIALS, transport);
    let report = client.flush(&queue, Millis(0), 0).unwrap();
    assert_eq!((report.accepted, report.waiting), (1, 1));
    assert_eq!(client.flush(&queue, Millis(0), 0).unwrap().accepted, 1);
    drop(client);
    assert_eq!(seen, Some((Cause::Busy, 0)));
}

#[test]
fn nothing_is_lost_or_doubled_between_two_clients() {
    const READINGS: u32 = 2000;
    static QUEUE: SharedQueue<64, 512> = SharedQueue::new();
    let is_done = std::sync::atomic::AtomicBool::new(false);
    let flusher = || {
        let mut client = Client::new(SERVER, CREDENTIALS, pull(64, 200));
        let mut accepted = 0;
        loop {
            let was_done = is_done.load(std::sync::atomic::Ordering::SeqCst);
            let report = client.flush(&QUEUE, Millis(0), 0).unwrap_or_else(|error| error.report);
            accepted += report.accepted;
            if was_done && QUEUE.is_empty() {
                break;
            }
        }
        let bodies = client.transport().sent.iter().map(Sent::json);
        let values: Vec<u64> = bodies
            .flat_map(|body| body["gauges"].as_array().cloned().unwrap())
            .map(|gauge| gauge["value"].as_u64().unwrap())
            .collect();
        (accepted, values)
    };
    let (one, two) = std::thread::scope(|scope| {
        let (one, two) = (scope.spawn(flusher), scope.spawn(flusher));
        for number in 0..READINGS {
            while QUEUE.add(Gauge::new("n", number)).is_err() {
                std::thread::yield_now();
            }
        }
        is_done.store(true, std::sync::atomic::Ordering::SeqCst);
        (one.join().unwrap(), two.join().unwrap())
    });
    let mut values = [one.1, two.1].concat();
    values.sort_unstable();
    assert_eq!(values, (0..u64::from(READINGS)).collect::<Vec<_>>());
    assert_eq!(one.0 + two.0, READINGS);
}

#[test]
fn a_transport_that_panics_leaves_the_queue_usable() {
    let queue = SharedQueue::<16, 256>::new();
    queue.add(Gauge::new("t", 1)).unwrap();
    let result = std::panic::catch_unwind(std::panic::AssertUnwindSafe(|| {
        let fail = |_: usize| panic!("a fault of the transport");
        let transport = Pull { window: 64, sent: vec![], between: fail, answer: |_: &Sent| Ok((200, "")) };
        Client::new(SERVER, CREDENTIALS, transport).flush(&queue, Millis(0), 0)
    }));
    assert!(result.is_err());
    let mut client = Client::new(SERVER, CREDENTIALS, pull(64, 200));
    assert_eq!(client.flush(&queue, Millis(0), 0).unwrap().accepted, 1);
}

#[test]
fn a_shared_queue_takes_values_of_a_series_with_and_without_times() {
    let queue = SharedQueue::<16, 256>::new();
    let attic = queue.series(Gauge::named("t").source("attic")).unwrap();
    queue.record(attic, 20).unwrap();
    queue.record_at(attic, 21, UnixSeconds(1_421_744_400)).unwrap();
    assert_eq!(queue.record_at(attic, 22, UnixSeconds(1 << 32)), Err(ReadingError::Time.into()));
    assert_eq!(queue.with(|_| queue.record_at(attic, 23, UnixSeconds(1))), Some(Err(AddError::Busy)));
    assert_eq!((queue.counts().busy, queue.counts().invalid, queue.counts().lost()), (1, 1, 2));
    let mut client = Client::new(SERVER, CREDENTIALS, pull(256, 200));
    client.flush(&queue, Millis(0), 0).unwrap();
    let gauges = serde_json::json!([
        { "name": "t", "value": 20, "source": "attic" },
        { "name": "t", "value": 21, "source": "attic", "measure_time": 1_421_744_400 },
    ]);
    assert_eq!(client.transport().sent[0].json()["gauges"], gauges);
    let counts = queue.counts();
    assert_eq!((counts.added, counts.invalid, counts.busy), (2, 1, 1));
}

#[test]
fn a_shared_queue_gives_up_what_a_server_refuses() {
    let queue = SharedQueue::<16, 256>::new();
    queue.add(Gauge::new("t", 1)).unwrap();
    let mut client = Client::new(SERVER, CREDENTIALS, pull(256, 400));
    let error = client.flush(&queue, Millis(0), 0).unwrap_err();
    assert_eq!((error.blame(), queue.len()), (librato::Blame::Data, 1));
    assert_eq!(queue.with(|_| queue.discard_chunk()), Some(0));
    assert_eq!((queue.discard_chunk(), queue.len(), queue.counts().lost()), (1, 0, 1));
}
