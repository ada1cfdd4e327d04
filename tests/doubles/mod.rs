//! A request of fixed bytes and a sink that keeps everything, for tests of transports.
#![allow(dead_code)]

use librato::Server;
use librato::transport::{Flow, Method, RequestSource, ResponseSink};

pub(crate) const USER: &str = "someone@example.net";
pub(crate) const TOKEN: &str = "75AFDB82-token";
/// Base64 of `USER:TOKEN`.
pub(crate) const BASIC: &str = "c29tZW9uZUBleGFtcGxlLm5ldDo3NUFGREI4Mi10b2tlbg==";
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

/// What came of an answer.
#[derive(Default, Debug, PartialEq, Eq)]
pub(crate) struct Seen {
    pub(crate) status: u16,
    pub(crate) headers: Vec<(String, String)>,
    pub(crate) body: String,
    /// Has enough after this many bytes of the body.
    pub(crate) enough: Option<usize>,
}

impl ResponseSink for Seen {
    fn status(&mut self, code: u16) {
        *self = Self { status: code, enough: self.enough, ..Self::default() };
    }

    fn header(&mut self, name: &[u8], value: &[u8]) {
        self.headers.push((String::from_utf8_lossy(name).into(), String::from_utf8(value.to_vec()).unwrap()));
    }

    fn body(&mut self, piece: &[u8]) -> Flow {
        self.body.push_str(std::str::from_utf8(piece).unwrap());
        match self.enough {
            Some(limit) if self.body.len() >= limit => Flow::Enough,
            _ => Flow::More,
        }
    }
}
