//! What both write routes share: content type, idempotency, JSON, the way into memory.

use axum::body::Body;
use axum::http::{HeaderMap, HeaderValue, StatusCode, header};
use axum::response::Response;
use serde_json::{Map, Value};

use super::config::Config;
use super::fields::About;
use super::keys::Earlier;
use super::received::Received;
use super::registry::Registry;
use super::reply;
use super::state::{Shared, State};
use super::{write_measurements, write_metrics};

/// A write route.
#[derive(Clone, Copy)]
pub(crate) enum Route {
    Metrics,
    Measurements,
}

/// What a route judges a body by.
pub(crate) struct Bench<'a> {
    pub(crate) config: &'a Config,
    pub(crate) metrics: &'a Registry,
    pub(crate) request: u64,
    pub(crate) now: u64,
}

/// A reading that passed, and what its item says about the metric.
pub(crate) struct Draft {
    pub(crate) reading: Received,
    pub(crate) about: About,
}

/// What a route makes of a body.
pub(crate) enum Verdict {
    /// Nothing is taken.
    Refused(StatusCode, Value),
    /// The drafts are taken; the rest, if any, is named in the answer.
    Taken { drafts: Vec<Draft>, failed: usize, status: StatusCode, answer: Option<Value> },
}

impl Verdict {
    pub(crate) fn request_error(status: StatusCode, message: impl Into<String>) -> Self {
        Self::Refused(status, serde_json::json!({"errors": {"request": [message.into()]}}))
    }
}

/// Handles one write from its headers to its answer, under one lock: no other request comes between the look at the
/// key and the storing.
pub(crate) fn take(
    shared: &Shared,
    route: Route,
    request: u64,
    headers: &HeaderMap,
    body: &[u8],
) -> Response {
    if !is_json(headers) {
        return reply::request_error(
            StatusCode::UNSUPPORTED_MEDIA_TYPE,
            "Content-Type must be application/json",
        );
    }
    let config = &shared.config;
    let mut state = shared.state();
    let key = headers.get("idempotency-key").map(|key| (route.path(), key.as_bytes().to_vec()));
    if let Some(earlier) = key.as_ref().and_then(|key| state.keys.find(key)) {
        if !earlier.is_for(body) {
            return reply::request_error(
                StatusCode::UNPROCESSABLE_ENTITY,
                "Idempotency-Key was used before with another body",
            );
        }
        let answer = earlier.answer();
        state.note_duplicate(request);
        if config.dedupe {
            return answer;
        }
    }
    let verdict = judge(route, body, config, &state, request);
    match verdict {
        Verdict::Refused(status, errors) => {
            state.counts.refused += 1;
            reply::json_body(status, &errors)
        }
        Verdict::Taken { drafts, failed, status, answer } => {
            state.counts.failed += failed as u64;
            state.store(drafts, config, headers.get(header::USER_AGENT));
            let text = answer.map(|answer| answer.to_string());
            let earlier = Earlier::new(body, status, text);
            let answer = earlier.answer();
            if let Some(key) = key {
                state.keys.remember(key, earlier);
            }
            answer
        }
    }
}

fn judge(route: Route, body: &[u8], config: &Config, state: &State, request: u64) -> Verdict {
    let body: Map<String, Value> = match serde_json::from_slice(body) {
        Ok(Value::Object(body)) => body,
        Ok(_) => return Verdict::request_error(StatusCode::BAD_REQUEST, "body is not a JSON object"),
        Err(error) => {
            return Verdict::request_error(
                StatusCode::BAD_REQUEST,
                format!("body is not valid JSON: {error}"),
            );
        }
    };
    let bench = Bench { config, metrics: &state.metrics, request, now: config.now() };
    match route {
        Route::Metrics => write_metrics::judge(&body, &bench),
        Route::Measurements => write_measurements::judge(&body, &bench),
    }
}

impl Route {
    fn path(self) -> &'static str {
        match self {
            Self::Metrics => "/v1/metrics",
            Self::Measurements => "/v1/measurements",
        }
    }
}

/// `application/json`, with or without parameters. The form encoding that the service also took on its older route is
/// not taken here.
pub(crate) fn is_json(headers: &HeaderMap) -> bool {
    let Some(Ok(value)) = headers.get(header::CONTENT_TYPE).map(HeaderValue::to_str) else { return false };
    let kind = value.split_once(';').map_or(value, |(kind, _)| kind);
    kind.trim().eq_ignore_ascii_case("application/json")
}

/// Builds an answer with a JSON body, or with none.
pub(crate) fn answer(status: StatusCode, text: Option<&str>) -> Response {
    let mut answer = Response::new(Body::from(text.unwrap_or_default().to_owned()));
    *answer.status_mut() = status;
    if text.is_some() {
        answer.headers_mut().insert(header::CONTENT_TYPE, HeaderValue::from_static("application/json"));
    }
    answer
}
