//! The README's memory table, held.
#![cfg(all(feature = "recording", feature = "float"))]

use librato::transports::Recording;
use librato::{Client, Gauge, Queue, SharedQueue, Summary, Tag};

/// The text that adding a reading takes.
fn text_of(tags: Option<&[Tag<'_>]>, name: &str, source: Option<&str>) -> usize {
    let mut queue = Queue::<8, 1024>::new();
    let mut gauge = Gauge::new(name, 1);
    if let Some(source) = source {
        gauge = gauge.source(source);
    }
    if let Some(tags) = tags {
        gauge = gauge.tags(tags);
    }
    queue.add(gauge).unwrap();
    let once = queue.text_len();
    queue.add(gauge).unwrap();
    assert_eq!(queue.text_len(), once, "each text is kept once");
    once
}

#[test]
fn slots() {
    let per_reading = size_of::<Queue<65, 0>>() - size_of::<Queue<64, 0>>();
    assert_eq!(per_reading, 16);
    // How many readings fit says how many slots each takes.
    let mut queue = Queue::<12, 256>::new();
    while queue.add(Gauge::new("a", 0.1).source("b")).is_ok() {}
    assert_eq!(queue.len(), 12);
    let mut queue = Queue::<12, 256>::new();
    while queue.add(Summary::new("a", 2, 3).min(1).max(2).sum_squares(5)).is_ok() {}
    assert_eq!(queue.len(), 4);
    let mut queue = Queue::<12, 256>::new();
    while queue.add(Summary::new("a", 2, 3).tagged().last(2).stddev(0.5)).is_ok() {}
    assert_eq!(queue.len(), 3);
}

#[test]
fn texts() {
    assert_eq!(text_of(None, "abcd", None), 8);
    assert_eq!(text_of(None, "abcde", None), 12);
    assert_eq!(text_of(None, "abcd", Some("efgh")), 16);
    assert_eq!(text_of(None, "same", Some("same")), 8);
    // `"k":"v"` is seven bytes.
    assert_eq!(text_of(Some(&[("k", "v")]), "abcd", None), 8 + 12);
}

#[test]
fn fixed_parts() {
    let queue = size_of::<Queue<0, 0>>();
    assert!(queue <= 200, "{queue}");
    assert!(size_of::<Queue<64, 512>>() <= queue + 64 * 16 + 512);
    assert!(size_of::<SharedQueue<64, 512>>() <= size_of::<Queue<64, 512>>() + 16);
}

#[test]
fn all_text_is_at_most_16_kib() {
    let mut queue = Queue::<4096, 32_768>::new();
    let mut number = 0;
    while queue.add(Gauge::new(&format!("name.{number:06}"), 1)).is_ok() {
        number += 1;
    }
    assert!(queue.text_len() <= 16 * 1024 && queue.text_len() > 16_000, "{}", queue.text_len());
}

#[cfg(not(feature = "std"))]
#[test]
fn a_client_of_a_device() {
    let client = size_of::<Client<'_, Recording<'_, 0>>>() - size_of::<Recording<'_, 0>>();
    assert!(client <= 900, "{client}");
}

#[cfg(feature = "std")]
#[test]
fn a_client_keeps_more_of_an_error_on_a_desktop() {
    let client = size_of::<Client<'_, Recording<'_, 0>>>() - size_of::<Recording<'_, 0>>();
    assert!(client <= 4096 + 700, "{client}");
}
