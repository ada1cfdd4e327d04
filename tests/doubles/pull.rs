//! A transport that shows what it was given.

use librato::transport::{AsyncHttpTransport, HttpTransport, RequestSource, ResponseSink, TransportError};
use serde_json::Value as Json;

/// A request as it was sent.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Sent {
    pub(crate) head: String,
    pub(crate) body: Vec<u8>,
}

impl Sent {
    /// Takes a request in windows of `window` bytes, and calls `between` before each of them.
    pub(crate) fn pulled(
        request: &mut dyn RequestSource,
        window: usize,
        mut between: impl FnMut(usize),
    ) -> Self {
        let (mut bytes, mut window) = (Vec::new(), vec![0; window]);
        for number in 0.. {
            between(number);
            let filled = request.fill(&mut window);
            if filled == 0 {
                break;
            }
            bytes.extend_from_slice(&window[..filled]);
        }
        Self::of(&bytes)
    }

    fn of(bytes: &[u8]) -> Self {
        let end = bytes.windows(4).position(|four| four == b"\r\n\r\n").expect("a whole head") + 4;
        let head = String::from_utf8(bytes[..end].to_vec()).expect("an ASCII head");
        assert!(head.is_ascii());
        Self { head, body: bytes[end..].to_vec() }
    }

    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        let mut lines = self.head.lines().filter_map(|line| line.split_once(": "));
        lines.find(|(found, _)| *found == name).map(|(_, value)| value)
    }

    pub(crate) fn target(&self) -> &str {
        self.head.split(' ').nth(1).unwrap_or_default()
    }

    /// The length that the head announces.
    pub(crate) fn length(&self) -> usize {
        self.header("Content-Length").and_then(|length| length.parse().ok()).expect("a length")
    }

    /// The body; its length must be the one that the head announces.
    pub(crate) fn json(&self) -> Json {
        assert_eq!(self.length(), self.body.len());
        serde_json::from_slice(&self.body)
            .unwrap_or_else(|error| panic!("{error}: {}", String::from_utf8_lossy(&self.body)))
    }
}

/// What happens to a request: an answer, or a failure once all of it was taken.
pub(crate) type Answer = Result<(u16, &'static str), TransportError>;

/// Takes each request in windows of `window` bytes, calls `between` before each of them, and answers with what
/// `answer` says.
pub(crate) struct Pull<B, A> {
    pub(crate) window: usize,
    pub(crate) sent: Vec<Sent>,
    pub(crate) between: B,
    pub(crate) answer: A,
}

pub(crate) fn pull(window: usize, status: u16) -> Pull<impl FnMut(usize), impl FnMut(&Sent) -> Answer> {
    Pull { window, sent: Vec::new(), between: |_| {}, answer: move |_: &Sent| Ok((status, "")) }
}

impl<B: FnMut(usize), A: FnMut(&Sent) -> Answer> HttpTransport for Pull<B, A> {
    fn exchange(
        &mut self,
        request: &mut dyn RequestSource,
        response: &mut dyn ResponseSink,
    ) -> Result<(), TransportError> {
        let sent = Sent::pulled(request, self.window, &mut self.between);
        let answer = (self.answer)(&sent);
        self.sent.push(sent);
        let (status, body) = answer?;
        response.status(status);
        response.header(b"Content-Type", b"application/json");
        response.body(body.as_bytes());
        Ok(())
    }
}

/// The same, at once: it awaits nothing.
impl<B: FnMut(usize), A: FnMut(&Sent) -> Answer> AsyncHttpTransport for Pull<B, A> {
    async fn exchange(
        &mut self,
        request: &mut (dyn RequestSource + Send),
        response: &mut (dyn ResponseSink + Send),
    ) -> Result<(), TransportError> {
        HttpTransport::exchange(self, request, response)
    }
}

/// Whether two JSON values are equal, numbers to the last bit: whole numbers as such, others as `f64`.
pub(crate) fn is_same(actual: &Json, expected: &Json) -> bool {
    match (actual, expected) {
        (Json::Number(a), Json::Number(b)) => {
            let whole = |n: &serde_json::Number| n.as_i64().map(i128::from).or(n.as_u64().map(i128::from));
            match (whole(a), whole(b)) {
                (Some(a), Some(b)) => a == b,
                _ => a.as_f64().map(f64::to_bits) == b.as_f64().map(f64::to_bits),
            }
        }
        (Json::Array(a), Json::Array(b)) => a.len() == b.len() && a.iter().zip(b).all(|(a, b)| is_same(a, b)),
        (Json::Object(a), Json::Object(b)) => {
            a.len() == b.len() && a.iter().all(|(key, a)| b.get(key).is_some_and(|b| is_same(a, b)))
        }
        _ => actual == expected,
    }
}
