//! The receiver's own routes, under `/_received`.

use std::sync::Arc;

use axum::extract::State;
use axum::http::StatusCode;
use axum::response::Response;
use serde::Serialize;

use super::reply;
use super::state::Shared;
use super::table;

/// Every reading kept, in the order of taking.
pub(crate) async fn readings(State(shared): State<Arc<Shared>>) -> Response {
    show(&shared.state().readings)
}

/// One row per series.
pub(crate) async fn rows(State(shared): State<Arc<Shared>>) -> Response {
    let rows = table::rows(shared.state().readings.iter());
    show(&rows)
}

/// What has been counted.
pub(crate) async fn counts(State(shared): State<Arc<Shared>>) -> Response {
    let counts = shared.state().counts;
    show(&counts)
}

fn show<T: Serialize + ?Sized>(what: &T) -> Response {
    match serde_json::to_value(what) {
        Ok(value) => reply::json_body(StatusCode::OK, &value),
        Err(error) => reply::request_error(StatusCode::INTERNAL_SERVER_ERROR, &error.to_string()),
    }
}
