//! A chunk whose readings have sources that differ, held back while texts are collected.

mod doubles;

use doubles::{CREDENTIALS, SERVER, pull};
use librato::{Client, FullPolicy, Gauge, Measurement, Millis, Queue};

/// The handles of two sources, joined bit by bit, name the middle of a text here: nothing may be marked there.
#[test]
fn texts_stay_as_they_are() {
    for policy in [FullPolicy::Refuse, FullPolicy::DropOldest, FullPolicy::Fold] {
        let mut queue = Queue::<16, 96>::new().with_full(policy);
        queue.add(Gauge::new("m", 1).source("ccccc")).unwrap();
        queue.add(Gauge::new("m", 2).source("aaaaaaaa")).unwrap();
        let mut client = Client::new(SERVER, CREDENTIALS, pull(64, 503));
        client.flush(&mut queue, Millis(0), 1).unwrap_err();
        assert_eq!(queue.in_flight(), 2);
        for round in 0..9 {
            // Each fills the text table, or finds it full.
            let _ = queue.add(Gauge::new(["name.0", "name.1", "name.2"][round % 3], 3).source("bb"));
            let _ = queue.add(Measurement::new("n", 3).tags(&[("some.tag", "and.its.long.value")]));
        }
        let first = client.transport().sent[0].clone();
        let mut client = Client::new(SERVER, CREDENTIALS, pull(64, 200));
        client.flush_now(&mut queue, Millis(9_000_000), 1).unwrap();
        assert_eq!(client.transport().sent[0].json(), first.json(), "{policy:?}");
    }
}
