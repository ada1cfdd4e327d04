//! The rows, by area.

mod alerts;
mod annotations;
mod charts;
mod connecting;
mod dashboards;
mod elsewhere;
mod measurements;
mod metrics;
mod others;
mod readings;
mod spaces;

use crate::row::Row;

/// Rows that belong together.
pub(crate) struct Group {
    pub(crate) title: &'static str,
    /// The area of the recorded cases that say most about them.
    pub(crate) area: &'static str,
    pub(crate) rows: Vec<Row>,
}

/// All of them, in the order of the table.
pub(crate) fn groups() -> Vec<Group> {
    let group = |title, area, rows| Group { title, area, rows };
    vec![
        group("Connecting", "connect", connecting::rows()),
        group("One reading", "submit", readings::one()),
        group("Queues", "queue", readings::queues()),
        group("Aggregators", "aggregator", readings::aggregators()),
        group("Metrics", "metrics", metrics::rows()),
        group("Composites", "composite", metrics::composites()),
        group("Series with tags", "tagged", measurements::rows()),
        group("Annotations", "annotations", annotations::rows()),
        group("Alerts", "alerts", alerts::rows()),
        group("Services", "services", alerts::services()),
        group("Spaces", "spaces", spaces::rows()),
        group("Charts", "charts", charts::rows()),
        group("Dashboards and instruments", "dashboards", dashboards::rows()),
        group("Sources, snapshots, jobs, tokens", "", others::rows()),
        group("On a device", "", others::device()),
    ]
}

pub(crate) fn all() -> Vec<Row> {
    groups().into_iter().flat_map(|group| group.rows).collect()
}

/// The tables of other clients, each with the client's name.
pub(crate) fn elsewhere() -> [(&'static str, Vec<Row>); 2] {
    [("librato-metrics", elsewhere::ruby()), ("StatsD", elsewhere::statsd())]
}
