//! The typed calls: what they send, what they make of answers, on a device and on a desktop.
#![cfg(all(feature = "std", feature = "recording"))]

mod alerts;
mod annotations;
mod api_tokens;
mod bodies;
mod charts;
mod dashboards;
mod decode;
mod jobs;
mod lists;
mod measurements;
mod metrics;
mod objects;
mod ongoing;
mod pick;
mod props;
mod services;
mod snapshots;
mod sources;
mod spaces;
mod stored;

use librato::api::{Endpoint, OwnedEndpoint};
use librato::transports::{Recording, Reply};
use librato::{ApiError, Client, Credentials, Error, Librato, Millis, Server};
use serde_json::Value;

/// The same cases in every run.
fn fixed() -> proptest::test_runner::Config {
    use proptest::test_runner::{Config, RngSeed};
    Config { rng_seed: RngSeed::Fixed(0x4c69_6272), failure_persistence: None, ..Config::default() }
}

type Play<'a> = Recording<'a, 16_384>;

/// The client of a device.
fn device(recording: Play<'_>) -> Client<'static, Play<'_>> {
    Client::new(Server::from_static("https://metrics.example.net"), Credentials::none(), recording)
}

/// The client of a desktop program, which makes each call once.
fn desktop(recording: Play<'_>) -> Librato<Play<'_>> {
    Librato::with_transport("https://metrics.example.net", "user", "token", recording).unwrap().retries(0)
}

fn json(body: &str) -> Reply<'_> {
    Reply::new(200).headers(&[("Content-Type", "application/json")]).body(body)
}

/// Method, target and body of each request.
fn sent(recording: &Play<'_>) -> Vec<(String, String, Value)> {
    assert!(!recording.is_truncated());
    let requests = (0..recording.requests()).map(|index| recording.request(index));
    let part = |request: librato::transports::RecordedRequest<'_>| {
        let body = if request.body().is_empty() {
            Value::Null
        } else {
            serde_json::from_slice(request.body()).unwrap()
        };
        (request.method().to_owned(), request.target().to_owned(), body)
    };
    requests.map(part).collect()
}

/// What a call sends, which is the same from a device and from a desktop.
#[track_caller]
fn sends<E: Endpoint + OwnedEndpoint>(call: E, method: &str, target: &str, body: Value) {
    let mut device = device(Recording::new());
    let mut buffer = [0; 1024];
    // The answer is empty, which may not be what was asked for.
    let answer = device.send(&call, &mut buffer, Millis(0)).map(drop);
    assert!(matches!(answer, Ok(()) | Err(ApiError::Answer(_))), "{answer:?}");
    let desktop = desktop(Recording::new());
    let answer = desktop.send(call).map(drop);
    assert!(matches!(answer, Ok(()) | Err(Error::Decode(_))), "{answer:?}");
    let expected = [(method.to_owned(), format!("/v1/{target}"), body)];
    assert_eq!(sent(device.transport()), expected);
    desktop.with(|recording| assert_eq!(sent(recording), expected));
}
