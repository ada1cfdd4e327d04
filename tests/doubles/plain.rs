//! A request of fixed bytes.

use librato::Server;
use librato::transport::{Method, RequestSource};

use super::BASIC;

pub(crate) const BODY: &str = r#"{"gauges":[{"name":"t","value":21.5,"source":"attic"}]}"#;

/// A request that gives the same bytes whatever the windows.
pub(crate) struct Plain {
    pub(crate) server: Server<'static>,
    pub(crate) bytes: Vec<u8>,
    body_len: usize,
    at: usize,
    pub(crate) rewinds: usize,
}

impl Plain {
    pub(crate) fn new(url: &'static str, body: &str) -> Self {
        let server = Server::new(url).unwrap();
        let head = format!(
            "POST /v1/metrics HTTP/1.1\r\nHost: {}\r\nAuthorization: Basic {BASIC}\r\n\
             Content-Type: application/json\r\nContent-Length: {}\r\n\r\n",
            server.authority(),
            body.len()
        );
        Self { server, bytes: (head + body).into_bytes(), body_len: body.len(), at: 0, rewinds: 0 }
    }

    pub(crate) fn local() -> Self {
        Self::new("http://127.0.0.1", BODY)
    }

    /// Ready for another exchange.
    pub(crate) fn at_start(&mut self) {
        self.at = 0;
    }

    fn give(&mut self, end: usize, buf: &mut [u8]) -> usize {
        let count = buf.len().min(end - self.at);
        buf[..count].copy_from_slice(&self.bytes[self.at..self.at + count]);
        self.at += count;
        count
    }
}

impl RequestSource for Plain {
    fn fill(&mut self, buf: &mut [u8]) -> usize {
        assert!(!buf.is_empty(), "a window of no bytes");
        self.give(self.bytes.len(), buf)
    }

    fn fill_body(&mut self, buf: &mut [u8]) -> usize {
        self.at = self.at.max(self.bytes.len() - self.body_len);
        self.give(self.bytes.len(), buf)
    }

    fn rewind(&mut self) {
        self.at = 0;
        self.rewinds += 1;
    }

    fn method(&self) -> Method {
        Method::Post
    }

    fn server(&self) -> Server<'_> {
        self.server
    }

    fn target(&self, piece: &mut dyn FnMut(&str)) {
        piece("/v1/metrics");
    }

    fn headers(&self, piece: &mut dyn FnMut(&str, &str)) {
        piece("Authorization", "Basic ");
        piece("", BASIC);
        piece("Content-Type", "application/json");
    }

    fn body_len(&mut self) -> u64 {
        self.body_len as u64
    }

    fn has_body(&self) -> bool {
        self.body_len > 0
    }
}
