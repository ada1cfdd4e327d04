//! The relay in front of a plain TCP server, and in front of the receiver.

use std::io::{ErrorKind, Read, Write};
use std::net::{Ipv4Addr, Shutdown, SocketAddr, TcpListener, TcpStream};
use std::thread;
use std::time::{Duration, Instant};

use librato_test_support::receiver::{Config, Receiver};
use librato_test_support::relay::{Plan, Relay, Traffic, Way};

/// Short enough for a test, long enough to be told from an answer on loopback.
const WAIT: Duration = Duration::from_millis(150);

/// A server that sends back what it gets, in as many threads as it has connections.
fn echo() -> SocketAddr {
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).unwrap();
    let address = listener.local_addr().unwrap();
    thread::spawn(move || {
        for stream in listener.incoming() {
            let Ok(mut stream) = stream else { continue };
            thread::spawn(move || {
                let mut buffer = [0; 4096];
                while let Ok(length @ 1..) = stream.read(&mut buffer) {
                    if stream.write_all(&buffer[..length]).is_err() {
                        break;
                    }
                }
            });
        }
    });
    address
}

fn relay(plan: Plan) -> Relay {
    let relay = Relay::start(echo());
    relay.next_connections([plan]);
    relay
}

fn connect(relay: &Relay) -> TcpStream {
    let stream = TcpStream::connect(relay.address()).unwrap();
    stream.set_read_timeout(Some(Duration::from_secs(5))).unwrap();
    stream
}

/// Sends, ends the sending side, reads to the end.
fn exchange(relay: &Relay, bytes: &[u8]) -> Vec<u8> {
    let mut stream = connect(relay);
    stream.write_all(bytes).unwrap();
    // The relay may have ended the connection by then.
    let _ = stream.shutdown(Shutdown::Write);
    let mut answer = Vec::new();
    stream.read_to_end(&mut answer).unwrap();
    answer
}

#[test]
fn without_a_plan_everything_passes_and_is_counted() {
    let relay = Relay::start(echo());
    assert_eq!((relay.connections(), relay.bytes(Way::ToServer)), (0, 0));
    assert_eq!(exchange(&relay, b"hello"), b"hello");
    let long = vec![7; 300_000];
    let mut stream = connect(&relay);
    let mut reader = stream.try_clone().unwrap();
    let sent = long.clone();
    let writer = thread::spawn(move || {
        stream.write_all(&sent).unwrap();
        stream.shutdown(Shutdown::Write).unwrap();
    });
    let mut answer = Vec::new();
    reader.read_to_end(&mut answer).unwrap();
    writer.join().unwrap();
    assert!(answer == long);
    assert_eq!(relay.connections(), 2);
    assert_eq!(
        relay.traffic(),
        [Traffic { to_server: 5, to_client: 5 }, Traffic { to_server: 300_000, to_client: 300_000 }]
    );
    assert_eq!((relay.bytes(Way::ToServer), relay.bytes(Way::ToClient)), (300_005, 300_005));
}

#[test]
fn plans_go_to_connections_in_order_and_then_all_pass() {
    let relay = Relay::start(echo());
    relay.next_connections([
        Plan::pass().cut(Way::ToClient, 1),
        Plan::pass(),
        Plan::pass().cut(Way::ToClient, 2),
    ]);
    let answers: Vec<_> = (0..5).map(|_| exchange(&relay, b"abc")).collect();
    assert_eq!(answers, [&b"a"[..], b"abc", b"ab", b"abc", b"abc"]);
}

#[test]
fn either_direction_can_be_delayed() {
    for way in [Way::ToServer, Way::ToClient] {
        let relay = relay(Plan::pass().delay(way, WAIT));
        let start = Instant::now();
        assert_eq!(exchange(&relay, b"abc"), b"abc");
        assert!(start.elapsed() >= WAIT);
    }
}

#[test]
fn bytes_can_come_in_pieces() {
    let relay = relay(Plan::pass().pieces(2).gap(Duration::from_millis(10)));
    let mut stream = connect(&relay);
    stream.write_all(b"abcdefg").unwrap();
    let mut pieces: Vec<Vec<u8>> = Vec::new();
    let mut buffer = [0; 64];
    while pieces.concat().len() < 7 {
        let length = stream.read(&mut buffer).unwrap();
        pieces.push(buffer[..length].to_vec());
    }
    assert_eq!(pieces.concat(), b"abcdefg");
    // With a gap on both ways hardly two can meet, but a busy machine may let some.
    assert!(pieces.len() >= 2, "{pieces:?}");
}

#[test]
fn a_cut_ends_the_connection_after_so_many_bytes() {
    for at in 0..=5 {
        let relay = relay(Plan::pass().cut(Way::ToClient, at as u64));
        assert_eq!(exchange(&relay, b"hello"), b"hello"[..at]);
        assert_eq!(relay.traffic(), [Traffic { to_server: 5, to_client: at as u64 }]);
    }
    for at in 0..5 {
        let relay = relay(Plan::pass().cut(Way::ToServer, at));
        assert_eq!(exchange(&relay, b"hello"), b"");
        assert_eq!(relay.bytes(Way::ToServer), at);
    }
}

#[test]
fn a_cut_is_orderly_even_with_much_unread() {
    let relay = relay(Plan::pass().cut(Way::ToServer, 3));
    let mut stream = connect(&relay);
    stream.write_all(&vec![1; 200_000]).unwrap();
    assert_eq!(stream.read(&mut [0; 8]).unwrap(), 0);
}

