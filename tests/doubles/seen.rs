//! What came of an exchange.

use librato::transport::{Flow, HttpTransport, RequestSource, ResponseSink, TransportError};

/// An answer, kept.
#[derive(Default, Debug, PartialEq, Eq)]
pub(crate) struct Seen {
    pub(crate) status: u16,
    pub(crate) headers: Vec<(String, String)>,
    pub(crate) body: String,
    /// Has enough after this many bytes of the body, and must get no piece after that.
    pub(crate) enough: Option<usize>,
}

impl Seen {
    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        let found = self.headers.iter().find(|(known, _)| known.eq_ignore_ascii_case(name));
        found.map(|(_, value)| value.as_str())
    }
}

impl ResponseSink for Seen {
    fn status(&mut self, code: u16) {
        *self = Self { status: code, enough: self.enough, ..Self::default() };
    }

    fn header(&mut self, name: &[u8], value: &[u8]) {
        self.headers.push((String::from_utf8_lossy(name).into(), String::from_utf8(value.to_vec()).unwrap()));
    }

    fn body(&mut self, piece: &[u8]) -> Flow {
        let has_enough = |body: &str| self.enough.is_some_and(|enough| body.len() >= enough);
        assert!(!has_enough(&self.body), "more than enough");
        self.body.push_str(std::str::from_utf8(piece).unwrap());
        if has_enough(&self.body) { Flow::Enough } else { Flow::More }
    }
}

/// One exchange.
pub(crate) fn exchange(
    mut transport: impl HttpTransport,
    request: &mut dyn RequestSource,
) -> Result<Seen, TransportError> {
    let mut seen = Seen::default();
    transport.exchange(request, &mut seen).map(|()| seen)
}
