//! Objects of the account as the server writes them, with all their members.

use librato::transport::Method;
use librato::{Call, Error, Librato, Reply};
use serde_json::{Map, Value};

/// An object of the account.
pub type Object = Map<String, Value>;

/// The text of a member; empty if there is none.
pub fn text<'o>(object: &'o Object, member: &str) -> &'o str {
    object.get(member).and_then(Value::as_str).unwrap_or_default()
}

/// The id of an object, or an id itself: a number, or a text with a number in it. Tokens have it in their URL alone.
pub fn id(value: &Value) -> Option<u64> {
    match value {
        Value::Object(object) => object_id(object),
        Value::String(text) => text.rsplit('/').next()?.parse().ok(),
        other => other.as_u64(),
    }
}

pub fn object_id(object: &Object) -> Option<u64> {
    object.get("id").or_else(|| object.get("href")).and_then(id)
}

/// Makes a call with a body.
pub fn send(api: &Librato, method: Method, path: &[String], body: &Object) -> Result<Reply, Error> {
    let path: Vec<&str> = path.iter().map(String::as_str).collect();
    let body = serde_json::to_vec(body).map_err(|_| Error::Body)?;
    api.call(&Call::new(method, &path).json(&body))
}

/// The id of what was created, if the server says it: in the body, or in the `Location` alone.
pub fn made_id(reply: &Reply) -> Option<u64> {
    let made = reply.json::<Object>().ok();
    made.as_ref().and_then(object_id).or_else(|| id(&Value::from(reply.location.as_deref()?)))
}

/// Whether there is something at this path.
pub fn is_there(api: &Librato, path: &[String]) -> Result<bool, Error> {
    let path: Vec<&str> = path.iter().map(String::as_str).collect();
    match api.call(&Call::new(Method::Get, &path)) {
        Err(error) if error.status() == Some(404) => Ok(false),
        found => found.map(|_| true),
    }
}

/// Deletes what is at this path.
pub fn delete(api: &Librato, path: &[String]) -> Result<(), Error> {
    let path: Vec<&str> = path.iter().map(String::as_str).collect();
    api.call(&Call::new(Method::Delete, &path)).map(drop)
}
