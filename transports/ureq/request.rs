//! From a request's parts to what `ureq` takes.

use std::io;
use std::string::String;

use ::ureq::http::header::{
    AUTHORIZATION, CONTENT_LENGTH, HOST, HeaderMap, HeaderName, HeaderValue, TRANSFER_ENCODING,
};
use ::ureq::http::uri::{Authority, PathAndQuery, Scheme};
use ::ureq::http::{Method as HttpMethod, Request, Uri};

use crate::transport::{Method, RequestSource, TransportErrorKind};

/// Everything but the body. [`TransportErrorKind::Unsupported`] if it is no request that HTTP/1.1 can carry.
pub(super) fn head(request: &mut dyn RequestSource) -> Result<Request<()>, TransportErrorKind> {
    let method = request.method();
    let mut lines = HeaderLines::new();
    lines.add(HOST, request.server().authority());
    request.headers(&mut |name, piece| lines.piece(name, piece));
    // A POST or PUT without a length is refused by some servers (411); for GET and DELETE none is usual.
    if request.has_body() || matches!(method, Method::Post | Method::Put) {
        lines.close();
        lines.append(CONTENT_LENGTH, Ok(HeaderValue::from(request.body_len())));
    }
    let mut head = Request::new(());
    *head.method_mut() = match method {
        Method::Get => HttpMethod::GET,
        Method::Post => HttpMethod::POST,
        Method::Put => HttpMethod::PUT,
        Method::Delete => HttpMethod::DELETE,
    };
    *head.uri_mut() = uri(request).ok_or(TransportErrorKind::Unsupported)?;
    *head.headers_mut() = lines.finish().ok_or(TransportErrorKind::Unsupported)?;
    Ok(head)
}

fn uri(request: &dyn RequestSource) -> Option<Uri> {
    let server = request.server();
    let mut target = String::new();
    request.target(&mut |piece| target.push_str(piece));
    let path = PathAndQuery::try_from(target.as_str()).ok()?;
    // The parser cuts a fragment off without a word. What is asked for is sent, or nothing is.
    if path.as_str() != target {
        return None;
    }
    let scheme = if server.is_secure() { Scheme::HTTPS } else { Scheme::HTTP };
    let authority = Authority::try_from(server.authority()).ok()?;
    Uri::builder().scheme(scheme).authority(authority).path_and_query(path).build().ok()
}

/// Headers put together from pieces.
struct HeaderLines {
    done: HeaderMap,
    name: String,
    value: String,
    refused: bool,
}

impl HeaderLines {
    fn new() -> Self {
        Self { done: HeaderMap::new(), name: String::new(), value: String::new(), refused: false }
    }

    fn piece(&mut self, name: &str, piece: &str) {
        if !name.is_empty() {
            self.close();
            self.name.push_str(name);
        }
        self.value.push_str(piece);
    }

    /// Ends the header whose pieces came last.
    fn close(&mut self) {
        if self.name.is_empty() {
            return;
        }
        let value = HeaderValue::from_bytes(self.value.as_bytes());
        match HeaderName::from_bytes(self.name.as_bytes()) {
            // These say where the request ends and whom it is for; a second one would leave that open.
            Ok(HOST | CONTENT_LENGTH | TRANSFER_ENCODING) | Err(_) => self.refused = true,
            Ok(name) => self.append(name, value.map_err(|_| ())),
        }
        self.name.clear();
        self.value.clear();
    }

    fn add(&mut self, name: HeaderName, value: &str) {
        self.append(name, HeaderValue::from_str(value).map_err(|_| ()));
    }

    fn append(&mut self, name: HeaderName, value: Result<HeaderValue, ()>) {
        let Ok(mut value) = value else {
            self.refused = true;
            return;
        };
        // Keeps it out of every Debug output of the http crate.
        value.set_sensitive(name == AUTHORIZATION);
        self.refused |= self.done.try_append(name, value).is_err();
    }

    fn finish(mut self) -> Option<HeaderMap> {
        self.close();
        if self.refused { None } else { Some(self.done) }
    }
}

/// A request's body for `ureq` to read. Gives exactly the length that the head announced, or an error.
pub(super) struct BodyReader<'a> {
    request: &'a mut dyn RequestSource,
    left: u64,
    short: bool,
}

impl<'a> BodyReader<'a> {
    pub(super) fn new(request: &'a mut dyn RequestSource) -> Self {
        let left = if request.has_body() { request.body_len() } else { 0 };
        Self { request, left, short: false }
    }

    /// Whether the last byte has been read, or there is none.
    pub(super) fn is_whole(&self) -> bool {
        self.left == 0
    }

    /// Whether the source ended before the length that it had named.
    pub(super) fn ran_short(&self) -> bool {
        self.short
    }
}

impl io::Read for BodyReader<'_> {
    fn read(&mut self, buf: &mut [u8]) -> io::Result<usize> {
        let room = usize::try_from(self.left).unwrap_or(usize::MAX).min(buf.len());
        let Some(window) = buf.get_mut(..room) else { return Ok(0) };
        if window.is_empty() {
            return Ok(0);
        }
        let count = self.request.fill_body(window).min(room);
        if count == 0 {
            // `ureq` would ask for ever.
            self.short = true;
            return Err(io::ErrorKind::InvalidInput.into());
        }
        self.left = self.left.saturating_sub(count as u64);
        Ok(count)
    }
}
