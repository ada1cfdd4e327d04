//! Every object that a desktop program owns: what a server says of it is written as another parser reads it, with all that nobody
//! knows, and is read again as the same.

use librato::api::OwnedEndpoint;
use librato::{
    Librato, alerts, annotations, api_tokens, charts, composites, dashboards, instruments, measurements,
    metrics, services, sources, spaces,
};
use proptest::collection::vec;
use proptest::prelude::*;
use serde::Serialize;
use serde::de::DeserializeOwned;
use serde_json::{Map, Value, json};

use crate::props::{Bytes, any_json, desktop};

/// A member: its name, and what it can be.
type Member = (&'static str, BoxedStrategy<Value>);

fn text() -> BoxedStrategy<Value> {
    prop_oneof![".{0,12}", "[\\PC\"\\\\\u{0}-\u{1f}😀]{0,8}"].prop_map(Value::from).boxed()
}

fn number() -> BoxedStrategy<Value> {
    any::<u32>().prop_map(Value::from).boxed()
}

fn float() -> BoxedStrategy<Value> {
    prop_oneof![-1e9..1e9, any::<f64>().prop_filter("JSON has no other", |value| value.is_finite())]
        .prop_map(Value::from)
        .boxed()
}

fn flag() -> BoxedStrategy<Value> {
    any::<bool>().prop_map(Value::from).boxed()
}

fn one_of(words: &'static [&'static str]) -> BoxedStrategy<Value> {
    prop::sample::select(words).prop_map(Value::from).boxed()
}

fn free() -> BoxedStrategy<Value> {
    prop::collection::btree_map(".{0,6}", any_json(), 0..3)
        .prop_map(|members| members.into_iter().collect::<Map<_, _>>().into())
        .boxed()
}

fn list(element: BoxedStrategy<Value>) -> BoxedStrategy<Value> {
    vec(element, 0..3).prop_map(Value::from).boxed()
}

/// An object that has the first members, perhaps the others, and some that nobody knows.
fn object(always: Vec<Member>, perhaps: Vec<Member>) -> BoxedStrategy<Value> {
    let always = always.into_iter().map(|(name, value)| (Just(name), value.prop_map(Some).boxed()));
    let perhaps = perhaps.into_iter().map(|(name, value)| (Just(name), prop::option::of(value).boxed()));
    let known: Vec<_> = always.chain(perhaps).collect();
    let unknown = prop::collection::btree_map("x_[a-z]{0,6}", any_json(), 0..3);
    (known, unknown)
        .prop_map(|(known, unknown)| {
            let known = known.into_iter().filter_map(|(name, value)| Some((name.to_owned(), value?)));
            known.chain(unknown).collect::<Map<_, _>>().into()
        })
        .boxed()
}

fn condition() -> BoxedStrategy<Value> {
    let tag = object(vec![("name", text()), ("grouped", flag()), ("values", list(text()))], vec![]);
    object(
        vec![
            ("id", number()),
            ("type", one_of(&["above", "below", "absent", "new"])),
            ("metric_name", text()),
        ],
        vec![
            ("source", text()),
            ("tags", list(tag)),
            ("summary_function", text()),
            ("duration", number()),
            ("threshold", float()),
            ("detect_reset", flag()),
        ],
    )
}

fn alert() -> BoxedStrategy<Value> {
    object(
        vec![
            ("id", number()),
            ("name", text()),
            ("conditions", list(condition())),
            ("services", list(service())),
        ],
        vec![
            ("description", text()),
            ("version", Just(json!(2)).boxed()),
            ("md", flag()),
            ("active", flag()),
            ("rearm_seconds", number()),
            ("attributes", free()),
            ("created_at", number()),
            ("updated_at", number()),
        ],
    )
}

fn service() -> BoxedStrategy<Value> {
    object(vec![("id", number())], vec![("type", text()), ("title", text()), ("settings", free())])
}

fn event() -> BoxedStrategy<Value> {
    let link = object(vec![("rel", text())], vec![("href", text()), ("label", text())]);
    object(
        vec![("id", number())],
        vec![
            ("title", text()),
            ("description", text()),
            ("source", text()),
            ("start_time", number()),
            ("end_time", number()),
            ("links", list(link)),
        ],
    )
}

