//! A list of metrics of any length, in pages that are made as they are asked for.

use std::fmt::Write as _;
use std::io::{self, Read as _, Write as _};
use std::net::{Ipv4Addr, SocketAddr, TcpListener, TcpStream};
use std::thread;

/// Metrics on a page, which is about 20 KB.
pub const LENGTH: usize = 100;

/// The name of the metric with this number.
#[must_use]
pub fn name(number: usize) -> String {
    format!("rack{:02}.node{number:06}.cpu.load", number % 40)
}

/// Appends the page that begins with this metric, of a list of `found`.
pub fn write(offset: usize, found: usize, page: &mut String) {
    let end = found.min(offset + LENGTH);
    let length = end.saturating_sub(offset);
    let _ = write!(
        page,
        r#"{{"query":{{"found":{found},"total":{found},"offset":{offset},"length":{length}}},"metrics":["#
    );
    for number in offset..end {
        let comma = if number == offset { "" } else { "," };
        let name = name(number);
        let _ = write!(
            page,
            r##"{comma}{{"name":"{name}","display_name":"Load of node {number}","type":"gauge","description":null,"period":60,"source_lag":null,"attributes":{{"created_by_ua":"collectd/5.4","display_units_short":"%","color":"#3a7f00"}}}}"##
        );
    }
    page.push_str("]}");
}

/// Starts a server of a list of `found` metrics on loopback; it ends with the process.
///
/// # Errors
/// If it cannot listen.
pub fn start(found: usize) -> io::Result<SocketAddr> {
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0))?;
    let address = listener.local_addr()?;
    thread::spawn(move || {
        for stream in listener.incoming().flatten() {
            // A client that goes away ends its thread with an error that nobody needs.
            thread::spawn(move || serve(stream, found));
        }
    });
    Ok(address)
}

fn serve(mut stream: TcpStream, found: usize) -> io::Result<()> {
    stream.set_nodelay(true)?;
    let (mut head, mut page, mut answer) = (Vec::new(), String::new(), Vec::new());
    loop {
        head.clear();
        while !head.ends_with(b"\r\n\r\n") {
            let mut bytes = [0; 1024];
            match stream.read(&mut bytes)? {
                0 => return Ok(()),
                read => head.extend_from_slice(&bytes[..read]),
            }
        }
        page.clear();
        write(offset(&head), found, &mut page);
        answer.clear();
        let length = page.len();
        write!(
            answer,
            "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: {length}\r\n\r\n{page}"
        )?;
        stream.write_all(&answer)?;
    }
}

/// The `offset` that a request asks for; the beginning without it.
fn offset(head: &[u8]) -> usize {
    let target = head.split(|byte| *byte == b' ').nth(1).unwrap_or_default();
    let target = String::from_utf8_lossy(target);
    let query = target.split_once('?').map_or("", |(_, query)| query);
    let offset = query.split('&').find_map(|pair| pair.strip_prefix("offset="));
    offset.and_then(|offset| offset.parse().ok()).unwrap_or(0)
}
