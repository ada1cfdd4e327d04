//! W6: a page of 100 metrics, 20 KB, is taken apart into them.
//!
//! `cargo bench --features std,float --bench list`
//!
//! No request is written and nothing crosses a socket: a transport hands over the page that lies in memory, in pieces as a TCP
//! segment has them. So a figure is that of finding the elements, decoding each, and looking at two of its fields. A device keeps
//! one element at a time, where it lies, in 512 bytes; all others allocate. The device and the "six fields" read the same six fields of
//! an element, a `Metric` has all of them.

#[path = "support/mod.rs"]
mod support;

use std::hint::black_box;
use std::ops::ControlFlow;
use std::process::ExitCode;

use librato::metrics::{self, Metric};
use librato::transport::{Flow, HttpTransport, RequestSource, ResponseSink, TransportError};
use librato::{Client, Credentials, Librato, Millis, Server};
use librato_test_support::pages;
use serde::Deserialize;
use serde::de::DeserializeOwned;
use support::Bench;
use support::row::{Key, Row};
use support::workloads::{FROM_READER, W6};

/// What a TCP segment carries over Ethernet.
const SEGMENT: usize = 1_460;

/// Hands over a page for each request.
struct Memory(&'static [u8]);

impl HttpTransport for Memory {
    fn exchange(
        &mut self,
        _: &mut dyn RequestSource,
        response: &mut dyn ResponseSink,
    ) -> Result<(), TransportError> {
        response.status(200);
        for piece in self.0.chunks(SEGMENT) {
            if response.body(piece) == Flow::Enough {
                break;
            }
        }
        Ok(())
    }
}

/// What a program would write down that has no list of its own.
#[derive(Deserialize)]
struct Page<M> {
    metrics: Vec<M>,
}

/// The fields that a device reads.
#[derive(Deserialize)]
#[allow(dead_code, reason = "they are read from the page, as those of a device are")]
struct SixFields {
    name: String,
    #[serde(rename = "type")]
    kind: Option<String>,
    display_name: Option<String>,
    description: Option<String>,
    period: Option<u32>,
    composite: Option<String>,
}

/// The last page of a list: no other is asked for.
fn page() -> &'static [u8] {
    let mut page = String::new();
    pages::write(100_000 - pages::LENGTH, 100_000, &mut page);
    page.leak().as_bytes()
}

fn device() -> impl FnMut(u32) {
    let server = Server::from_static("https://metrics.example.net");
    let mut client = Client::new(server, Credentials::none(), Memory(page()));
    move |rounds| {
        for _ in 0..rounds {
            let mut sum = 0;
            let each = |metric: Result<metrics::MetricRef<'_>, _>| {
                let metric = metric.unwrap();
                sum += metric.name.raw().len() + metric.period.unwrap() as usize;
                ControlFlow::Continue(())
            };
            let listed = client.list(metrics::list(), &mut [0; 512], Millis(0), each).unwrap();
            assert_eq!(listed.items as usize, pages::LENGTH);
            check(sum);
        }
    }
}

fn desktop() -> impl FnMut(u32) {
    let api =
        Librato::with_transport("https://metrics.example.net", "user", "token", Memory(page())).unwrap();
    move |rounds| {
        for _ in 0..rounds {
            check(api.list(metrics::list()).map(|metric| size(&metric.unwrap())).sum());
        }
    }
}

/// A peer that reads the whole page.
fn peer<M: DeserializeOwned>(
    read: fn(&[u8]) -> serde_json::Result<Page<M>>,
    size: fn(&M) -> usize,
) -> impl FnMut(u32) {
    let page = page();
    move |rounds| {
        for _ in 0..rounds {
            check(read(black_box(page)).unwrap().metrics.iter().map(size).sum());
        }
    }
}

fn size(metric: &Metric) -> usize {
    metric.name.len() + metric.period.unwrap() as usize
}

fn size_of_six(metric: &SixFields) -> usize {
    metric.name.len() + metric.period.unwrap() as usize
}

/// What the two fields of all elements come to.
fn check(sum: usize) {
    assert_eq!(sum, pages::LENGTH * (pages::name(0).len() + 60));
}

fn main() -> ExitCode {
    support::main(|_| {
        let key = |line| Key::new("", line, "metrics");
        let per = pages::LENGTH as u32;
        let rows = vec![
            Row::ours(key("ours, device"), per, device),
            Row::ours(key("Librato::list"), per, desktop),
            Row::other(key(FROM_READER), per, || peer(|page| serde_json::from_reader(page), size_of_six)),
            Row::other(key("serde_json::from_slice, six fields"), per, || {
                peer(|page| serde_json::from_slice(page), size_of_six)
            }),
            Row::other(key("serde_json::from_reader, Metric"), per, || {
                peer(|page| serde_json::from_reader(page), size)
            }),
        ];
        Bench { workloads: vec![(W6, rows)], arguments: Vec::new() }
    })
}
