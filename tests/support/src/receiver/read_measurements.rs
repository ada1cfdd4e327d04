//! `GET /v1/measurements/:name`: the series of a metric by tags.

use std::collections::BTreeMap;
use std::sync::Arc;

use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::Response;
use serde_json::{Value, json};

use super::query::{Query, fits};
use super::read_metrics::resolution;
use super::refusal::Refusal;
use super::reply::{self, number};
use super::rollup::{self, Interval, Point};
use super::state::Shared;

/// Tags in lower case, as the service stores them.
type Tags = BTreeMap<String, String>;

pub(crate) async fn one(
    State(shared): State<Arc<Shared>>,
    Path(name): Path<String>,
    query: Query,
) -> Result<Response, Refusal> {
    query.refuse(&["compose", "tags_search", "group_by", "group_by_function"])?;
    let step = resolution(&query)?;
    let (from, to) = interval(&query, shared.config.now())?;
    let wanted = wanted(&query);
    let value = value_of(query.text("summary_function"))?;
    let state = shared.state();
    let metric = state.metrics.find(&name).ok_or(Refusal::NotFound)?;
    let interval = Interval { from, to, step };
    let mut rolled = rollup::roll(state.readings.iter(), &metric.name, &interval, |reading| {
        let tags: Tags = reading
            .tags
            .iter()
            .map(|(name, value)| (name.to_ascii_lowercase(), value.to_ascii_lowercase()))
            .collect();
        (rollup::is_tagged(reading) && fit(&tags, &wanted)).then_some(tags)
    });
    let next = rollup::cut(&mut rolled, shared.config.points_a_page);
    let mut body = metric.describe();
    body["resolution"] = step.into();
    body["series"] = rolled
        .into_iter()
        .filter(|(_, points)| !points.is_empty())
        .map(|(tags, points)| {
            let measurements: Value =
                points.iter().map(|(time, point)| json!({"time": time, "value": value(point)})).collect();
            json!({"tags": tags, "measurements": measurements})
        })
        .collect();
    body["links"] = match next {
        None => json!([]),
        Some(next) => json!([{"rel": "next", "href": next_page(&metric.name, &query, next, to)}]),
    };
    Ok(reply::json_body(StatusCode::OK, &body))
}

/// The stretch of time asked for: from `start_time` or `duration`, not from all three.
fn interval(query: &Query, now: u64) -> Result<(u64, u64), Refusal> {
    let start = query.number("start_time")?;
    let end = query.number("end_time")?;
    match (start, end, query.number("duration")?) {
        (Some(_), Some(_), Some(_)) => {
            Err(Refusal::param("duration", "cannot be given with start_time and end_time"))
        }
        (Some(start), end, None) => Ok((start, end.unwrap_or(u64::MAX))),
        (Some(start), None, Some(duration)) => Ok((start, start.saturating_add(duration))),
        (None, end, Some(duration)) => {
            let end = end.unwrap_or(now);
            Ok((end.saturating_sub(duration), end))
        }
        (None, _, None) => Err(Refusal::param("start_time", "is not present")),
    }
}

/// Reads one number from a point.
type ValueOf = fn(&Point) -> Value;

fn value_of(function: Option<&str>) -> Result<ValueOf, Refusal> {
    Ok(match function {
        None | Some("mean") => |point| number(point.mean()),
        Some("sum") => |point| number(point.sum),
        Some("min") => |point| number(point.min),
        Some("max") => |point| number(point.max),
        Some("count") => |point| point.count.into(),
        Some(_) => {
            return Err(Refusal::param("summary_function", "is not supported by this receiver"));
        }
    })
}

/// The `tags[name]=pattern` conditions by tag name.
fn wanted(query: &Query) -> BTreeMap<String, Vec<&str>> {
    let mut wanted: BTreeMap<String, Vec<&str>> = BTreeMap::new();
    for (name, pattern) in query.pairs() {
        if let Some(tag) = name.strip_prefix("tags[").and_then(|name| name.strip_suffix(']')) {
            wanted.entry(tag.to_ascii_lowercase()).or_default().push(pattern);
        }
    }
    wanted
}

/// Every name has to fit one of its patterns. `!pattern` is met by any other value; a name `!name` by its absence.
fn fit(tags: &Tags, wanted: &BTreeMap<String, Vec<&str>>) -> bool {
    wanted.iter().all(|(name, patterns)| match name.strip_prefix('!') {
        Some(name) => !tags.contains_key(name),
        None => tags.get(name).is_some_and(|value| {
            patterns.iter().any(|pattern| match pattern.strip_prefix('!') {
                Some(pattern) => !fits(pattern, value),
                None => fits(pattern, value),
            })
        }),
    })
}

/// The same question from a later start.
fn next_page(name: &str, query: &Query, start: u64, end: u64) -> String {
    let mut href = format!("/v1/measurements/{name}?start_time={start}");
    if end != u64::MAX {
        href.push_str(&format!("&end_time={end}"));
    }
    for (name, value) in query.pairs() {
        if !matches!(name, "start_time" | "end_time" | "duration") {
            href.push_str(&format!("&{}={}", escape(name), escape(value)));
        }
    }
    href
}

fn escape(text: &str) -> String {
    text.bytes()
        .map(|byte| match byte {
            b'A'..=b'Z' | b'a'..=b'z' | b'0'..=b'9' | b'-' | b'.' | b'_' | b'~' => {
                char::from(byte).to_string()
            }
            _ => format!("%{byte:02X}"),
        })
        .collect()
}
