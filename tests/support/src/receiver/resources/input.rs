//! The body of a write: a JSON object.

use axum::body::Bytes;
use axum::extract::{FromRequest, Request};
use axum::http::StatusCode;
use serde_json::{Map, Value};

use crate::receiver::refusal::Refusal;
use crate::receiver::write;

/// The members of the body.
pub(crate) struct Fields(pub(crate) Map<String, Value>);

impl<S: Send + Sync> FromRequest<S> for Fields {
    type Rejection = Refusal;

    async fn from_request(request: Request, state: &S) -> Result<Self, Refusal> {
        if !write::is_json(request.headers()) {
            let reason = "Content-Type must be application/json";
            return Err(Refusal::Request(StatusCode::UNSUPPORTED_MEDIA_TYPE, reason));
        }
        let not_an_object = Refusal::Request(StatusCode::BAD_REQUEST, "body is not a JSON object");
        match Bytes::from_request(request, state).await {
            Ok(body) => serde_json::from_slice(&body).map(Self).map_err(|_| not_an_object),
            Err(_) => Err(not_an_object),
        }
    }
}
