//! Any call of the API, untyped: method, path, query, body.

use super::headers::{Fields, HeadState, Headed, Pieces, Settings, target};
use crate::server::Server;
use crate::transport::{Method, RequestSource};

/// A call by method, path and query, with a body if need be. It reaches every route of the API today.
///
/// ```
/// use librato::{Call, transport::Method};
/// let call = Call::new(Method::Get, &["metrics", "cpu load"]).query(&[("count", "60"), ("resolution", "1")]);
/// let delete = Call::new(Method::Delete, &["metrics"]).json(br#"{"names":["a","b"]}"#);
/// ```
#[derive(Clone, Copy, Debug)]
pub struct Call<'a> {
    method: Method,
    path: &'a [&'a str],
    query: &'a [(&'a str, &'a str)],
    body: Option<&'a [u8]>,
    content_type: &'a str,
}

impl<'a> Call<'a> {
    /// A call by its method and the segments of its path behind the base path. Each segment is percent-encoded whole, a `/` in it
    /// as well.
    #[must_use]
    pub const fn new(method: Method, path: &'a [&'a str]) -> Self {
        Self { method, path, query: &[], body: None, content_type: "application/json" }
    }

    /// The query, as pairs of name and value, which are percent-encoded.
    #[must_use]
    pub const fn query(mut self, query: &'a [(&'a str, &'a str)]) -> Self {
        self.query = query;
        self
    }

    /// A JSON body. It goes out as it is.
    #[must_use]
    pub const fn json(mut self, body: &'a [u8]) -> Self {
        self.body = Some(body);
        self
    }
}

/// A call on its way.
pub(crate) struct CallRequest<'a> {
    call: &'a Call<'a>,
    settings: &'a Settings<'a>,
    base: &'static str,
    head: HeadState,
    /// Bytes of the body that are out.
    body: usize,
}

impl<'a> CallRequest<'a> {
    pub(crate) fn new(call: &'a Call<'a>, settings: &'a Settings<'a>, base: &'static str) -> Self {
        Self { call, settings, base, head: HeadState::START, body: 0 }
    }
}

impl Headed for CallRequest<'_> {
    fn fields(&self, fields: &mut impl Fields) {
        self.settings.fields(self.call.body.map(|_| self.call.content_type), None, fields);
    }
}

impl RequestSource for CallRequest<'_> {
    fn fill(&mut self, buf: &mut [u8]) -> usize {
        // A POST or PUT without a body says so; a GET or DELETE says nothing.
        let length = match (self.call.body, self.call.method) {
            (Some(body), _) => Some(body.len() as u64),
            (None, Method::Post | Method::Put) => Some(0),
            (None, Method::Get | Method::Delete) => None,
        };
        let mut head = self.head;
        let written = head.fill(self, length, buf);
        self.head = head;
        match buf.get_mut(written..) {
            Some(rest) if head.is_whole() => written + self.fill_body(rest),
            _ => written,
        }
    }

    fn fill_body(&mut self, buf: &mut [u8]) -> usize {
        let body = self.call.body.and_then(|body| body.get(self.body..)).unwrap_or_default();
        let len = body.len().min(buf.len());
        for (to, from) in buf.iter_mut().zip(body) {
            *to = *from;
        }
        self.body += len;
        len
    }

    fn rewind(&mut self) {
        (self.head, self.body) = (HeadState::START, 0);
    }

    fn method(&self) -> Method {
        self.call.method
    }

    fn server(&self) -> Server<'_> {
        self.settings.server
    }

    fn target(&self, piece: &mut dyn FnMut(&str)) {
        target(self.settings.base(self.base), self.call.path, self.call.query, piece);
    }

    fn headers(&self, piece: &mut dyn FnMut(&str, &str)) {
        self.fields(&mut Pieces(piece));
    }

    fn body_len(&mut self) -> u64 {
        self.call.body.map_or(0, |body| body.len() as u64)
    }

    fn has_body(&self) -> bool {
        self.call.body.is_some()
    }
}
