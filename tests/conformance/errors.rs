//! Our errors in the words of the manual.

use librato::transport::TransportErrorKind::Timeout;
use librato::{Cause, Error, Failure};
use serde_json::{Value, json};

/// An error as a result has it.
pub(crate) fn shown(error: &Error) -> Value {
    match (error, error.status()) {
        (Error::Failed(failure), Some(status @ 300..)) => answered(status, failure),
        (Error::Failed(failure), _) => match failure.cause {
            Cause::Transport(error) if error.kind == Timeout => json!({ "kind": "timeout" }),
            Cause::Transport(_) => json!({ "kind": "transport" }),
            cause => json!({ "kind": format!("{cause:?}") }),
        },
        (Error::Decode(_), _) => json!({ "kind": "bad_json" }),
        _ => json!({ "kind": "invalid_argument" }),
    }
}

fn answered(status: u16, failure: &Failure) -> Value {
    let kind = match status {
        400 => "bad_request",
        401 => "unauthorized",
        403 => "forbidden",
        404 => "not_found",
        402..=499 => "client_error",
        _ => "other_status",
    };
    let body = &failure.body;
    // Text is in UTF-8 or in Latin-1.
    let text =
        String::from_utf8(body.clone()).unwrap_or_else(|_| body.iter().copied().map(char::from).collect());
    let payload = match serde_json::from_str(&text) {
        Ok(json) => json,
        Err(_) if text.is_empty() => Value::Null,
        Err(_) => Value::from(text.as_str()),
    };
    json!({ "kind": kind, "status": status, "payload": payload, "text": text })
}
