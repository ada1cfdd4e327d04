//! `GET /v1/metrics` and `GET /v1/metrics/:name`.

use std::collections::BTreeMap;
use std::sync::Arc;

use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::Response;
use serde_json::{Map, Value, json};

use super::query::{Query, fits};
use super::refusal::Refusal;
use super::reply::{self, number};
use super::resources::page;
use super::rollup::{self, Interval, Point, Series};
use super::state::Shared;

/// What readings without a source are listed under.
const UNASSIGNED: &str = "unassigned";

/// Lists metrics by name, in pages, filtered by a part of the name.
pub(crate) async fn list(State(shared): State<Arc<Shared>>, query: Query) -> Result<Response, Refusal> {
    query.refuse(&["compose", "tags"])?;
    let part = query.text("name").unwrap_or_default().to_ascii_lowercase();
    let state = shared.state();
    let found = state.metrics.iter().filter(|(name, _)| name.contains(&part));
    let found = found.map(|(_, metric)| metric.describe()).collect();
    page(found, state.metrics.len(), "metrics", &query, &shared.config)
}

/// Describes one metric; with `count` or `start_time` its readings too.
pub(crate) async fn one(
    State(shared): State<Arc<Shared>>,
    Path(name): Path<String>,
    query: Query,
) -> Result<Response, Refusal> {
    query.refuse(&["summarize_time", "summarize_sources", "breakout_sources", "group_by", "compose"])?;
    let state = shared.state();
    let metric = state.metrics.find(&name).ok_or(Refusal::NotFound)?;
    let mut body = metric.describe();
    let count = query.number("count")?;
    let start = query.number("start_time")?;
    if count.is_none() && start.is_none() {
        return Ok(reply::json_body(StatusCode::OK, &body));
    }
    let step = resolution(&query)?;
    let to = query.number("end_time")?.unwrap_or(u64::MAX);
    let interval = Interval { from: start.unwrap_or(0), to, step };
    let wanted = Sources::new(&query);
    let mut rolled = rollup::roll(state.readings.iter(), &metric.name, &interval, |reading| {
        let source = reading.source.as_deref().unwrap_or(UNASSIGNED).to_ascii_lowercase();
        (!rollup::is_tagged(reading) && wanted.has(&source)).then_some(source)
    });
    body["resolution"] = step.into();
    body["query"] = json!({});
    if let Some(count) = count {
        keep_last(&mut rolled, to_usize(count));
    } else if let Some(next) = rollup::cut(&mut rolled, shared.config.points_a_page) {
        body["query"]["next_time"] = next.into();
    }
    let shown: Map<String, Value> = rolled
        .into_iter()
        .filter(|(_, points)| !points.is_empty())
        .map(|(source, points)| (source, show(&points, metric.is_counter())))
        .collect();
    body["measurements"] = shown.into();
    Ok(reply::json_body(StatusCode::OK, &body))
}

/// The `resolution` that every query for readings needs, in seconds, up to a week.
pub(crate) fn resolution(query: &Query) -> Result<u64, Refusal> {
    match query.number("resolution")? {
        None => Err(Refusal::param("resolution", "is not present")),
        Some(step @ 1..=604_800) => Ok(step),
        Some(_) => Err(Refusal::param("resolution", "must be between 1 and 604800")),
    }
}

/// The sources asked for: `source` as a pattern, `sources[]` as a list of patterns; all if neither is given.
struct Sources<'a> {
    patterns: Vec<&'a str>,
}

impl<'a> Sources<'a> {
    fn new(query: &'a Query) -> Self {
        let named = |name| matches!(name, "source" | "sources[]");
        Self { patterns: query.pairs().filter(|(name, _)| named(*name)).map(|(_, value)| value).collect() }
    }

    fn has(&self, source: &str) -> bool {
        self.patterns.is_empty() || self.patterns.iter().any(|pattern| fits(pattern, source))
    }
}

fn keep_last(rolled: &mut Series<String>, count: usize) {
    for points in rolled.values_mut() {
        while points.len() > count {
            points.pop_first();
        }
    }
}

fn show(points: &BTreeMap<u64, Point>, counter: bool) -> Value {
    let show = |(time, point): (&u64, &Point)| {
        let value = if counter { point.last } else { point.mean() };
        let mut item = json!({
            "measure_time": time,
            "value": number(value),
            "count": point.count,
            "sum": number(point.sum),
            "min": number(point.min),
            "max": number(point.max),
        });
        if let Some(squares) = point.sum_squares {
            item["sum_squares"] = number(squares);
        }
        item
    };
    points.iter().map(show).collect()
}

fn to_usize(number: u64) -> usize {
    usize::try_from(number).unwrap_or(usize::MAX)
}
