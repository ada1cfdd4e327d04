//! Writes that InfluxDB takes in part, or not at all.

use std::time::{SystemTime, UNIX_EPOCH};

use librato::{Blame, Cause, Counter, Credentials, Gauge, LineProtocol, UnixSeconds};

use crate::point::{Field, Points};
use crate::write::Way;
use crate::{http, influx};

const TIME: u64 = 1_700_000_000;

/// A field that has another type already, and a time beyond the retention policy: the rest is written, once, and what was dropped
/// is counted.
pub(crate) fn partial_writes(url: &str, way: Way) {
    let database = format!("partial_{}", way.name());
    influx::create(url, &database);
    let typed = "taken value=1i 1700000000\n";
    http::post(&format!("{url}/write"), &[("db", &database), ("precision", "s")], typed);
    let time = UnixSeconds(TIME);
    let readings = [
        Gauge::new("good", 1.5).at(time).into(),
        Gauge::new("taken", 2.5).at(UnixSeconds(TIME + 1)).into(),
        Counter::new("also good", 3).at(time).into(),
    ];
    let format = LineProtocol::v1(database.clone());
    let refused = way.try_write(url, Credentials::none(), format, &readings).expect_err("dropped in part");
    assert_eq!((refused.cause, refused.cause.blame()), (Cause::Rejected, Blame::Data));
    let report = refused.report;
    assert_eq!((report.accepted, report.dropped, report.waiting, report.requests), (2, 1, 0, 1));
    assert!(refused.said.contains("field type conflict"), "{}", refused.said);
    let found = influx::points_of(url, &database, "SELECT * FROM /good/ GROUP BY *", None);
    let mut expected = Points::default();
    for (name, value) in [("good", 1.5), ("also good", 3.0)] {
        expected.add((name.to_owned(), vec![], TIME as i64), "value", Field::Float(value));
    }
    found.assert_same(&expected);

    let short = format!("short_{}", way.name());
    let create = format!("CREATE DATABASE \"{short}\" WITH DURATION 1h");
    http::post(&format!("{url}/query"), &[("q", &create)], "");
    let now = UnixSeconds(SystemTime::now().duration_since(UNIX_EPOCH).expect("after 1970").as_secs());
    let readings = [
        Gauge::new("t", 1).at(time).into(),
        Gauge::new("t", 2).at(now).into(),
        Gauge::new("u", 3).at(time).into(),
    ];
    let format = LineProtocol::v1(short.clone());
    let refused = way.try_write(url, Credentials::none(), format, &readings).expect_err("dropped in part");
    let report = refused.report;
    assert_eq!((refused.cause, report.accepted, report.dropped, report.waiting), (Cause::Rejected, 1, 2, 0));
    assert!(refused.said.contains("beyond retention policy"), "{}", refused.said);
    assert_eq!(influx::points(url, &short).len(), 1);
    println!("InfluxDB over {}: partial writes are counted and not sent again", way.name());
}

/// A database that is not there.
pub(crate) fn of_the_whole(url: &str, way: Way) {
    let format = LineProtocol::v1("nowhere".to_owned());
    let readings = [Gauge::new("t", 1).into()];
    let refused = way.try_write(url, Credentials::none(), format, &readings).expect_err("refused");
    assert_eq!((refused.cause, refused.cause.blame()), (Cause::Status(404), Blame::Configuration));
    assert_eq!((refused.report.accepted, refused.report.dropped, refused.report.waiting), (0, 0, 1));
    assert!(refused.said.contains("database not found"), "{}", refused.said);
    println!("InfluxDB over {}: what a missing database refuses is kept", way.name());
}
