//! The byte-stream transport over a real loopback socket.

use std::io::{Read as _, Write as _};
use std::net::TcpListener;
use std::thread;
use std::time::Duration;

use embedded_io::ErrorKind;
use librato::Server;
use librato::transport::{HttpTransport, TransportError, TransportErrorKind};
use librato::transports::{ByteStream, Dial};
use librato_test_support::socket::Socket;

use crate::doubles::{BODY, Plain, Seen};
use crate::net::ANSWER;

fn connect(server: Server<'_>) -> Result<Socket, TransportErrorKind> {
    Socket::connect((server.host(), server.port())).map_err(|error| ErrorKind::from(error.kind()).into())
}

/// Answers `on_each` requests on each of `connections` connections and closes it. Gives all requests that came.
fn serve(listener: &TcpListener, connections: usize, on_each: usize, request_len: usize) -> Vec<Vec<u8>> {
    let mut requests = Vec::new();
    for _ in 0..connections {
        let (mut stream, _) = listener.accept().unwrap();
        stream.set_read_timeout(Some(Duration::from_secs(5))).unwrap();
        for _ in 0..on_each {
            let mut request = vec![0; request_len];
            stream.read_exact(&mut request).unwrap();
            stream.write_all(ANSWER.as_bytes()).unwrap();
            requests.push(request);
        }
    }
    requests
}

#[test]
fn a_loopback_server_gets_each_request_once() {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let url = format!("http://{}", listener.local_addr().unwrap());
    let url: &'static str = url.leak();
    let sent = Plain::new(url, BODY).bytes;
    let request_len = sent.len();
    // Three connections of two requests each: twice the kept one turns out closed.
    let server = thread::spawn(move || serve(&listener, 3, 2, request_len));

    let mut scratch = [0; 64];
    let mut dials = 0;
    let dial = Dial::new(|server| {
        dials += 1;
        connect(server)
    });
    let mut transport = ByteStream::new(dial, &mut scratch);
    for _ in 0..6 {
        let mut seen = Seen::default();
        assert_eq!(transport.exchange(&mut Plain::new(url, BODY), &mut seen), Ok(()));
        assert_eq!((seen.status, seen.body.as_str()), (200, "{}"));
    }
    drop(transport);
    assert_eq!(dials, 3);
    assert_eq!(server.join().unwrap(), vec![sent; 6]);
    assert_eq!(scratch, [0; 64]);
}

#[test]
fn a_port_that_nobody_listens_on_is_a_failed_connection() {
    let mut scratch = [0; 64];
    let mut transport = ByteStream::new(Dial::new(connect), &mut scratch);
    // A free port that was just closed could be taken by another test; port 1 is nobody's.
    let result = transport.exchange(&mut Plain::new("http://127.0.0.1:1", BODY), &mut Seen::default());
    assert_eq!(result, Err(TransportError::not_sent(TransportErrorKind::Connect)));
}
