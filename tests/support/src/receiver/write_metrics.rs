//! `POST /v1/metrics`: gauges and counters. One fault refuses the whole request, as the service did.

use std::collections::{BTreeMap, HashMap};

use axum::http::StatusCode;
use serde_json::{Map, Value};

use super::fields::{self, About};
use super::figures::{self, Form};
use super::limits;
use super::problems::Problems;
use super::received::{Kind, Received};
use super::write::{Bench, Draft, Verdict};

/// Fields of the tagged model.
const TAGGED: [&str; 3] = ["measurements", "tags", "time"];

/// What the top of a body sets for items that do not say it themselves.
struct Defaults {
    source: Option<String>,
    time: Option<u64>,
    period: Option<u64>,
}

pub(crate) fn judge(body: &Map<String, Value>, bench: &Bench<'_>) -> Verdict {
    let mut problems = Problems::default();
    let problems = &mut problems;
    fields::refuse(body, &TAGGED, "cannot be mixed with gauges and counters", problems);
    let defaults = Defaults {
        source: body.get("source").and_then(|source| limits::source_name(source, problems)),
        time: fields::time(body, "measure_time", bench.config, problems),
        period: fields::period(body, problems),
    };
    let gauges = items(body, "gauges", problems);
    let counters = items(body, "counters", problems);
    let total = gauges.len() + counters.len();
    if total > bench.config.legacy_batch {
        return Verdict::request_error(
            StatusCode::PAYLOAD_TOO_LARGE,
            format!("{total} readings in one request, at most {}", bench.config.legacy_batch),
        );
    }
    if total == 0 && problems.is_empty() {
        problems.add("measurements", &Value::Null, "are not present");
    }
    let gauges = gauges.into_iter().map(|item| (Kind::Gauge, item));
    let counters = counters.into_iter().map(|item| (Kind::Counter, item));
    let mut types = HashMap::new();
    let mut drafts = Vec::with_capacity(total);
    for (kind, item) in gauges.chain(counters) {
        drafts.extend(one(kind, item, &defaults, bench, &mut types, problems));
    }
    if problems.is_empty() {
        Verdict::Taken { drafts, failed: 0, status: StatusCode::OK, answer: None }
    } else {
        Verdict::Refused(StatusCode::BAD_REQUEST, problems.as_params())
    }
}

/// One entry of a list: its fields, and its name where that stands outside.
#[derive(Clone, Copy)]
struct Item<'a> {
    key: Option<&'a str>,
    fields: &'a Map<String, Value>,
}

/// The three documented forms of a list: an array, an object keyed by metric name, an object keyed by index. Objects
/// come in the order of their keys, those keyed by index in the order of the numbers.
fn items<'a>(body: &'a Map<String, Value>, list: &str, problems: &mut Problems) -> Vec<Item<'a>> {
    let keyed: Vec<(Option<&str>, &Value)> = match body.get(list) {
        None => return Vec::new(),
        Some(Value::Array(items)) => items.iter().map(|item| (None, item)).collect(),
        Some(Value::Object(items)) => {
            let mut items: Vec<_> = items.iter().map(|(key, item)| (Some(key.as_str()), item)).collect();
            items.sort_by_key(|(key, _)| key.and_then(|key| key.parse::<u64>().ok()));
            items
        }
        Some(other) => {
            problems.add(list, other, "is not an array or an object");
            return Vec::new();
        }
    };
    let mut taken = Vec::with_capacity(keyed.len());
    for (key, item) in keyed {
        match item {
            Value::Object(fields) => taken.push(Item { key, fields }),
            other => problems.add(list, other, "holds something that is not an object"),
        }
    }
    taken
}

fn one(
    kind: Kind,
    item: Item<'_>,
    defaults: &Defaults,
    bench: &Bench<'_>,
    types: &mut HashMap<String, Kind>,
    problems: &mut Problems,
) -> Option<Draft> {
    let Item { key, fields } = item;
    fields::refuse(fields, &TAGGED[1..], "cannot be mixed with gauges and counters", problems);
    let key = key.map(Value::from);
    let metric = limits::metric_name(fields.get("name").or(key.as_ref()), problems);
    let source = match fields.get("source") {
        Some(source) => limits::source_name(source, problems),
        None => defaults.source.clone(),
    };
    let time = fields::time(fields, "measure_time", bench.config, problems).or(defaults.time);
    let period = fields::period(fields, problems).or(defaults.period);
    let form = if kind == Kind::Counter { Form::Counter } else { Form::Gauge };
    let figures = figures::read(fields, form, problems);
    let about = About::read(fields, problems);
    let metric = metric?;
    let known = bench.metrics.kind(&metric);
    let first = *types.entry(metric.to_ascii_lowercase()).or_insert(known.unwrap_or(kind));
    if first != kind {
        let first = if first == Kind::Counter { "counter" } else { "gauge" };
        let message = format!("'{metric}' is a {first}, but was submitted as different type");
        problems.add("type", &Value::Null, message);
        return None;
    }
    let reading = Received {
        request: bench.request,
        metric,
        kind,
        source,
        tags: BTreeMap::new(),
        time: time.unwrap_or(bench.now),
        stamped: time.is_none(),
        period,
        figures,
    };
    Some(Draft { reading, about })
}
