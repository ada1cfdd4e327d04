//! The server: answers by a case's script, and what it read off the socket.

use std::time::Duration;

use librato::transports::{Ureq, UreqBuilder};
use librato_test_support::tls::{Authority, Recorded, ScriptedServer, Step};
use serde_json::Value;

use super::case::{Case, members, text};

/// Starts a server for each case, with certificates by an authority that nobody else knows.
pub(crate) struct Servers(Authority);

impl Servers {
    pub(crate) fn new() -> Self {
        Self(Authority::new("golden cases"))
    }

    /// A server that plays the answers of a case, over TLS to who asks for it.
    pub(crate) fn start(&self, case: &Case) -> Server {
        let host = host(case.hostname());
        let leaf = self.0.leaf(if host.is_ascii() { host } else { "localhost" });
        let answers = case.recorded("responses").iter().map(step);
        Server { server: ScriptedServer::either(&leaf, answers), authority: self.0.pem() }
    }
}

/// A host without its port, and an IPv6 address without its brackets.
pub(crate) fn host(name: &str) -> &str {
    match name.strip_prefix('[').and_then(|rest| rest.split_once(']')) {
        Some((address, _)) => address,
        None => name.split_once(':').map_or(name, |(host, _)| host),
    }
}

pub(crate) struct Server {
    server: ScriptedServer,
    authority: String,
}

impl Server {
    /// A transport that dials this server whatever the host, and believes its authority alone.
    pub(crate) fn transport(&self) -> UreqBuilder {
        let builder = Ureq::builder().with_connect_to(self.server.address());
        builder.with_ca_pem(self.authority.as_bytes()).unwrap()
    }

    /// The requests so far.
    pub(crate) fn sent(&self) -> Vec<Sent> {
        self.server.requests().iter().map(Sent::read).collect()
    }

    /// How many answers were not asked for yet.
    pub(crate) fn unused(&self) -> usize {
        self.server.unused()
    }
}

/// What the server does with a request, by the words of a case.
fn step(response: &Value) -> Step {
    let wait = response["delay_s"].as_f64().map(Duration::from_secs_f64);
    let bytes = if response["drop"] == true { Vec::new() } else { answer(response, wait.is_some()) };
    match wait {
        Some(wait) => Step::AnswerLate(wait, bytes),
        None if bytes.is_empty() => Step::Close,
        None if response["close"] == true => Step::AnswerAndClose(bytes),
        None => Step::Answer(bytes),
    }
}

fn answer(response: &Value, closes: bool) -> Vec<u8> {
    let status = response["status"].as_u64().unwrap();
    let body = match (&response["body_json"], &response["body_text"]) {
        (_, Value::String(text)) => encoded(text, &response["charset"]),
        (Value::Null, _) => Vec::new(),
        (json, _) => json.to_string().into_bytes(),
    };
    let mut head = format!("HTTP/1.1 {status} Scripted\r\n");
    let mut line = |name: &str, value: &str| head.push_str(&format!("{name}: {value}\r\n"));
    for (name, value) in members(&response["headers"]) {
        line(name, text(value));
    }
    let charset = response["charset"].as_str().map(|charset| format!("; charset={charset}"));
    let kind = response["content_type"].as_str().or((!body.is_empty()).then_some("application/json"));
    if let Some(kind) = kind {
        line("Content-Type", &(kind.to_owned() + &charset.unwrap_or_default()));
    }
    if closes || response["close"] == true {
        line("Connection", "close");
    }
    // These have no body, so that a length would be wrong.
    if !matches!(status, 204 | 304) {
        line("Content-Length", &body.len().to_string());
    }
    [head.as_bytes(), b"\r\n", &body].concat()
}

/// A text in UTF-8, or in Latin-1 where the case says so.
fn encoded(text: &str, charset: &Value) -> Vec<u8> {
    let charset = charset.as_str().unwrap_or("utf-8").to_ascii_lowercase();
    match charset.as_str() {
        "utf-8" | "us-ascii" => text.as_bytes().to_vec(),
        "iso-8859-1" | "latin-1" => text.chars().map(|c| u8::try_from(c).unwrap()).collect(),
        other => panic!("no way to write {other}"),
    }
}

/// A request, read off the socket.
#[derive(Debug)]
pub(crate) struct Sent {
    /// Over TLS, and for which name.
    pub(crate) secure: bool,
    pub(crate) sni: Option<String>,
    pub(crate) method: String,
    pub(crate) target: String,
    pub(crate) headers: Vec<(String, String)>,
    pub(crate) body: Vec<u8>,
}

impl Sent {
    fn read(recorded: &Recorded) -> Self {
        let raw = &recorded.raw;
        let end = raw.windows(4).position(|window| window == b"\r\n\r\n").unwrap();
        let head = String::from_utf8_lossy(&raw[..end]);
        let mut lines = head.split("\r\n");
        let mut first = lines.next().unwrap().split(' ').map(str::to_owned);
        let (method, target) = (first.next().unwrap(), first.next().unwrap());
        assert_eq!((first.next().as_deref(), first.next()), (Some("HTTP/1.1"), None), "{head}");
        let header = |line: &str| {
            let (name, value) = line.split_once(':').unwrap_or_else(|| panic!("no header: {line}"));
            (name.to_owned(), value.trim().to_owned())
        };
        Self {
            secure: recorded.secure,
            sni: recorded.sni.clone(),
            method,
            target,
            headers: lines.map(header).collect(),
            body: raw[end + 4..].to_vec(),
        }
    }

    /// The values of a header, as often as it is there.
    pub(crate) fn header(&self, name: &str) -> Vec<&str> {
        let found = self.headers.iter().filter(|(known, _)| known.eq_ignore_ascii_case(name));
        found.map(|(_, value)| value.as_str()).collect()
    }
}
