//! What is measured, in words for the people who look at the charts.

use librato::{Attributes, Kind};

/// What all readings of a metric have in common.
pub struct Metric {
    /// Gauges go up and down; counters only grow.
    pub kind: Kind,
    /// A line for the server's catalogue of metrics.
    pub description: &'static str,
    /// Units and colour.
    pub attributes: Attributes<'static>,
}

pub static CPU: Metric = gauge("How busy the processors are", PERCENT.color("#f6a21e"));
pub static LOAD: Metric = gauge("Processes that run or wait to run", PLAIN.color("#e8613c"));
pub static MEMORY: Metric = gauge("Main memory", BYTES.color("#3b9dd8"));
pub static SWAP: Metric = gauge("Swap space", BYTES.color("#8a6fd1"));
pub static DISK: Metric = gauge("Space of a file system", BYTES.color("#4fb286"));
pub static TEMPERATURE: Metric = gauge("Temperature of a component", CELSIUS.color("#d64550"));
pub static NETWORK: Metric = counter("Bytes over a network interface", BYTES.color("#2aa8a8"));
pub static UPTIME: Metric = counter("Time since this computer was started", SECONDS.color("#909090"));

const PLAIN: Attributes<'static> = Attributes::new();
const PERCENT: Attributes<'static> = PLAIN.units_long("percent").units_short("%");
const BYTES: Attributes<'static> = PLAIN.units_long("bytes").units_short("B");
const CELSIUS: Attributes<'static> = PLAIN.units_long("degrees Celsius").units_short("°C");
const SECONDS: Attributes<'static> = PLAIN.units_long("seconds").units_short("s");

const fn gauge(description: &'static str, attributes: Attributes<'static>) -> Metric {
    Metric { kind: Kind::Gauge, description, attributes }
}

const fn counter(description: &'static str, attributes: Attributes<'static>) -> Metric {
    Metric { kind: Kind::Counter, description, attributes }
}
