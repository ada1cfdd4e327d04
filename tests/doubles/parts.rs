//! A request in its parts.

use librato::Server;
use librato::transport::{Method, RequestSource};

use super::BASIC;

/// A request with given parts, for a transport that takes them one by one.
pub(crate) struct Parts<'a> {
    pub(crate) method: Method,
    pub(crate) server: Server<'a>,
    pub(crate) target: &'a [&'a str],
    pub(crate) headers: Vec<(&'a str, &'a str)>,
    pub(crate) body: Option<&'a [u8]>,
    /// What it says of its length, if that is not true.
    pub(crate) claimed: Option<u64>,
    pub(crate) rewinds: usize,
    at: usize,
}

impl<'a> Parts<'a> {
    pub(crate) fn get(server: Server<'a>) -> Self {
        Self {
            method: Method::Get,
            server,
            target: &["/v1/metrics"],
            headers: vec![("Authorization", "Basic "), ("", BASIC), ("User-Agent", "test/1")],
            body: None,
            claimed: None,
            rewinds: 0,
            at: 0,
        }
    }

    pub(crate) fn post(server: Server<'a>, body: &'a [u8]) -> Self {
        let mut request = Self::get(server);
        request.method = Method::Post;
        request.headers.push(("Content-Type", "application/json"));
        request.body = Some(body);
        request
    }
}

impl RequestSource for Parts<'_> {
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
