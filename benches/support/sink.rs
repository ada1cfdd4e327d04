//! A server that reads requests by their `Content-Length`, keeps nothing, and always gives the same answer.

use std::io::{self, Read, Write};
use std::net::{Ipv4Addr, SocketAddr, TcpListener, TcpStream};
use std::thread;

/// What the API says to readings that it takes.
pub(crate) const ANSWER: &[u8] = b"HTTP/1.1 200 OK\r\n\
    Date: Tue, 20 Jan 2015 09:00:00 GMT\r\n\
    Content-Type: application/json;charset=utf-8\r\n\
    Content-Length: 0\r\n\
    Connection: keep-alive\r\n\r\n";

/// Starts the server; it ends with the process.
pub(crate) fn start() -> io::Result<SocketAddr> {
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0))?;
    let address = listener.local_addr()?;
    thread::spawn(move || {
        for stream in listener.incoming().flatten() {
            // A client that goes away ends its thread with an error that nobody needs.
            thread::spawn(move || serve(stream));
        }
    });
    Ok(address)
}

fn serve(mut stream: TcpStream) -> io::Result<()> {
    stream.set_nodelay(true)?;
    let mut bytes = vec![0; 65_536];
    let mut filled = 0;
    loop {
        let request = loop {
            if let Some(length) = request_length(&bytes[..filled]) {
                break length;
            }
            match stream.read(&mut bytes[filled..])? {
                0 => return Ok(()),
                read => filled += read,
            }
        };
        while filled < request {
            match stream.read(&mut bytes[filled..])? {
                0 => return Ok(()),
                read => filled += read,
            }
        }
        stream.write_all(ANSWER)?;
        bytes.copy_within(request..filled, 0);
        filled -= request;
    }
}

/// Head and body, once the head is whole.
fn request_length(bytes: &[u8]) -> Option<usize> {
    let head = bytes.windows(4).position(|end| end == b"\r\n\r\n")? + 4;
    let lines = std::str::from_utf8(&bytes[..head]).expect("a head of text").lines();
    let mut lengths = lines
        .filter_map(|line| line.split_once(':'))
        .filter(|(name, _)| name.eq_ignore_ascii_case("content-length"));
    let (_, length) = lengths.next().expect("a request that says how long it is");
    Some(head + length.trim().parse::<usize>().expect("a length in digits"))
}
