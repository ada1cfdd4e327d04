//! Answers in the documented shapes.

use axum::body::Body;
use axum::http::{HeaderValue, StatusCode, header};
use axum::response::Response;
use serde_json::{Value, json};

/// A JSON answer.
pub(crate) fn json_body(status: StatusCode, body: &Value) -> Response {
    let mut answer = Response::new(Body::from(body.to_string()));
    *answer.status_mut() = status;
    answer.headers_mut().insert(header::CONTENT_TYPE, HeaderValue::from_static("application/json"));
    answer
}

/// What was created, and where it is.
pub(crate) fn created(location: &str, body: &Value) -> Response {
    let mut answer = json_body(StatusCode::CREATED, body);
    if let Ok(location) = HeaderValue::from_str(location) {
        answer.headers_mut().insert(header::LOCATION, location);
    }
    answer
}

/// Done, and nothing to say.
pub(crate) fn done() -> Response {
    let mut answer = Response::new(Body::empty());
    *answer.status_mut() = StatusCode::NO_CONTENT;
    answer
}

/// `{"errors":{"request":[message]}}`: something is wrong with the request as a whole.
pub(crate) fn request_error(status: StatusCode, message: &str) -> Response {
    json_body(status, &json!({"errors": {"request": [message]}}))
}

/// `{"errors":{"params":{param:[message]}}}` for a query parameter.
pub(crate) fn param_error(param: &str, message: &str) -> Response {
    json_body(StatusCode::BAD_REQUEST, &json!({"errors": {"params": {param: [message]}}}))
}

/// The documented 404.
pub(crate) fn not_found() -> Response {
    request_error(StatusCode::NOT_FOUND, "Not Found")
}

/// A known path with a method this receiver does not serve.
pub(crate) fn wrong_method() -> Response {
    request_error(StatusCode::METHOD_NOT_ALLOWED, "Method Not Allowed")
}

/// A whole number as a JSON integer, any other as a JSON float: 102 comes back as 102 and not as 102.0.
pub(crate) fn number(value: f64) -> Value {
    if value.fract() == 0.0 && value.abs() < 9_007_199_254_740_992.0 {
        Value::from(value as i64)
    } else {
        Value::from(value)
    }
}