fn chart() -> BoxedStrategy<Value> {
    let tag = object(
        vec![("name", text())],
        vec![("values", list(text())), ("grouped", flag()), ("dynamic", flag())],
    );
    let texts = [
        "metric",
        "composite",
        "source",
        "type",
        "name",
        "group_function",
        "summary_function",
        "downsample_function",
        "transform_function",
        "units_short",
        "units_long",
        "color",
    ];
    let mut stream: Vec<Member> = texts.into_iter().map(|name| (name, text())).collect();
    stream.extend([
        ("id", number()),
        ("tags", list(tag)),
        ("period", number()),
        ("split_axis", flag()),
        ("min", float()),
        ("max", float()),
        ("gap_detection", flag()),
        ("position", number()),
    ]);
    let threshold = object(vec![], vec![("operator", text()), ("value", float()), ("type", text())]);
    object(
        vec![
            ("id", number()),
            ("name", text()),
            ("type", one_of(&["line", "stacked", "bignumber", "future"])),
            ("streams", list(object(vec![], stream))),
        ],
        vec![
            ("min", float()),
            ("max", float()),
            ("label", text()),
            ("use_log_yaxis", flag()),
            ("use_last_value", flag()),
            ("related_space", number()),
            ("thresholds", list(threshold)),
        ],
    )
}

fn instrument() -> BoxedStrategy<Value> {
    let stream = object(vec![], vec![("metric", text()), ("composite", text()), ("source", text())]);
    object(
        vec![("id", number()), ("name", text()), ("attributes", free()), ("streams", list(stream))],
        vec![("description", text())],
    )
}

fn token() -> BoxedStrategy<Value> {
    object(
        vec![("name", text()), ("role", one_of(&["admin", "recorder", "viewer", "future"]))],
        vec![
            ("active", flag()),
            ("token", text()),
            ("href", text()),
            ("created_at", text()),
            ("updated_at", text()),
        ],
    )
}

/// What is as good as nothing, or what the API takes where there is nothing.
fn is_nothing(name: &str, value: &Value) -> bool {
    match name {
        "version" => *value == json!(2),
        "active" => *value == json!(true),
        "source" => matches!(value.as_str(), Some("*")) || value.is_null(),
        _ => matches!(value, Value::Null | Value::Bool(false)) || *value == json!([]) || *value == json!({}),
    }
}

/// Whether a value that was written says the same as the one that was read, but for the members that the server alone says.
fn says(read: &Value, written: &Value, apart: &[&str]) -> bool {
    match (read, written) {
        (Value::Number(a), Value::Number(b)) => a == b || a.as_f64() == b.as_f64(),
        (Value::Array(a), Value::Array(b)) => {
            a.len() == b.len() && a.iter().zip(b).all(|(a, b)| says(a, b, apart))
        }
        (Value::Object(a), Value::Object(b)) => {
            let is_said = |(name, value): (&String, &Value)| {
                let other = b.get(name).unwrap_or(&Value::Null);
                apart.contains(&name.as_str())
                    || is_nothing(name, value) && is_nothing(name, other)
                    || says(value, other, apart)
            };
            let is_new = |(name, value): (&String, &Value)| {
                a.contains_key(name) || apart.contains(&name.as_str()) || is_nothing(name, value)
            };
            a.iter().all(is_said) && b.iter().all(is_new)
        }
        _ => read == written,
    }
}

/// What the call that `write` makes of an object has for a body, as another parser reads it.
fn body<C: OwnedEndpoint>(call: C) -> Value {
    let api: Librato<Bytes<'_>> = desktop(Bytes::new(b"{}"));
    // What comes back does not matter here.
    drop(api.send(call));
    // Nothing to say is no body.
    api.with(|bytes| if bytes.sent.is_empty() { Ok(json!({})) } else { serde_json::from_slice(&bytes.sent) })
        .expect("JSON")
}

