//! A request and a sink to hand to the transport.
#![allow(dead_code, unreachable_pub, reason = "each test program uses a part of it")]

use librato::Server;
use librato::transport::{Flow, HttpTransport, Method, RequestSource, ResponseSink, TransportError};

/// What the requests carry as a credential. It may be in no output.
pub const SECRET: &str = "dXNlcjpzM2NyM3Q=";

/// A request with given parts.
pub struct Request<'a> {
    pub method: Method,
    pub server: Server<'a>,
    pub target: &'a [&'a str],
    pub headers: Vec<(&'a str, &'a str)>,
    pub body: Option<&'a [u8]>,
    /// What it says of its length, if that is not true.
    pub claimed: Option<u64>,
    pub rewinds: usize,
    at: usize,
}

impl<'a> Request<'a> {
    pub fn get(server: Server<'a>) -> Self {
        Self {
            method: Method::Get,
            server,
            target: &["/v1/metrics"],
            headers: vec![("Authorization", "Basic "), ("", SECRET), ("User-Agent", "test/1")],
            body: None,
            claimed: None,
            rewinds: 0,
            at: 0,
        }
    }

    pub fn post(server: Server<'a>, body: &'a [u8]) -> Self {
        let mut request = Self::get(server);
        request.method = Method::Post;
        request.headers.push(("Content-Type", "application/json"));
        request.body = Some(body);
        request
    }
}

impl RequestSource for Request<'_> {
    fn fill(&mut self, _buf: &mut [u8]) -> usize {
        panic!("a transport uses one of the two ways, and ureq wants parts")
    }

    fn fill_body(&mut self, buf: &mut [u8]) -> usize {
        let rest = &self.body.unwrap_or_default()[self.at..];
        // Never more than 1000, so that a body comes in several pieces.
        let count = rest.len().min(buf.len()).min(1000);
        buf[..count].copy_from_slice(&rest[..count]);
        self.at += count;
        count
    }

    fn rewind(&mut self) {
        self.at = 0;
        self.rewinds += 1;
    }

    fn method(&self) -> Method {
        self.method
    }

    fn server(&self) -> Server<'_> {
        self.server
    }

    fn target(&self, piece: &mut dyn FnMut(&str)) {
        self.target.iter().for_each(|part| piece(part));
    }

    fn headers(&self, piece: &mut dyn FnMut(&str, &str)) {
        self.headers.iter().for_each(|(name, value)| piece(name, value));
    }

    fn body_len(&mut self) -> u64 {
        self.claimed.unwrap_or(self.body.unwrap_or_default().len() as u64)
    }

    fn has_body(&self) -> bool {
        self.body.is_some()
    }
}

/// An answer, kept.
#[derive(Default, Debug)]
pub struct Answer {
    pub status: u16,
    pub headers: Vec<(String, Vec<u8>)>,
    pub body: Vec<u8>,
    /// Wants no more of the body than this.
    pub enough: Option<usize>,
    pub pieces: usize,
}

impl Answer {
    pub fn header(&self, name: &str) -> Option<&[u8]> {
        let found = self.headers.iter().find(|(known, _)| known.eq_ignore_ascii_case(name));
        found.map(|(_, value)| value.as_slice())
    }
}

impl ResponseSink for Answer {
    fn status(&mut self, code: u16) {
        *self = Self { status: code, enough: self.enough, ..Self::default() };
    }

    fn header(&mut self, name: &[u8], value: &[u8]) {
        self.headers.push((String::from_utf8_lossy(name).into(), value.to_vec()));
    }

    fn body(&mut self, piece: &[u8]) -> Flow {
        self.body.extend_from_slice(piece);
        self.pieces += 1;
        if self.enough.is_some_and(|enough| self.body.len() >= enough) { Flow::Enough } else { Flow::More }
    }
}

/// One exchange.
pub fn exchange(
    mut transport: impl HttpTransport,
    request: &mut dyn RequestSource,
) -> Result<Answer, TransportError> {
    let mut answer = Answer::default();
    transport.exchange(request, &mut answer).map(|()| answer)
}
