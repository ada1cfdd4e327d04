//! What goes in comes out: arbitrary readings, pulled through windows of every size, against a model in `serde_json`.
// Readings are borrowed, as callers do that try again.
#![allow(clippy::needless_borrows_for_generic_args)]
#![cfg(all(feature = "recording", feature = "float"))]

#[path = "../doubles/mod.rs"]
mod doubles;
mod generate;
mod model;

use doubles::{CREDENTIALS, SERVER, Sent, is_same, pull};
use generate::{setup, spec};
use librato::transports::Recording;
use librato::{Client, Millis};
use model::{Setup, Spec, bodies, filled};
use proptest::prelude::*;
use serde_json::Value as Json;

/// The requests of one flush through windows of this size.
fn sent(specs: &[Spec], setup: &Setup, compact: bool, window: usize) -> Vec<Sent> {
    let client = Client::new(SERVER, CREDENTIALS, pull(window, 200));
    let client = if compact { client.compact() } else { client };
    let client = if setup.plain_values { client.plain_values() } else { client };
    model::sent(specs, setup, client)
}

/// A compact body with what stands at the top moved back into each reading.
fn moved_down(body: &Json) -> Json {
    let mut plain = body.clone();
    let object = plain.as_object_mut().unwrap();
    for (list, time) in [("gauges", "measure_time"), ("counters", "measure_time"), ("measurements", "time")] {
        for reading in object.get_mut(list).and_then(Json::as_array_mut).into_iter().flatten() {
            for name in ["source", "tags", time] {
                if let Some(shared) = body.get(name) {
                    assert_eq!(reading.get(name), None, "both at the top and in a reading");
                    reading.as_object_mut().unwrap().insert(name.to_owned(), shared.clone());
                }
            }
        }
    }
    for name in ["source", "tags", "measure_time", "time"] {
        object.remove(name);
    }
    plain
}

/// Whether all readings of a body have the same value in this member.
fn is_shared(body: &Json, name: &str) -> bool {
    let mut values =
        body.as_object().unwrap().values().flat_map(|list| list.as_array().unwrap()).map(|r| r.get(name));
    let first = values.next().unwrap();
    first.is_some() && values.all(|value| value == first)
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 96, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn bodies_are_what_was_added(specs in prop::collection::vec(spec(), 1..12), setup in setup(), window in 1..1500_usize) {
        let sent = sent(&specs, &setup, false, window);
        let expected = bodies(&specs, &setup);
        prop_assert_eq!(sent.len(), expected.len());
        for (sent, (target, body)) in sent.iter().zip(&expected) {
            prop_assert_eq!(sent.target(), *target);
            let actual = sent.json();
            prop_assert!(is_same(&actual, body), "sent {}\nnot  {}", actual, body);
        }
    }

    #[test]
    fn the_compact_form_says_the_same(specs in prop::collection::vec(spec(), 1..5), setup in setup()) {
        let expected = bodies(&specs, &setup);
        for (sent, (_, plain)) in sent(&specs, &setup, true, 100).iter().zip(&expected) {
            let compact = sent.json();
            prop_assert!(is_same(&moved_down(&compact), plain), "sent {}\nnot  {}", compact, plain);
            for name in ["source", "measure_time", "time"] {
                prop_assert_eq!(compact.get(name).is_some(), is_shared(plain, name), "{}: {}", name, compact);
            }
            // Equal sets with their tags in another order are two texts, and stay where they are.
            prop_assert!(compact.get("tags").is_none() || is_shared(plain, "tags"), "{}", compact);
        }
    }

    #[test]
    fn recordings_show_the_same_body(specs in prop::collection::vec(spec(), 1..4), window in 1..257_usize) {
        let setup = Setup::default();
        let mut queue = filled(&specs, &setup);
        let mut client = Client::new(SERVER, CREDENTIALS, Recording::<16384>::new().window(window));
        client.flush(&mut *queue, Millis(0), 0).unwrap();
        for (index, (target, body)) in bodies(&specs, &setup).iter().enumerate() {
            let request = client.transport().request(index);
            prop_assert!(request.is_complete() && !request.is_truncated());
            prop_assert_eq!(request.target(), *target);
            prop_assert!(is_same(&serde_json::from_slice(request.body()).unwrap(), body));
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 4, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn every_window_gives_the_same_bytes(specs in prop::collection::vec(spec(), 1..5), setup in setup(), compact: bool) {
        let whole = sent(&specs, &setup, compact, 1 << 16);
        for window in (1..=300).chain([1460, 4096]) {
            prop_assert!(sent(&specs, &setup, compact, window) == whole, "windows of {} bytes", window);
        }
    }
}
