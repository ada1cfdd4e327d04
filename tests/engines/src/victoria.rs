//! VictoriaMetrics: reading back by its export, and by PromQL.

use librato::{Credentials, Gauge, LineProtocol, Measurement, UnixSeconds};
use serde_json::Value as Json;

use crate::http;
use crate::point::{Field, Points};
use crate::write::Way;

/// The fields that line protocol writes, which are the ends of the names of series.
const FIELDS: [&str; 8] = ["value", "count", "sum", "min", "max", "last", "stddev", "sum_squares"];

/// All points that were written with this database, which is a label there.
pub(crate) fn points(url: &str, database: &str) -> Points {
    http::get(&format!("{url}/internal/force_flush"), &[], None);
    let selector = format!("{{db=\"{database}\"}}");
    let exported =
        http::get(&format!("{url}/api/v1/export"), &[("match[]", &selector), ("start", "0")], None);
    let mut points = Points::default();
    for line in exported.lines() {
        let series: Json = serde_json::from_str(line).expect("JSON");
        let (mut name, mut tags) = (String::new(), Vec::new());
        for (label, value) in series["metric"].as_object().expect("labels") {
            match (label.as_str(), value.as_str().expect("a text")) {
                ("__name__", value) => name.push_str(value),
                ("db", _) => {}
                (label, value) => tags.push((label.to_owned(), value.to_owned())),
            }
        }
        let end = |field: &&&str| name.strip_suffix(**field).is_some_and(|rest| rest.ends_with('_'));
        let field = FIELDS.iter().filter(end).max_by_key(|field| field.len());
        let field = *field.unwrap_or_else(|| panic!("{name} ends with no field"));
        let measurement = name[..name.len() - field.len() - 1].to_owned();
        let (values, times) = (series["values"].as_array(), series["timestamps"].as_array());
        for (value, time) in values.into_iter().flatten().zip(times.into_iter().flatten()) {
            let millis = time.as_i64().expect("a time");
            assert_eq!(millis % 1000, 0);
            let value = value.as_f64().unwrap_or_else(|| panic!("{name}: {value} is no number"));
            points.add((measurement.clone(), tags.clone(), millis / 1000), field, Field::Float(value));
        }
    }
    points
}

/// Names that PromQL takes without quotes.
pub(crate) fn promql(url: &str) {
    let format = LineProtocol::v1("promql".to_owned()).underscores();
    let time = UnixSeconds(1_700_000_000);
    let tags = [("data-center", "a.b"), ("9", "x")];
    let readings = [
        Gauge::new("load.1-min:x", 0.5).source("web.1").at(time).into(),
        Measurement::new("2nd", 7).tags(&tags).at(time).into(),
    ];
    Way::Ureq.try_write(url, Credentials::none(), format, &readings).expect("accepted");
    http::get(&format!("{url}/internal/force_flush"), &[], None);
    for (query, value) in
        [("load_1_min_x_value{source=\"web.1\"}", "0.5"), ("_2nd_value{data_center=\"a.b\",_9=\"x\"}", "7")]
    {
        let body =
            http::get(&format!("{url}/api/v1/query"), &[("query", query), ("time", "1700000001")], None);
        let answer: Json = serde_json::from_str(&body).expect("JSON");
        assert_eq!(answer["data"]["result"][0]["value"][1], value, "{query}: {answer}");
    }
    println!("VictoriaMetrics: names with underscores are found by PromQL");
}
