//! Which path leads where.

use std::sync::Arc;

use axum::body::Bytes;
use axum::extract::{DefaultBodyLimit, Extension, State};
use axum::http::HeaderMap;
use axum::routing::{MethodRouter, get, post};
use axum::{Router, middleware};

use super::gate::{Number, gate};
use super::state::Shared;
use super::write::{self, Route};
use super::{change_metrics, read_measurements, read_metrics, readback, reply, resources};

pub(crate) fn router(shared: Arc<Shared>) -> Router {
    let api = Router::new()
        .route("/v1/metrics", metrics())
        .route(
            "/v1/metrics/{name}",
            get(read_metrics::one).put(change_metrics::put).delete(change_metrics::delete),
        )
        .route("/v1/measurements", taking(Route::Measurements))
        .route("/v1/measurements/{name}", get(read_measurements::one));
    let own = Router::new()
        .route("/_received", get(readback::readings))
        .route("/_received/table", get(readback::rows))
        .route("/_received/counts", get(readback::counts));
    api.merge(resources::router())
        .merge(own)
        .fallback(async || reply::not_found())
        .method_not_allowed_fallback(async || reply::wrong_method())
        // The gate has its own cap, which tests can set.
        .layer(DefaultBodyLimit::disable())
        .layer(middleware::from_fn_with_state(Arc::clone(&shared), gate))
        .with_state(shared)
}

/// The metrics of the account.
fn metrics() -> MethodRouter<Arc<Shared>> {
    taking(Route::Metrics)
        .get(read_metrics::list)
        .put(change_metrics::put_many)
        .delete(change_metrics::delete_many)
}

/// Takes readings.
fn taking(route: Route) -> MethodRouter<Arc<Shared>> {
    post(
        async move |State(shared): State<Arc<Shared>>,
                    Extension(number): Extension<Number>,
                    headers: HeaderMap,
                    body: Bytes| { write::take(&shared, route, number.0, &headers, &body) },
    )
}