/// Reads an object, writes it, reads that, and writes it again. `apart` is what the server alone says.
fn survives<T>(sent: &Value, apart: &[&str], write: impl Fn(&T) -> Value) -> Result<(), TestCaseError>
where
    T: DeserializeOwned + Serialize + PartialEq + std::fmt::Debug + std::fmt::Display,
{
    let object: T = serde_json::from_str(&sent.to_string()).expect("an object");
    prop_assert!(!object.to_string().contains(char::is_control), "it is shown on one line");
    let written = write(&object);
    prop_assert!(says(sent, &written, apart), "{}\n{}", sent, written);
    let answer = || {
        let mut body = written.clone();
        for name in apart {
            if let Some(value) = sent.get(name) {
                body[*name] = value.clone();
            }
        }
        body
    };
    let again: T = serde_json::from_value(answer()).expect("what was written");
    prop_assert_eq!(&write(&again), &written);
    prop_assert_eq!(serde_json::from_value::<T>(answer()).expect("what was written"), again);
    Ok(())
}

#[test]
fn measurements_are_shown_on_one_line() {
    let point: measurements::TaggedPoint =
        serde_json::from_str(r#"{"tags":{"room":"attic\nleft","floor":"2"},"time":60,"value":20.5}"#)
            .unwrap();
    assert_eq!(point.to_string(), "60: 20.5 (floor=2, room=attic left)");
    let point: measurements::Point = serde_json::from_str(r#"{"time":60}"#).unwrap();
    assert_eq!(point.to_string(), "60: no value");
    let point: metrics::Point =
        serde_json::from_str(r#"{"measure_time":60,"value":2.5,"count":4,"sum":10}"#).unwrap();
    assert_eq!(point.to_string(), "60: 2.5 (4 readings)");
    let series: composites::SourceSeries =
        serde_json::from_str(r#"{"source":{"name":"web1"},"series":[{"measure_time":60}]}"#).unwrap();
    assert_eq!(series.to_string(), "1 measurements of web1");
}

proptest! {
    #![proptest_config(crate::fixed())]

    #[test]
    fn alerts_survive(sent in alert()) {
        let apart = ["id", "services", "created_at", "updated_at"];
        survives(&sent, &apart, |alert: &alerts::Alert| body(alerts::update(alert.id, alert)))?;
        // Those it has are written as their ids.
        let alert: alerts::Alert = serde_json::from_value(sent).unwrap();
        let ids: Vec<_> = alert.services.iter().map(|service| service.id).collect();
        prop_assert_eq!(&body(alerts::update(alert.id, &alert))["services"], &json!(ids));
    }

    #[test]
    fn services_survive(sent in service()) {
        survives(&sent, &["id"], |service: &services::Service| body(services::update(service.id, service)))?;
    }

    #[test]
    fn events_survive(sent in event()) {
        let apart = ["id", "source", "start_time"];
        survives(&sent, &apart, |event: &annotations::Event| {
            body(annotations::update_event("stream", event.id, event))
        })?;
    }

    #[test]
    fn annotation_streams_survive(
        sent in object(vec![("name", text())], vec![("display_name", text()), ("query", free())])
    ) {
        survives(&sent, &["name", "query"], |stream: &annotations::Stream| {
            body(annotations::update("stream", stream))
        })?;
    }

    #[test]
    fn charts_survive(sent in chart()) {
        survives(&sent, &["id"], |chart: &charts::Chart| body(charts::update(1, 2, chart)))?;
    }

    #[test]
    fn spaces_survive(
        sent in object(
            vec![("id", number()), ("name", text())],
            vec![("tags", flag()), ("charts", list(number()))],
        )
    ) {
        survives(&sent, &["id", "tags", "charts"], |space: &spaces::Space| body(spaces::update(1, space)))?;
    }

    #[test]
    fn dashboards_survive(
        sent in object(
            vec![("id", number()), ("name", text()), ("instruments", list(number()))],
            vec![("attributes", free())],
        )
    ) {
        survives(&sent, &["id"], |board: &dashboards::Dashboard| body(dashboards::update(1, board)))?;
    }

    #[test]
    fn instruments_survive(sent in instrument()) {
        survives(&sent, &["id"], |instrument: &instruments::Instrument| {
            body(instruments::update(1, instrument))
        })?;
    }

    #[test]
    fn sources_survive(sent in object(vec![("name", text())], vec![("display_name", text())])) {
        survives(&sent, &["name"], |source: &sources::Source| body(sources::update("source", source)))?;
    }

    #[test]
    fn tokens_survive(sent in token()) {
        let apart = ["token", "href", "created_at", "updated_at"];
        survives(&sent, &apart, |token: &api_tokens::ApiToken| body(api_tokens::update(1, token)))?;
    }
}
