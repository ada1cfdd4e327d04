//! `PUT` and `DELETE` of metrics, one by one and together.

use std::sync::Arc;

use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::Response;
use serde_json::{Map, Value};

use super::limits;
use super::query::fits;
use super::refusal::Refusal;
use super::reply;
use super::resources::Fields;
use super::state::{self, Shared};

/// Changes a metric, or creates it if the body says what it is.
pub(crate) async fn put(
    State(shared): State<Arc<Shared>>,
    Path(name): Path<String>,
    Fields(fields): Fields,
) -> Result<Response, Refusal> {
    let mut state = shared.state();
    if state.metrics.change(&name, fields.clone()) {
        return Ok(reply::done());
    }
    if !limits::is_spelled_right(&name) {
        return Err(Refusal::param("name", "is invalid"));
    }
    match fields.get("type").and_then(Value::as_str) {
        None => return Err(Refusal::NotFound),
        Some("composite") if !fields.get("composite").is_some_and(Value::is_string) => {
            return Err(Refusal::param("composite", "is not present"));
        }
        Some("gauge" | "counter" | "composite") => {}
        Some(_) => return Err(Refusal::param("type", "must be gauge, counter or composite")),
    }
    state.metrics.define(&name, fields, shared.config.kept_metrics);
    let metric = state.metrics.find(&name).ok_or(Refusal::NotFound)?;
    Ok(reply::created(&format!("/v1/metrics/{name}"), &metric.describe()))
}

pub(crate) async fn delete(
    State(shared): State<Arc<Shared>>,
    Path(name): Path<String>,
) -> Result<Response, Refusal> {
    if remove(&mut shared.state(), &name) { Ok(reply::done()) } else { Err(Refusal::NotFound) }
}

pub(crate) async fn put_many(
    State(shared): State<Arc<Shared>>,
    Fields(fields): Fields,
) -> Result<Response, Refusal> {
    let mut state = shared.state();
    for name in named(&fields, &state)? {
        state.metrics.change(&name, fields.clone());
    }
    Ok(reply::done())
}

pub(crate) async fn delete_many(
    State(shared): State<Arc<Shared>>,
    Fields(fields): Fields,
) -> Result<Response, Refusal> {
    let mut state = shared.state();
    for name in named(&fields, &state)? {
        remove(&mut state, &name);
    }
    Ok(reply::done())
}

/// The metrics that a body names: in a list, or by a pattern.
fn named(fields: &Map<String, Value>, state: &state::State) -> Result<Vec<String>, Refusal> {
    match fields.get("names") {
        Some(Value::Array(names)) => Ok(names.iter().filter_map(Value::as_str).map(str::to_owned).collect()),
        Some(Value::String(pattern)) => {
            let names = state.metrics.iter().map(|(_, metric)| &metric.name);
            Ok(names.filter(|name| fits(pattern, name)).cloned().collect())
        }
        Some(_) => Err(Refusal::Request(StatusCode::BAD_REQUEST, "names is neither a list nor a pattern")),
        None => Err(Refusal::param("names", "is not present")),
    }
}

fn remove(state: &mut state::State, name: &str) -> bool {
    state.readings.retain(|reading| !reading.metric.eq_ignore_ascii_case(name));
    state.metrics.remove(name)
}
