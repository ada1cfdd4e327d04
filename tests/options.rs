//! What a desktop client can be told, as it shows on the wire; and readings through serde.
#![cfg(all(feature = "std", feature = "recording"))]

use std::time::Duration;

use librato::transports::Recording;
use librato::{
    Attributes, Counter, Decimal, Error, Gauge, Librato, Measurement, ServerError, Summary, UnixSeconds,
    UserAgent, Value,
};
use serde_json::json;

const URL: &str = "https://metrics.example.net";

type Tested = Librato<Recording<'static, 16_384>>;

fn api() -> Tested {
    Librato::with_transport(URL, "user", "token", Recording::new()).unwrap()
}

fn header(api: &Tested, request: usize, name: &str) -> String {
    api.with(|sent| sent.request(request).header(name).unwrap_or_default().to_owned())
}

fn body(api: &Tested, request: usize) -> serde_json::Value {
    api.with(|sent| serde_json::from_slice(sent.request(request).body()).unwrap())
}

#[test]
fn the_user_agent_is_the_librarys_with_a_prefix_or_ones_own() {
    let standard = concat!("librato-rs/", env!("CARGO_PKG_VERSION"), " (rust; std)");
    let api = api();
    api.submit(Gauge::new("t", 1)).unwrap();
    assert_eq!(header(&api, 0, "User-Agent"), standard);
    let api = api.user_agent(UserAgent::prefixed("greenhouse/2.1").unwrap());
    api.submit(Gauge::new("t", 1)).unwrap();
    assert_eq!(header(&api, 1, "User-Agent"), format!("greenhouse/2.1 {standard}"));
    let api = api.user_agent(UserAgent::replaced("my-app/2.1 (sensor 7)").unwrap());
    api.submit(Gauge::new("t", 1)).unwrap();
    assert_eq!(header(&api, 2, "User-Agent"), "my-app/2.1 (sensor 7)");
}

#[test]
fn a_device_numbers_its_requests_and_keeps_the_number_of_one_that_is_sent_again() {
    let transport = Recording::<16_384>::new().answer(200).answer(503).answer(200);
    let api = Librato::with_transport(URL, "user", "token", transport).unwrap().sleeper(|_| {});
    let api = api.device("desk-7", 3).unwrap();
    api.submit(Gauge::new("t", 1)).unwrap();
    api.submit(Gauge::new("t", 2)).unwrap();
    let keys: Vec<String> = (0..3).map(|request| header(&api, request, "Idempotency-Key")).collect();
    assert_eq!(keys, ["desk-7-3-1", "desk-7-3-2", "desk-7-3-2"]);
    assert!(matches!(api.device("a\r\nb", 3), Err(Error::Header(_))));
}

#[test]
fn a_batch_is_stamped_by_the_clients_clock_where_a_reading_has_no_time() {
    let api = api().stamp().clock(|| UnixSeconds(1_421_744_400));
    let mut batch = api.batch();
    batch.add(Gauge::new("now", 1)).unwrap();
    batch.add(Gauge::new("then", 2).at(UnixSeconds(7))).unwrap();
    batch.finish().unwrap();
    let gauges = &body(&api, 0)["gauges"];
    assert_eq!((&gauges[0]["measure_time"], &gauges[1]["measure_time"]), (&json!(1_421_744_400), &json!(7)));
    api.submit(Gauge::new("direct", 1)).unwrap();
    assert_eq!(
        body(&api, 1)["gauges"][0].get("measure_time"),
        None,
        "the server stamps what is submitted at once"
    );
}

#[test]
fn prefix_source_and_compact_form_hold_for_the_whole_client() {
    let api = api().prefix("home.").source("kitchen").compact();
    let mut batch = api.batch();
    batch.add(Gauge::new("t", 1)).unwrap();
    batch.add(Counter::new("n", 2)).unwrap();
    batch.finish().unwrap();
    let expected = json!({
        "source": "kitchen",
        "gauges": [{"name": "home.t", "value": 1}],
        "counters": [{"name": "home.n", "value": 2}],
    });
    assert_eq!(body(&api, 0), expected);
}

#[test]
fn plain_http_to_a_remote_host_needs_a_word() {
    let far = "http://metrics.example.net";
    let refused = Librato::with_transport(far, "user", "token", Recording::<64>::new());
    assert!(matches!(refused, Err(Error::Server(ServerError::Insecure))));
    let taken = Librato::insecure(far, "user", "token", Recording::<4096>::new()).unwrap();
    assert_eq!(taken.submit(Gauge::new("t", 1)).unwrap().accepted, 1);
}

#[test]
fn waits_follow_the_programs_own_backoff() {
    let transport = Recording::<16_384>::new().answer(500).answer(502).answer(503).answer(200);
    let (waits, seen) = std::sync::mpsc::channel();
    let api = Librato::with_transport(URL, "user", "token", transport)
        .unwrap()
        .backoff(|last| last + Duration::from_secs(10))
        .sleeper(move |wait| waits.send(wait).unwrap());
    api.submit(Gauge::new("t", 1)).unwrap();
    assert_eq!(seen.try_iter().collect::<Vec<_>>(), [11, 21, 31].map(Duration::from_secs));
}

#[test]
fn readings_serialize_as_the_api_has_them() {
    let attributes = Attributes::new().color("#ff0000").display_min(0).stacked(false);
    let gauge = Gauge::new("t", Decimal::new(215, 1)).source("attic").at(UnixSeconds(7)).period(60);
    let gauge = gauge.description("d").attributes(&attributes);
    assert_eq!(
        serde_json::to_value(gauge).unwrap(),
        json!({
            "name": "t", "value": 21.5, "source": "attic", "measure_time": 7, "period": 60, "description": "d",
            "attributes": {"color": "#ff0000", "display_min": 0, "display_stacked": false},
        })
    );
    let measurement = Measurement::new("t", u64::MAX).tags(&[("city", "sf")]).at(UnixSeconds(7));
    let expected = json!({"name": "t", "value": u64::MAX, "tags": {"city": "sf"}, "time": 7});
    assert_eq!(serde_json::to_value(measurement).unwrap(), expected);
    let summary = Summary::new("t", 2, 3).min(1).max(2).sum_squares(5);
    let expected = json!({"name": "t", "count": 2, "sum": 3, "min": 1, "max": 2, "sum_squares": 5});
    assert_eq!(serde_json::to_value(summary).unwrap(), expected);
    for (text, value) in
        [("3", Value::Int(3)), ("18446744073709551615", Value::Uint(u64::MAX)), ("0.5", Value::Float(0.5))]
    {
        assert_eq!(serde_json::from_str::<Value>(text).unwrap(), value);
    }
    let decimal = Decimal::new(-5, 2);
    assert_eq!(serde_json::from_value::<Decimal>(serde_json::to_value(decimal).unwrap()).unwrap(), decimal);
}
