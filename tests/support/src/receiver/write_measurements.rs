//! `POST /v1/measurements`: tagged measurements. Each is taken or refused on its own; a fault at the top of the body
//! or a number out of range refuses all.

use std::collections::BTreeMap;

use axum::http::StatusCode;
use serde_json::{Map, Value, json};

use super::fields::{self, About};
use super::figures::{self, Form};
use super::limits;
use super::problems::Problems;
use super::received::{Kind, Received};
use super::write::{Bench, Draft, Verdict};

/// Fields of the other model.
const LEGACY: [&str; 4] = ["gauges", "counters", "source", "measure_time"];

/// What the top of a body sets for items that do not say it themselves. Tags of an item replace these, they are not
/// merged.
struct Defaults {
    tags: BTreeMap<String, String>,
    time: Option<u64>,
    period: Option<u64>,
}

pub(crate) fn judge(body: &Map<String, Value>, bench: &Bench<'_>) -> Verdict {
    let mut problems = Problems::default();
    fields::refuse(body, &LEGACY, "cannot be mixed with measurements", &mut problems);
    let defaults = Defaults {
        tags: body.get("tags").and_then(|tags| limits::tags(tags, &mut problems)).unwrap_or_default(),
        time: fields::time(body, "time", bench.config, &mut problems),
        period: fields::period(body, &mut problems),
    };
    let items = match body.get("measurements") {
        Some(Value::Array(items)) if !items.is_empty() => items.as_slice(),
        Some(Value::Array(_)) | None => {
            problems.add("measurements", &Value::Null, "are not present");
            &[]
        }
        Some(other) => {
            problems.add("measurements", other, "is not an array");
            &[]
        }
    };
    if !problems.is_empty() {
        return Verdict::Refused(StatusCode::BAD_REQUEST, problems.as_params());
    }
    if items.len() > bench.config.tagged_batch {
        return Verdict::request_error(
            StatusCode::PAYLOAD_TOO_LARGE,
            format!("{} readings in one request, at most {}", items.len(), bench.config.tagged_batch),
        );
    }
    sort(items, &defaults, bench)
}

/// Parts the items into those that pass and those that fail.
fn sort(items: &[Value], defaults: &Defaults, bench: &Bench<'_>) -> Verdict {
    let mut drafts = Vec::with_capacity(items.len());
    let mut errors = Vec::new();
    for item in items {
        let mut problems = Problems::default();
        let draft = one(item, defaults, bench, &mut problems);
        if problems.is_fatal() {
            return Verdict::Refused(StatusCode::BAD_REQUEST, problems.as_params());
        }
        match draft.filter(|_| problems.is_empty()) {
            Some(draft) => drafts.push(draft),
            None => errors.extend(problems.into_items()),
        }
    }
    let failed = items.len() - drafts.len();
    let mut answer = json!({"measurements": {"summary": {
        "total": items.len(),
        "accepted": drafts.len(),
        "failed": failed,
    }}});
    if failed > 0 {
        answer["errors"] = Value::Array(errors);
    }
    Verdict::Taken { drafts, failed, status: StatusCode::ACCEPTED, answer: Some(answer) }
}

fn one(item: &Value, defaults: &Defaults, bench: &Bench<'_>, problems: &mut Problems) -> Option<Draft> {
    let Value::Object(item) = item else {
        problems.add("measurements", item, "holds something that is not an object");
        return None;
    };
    fields::refuse(item, &LEGACY[2..], "cannot be mixed with measurements", problems);
    let metric = limits::metric_name(item.get("name"), problems);
    let tags = match item.get("tags") {
        Some(tags) => limits::tags(tags, problems).unwrap_or_default(),
        None => defaults.tags.clone(),
    };
    let time = fields::time(item, "time", bench.config, problems).or(defaults.time);
    let period = fields::period(item, problems).or(defaults.period);
    let figures = figures::read(item, Form::Tagged, problems);
    let about = About::read(item, problems);
    let reading = Received {
        request: bench.request,
        metric: metric?,
        kind: Kind::Measurement,
        source: None,
        tags,
        time: time.unwrap_or(bench.now),
        stamped: time.is_none(),
        period,
        figures,
    };
    Some(Draft { reading, about })
}
