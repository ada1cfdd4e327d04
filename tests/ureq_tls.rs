//! The ureq transport over TLS: whom it believes.
#![cfg(feature = "tls")]

mod doubles;

use std::time::Duration;

use doubles::{Parts, Seen, exchange};
use librato::Server;
use librato::answers::AnswerError;
use librato::transport::{TransportError, TransportErrorKind};
use librato::transports::{PinnedKey, Roots, Ureq, UreqBuilder, UreqError};
use librato_test_support::tls::{Authority, Leaf, ScriptedServer, Step};

const HOST: &str = "metrics.example.test";
const URL: Server<'static> = Server::from_static("https://metrics.example.test");

fn ok() -> Step {
    Step::status("200 OK", "ok")
}

/// A transport that dials `server` and believes `authority`.
fn trusting(server: &ScriptedServer, authority: &Authority) -> UreqBuilder {
    Ureq::builder().with_connect_to(server.address()).with_ca_pem(authority.pem().as_bytes()).unwrap()
}

fn post(transport: &Ureq) -> Result<Seen, TransportError> {
    exchange(transport, &mut Parts::post(URL, b"{}"))
}

/// Asserts that the server was refused before it saw a request.
fn refused(transport: &Ureq, server: &ScriptedServer, why: &str) {
    let error = post(transport).unwrap_err();
    assert_eq!(error, TransportError::not_sent(TransportErrorKind::Certificate), "{why}");
    assert!(server.requests().is_empty(), "{why}");
}

#[test]
fn own_authority_name_and_host() {
    let authority = Authority::new("own");
    let server = ScriptedServer::tls(&authority.leaf(HOST), [ok(), ok(), ok()]);
    let transport = trusting(&server, &authority).build();
    for _ in 0..2 {
        assert_eq!(post(&transport).unwrap().body, "ok");
    }
    let by_der = Ureq::builder().with_connect_to(server.address()).with_ca_der(&authority.der()).unwrap();
    assert_eq!(post(&by_der.build()).unwrap().status, 200);
    let seen = server.requests();
    assert_eq!(seen[0].sni.as_deref(), Some(HOST));
    assert!(seen[0].text().contains("\r\nhost: metrics.example.test\r\n"));
    let connections: Vec<usize> = seen.iter().map(|request| request.connection).collect();
    assert_eq!(connections, [0, 0, 1], "kept, and not shared with another transport");
}

#[test]
fn an_address_as_host() {
    let authority = Authority::new("own");
    let server = ScriptedServer::tls(&authority.leaf("::1"), [ok()]);
    let mut request = Parts::get(Server::from_static("https://[::1]"));
    assert_eq!(exchange(trusting(&server, &authority).build(), &mut request).unwrap().status, 200);
}

#[test]
fn certificates_that_are_refused() {
    let authority = Authority::new("own");
    let stranger = Authority::new("own");
    let leaves: [(&str, Leaf); 3] = [
        ("wrong name", authority.leaf("other.example.test")),
        ("expired", authority.expired_leaf(HOST)),
        ("unknown authority", stranger.leaf(HOST)),
    ];
    for (why, leaf) in leaves {
        let server = ScriptedServer::tls(&leaf, [ok()]);
        refused(&trusting(&server, &authority).build(), &server, why);
    }
}

#[test]
fn public_roots_do_not_know_a_private_authority() {
    let authority = Authority::new("own");
    for roots in [Roots::Bundled, Roots::Platform, Roots::Given] {
        let server = ScriptedServer::tls(&authority.leaf(HOST), [ok()]);
        let transport = Ureq::builder().with_connect_to(server.address()).with_roots(roots).build();
        refused(&transport, &server, &format!("{roots:?}"));
    }
    // Beside them, one's own is believed.
    for roots in [Roots::Bundled, Roots::Platform, Roots::Given] {
        let server = ScriptedServer::tls(&authority.leaf(HOST), [ok()]);
        let transport = trusting(&server, &authority).with_roots(roots).build();
        assert_eq!(post(&transport).unwrap().status, 200, "{roots:?}");
    }
}

#[test]
fn pinned_keys() {
    let authority = Authority::new("own");
    let leaf = authority.leaf(HOST);
    let right = PinnedKey::from_sha256(leaf.key_sha256());
    let wrong = PinnedKey::from_sha256([7; 32]);
    assert_eq!(PinnedKey::of_certificate(&leaf.der()), Ok(right));

    let server = ScriptedServer::tls(&leaf, [ok(), ok()]);
    assert_eq!(post(&trusting(&server, &authority).with_pinned_key(right).build()).unwrap().status, 200);
    let either = trusting(&server, &authority).with_pinned_key(wrong).with_pinned_key(right).build();
    assert_eq!(post(&either).unwrap().status, 200);

    let server = ScriptedServer::tls(&leaf, [ok()]);
    refused(&trusting(&server, &authority).with_pinned_key(wrong).build(), &server, "wrong key");

    // The right key makes up for nothing else.
    let expired = authority.expired_leaf(HOST);
    let server = ScriptedServer::tls(&expired, [ok()]);
    let pinned = PinnedKey::from_sha256(expired.key_sha256());
    refused(&trusting(&server, &authority).with_pinned_key(pinned).build(), &server, "expired");
}

