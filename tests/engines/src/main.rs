//! Writes readings of every kind to InfluxDB and VictoriaMetrics, and reads them back with what the engines themselves offer for
//! that. `tests/engines/run` starts the engines and says where they are.

mod auth;
mod example;
mod http;
mod influx;
mod names;
mod point;
mod readings;
mod refusals;
mod victoria;
mod write;

use librato::LineProtocol;

use point::Points;
use write::Way;

/// Where the engines are.
struct Engines {
    influx: String,
    /// An InfluxDB that asks for credentials.
    guarded: String,
    /// What it checks bearer tokens with.
    secret: String,
    victoria: String,
}

fn main() {
    let variable =
        |name| std::env::var(name).unwrap_or_else(|_| panic!("{name} is set by tests/engines/run"));
    let engines = Engines {
        influx: variable("INFLUX_URL"),
        guarded: variable("INFLUX_GUARDED_URL"),
        secret: variable("INFLUX_SECRET"),
        victoria: variable("VICTORIA_URL"),
    };
    http::wait_for(&format!("{}/ping", engines.influx));
    http::wait_for(&format!("{}/ping", engines.guarded));
    http::wait_for(&format!("{}/health", engines.victoria));

    for (number, way) in Way::ALL.into_iter().enumerate() {
        let sent = readings::all(number as u64);
        every_kind_to_influx(&engines, way, &sent);
        every_kind_to_victoria(&engines, way, &sent);
        influx::extremes(&engines.influx, way);
        names::to_influx(&engines.influx, way);
        names::to_victoria(&engines.victoria, way);
        refusals::partial_writes(&engines.influx, way);
        refusals::of_the_whole(&engines.influx, way);
    }
    influx::overwrites(&engines.influx);
    influx::retention_policies(&engines.influx);
    victoria::promql(&engines.victoria);
    example::runs(&engines.influx, &engines.victoria);
    auth::schemes(&engines.guarded, &engines.secret);
}

fn every_kind_to_influx(engines: &Engines, way: Way, sent: &[readings::Planned]) {
    let database = format!("kinds_{}", way.name());
    influx::create(&engines.influx, &database);
    let format = LineProtocol::v1(database.clone()).exact_integers();
    let report = way.write(&engines.influx, format, sent);
    assert_eq!((report.accepted as usize, report.waiting, report.dropped), (sent.len(), 0, 0));
    let expected = Points::of(sent);
    let found = influx::points(&engines.influx, &database);
    let fields = found.assert_same(&expected);
    println!("InfluxDB over {}: {} readings, {fields} fields equal to the last bit", way.name(), sent.len());
}

fn every_kind_to_victoria(engines: &Engines, way: Way, sent: &[readings::Planned]) {
    let database = format!("kinds_{}", way.name());
    let report = way.write(&engines.victoria, LineProtocol::v1(database.clone()), sent);
    assert_eq!((report.accepted as usize, report.waiting, report.dropped), (sent.len(), 0, 0));
    let expected = Points::of(sent).without_integers();
    let found = victoria::points(&engines.victoria, &database);
    let (equal, close) = found.assert_close(&expected);
    println!(
        "VictoriaMetrics over {}: {} readings, {equal} fields equal to the last bit, {close} of more than 13 digits within 1e-12",
        way.name(),
        sent.len()
    );
}