#[test]
fn a_reset_is_a_reset() {
    for (way, at) in [(Way::ToServer, 0), (Way::ToServer, 3), (Way::ToClient, 0), (Way::ToClient, 3)] {
        let relay = relay(Plan::pass().reset(way, at));
        let mut stream = connect(&relay);
        stream.write_all(b"hello").unwrap();
        let mut come = Vec::new();
        let error = stream.read_to_end(&mut come).unwrap_err();
        assert_eq!(error.kind(), ErrorKind::ConnectionReset, "{way:?} {at}");
        assert_eq!(relay.bytes(way), at);
        if way == Way::ToClient {
            assert_eq!(come, b"hello"[..at as usize]);
        }
    }
}

#[test]
fn a_stall_keeps_the_connection_and_forwards_nothing_more() {
    for (way, expected) in [
        (Way::ToServer, Traffic { to_server: 3, to_client: 0 }),
        (Way::ToClient, Traffic { to_server: 5, to_client: 2 }),
    ] {
        let at = if way == Way::ToServer { 3 } else { 2 };
        let relay = relay(Plan::pass().stall(way, at));
        let mut stream = connect(&relay);
        stream.set_read_timeout(Some(WAIT)).unwrap();
        stream.write_all(b"hello").unwrap();
        let mut come = Vec::new();
        let error = stream.read_to_end(&mut come).unwrap_err();
        assert!(matches!(error.kind(), ErrorKind::WouldBlock | ErrorKind::TimedOut), "{error}");
        assert_eq!(relay.traffic(), [expected]);
        assert_eq!(come, b"hello"[..expected.to_client as usize]);
        drop(relay);
        assert!(!matches!(stream.read(&mut [0; 8]), Ok(1..)));
    }
}

#[test]
fn an_answer_can_be_given_in_the_servers_place() {
    let relay = relay(Plan::pass().answer("HTTP/1.1 200 OK\r\ncontent-le"));
    relay.next_connections([
        Plan::pass().answer_after(10, "late"),
        Plan::pass().answer_after(99, "early end"),
    ]);
    let mut stream = connect(&relay);
    stream.write_all(b"GET /").unwrap();
    let mut answer = Vec::new();
    stream.read_to_end(&mut answer).unwrap();
    assert_eq!(answer, b"HTTP/1.1 200 OK\r\ncontent-le");

    let mut stream = connect(&relay);
    stream.set_read_timeout(Some(WAIT)).unwrap();
    stream.write_all(b"123456789").unwrap();
    assert!(stream.read(&mut [0; 8]).is_err());
    stream.write_all(b"0").unwrap();
    let mut answer = Vec::new();
    stream.read_to_end(&mut answer).unwrap();
    assert_eq!(answer, b"late");

    assert_eq!(exchange(&relay, b"short"), b"early end");
    assert_eq!(relay.traffic()[2], Traffic { to_server: 5, to_client: 9 });
}

#[test]
fn an_early_answer_arrives_whole_while_the_client_still_writes() {
    let relay = relay(Plan::pass().answer("early"));
    let mut stream = connect(&relay);
    stream.write_all(&vec![1; 200_000]).unwrap();
    thread::sleep(WAIT);
    stream.write_all(&vec![1; 200_000]).unwrap();
    let mut answer = Vec::new();
    stream.read_to_end(&mut answer).unwrap();
    assert_eq!(answer, b"early");
}

#[test]
fn a_target_that_is_not_there_ends_the_connection() {
    let gone = TcpListener::bind((Ipv4Addr::LOCALHOST, 0)).unwrap().local_addr().unwrap();
    let relay = Relay::start(gone);
    let mut stream = connect(&relay);
    assert_eq!(stream.read(&mut [0; 8]).unwrap(), 0);
    assert_eq!((relay.connections(), relay.bytes(Way::ToServer)), (1, 0));
}

#[test]
fn a_relay_stops_at_once_whatever_its_connections_do() {
    let relay = Relay::start(echo());
    let hour = Duration::from_secs(3600);
    relay.next_connections([
        Plan::pass(),
        Plan::pass().stall(Way::ToServer, 1),
        Plan::pass().delay(Way::ToServer, hour),
        Plan::pass().pieces(1).gap(hour),
        Plan::pass().answer_after(99, ""),
    ]);
    let address = relay.address();
    let mut open: Vec<_> = (0..5).map(|_| connect(&relay)).collect();
    for stream in &mut open {
        stream.write_all(b"hello").unwrap();
    }
    let start = Instant::now();
    drop(relay);
    assert!(start.elapsed() < Duration::from_secs(2));
    assert!(TcpStream::connect(address).is_err());
    for stream in &mut open {
        // What had passed may be there; then the connection is over.
        let _ = stream.read_to_end(&mut Vec::new()).map_err(|error| {
            assert!(!matches!(error.kind(), ErrorKind::WouldBlock | ErrorKind::TimedOut), "{error}");
        });
    }
}

#[test]
fn a_request_cut_on_its_way_back_was_taken() {
    let receiver = Receiver::start(Config::new("u", "t"));
    let relay = Relay::start(receiver.address());
    relay.next_connections([Plan::pass().cut(Way::ToClient, 0)]);
    let body = r#"{"gauges":[{"name":"t","value":1}]}"#;
    let request = format!(
        "POST /v1/metrics HTTP/1.1\r\nhost: x\r\nauthorization: Basic dTp0\r\nconnection: close\r\n\
         content-type: application/json\r\ncontent-length: {}\r\nidempotency-key: k\r\n\r\n{body}",
        body.len()
    );
    let send = || {
        let mut stream = connect(&relay);
        stream.write_all(request.as_bytes()).unwrap();
        let mut answer = String::new();
        stream.read_to_string(&mut answer).unwrap();
        answer
    };
    assert_eq!(send(), "");
    assert_eq!(receiver.readings().len(), 1);
    assert!(send().starts_with("HTTP/1.1 200"));
    assert_eq!((receiver.readings().len(), receiver.counts().duplicates), (1, 1));
}