#[test]
fn hashes_in_hexadecimal() {
    let mut hash = [0; 32];
    (hash[0], hash[31]) = (0x1f, 0xA0);
    let text = format!("1F{}a0", "00".repeat(30));
    assert_eq!(PinnedKey::from_hex(&text), Ok(PinnedKey::from_sha256(hash)));
    for bad in ["", "1f", &text[1..], &format!("{text}00"), &text.replace('F', "g"), &"é".repeat(32)] {
        assert_eq!(PinnedKey::from_hex(bad), Err(UreqError::PinnedKey), "{bad}");
    }
}

#[test]
fn certificates_that_cannot_be_read_are_refused_at_once() {
    let broken = "-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n";
    for pem in ["", "no certificate", broken] {
        assert_eq!(Ureq::builder().with_ca_pem(pem.as_bytes()).err(), Some(UreqError::Certificate), "{pem}");
    }
    assert_eq!(Ureq::builder().with_ca_der(b"\x30\x00").err(), Some(UreqError::Certificate));
    assert_eq!(PinnedKey::of_certificate(b"no certificate"), Err(UreqError::Certificate));
}

#[test]
fn a_server_without_tls_is_not_spoken_to() {
    let authority = Authority::new("own");
    // It answers the handshake with HTTP, or hangs up.
    for answer in [&b"HTTP/1.1 400 Bad Request\r\n\r\n"[..], b""] {
        let listener = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
        let address = listener.local_addr().unwrap();
        let server = std::thread::spawn(move || {
            use std::io::{Read, Write};
            let (mut stream, _) = listener.accept().unwrap();
            let mut some = [0; 4096];
            let count = stream.read(&mut some).unwrap();
            stream.write_all(answer).unwrap();
            some[..count].to_vec()
        });
        let builder = Ureq::builder().with_connect_to(address).with_ca_der(&authority.der()).unwrap();
        let error = post(&builder.build()).unwrap_err();
        assert_eq!(error, TransportError::not_sent(TransportErrorKind::Tls));
        let heard = server.join().unwrap();
        assert!(!heard.windows(4).any(|window| window == b"POST"));
    }
}

#[test]
fn a_handshake_that_never_comes_is_a_time_limit() {
    let server = ScriptedServer::plain([Step::Ignore]);
    let transport = Ureq::builder()
        .with_connect_to(server.address())
        .with_roots(Roots::Bundled)
        .with_connect_timeout(Duration::from_millis(150))
        .build();
    let error = post(&transport).unwrap_err();
    assert_eq!(error, TransportError::not_sent(TransportErrorKind::Timeout));
}

#[test]
fn the_end_of_a_body_must_be_said() {
    let authority = Authority::new("own");
    let body = || b"HTTP/1.1 200 OK\r\n\r\nuntil the end".to_vec();
    let server = ScriptedServer::tls(
        &authority.leaf(HOST),
        [Step::AnswerAndClose(body()), Step::AnswerAndDrop(body())],
    );
    let transport = trusting(&server, &authority).build();
    assert_eq!(post(&transport).unwrap().body, "until the end");
    // Without TLS' closing message anybody on the way may have cut it.
    let error = post(&transport).unwrap_err();
    assert_eq!(error, TransportError::unknown(TransportErrorKind::Answer(AnswerError::CutOff)));
}

#[test]
fn a_kept_tls_connection_that_is_closed_is_dialled_anew() {
    let authority = Authority::new("own");
    let server = ScriptedServer::tls(&authority.leaf(HOST), [ok(), Step::Close, ok()]);
    let transport = trusting(&server, &authority).build();
    assert_eq!(post(&transport).unwrap().status, 200);
    assert_eq!(post(&transport).unwrap().status, 200);
    assert_eq!((server.requests().len(), server.connections()), (3, 2));
}

#[test]
fn https_through_a_proxy_is_end_to_end() {
    let authority = Authority::new("own");
    let server = ScriptedServer::tls(&authority.leaf(HOST), [ok()]);
    let proxy = std::net::TcpListener::bind("127.0.0.1:0").unwrap();
    let proxy_url = format!("http://{}", proxy.local_addr().unwrap());
    let target = server.address();
    let relay = std::thread::spawn(move || {
        use std::io::{Read, Write, copy};
        let (mut client, _) = proxy.accept().unwrap();
        let mut head = Vec::new();
        let mut byte = [0];
        while !head.ends_with(b"\r\n\r\n") {
            client.read_exact(&mut byte).unwrap();
            head.push(byte[0]);
        }
        client.write_all(b"HTTP/1.1 200 OK\r\n\r\n").unwrap();
        let upstream = std::net::TcpStream::connect(target).unwrap();
        let (mut from, mut to) = (upstream.try_clone().unwrap(), client.try_clone().unwrap());
        std::thread::spawn(move || copy(&mut from, &mut to));
        let _ = copy(&mut client, &mut &upstream);
        String::from_utf8(head).unwrap()
    });
    let transport = Ureq::builder()
        .with_proxy(&proxy_url)
        .unwrap()
        .with_ca_pem(authority.pem().as_bytes())
        .unwrap()
        .build();
    assert_eq!(post(&transport).unwrap().body, "ok");
    drop(transport);
    assert!(relay.join().unwrap().starts_with("CONNECT metrics.example.test:443 HTTP/1.1\r\n"));
    assert_eq!(server.requests()[0].sni.as_deref(), Some(HOST));
}
