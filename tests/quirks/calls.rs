//! Reads and management, by the untyped call.

use librato::transport::Method;
use librato::transports::{Recording, Reply};
use librato::{Call, Error, annotations};
use serde::Deserialize;
use serde_json::{Value, json};

use super::{client, sent};

/// What a program wants to know of a metric. Only what it says is there must be there.
#[derive(Deserialize, Debug, PartialEq)]
struct Metric {
    name: String,
    #[serde(rename = "type")]
    kind: String,
    period: Option<u32>,
    attributes: Option<Value>,
    composite: Option<String>,
}

/// The target of a call whose path ends in this name.
fn target(method: Method, name: &str) -> String {
    let api = client(Recording::new());
    api.call(&Call::new(method, &["metrics", name])).unwrap();
    sent(&api).remove(0).0
}

/// A name is one segment of the path, whatever is in it.
#[test]
pub(super) fn metrics_path_not_escaped() {
    assert_eq!(target(Method::Get, "a/b"), "/v1/metrics/a%2Fb");
    assert_eq!(target(Method::Get, "a?b"), "/v1/metrics/a%3Fb");
    assert_eq!(target(Method::Get, "a%20b"), "/v1/metrics/a%2520b");
    assert_eq!(target(Method::Delete, "a#b"), "/v1/metrics/a%23b");
}

#[test]
pub(super) fn metrics_path_space_refused() {
    assert_eq!(target(Method::Get, "a b"), "/v1/metrics/a%20b");
}

#[test]
pub(super) fn metrics_path_non_ascii_refused() {
    assert_eq!(target(Method::Get, "caf\u{e9}"), "/v1/metrics/caf%C3%A9");
}

/// A query has texts alone: truth values are the API's own words, and a list is its name again and again.
#[test]
pub(super) fn metrics_get_time_range_and_sources() {
    let api = client(Recording::new());
    let query = [
        ("start_time", "1421744400"),
        ("sources[]", "a"),
        ("sources[]", "b c"),
        ("summarize_sources", "true"),
    ];
    api.call(&Call::new(Method::Get, &["metrics", "temperature"]).query(&query)).unwrap();
    let pairs = "start_time=1421744400&sources%5B%5D=a&sources%5B%5D=b%20c&summarize_sources=true";
    assert_eq!(sent(&api)[0].0, format!("/v1/metrics/temperature?{pairs}"));
}

/// What has no value has no text either, and is left out.
#[test]
pub(super) fn metrics_query_encoding_kinds() {
    let api = client(Recording::new());
    let (without, list): (Option<&str>, [&str; 0]) = (None, []);
    let given = [("a", "1"), ("b", "1.5"), ("d", "true")].into_iter();
    let all = given.chain(without.map(|c| ("c", c))).chain(list.map(|e| ("e[]", e)));
    let query: Vec<_> = all.collect();
    api.call(&Call::new(Method::Get, &["metrics"]).query(&query)).unwrap();
    assert_eq!(sent(&api)[0].0, "/v1/metrics?a=1&b=1.5&d=true");
}

/// An answer that is not what was asked for is an error.
#[test]
pub(super) fn metrics_list_without_key() {
    #[derive(Deserialize, Debug)]
    struct Page {
        metrics: Vec<Metric>,
    }
    let api = client(
        Recording::new()
            .answer(Reply::new(200).body(r#"{"unexpected":[]}"#))
            .answer(Reply::new(200).body(r#"{"metrics":[{"name":"x","type":"gauge"}]}"#)),
    );
    let list = Call::new(Method::Get, &["metrics"]);
    let page: Result<Page, Error> = api.call(&list).unwrap().json();
    assert!(matches!(page, Err(Error::Decode(_))), "{page:?}");
    assert_eq!(api.call(&list).unwrap().json::<Page>().unwrap().metrics[0].name, "x");
}

fn read(body: &'static str) -> Metric {
    let api = client(Recording::new().answer(Reply::new(200).body(body)));
    api.call(&Call::new(Method::Get, &["metrics", "c"])).unwrap().json().unwrap()
}

/// A metric of any type can be read.
#[test]
pub(super) fn metrics_get_composite_type_refused() {
    let metric = read(r#"{"name":"c","type":"composite","period":60,"composite":"s(\"a\",\"*\")"}"#);
    assert_eq!((&*metric.kind, metric.composite.as_deref()), ("composite", Some(r#"s("a","*")"#)));
}

#[test]
pub(super) fn metrics_get_missing_fields() {
    let metric = read(r#"{"name":"x","type":"gauge"}"#);
    assert_eq!((&*metric.name, metric.period, metric.attributes), ("x", None, None));
}

/// An update that is answered with nothing is a success.
#[test]
pub(super) fn annotations_update_stream_204() {
    let api = client(Recording::new().answer(204).answer(Reply::new(200).body(r#"{"name":"testing"}"#)));
    let changes = annotations::Changes::new().display_name("Testing!");
    assert_eq!(api.send(annotations::update("testing", &changes)).unwrap(), None);
    assert_eq!(api.send(annotations::update("testing", &changes)).unwrap().unwrap().name, "testing");
}

/// Only what was set is sent.
#[test]
pub(super) fn annotations_update_stream_without_fields() {
    let api = client(Recording::new());
    api.send(annotations::update("testing", &annotations::Changes::new())).unwrap();
    assert_eq!(sent(&api), [("/v1/annotations/testing".to_owned(), json!({ "name": "testing" }))]);
}

/// An event is an event, whether it names its stream or not.
#[test]
pub(super) fn annotations_get_event_without_name() {
    let event = r#"{"id":143,"title":"Deployed v45","end_time":null,"source":"web1","links":[]}"#;
    let api = client(Recording::new().answer(Reply::new(200).body(event)));
    let event = api.send(annotations::event("deploys", 143)).unwrap();
    assert_eq!((event.id, event.title.as_deref()), (143, Some("Deployed v45")));
    assert_eq!((event.source.as_deref(), event.end_time), (Some("web1"), None));
}
