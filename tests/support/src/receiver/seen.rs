//! A request as the receiver saw it.

use axum::http::request::Parts;
use axum::http::{HeaderName, header};

/// A request to the API, kept for tests to look at. The value of `Authorization` is replaced, so that no credentials
/// get into the output of a failed assertion.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub struct SeenRequest {
    /// Counts from 1.
    pub number: u64,
    /// The connection it came over, counted from 1.
    pub connection: u64,
    /// `GET`, `POST` …
    pub method: String,
    /// Path and query as sent.
    pub target: String,
    /// Names in lower case and values, in order.
    pub headers: Vec<(String, String)>,
    /// The body, or what came of it.
    pub body: Vec<u8>,
    /// False if the connection broke before the end of the body.
    pub complete: bool,
    /// True if it repeated the `Idempotency-Key` of an accepted write.
    pub duplicate: bool,
    /// The status answered; `None` if no answer was given.
    pub status: Option<u16>,
}

impl SeenRequest {
    pub(crate) fn new(parts: &Parts, connection: u64) -> Self {
        let show = |name: &HeaderName, value: &[u8]| {
            if name == header::AUTHORIZATION {
                "[redacted]".to_owned()
            } else {
                String::from_utf8_lossy(value).into_owned()
            }
        };
        Self {
            number: 0,
            connection,
            method: parts.method.to_string(),
            target: parts.uri.path_and_query().map_or_else(String::new, ToString::to_string),
            headers: parts
                .headers
                .iter()
                .map(|(name, value)| (name.to_string(), show(name, value.as_bytes())))
                .collect(),
            body: Vec::new(),
            complete: false,
            duplicate: false,
            status: None,
        }
    }

    /// The value of the first header of that name (in lower case).
    pub fn header(&self, name: &str) -> Option<&str> {
        self.headers.iter().find(|(known, _)| known == name).map(|(_, value)| value.as_str())
    }

    /// The body as JSON, if it is JSON.
    pub fn json(&self) -> Option<serde_json::Value> {
        serde_json::from_slice(&self.body).ok()
    }
}
