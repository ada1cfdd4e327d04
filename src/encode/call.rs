//! Any call of the API, untyped: method, path, query, body.

use super::headers::{Fields, HeadState, Headed, Pieces, Settings};
use super::route::{Path, Query, Route, target};
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
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
pub struct Call<'a> {
    method: Method,
    path: &'a [&'a str],
    query: &'a [(&'a str, &'a str)],
    body: Option<&'a [u8]>,
}

impl<'a> Call<'a> {
    /// A call by its method and the segments of its path behind the base path. Each segment is percent-encoded whole, a `/` in it
    /// as well.
    #[must_use]
    pub const fn new(method: Method, path: &'a [&'a str]) -> Self {
        Self { method, path, query: &[], body: None }
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

impl Route for Call<'_> {
    fn method(&self) -> Method {
        self.method
    }

    fn path(&self, path: &mut Path<'_>) {
        for segment in self.path {
            path.segment(segment);
        }
    }

    fn query(&self, query: &mut Query<'_>) {
        query.pairs(self.query);
    }
}

impl<'a> Call<'a> {
    /// The body, as it goes out.
    pub(crate) const fn body(&self) -> Option<&'a [u8]> {
        self.body
    }
}

/// A call on its way.
pub(crate) struct CallRequest<'a, R: ?Sized> {
    route: &'a R,
    body: Option<&'a [u8]>,
    settings: &'a Settings<'a>,
    base: &'static str,
    head: HeadState,
    /// Bytes of the body that are out.
    sent: usize,
}

impl<'a, R: Route + ?Sized> CallRequest<'a, R> {
    /// A call with a body that is written already.
    pub(crate) const fn new(
        route: &'a R,
        body: Option<&'a [u8]>,
        settings: &'a Settings<'a>,
        base: &'static str,
    ) -> Self {
        Self { route, body, settings, base, head: HeadState::START, sent: 0 }
    }
}

impl<R: Route + ?Sized> Headed for CallRequest<'_, R> {
    fn fields(&self, fields: &mut dyn Fields) {
        self.settings.fields(self.body.map(|_| "application/json"), None, fields);
    }
}

impl<R: Route + ?Sized> RequestSource for CallRequest<'_, R> {
    fn fill(&mut self, buf: &mut [u8]) -> usize {
        // A POST or PUT without a body says so; a GET or DELETE says nothing.
        let length = match (self.body, self.route.method()) {
            (Some(body), _) => Some(body.len()),
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
        let body = self.body.and_then(|body| body.get(self.sent..)).unwrap_or_default();
        let len = body.len().min(buf.len());
        for (to, from) in buf.iter_mut().zip(body) {
            *to = *from;
        }
        self.sent += len;
        len
    }

    fn rewind(&mut self) {
        (self.head, self.sent) = (HeadState::START, 0);
    }

    fn method(&self) -> Method {
        self.route.method()
    }

    fn server(&self) -> Server<'_> {
        self.settings.server
    }

    fn target(&self, piece: &mut dyn FnMut(&str)) {
        target(self.settings.base(self.base), self.route, piece);
    }

    fn headers(&self, piece: &mut dyn FnMut(&str, &str)) {
        self.fields(&mut Pieces(piece));
    }

    fn body_len(&mut self) -> u64 {
        self.body.map_or(0, |body| body.len() as u64)
    }

    fn has_body(&self) -> bool {
        self.body.is_some()
    }
}
