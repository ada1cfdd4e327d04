//! What carries the requests: answers from a script, and what was sent.

use librato::Librato;
use librato::transport::HttpTransport;
use librato::transports::{Fault, Recording, Reply};
use serde_json::Value;

use super::case::text;

/// A request as it was sent.
pub(crate) struct Sent {
    pub(crate) method: String,
    pub(crate) target: String,
    pub(crate) headers: Vec<(String, String)>,
    pub(crate) body: Vec<u8>,
}

/// A scripted answer of a case.
pub(crate) struct Scripted<'v> {
    pub(crate) status: u16,
    pub(crate) headers: Vec<(&'v str, &'v str)>,
    pub(crate) body: String,
    /// The server closes the connection without an answer.
    pub(crate) drops: bool,
    /// The server answers after the client's time limit.
    pub(crate) late: bool,
}

impl<'v> Scripted<'v> {
    /// By the case's words, for a client with a time limit.
    pub(crate) fn new(response: &'v Value, limit_s: f64) -> Self {
        let mut headers: Vec<_> = response["headers"]
            .as_object()
            .into_iter()
            .flatten()
            .map(|(name, value)| (name.as_str(), text(value)))
            .collect();
        let body = match (&response["body_text"], &response["body_json"]) {
            (Value::String(text), _) => text.clone(),
            (_, Value::Null) => String::new(),
            (_, json) => json.to_string(),
        };
        match response["content_type"].as_str() {
            Some(given) => headers.push(("Content-Type", given)),
            None if !body.is_empty() => headers.push(("Content-Type", "application/json")),
            None => {}
        }
        if response["close"] == true {
            headers.push(("Connection", "close"));
        }
        Self {
            status: response["status"].as_u64().and_then(|status| u16::try_from(status).ok()).unwrap_or(0),
            headers,
            body,
            drops: response["drop"] == true,
            late: response["delay_s"].as_f64().unwrap_or(0.0) > limit_s,
        }
    }
}

/// Something that plays a script of answers to a client.
pub(crate) trait Wire<'s> {
    type Transport: HttpTransport;

    /// A transport that plays `script`, and what looks at it later.
    fn open(script: &'s [Scripted<'s>]) -> (Self, Self::Transport)
    where
        Self: Sized;

    /// The base URL to give to the client in place of the configured one.
    fn url(&self, configured: &str) -> String;

    /// The requests so far.
    fn sent(&self, api: &Librato<Self::Transport>) -> Vec<Sent>;

    /// How many answers were not asked for yet.
    fn unplayed(&self, api: &Librato<Self::Transport>) -> usize;
}

/// No network: the recording transport.
pub(crate) struct Recorded;

impl<'s> Wire<'s> for Recorded {
    type Transport = Recording<'s, { 1 << 18 }>;

    fn open(script: &'s [Scripted<'s>]) -> (Self, Self::Transport) {
        let reply = |answer: &'s Scripted<'s>| match answer {
            Scripted { drops: true, .. } => Reply::from(Fault::CloseAt(0)),
            Scripted { late: true, .. } => Reply::from(Fault::Timeout),
            _ => Reply::new(answer.status).headers(&answer.headers).body(&answer.body),
        };
        let recording =
            script.iter().fold(Recording::new(), |recording, answer| recording.answer(reply(answer)));
        (Self, recording)
    }

    fn url(&self, configured: &str) -> String {
        configured.to_owned()
    }

    fn sent(&self, api: &Librato<Self::Transport>) -> Vec<Sent> {
        api.with(|recording| {
            assert!(!recording.is_truncated(), "the recording is too small");
            let requests = (0..recording.requests()).map(|index| recording.request(index));
            requests
                .map(|request| Sent {
                    method: request.method().to_owned(),
                    target: request.target().to_owned(),
                    headers: request
                        .headers()
                        .map(|(name, value)| (name.to_owned(), value.to_owned()))
                        .collect(),
                    body: request.body().to_vec(),
                })
                .collect()
        })
    }

    fn unplayed(&self, api: &Librato<Self::Transport>) -> usize {
        api.with(|recording| recording.unplayed())
    }
}
