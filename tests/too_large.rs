//! Requests that a server finds too large: a desktop client sends them in halves.
#![cfg(feature = "std")]

use librato::{Blame, Gauge, Librato, Queue};
use librato_test_support::receiver::{Config, Receiver};

/// What is too large by itself stays, alone in its request.
#[test]
fn batches_and_queues_of_which_a_request_is_too_large() {
    let receiver = Receiver::start(Config::new("user", "token").batch_caps(70, 70).body_cap(3_000));
    let api = Librato::connect(&receiver.url(), "user", "token").unwrap();
    let mut batch = api.batch();
    (0..250).for_each(|number| batch.add(Gauge::new("g", number)).unwrap());
    let report = batch.finish().unwrap();
    assert_eq!((report.accepted, report.waiting, report.dropped), (250, 0, 0));
    assert_eq!(receiver.readings().len(), 250);

    // Each of these takes 60 bytes or so, and one as much as all of a request may have.
    let mut queue = Box::new(Queue::<512, 8192>::new().with_chunk(120));
    let description = "x".repeat(3_000);
    (0..100).for_each(|number| queue.add(Gauge::new("before", number)).unwrap());
    queue.add(Gauge::new("large", 1).description(&description)).unwrap();
    (0..100).for_each(|number| queue.add(Gauge::new("after", number)).unwrap());
    let error = api.flush(&mut *queue).unwrap_err();
    assert_eq!((error.status(), error.blame(), error.report().accepted), (Some(413), Blame::Data, 100));
    assert_eq!((queue.in_flight(), queue.discard_chunk()), (1, 1));
    // The limit of the queue itself is what it was.
    assert_eq!(queue.chunks().next().map(|chunk| chunk.readings), Some(100));
    assert_eq!(api.flush(&mut *queue).unwrap().accepted, 100);
}
