//! InfluxDB 1: reading back by InfluxQL, and what it does with times and policies.

use std::time::{SystemTime, UNIX_EPOCH};

use librato::{Credentials, Gauge, LineProtocol, Reading, UnixSeconds, Value};
use serde_json::Value as Json;

use crate::http;
use crate::point::{Field, Points};
use crate::write::Way;

pub(crate) fn create(url: &str, database: &str) {
    http::post(&format!("{url}/query"), &[("q", &format!("CREATE DATABASE \"{database}\""))], "");
}

/// The series that a query gives, times in seconds.
fn query(url: &str, database: &str, query: &str, authorization: Option<&str>) -> Vec<Json> {
    let pairs = [("db", database), ("epoch", "s"), ("q", query)];
    let body = http::get(&format!("{url}/query"), &pairs, authorization);
    let mut answer: Json = serde_json::from_str(&body).expect("JSON");
    assert!(answer["results"][0].get("error").is_none(), "{answer}");
    match answer["results"][0]["series"].take() {
        Json::Array(series) => series,
        _ => Vec::new(),
    }
}

/// All points of a database.
pub(crate) fn points(url: &str, database: &str) -> Points {
    points_of(url, database, "SELECT * FROM /.*/ GROUP BY *", None)
}

/// The points that a query with `GROUP BY *` gives.
pub(crate) fn points_of(url: &str, database: &str, select: &str, authorization: Option<&str>) -> Points {
    let mut points = Points::default();
    for series in query(url, database, select, authorization) {
        let name = series["name"].as_str().expect("a name");
        // Each series shows the tags of all series of its measurement.
        let tags = series["tags"].as_object().into_iter().flatten().filter(|(_, value)| *value != "");
        let tags: Vec<_> =
            tags.map(|(name, value)| (name.clone(), value.as_str().expect("a text").to_owned())).collect();
        let columns: Vec<_> =
            series["columns"].as_array().expect("columns").iter().filter_map(Json::as_str).collect();
        for row in series["values"].as_array().expect("values") {
            let time = row[0].as_i64().expect("a time");
            for (column, value) in columns.iter().zip(row.as_array().expect("a row")).skip(1) {
                let field = match (column, value) {
                    (_, Json::Null) => continue,
                    (&"integer", value) => Field::Integer(value.as_i64().expect("an integer")),
                    (_, value) => Field::Float(value.as_f64().expect("a number")),
                };
                points.add((name.to_owned(), tags.clone(), time), column, field);
            }
        }
    }
    points
}

/// The ends of what a reading can be.
pub(crate) fn extremes(url: &str, way: Way) {
    let database = format!("extremes_{}", way.name());
    create(url, &database);
    let values = [
        Value::Float(5e-324),
        Value::Float(-f64::MIN_POSITIVE),
        Value::Float(f64::MAX),
        Value::Float(f64::MIN),
        Value::Float(-0.0),
        Value::Int(i64::MIN),
        Value::Int(i64::MAX),
        Value::Uint(u64::MAX),
    ];
    let mut expected = Points::default();
    let mut readings: Vec<Reading<'_>> = Vec::new();
    for (value, time) in values.into_iter().zip(1_700_000_000..) {
        readings.push(Gauge::new("t", value).at(UnixSeconds(time)).into());
        let key = ("t".to_owned(), vec![], time as i64);
        expected.add(key.clone(), "value", Field::Float(value.to_f64()));
        if value == Value::Int(i64::MAX) {
            expected.add(key, "integer", Field::Integer(i64::MAX));
        }
    }
    let format = LineProtocol::v1(database.clone()).exact_integers();
    way.try_write(url, Credentials::none(), format, &readings).expect("accepted");
    points(url, &database).assert_same(&expected);
    println!("InfluxDB over {}: {} extreme values equal to the last bit", way.name(), readings.len());
}

/// Two readings of a series in one second are one point, the later one; readings without a time get the server's.
pub(crate) fn overwrites(url: &str) {
    let database = "overwrites";
    create(url, database);
    let format = LineProtocol::v1(database.to_owned());
    let time = UnixSeconds(1_700_000_000);
    let twice = [Gauge::new("t", 1).at(time).into(), Gauge::new("t", 2).at(time).into()];
    Way::Ureq.try_write(url, Credentials::none(), format.clone(), &twice).expect("accepted");
    let mut expected = Points::default();
    expected.add(("t".to_owned(), vec![], 1_700_000_000), "value", Field::Float(2.0));
    points(url, database).assert_same(&expected);

    let before = SystemTime::now().duration_since(UNIX_EPOCH).expect("after 1970").as_secs();
    Way::Ureq.try_write(url, Credentials::none(), format, &[Gauge::new("now", 1).into()]).expect("accepted");
    let series = query(url, database, "SELECT * FROM now", None);
    let time = series[0]["values"][0][0].as_u64().expect("a time");
    assert!((before..before + 60).contains(&time), "{time} is not just after {before}");
    println!("InfluxDB keeps the later one of two readings of a second, and stamps what has no time");
}

/// A policy that is not the default one.
pub(crate) fn retention_policies(url: &str) {
    let database = "policies";
    create(url, database);
    let policy = "CREATE RETENTION POLICY \"two weeks\" ON \"policies\" DURATION INF REPLICATION 1";
    http::post(&format!("{url}/query"), &[("q", policy)], "");
    let format = LineProtocol::v1(database.to_owned()).retention_policy("two weeks".to_owned());
    let reading = Gauge::new("t", 21.5).at(UnixSeconds(1_700_000_000)).into();
    Way::EmbeddedIo.try_write(url, Credentials::none(), format, &[reading]).expect("accepted");
    assert_eq!(points(url, database).len(), 0, "nothing by the default policy");
    let found = points_of(url, database, "SELECT * FROM \"two weeks\".t GROUP BY *", None);
    let mut expected = Points::default();
    expected.add(("t".to_owned(), vec![], 1_700_000_000), "value", Field::Float(21.5));
    found.assert_same(&expected);
    println!("InfluxDB takes readings by a retention policy that is not the default");
}
