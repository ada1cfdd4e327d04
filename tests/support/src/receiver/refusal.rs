//! Why a route does not do what was asked.

use axum::http::StatusCode;
use axum::response::{IntoResponse, Response};

use super::reply;

/// The reason, which becomes the answer.
#[derive(Debug)]
pub(crate) enum Refusal {
    /// A query parameter and what is wrong with it.
    Param(String, &'static str),
    /// The query string as a whole.
    Query,
    /// The request as a whole.
    Request(StatusCode, &'static str),
    /// No such metric, or whatever else was asked for.
    NotFound,
}

impl Refusal {
    pub(crate) fn param(name: &str, reason: &'static str) -> Self {
        Self::Param(name.to_owned(), reason)
    }
}

impl IntoResponse for Refusal {
    fn into_response(self) -> Response {
        match self {
            Self::Param(name, reason) => reply::param_error(&name, reason),
            Self::Query => reply::request_error(StatusCode::BAD_REQUEST, "query is not understood"),
            Self::Request(status, reason) => reply::request_error(status, reason),
            Self::NotFound => reply::not_found(),
        }
    }
}
