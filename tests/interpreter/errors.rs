//! Our errors in the words of the manual.

use librato::transport::TransportErrorKind;
use librato::{AddError, Cause, Error, Failure};
use serde_json::{Value, json};

/// An error as a result has it.
pub(crate) fn shown(error: &Error) -> Value {
    let failure = match error {
        Error::Failed(failure) => failure,
        Error::Decode => return json!({ "kind": "bad_json" }),
        _ => return json!({ "kind": "invalid_argument" }),
    };
    match failure.cause {
        Cause::Transport(error) if error.kind == TransportErrorKind::Timeout => json!({ "kind": "timeout" }),
        Cause::Transport(_) => json!({ "kind": "transport" }),
        Cause::Status(status) | Cause::RateLimited(status) => answered(status, failure),
        cause => json!({ "kind": format!("{cause:?}") }),
    }
}

/// A reading or a setting that an aggregator does not take.
pub(crate) fn refused(error: AddError) -> Value {
    shown(&Error::Reading(error))
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
    let payload = match serde_json::from_slice(body) {
        Ok(json) => json,
        Err(_) if body.is_empty() => Value::Null,
        Err(_) => Value::String(String::from_utf8_lossy(body).into_owned()),
    };
    let message = failure.error_body().to_string();
    json!({ "kind": kind, "status": status, "message": message, "payload": payload })
}

/// Whether an error is the recorded one: kind, and where a server answered, status and payload; the message too, but
/// for what Python says where there is no body.
pub(crate) fn same(ours: &Value, recorded: &Value) -> bool {
    let keys = ["kind", "status", "payload", "message"];
    let keys = if recorded["payload"].is_null() { &keys[..3] } else { &keys[..] };
    keys.iter().all(|key| super::compare::same(&ours[*key], &recorded[*key]))
}
