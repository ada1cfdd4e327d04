//! Charts and their streams.

use librato::charts::{self, Stream, StreamTag};
use librato::transports::{Recording, Reply};
use serde_json::{Map, Value, json};

use super::{client, sent};

/// A chart without a list of streams draws nothing.
#[test]
pub(super) fn answer_without_streams() {
    let api = client(Recording::new().answer(Reply::new(200).body(r#"{"id":456,"name":"C","type":"line"}"#)));
    let chart = api.send(charts::get(123, 456)).unwrap();
    assert_eq!((chart.id, chart.name.as_str(), chart.streams.len()), (Some(456), "C", 0));
    assert_eq!(sent(&api)[0], ("/v1/spaces/123/charts/456".to_owned(), Value::Null));
}

/// What was read of a stream is written back, and nothing is added to it.
#[test]
pub(super) fn save_drops_stream_tags() {
    let chart = r##"{"id":456,"name":"C","type":"line","streams":[
        {"id":1,"metric":"cpu","type":"gauge","tags":[{"name":"env","values":["prod"]}],"color":"#f00"}]}"##;
    let space = r#"{"id":123,"name":"S"}"#;
    let play = Recording::new().answer(Reply::new(200).body(chart)).answer(Reply::new(200).body(space));
    let api = client(play.answer(204));
    let mut chart = api.send(charts::get(123, 456)).unwrap();
    assert_eq!(chart.streams[0].tags.as_deref(), Some(&[StreamTag::new("env", ["prod"])][..]));
    assert_eq!(chart.save(&api).unwrap(), None);
    let streams = json!([{
        "id": 1, "metric": "cpu", "type": "gauge", "tags": [{ "name": "env", "values": ["prod"] }],
        "color": "#f00",
    }]);
    let body = json!({ "name": "C", "type": "line", "streams": streams });
    assert_eq!(sent(&api)[2], ("/v1/spaces/123/charts/456".to_owned(), body));
}

fn payload(fields: Value) -> Value {
    let fields: Map<_, _> = serde_json::from_value(fields).unwrap();
    serde_json::to_value(Stream::try_from(fields).unwrap()).unwrap()
}

/// Each field of a stream is sent. Tags take the place of the source.
#[test]
pub(super) fn stream_fields_lost() {
    let tags = json!([{ "name": "env", "values": ["*"] }]);
    let fields =
        json!({ "metric": "a", "color": "#fff", "gap_detection": true, "position": 2, "tags": tags });
    assert_eq!(payload(fields.clone()), fields);
}

/// A metric and a definition do not go together, which is for the server to say; neither is taken away.
#[test]
pub(super) fn stream_payloads() {
    assert_eq!(payload(json!({ "metric": "a" })), json!({ "metric": "a", "source": "*" }));
    let definition = json!({ "composite": "s(\"a\",\"*\")" });
    assert_eq!(payload(definition.clone()), definition);
    let both = json!({ "metric": "a", "composite": "s(\"a\",\"*\")" });
    assert_eq!(payload(both.clone()), both);
    let all = json!({
        "metric": "a", "source": "s", "name": "n", "type": "gauge", "id": 3, "group_function": "sum",
        "summary_function": "max", "transform_function": "x*2", "downsample_function": "min", "period": 60,
        "split_axis": true, "min": 0.0, "max": 9.0, "units_short": "C", "units_long": "Celsius",
    });
    assert_eq!(payload(all.clone()), all);
}
