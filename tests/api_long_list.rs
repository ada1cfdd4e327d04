//! A list of 100,000 metrics, 20 MB in 1,000 pages, in less than 2 KB of buffers and without a heap.
//!
//! Each byte that the thread of the client allocates is on one of two accounts. A transport's are those within its `exchange`, but
//! not within the request and the sink that it calls back: these are the library's. `LIBRATO_LIST_PAGES` sets another number of pages.
#![cfg(all(feature = "std", feature = "embedded-io"))]

use std::io::{Read as _, Write as _};
use std::net::TcpStream;
use std::ops::ControlFlow;
use std::time::Duration;

use librato::transport::{
    Flow, HttpTransport, Method, RequestSource, ResponseSink, TransportError, TransportErrorKind,
};
use librato::transports::{ByteStream, Dial, Ureq};
use librato::{Client, Credentials, Millis, Server, metrics};
use librato_test_counting::{Account, allocated, on};
use librato_test_support::pages;

/// What a device has for an element and for a window of the answer.
const ELEMENT: usize = 512;
const SCRATCH: usize = 1024;

struct Socket(TcpStream);

impl embedded_io::ErrorType for Socket {
    type Error = std::io::Error;
}

impl embedded_io::Read for Socket {
    fn read(&mut self, buf: &mut [u8]) -> Result<usize, Self::Error> {
        self.0.read(buf)
    }
}

impl embedded_io::Write for Socket {
    fn write(&mut self, buf: &[u8]) -> Result<usize, Self::Error> {
        self.0.write(buf)
    }

    fn flush(&mut self) -> Result<(), Self::Error> {
        self.0.flush()
    }
}

/// A transport on an account of its own.
struct Apart<T>(T);

impl<T: HttpTransport> HttpTransport for Apart<T> {
    fn exchange(
        &mut self,
        request: &mut dyn RequestSource,
        response: &mut dyn ResponseSink,
    ) -> Result<(), TransportError> {
        on(Account::Other, || self.0.exchange(&mut Back(request), &mut Back(response)))
    }
}

/// What a transport calls back, on the library's account.
struct Back<'a, T: ?Sized>(&'a mut T);

impl RequestSource for Back<'_, dyn RequestSource + '_> {
    fn fill(&mut self, buf: &mut [u8]) -> usize {
        on(Account::Program, || self.0.fill(buf))
    }

    fn fill_body(&mut self, buf: &mut [u8]) -> usize {
        on(Account::Program, || self.0.fill_body(buf))
    }

    fn rewind(&mut self) {
        on(Account::Program, || self.0.rewind());
    }

    fn method(&self) -> Method {
        on(Account::Program, || self.0.method())
    }

    fn server(&self) -> Server<'_> {
        on(Account::Program, || self.0.server())
    }

    // What takes the pieces is the transport again.
    fn target(&self, piece: &mut dyn FnMut(&str)) {
        on(Account::Program, || self.0.target(&mut |text| on(Account::Other, || piece(text))));
    }

    fn headers(&self, piece: &mut dyn FnMut(&str, &str)) {
        on(Account::Program, || {
            self.0.headers(&mut |name, text| on(Account::Other, || piece(name, text)));
        });
    }

    fn body_len(&mut self) -> u64 {
        on(Account::Program, || self.0.body_len())
    }

    fn has_body(&self) -> bool {
        on(Account::Program, || self.0.has_body())
    }
}

impl ResponseSink for Back<'_, dyn ResponseSink + '_> {
    fn status(&mut self, code: u16) {
        on(Account::Program, || self.0.status(code));
    }

    fn header(&mut self, name: &[u8], value: &[u8]) {
        on(Account::Program, || self.0.header(name, value));
    }

    fn body(&mut self, piece: &[u8]) -> Flow {
        on(Account::Program, || self.0.body(piece))
    }
}

/// What a transport was seen to allocate: until the first element, and after it.
struct Allocated {
    at_first: usize,
    later: usize,
}

/// Lists everything over this transport; each metric must come once, in order, and the library must not allocate.
fn list(url: &str, found: usize, transport: impl HttpTransport) -> Allocated {
    let credentials = Credentials::from_static("user@example.net", "75AFDB82");
    let mut client = Client::new(Server::new(url).unwrap(), credentials, Apart(transport));
    let mut buffer = [0; ELEMENT];
    // Names are made before, as that allocates: one that is known but for its number.
    let expected = pages::name(0);
    let mut seen = 0;
    let own = allocated(Account::Program);
    let (before, mut at_first) = (allocated(Account::Other), 0);
    let listed = client.list(metrics::list(), &mut buffer, Millis(0), |metric| {
        let metric = metric.unwrap();
        if seen == 0 {
            at_first = allocated(Account::Other);
            assert!(metric.name.is(&expected));
        }
        assert_eq!(number(metric.name.raw()), seen);
        assert_eq!(metric.period, Some(60));
        seen += 1;
        ControlFlow::Continue(())
    });
    assert_eq!(allocated(Account::Program), own, "the library allocates nothing");
    let listed = listed.unwrap();
    assert_eq!((seen, listed.items, listed.is_whole), (found, found as u64, true));
    assert_eq!(listed.pages as usize, found / pages::LENGTH);
    Allocated { at_first: at_first - before, later: allocated(Account::Other) - at_first }
}

/// The number in `rack07.node000047.cpu.load`.
fn number(name: &[u8]) -> usize {
    let digits = name.get(11..17).unwrap_or_default();
    digits.iter().fold(0, |number, digit| number * 10 + usize::from(digit - b'0'))
}

/// A server, its URL, and how many metrics it has.
fn server() -> (String, usize) {
    let pages = std::env::var("LIBRATO_LIST_PAGES").ok();
    let pages = pages.map_or(1_000, |pages| pages.parse().expect("a number of pages"));
    let found = pages * pages::LENGTH;
    (format!("http://{}", pages::start(found).unwrap()), found)
}

#[test]
fn over_a_byte_stream_nothing_is_allocated() {
    let (url, found) = server();
    let dial = Dial::new(|server: Server<'_>| {
        let stream = TcpStream::connect((server.host(), server.port()));
        let stream = stream.map_err(|_| TransportErrorKind::Connect)?;
        stream.set_read_timeout(Some(Duration::from_secs(10))).map_err(|_| TransportErrorKind::Io)?;
        Ok(Socket(stream))
    });
    let mut scratch = [0; SCRATCH];
    const { assert!(ELEMENT + SCRATCH <= 2048) };
    let allocated = list(&url, found, ByteStream::new(dial, &mut scratch));
    // Dialling is the operating system's.
    assert!(allocated.at_first < 4096, "{}", allocated.at_first);
    assert_eq!(allocated.later, 0);
}

/// `ureq` allocates for each request, and gives it back; that the library's account stays at zero is in `list`.
#[test]
fn over_ureq_only_ureq_allocates() {
    let (url, found) = server();
    let allocated = list(&url, found, Ureq::new());
    assert!(allocated.at_first > 0 && allocated.later > 0, "the accounts are told apart");
}
