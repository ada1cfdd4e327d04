//! Scripted answers, for tests of what a client does when a server is in trouble.

use axum::body::Body;
use axum::http::{HeaderName, HeaderValue, StatusCode};
use axum::response::Response;

/// What the receiver does with one coming request instead of, or after, handling it.
#[derive(Clone, Debug)]
pub struct Answer {
    pub(crate) handle: bool,
    pub(crate) end: End,
}

/// What goes back.
#[derive(Clone, Debug)]
pub(crate) enum End {
    Reply(Reply),
    HangUp,
    /// What the request got without a script.
    Usual,
}

#[derive(Clone, Debug)]
pub(crate) struct Reply {
    status: StatusCode,
    headers: Vec<(HeaderName, HeaderValue)>,
    body: Vec<u8>,
}

impl Answer {
    /// Answers with this status and does nothing else: no check, nothing stored.
    ///
    /// # Panics
    ///
    /// If `status` is not within 200 to 999.
    pub fn status(status: u16) -> Self {
        assert!(status >= 200, "an interim status is no answer");
        let status = StatusCode::from_u16(status).expect("a status has three digits");
        Self { handle: false, end: End::Reply(Reply { status, headers: Vec::new(), body: Vec::new() }) }
    }

    /// Closes the connection without an answer; nothing is stored.
    pub fn hang_up() -> Self {
        Self { handle: false, end: End::HangUp }
    }

    /// Handles the request as usual, stores what it holds, and closes the connection without an answer.
    pub fn accept_then_hang_up() -> Self {
        Self { handle: true, end: End::HangUp }
    }

    /// Handles the request and answers as usual: the script begins with a later one.
    pub fn usual() -> Self {
        Self { handle: true, end: End::Usual }
    }

    /// Adds a header.
    ///
    /// # Panics
    ///
    /// If the name or the value cannot stand in a header, or after [`hang_up`](Self::hang_up).
    pub fn header(mut self, name: &str, value: &str) -> Self {
        let name = HeaderName::from_bytes(name.as_bytes()).expect("a header name");
        let value = HeaderValue::from_str(value).expect("a header value");
        self.reply_mut().headers.push((name, value));
        self
    }

    /// Sets the body.
    ///
    /// # Panics
    ///
    /// After [`hang_up`](Self::hang_up).
    pub fn body(mut self, body: impl Into<Vec<u8>>) -> Self {
        self.reply_mut().body = body.into();
        self
    }

    /// Sets a JSON body and its content type.
    ///
    /// # Panics
    ///
    /// After [`hang_up`](Self::hang_up).
    pub fn json(self, body: &serde_json::Value) -> Self {
        self.header("content-type", "application/json").body(body.to_string())
    }

    /// Handles the request as usual first and stores what it holds; only the answer is replaced.
    pub fn after_accepting(mut self) -> Self {
        self.handle = true;
        self
    }

    fn reply_mut(&mut self) -> &mut Reply {
        match &mut self.end {
            End::Reply(reply) => reply,
            End::HangUp | End::Usual => panic!("it has no headers and no body of its own"),
        }
    }
}

impl Reply {
    pub(crate) fn into_response(self) -> Response {
        let mut response = Response::new(Body::from(self.body));
        *response.status_mut() = self.status;
        for (name, value) in self.headers {
            response.headers_mut().append(name, value);
        }
        response
    }
}
