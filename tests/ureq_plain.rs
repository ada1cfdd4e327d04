//! The ureq transport over plain loopback: what goes over the wire and what comes back.
#![cfg(feature = "ureq")]

mod doubles;

use std::time::Duration;

use doubles::{BASIC, Parts, Seen, exchange};
use librato::Server;
use librato::transport::{HttpTransport, Method, RequestSource, TransportError, TransportErrorKind};
use librato::transports::{Ureq, UreqError};
use librato_test_support::tls::{ScriptedServer, Step};

fn url(server: &ScriptedServer) -> String {
    format!("http://{}", server.address())
}

#[test]
fn a_post_has_these_bytes_and_no_others() {
    let server = ScriptedServer::plain([Step::Answer(
        b"HTTP/1.1 202 Accepted\r\nX-One:  1 \r\nContent-Length: 5\r\n\r\nhello".to_vec(),
    )]);
    let url = url(&server);
    let mut request = Parts::post(Server::new(&url).unwrap(), b"{\"gauges\":[]}");
    request.target = &["/v1", "/metrics", "?a=%20b"];
    request.headers.push(("X-Twice", "a"));
    request.headers.push(("X-Other", "c"));
    request.headers.push(("X-Twice", "b"));
    let answer = exchange(Ureq::new(), &mut request).unwrap();
    assert_eq!((answer.status, answer.body.as_str()), (202, "hello"));
    assert_eq!(answer.header("x-one"), Some("1"));

    let text = server.requests()[0].text();
    let (head, body) = text.split_once("\r\n\r\n").unwrap();
    assert_eq!(body, "{\"gauges\":[]}");
    let mut lines = head.split("\r\n");
    assert_eq!(lines.next(), Some("POST /v1/metrics?a=%20b HTTP/1.1"));
    let mut headers: Vec<&str> = lines.collect();
    headers.sort_unstable();
    let authorization = format!("authorization: Basic {BASIC}");
    let host = format!("host: {}", server.address());
    assert_eq!(
        headers,
        [
            authorization.as_str(),
            "content-length: 13",
            "content-type: application/json",
            host.as_str(),
            "user-agent: test/1",
            "x-other: c",
            "x-twice: a",
            "x-twice: b",
        ]
    );
}

#[test]
fn a_missing_body_says_so_where_one_is_expected() {
    for (method, length) in [
        (Method::Post, Some("content-length: 0")),
        (Method::Put, Some("content-length: 0")),
        (Method::Get, None),
        (Method::Delete, None),
    ] {
        let server = ScriptedServer::plain([Step::Answer(b"HTTP/1.1 204 No Content\r\n\r\n".to_vec())]);
        let url = url(&server);
        let mut request = Parts::get(Server::new(&url).unwrap());
        request.method = method;
        request.headers.clear();
        let answer = exchange(Ureq::new(), &mut request).unwrap();
        assert_eq!((answer.status, answer.body.as_str()), (204, ""));
        let host = format!("host: {}", server.address());
        let mut expected = format!("{} /v1/metrics HTTP/1.1\r\n{host}\r\n", method.as_str());
        if let Some(length) = length {
            expected += &format!("{length}\r\n");
        }
        assert_eq!(server.requests()[0].text(), expected + "\r\n");
    }
}

#[test]
fn an_empty_body_and_a_body_on_delete() {
    let server = ScriptedServer::plain([Step::status("200 OK", "{}"), Step::status("200 OK", "{}")]);
    let url = url(&server);
    let transport = Ureq::new();
    exchange(&transport, &mut Parts::post(Server::new(&url).unwrap(), b"")).unwrap();
    let mut request = Parts::post(Server::new(&url).unwrap(), b"{\"names\":[\"a\"]}");
    request.method = Method::Delete;
    exchange(&transport, &mut request).unwrap();
    let seen = server.requests();
    assert!(seen[0].text().contains("\r\ncontent-length: 0\r\n"), "{:?}", seen[0]);
    assert!(seen[1].text().starts_with("DELETE ") && seen[1].text().ends_with("\r\n\r\n{\"names\":[\"a\"]}"));
}

#[test]
fn two_exchanges_share_a_connection() {
    let server = ScriptedServer::plain([Step::status("200 OK", "one"), Step::status("200 OK", "two")]);
    let url = url(&server);
    let transport = Ureq::new();
    let body = vec![b'x'; 100_000];
    let first = exchange(&transport, &mut Parts::post(Server::new(&url).unwrap(), &body)).unwrap();
    let second = exchange(&transport, &mut Parts::get(Server::new(&url).unwrap())).unwrap();
    assert_eq!((first.body.as_str(), second.body.as_str()), ("one", "two"));
    assert_eq!(server.connections(), 1);
    assert!(server.requests()[0].raw.ends_with(&body));
}

#[test]
fn no_connection_is_kept_when_none_may_be() {
    let server = ScriptedServer::plain([Step::status("200 OK", ""), Step::status("200 OK", "")]);
    let url = url(&server);
    let transport = Ureq::builder().with_idle(0, Duration::from_secs(60)).build();
    for _ in 0..2 {
        exchange(&transport, &mut Parts::get(Server::new(&url).unwrap())).unwrap();
    }
    assert_eq!(server.connections(), 2);
}

#[test]
fn connect_to_leaves_the_host_alone() {
    let server = ScriptedServer::plain([Step::status("200 OK", "")]);
    let transport = Ureq::builder().with_connect_to(server.address()).build();
    let mut request = Parts::get(Server::insecure("http://metrics.example.test:8080").unwrap());
    exchange(&transport, &mut request).unwrap();
    assert!(server.requests()[0].text().contains("\r\nhost: metrics.example.test:8080\r\n"));
}

#[test]
fn an_ipv6_host_keeps_its_brackets() {
    let server = ScriptedServer::plain([Step::status("200 OK", "")]);
    let transport = Ureq::builder().with_connect_to(server.address()).build();
    exchange(&transport, &mut Parts::get(Server::new("http://[::1]:9000").unwrap())).unwrap();
    assert!(server.requests()[0].text().contains("\r\nhost: [::1]:9000\r\n"));
}

#[test]
fn statuses_are_answers_and_redirects_are_not_followed() {
    let other = ScriptedServer::plain([Step::status("200 OK", "other")]);
    let location = format!("http://{}/", other.address());
    let redirect = |line| {
        Step::Answer(format!("HTTP/1.1 {line}\r\nLocation: {location}\r\nContent-Length: 0\r\n\r\n").into())
    };
    let server = ScriptedServer::plain([
        redirect("301 Moved Permanently"),
        redirect("307 Temporary Redirect"),
        Step::status("404 Not Found", "{\"errors\":{}}"),
        Step::status("503 Service Unavailable", "later"),
    ]);
    let url = url(&server);
    let transport = Ureq::new();
    let mut seen = Vec::new();
    for _ in 0..4 {
        let answer = exchange(&transport, &mut Parts::post(Server::new(&url).unwrap(), b"{}")).unwrap();
        seen.push((answer.status, answer.body.len(), answer.header("location").is_some()));
    }
    assert_eq!(seen, [(301, 0, true), (307, 0, true), (404, 13, false), (503, 5, false)]);
    assert!(other.requests().is_empty());
}

#[test]
fn every_framing_of_a_body() {
    let server = ScriptedServer::plain([
        Step::Answer(
            b"HTTP/1.1 100 Continue\r\n\r\nHTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n3;x=y\r\nabc\r\n2\r\nde\r\n0\r\n\r\n"
                .to_vec(),
        ),
        Step::Answer(b"HTTP/1.1 304 Not Modified\r\nContent-Length: 9\r\n\r\n".to_vec()),
        Step::AnswerAndClose(b"HTTP/1.0 200 OK\r\n\r\nuntil the end".to_vec()),
    ]);
    let url = url(&server);
    let transport = Ureq::new();
    let mut bodies = Vec::new();
    for _ in 0..3 {
        bodies.push(exchange(&transport, &mut Parts::get(Server::new(&url).unwrap())).unwrap().body);
    }
    assert_eq!(bodies, ["abcde", "", "until the end"]);
    assert_eq!(server.connections(), 1);
}

#[test]
fn a_sink_that_has_enough_gets_no_more() {
    let long = "x".repeat(200_000);
    let server = ScriptedServer::plain([
        Step::status("400 Bad Request", &long),
        Step::status("400 Bad Request", &"y".repeat(6000)),
        Step::status("200 OK", ""),
    ]);
    let url = url(&server);
    let mut transport = Ureq::new();
    for _ in 0..2 {
        let mut answer = Seen { enough: Some(100), ..Seen::default() };
        transport.exchange(&mut Parts::get(Server::new(&url).unwrap()), &mut answer).unwrap();
        assert_eq!(answer.status, 400);
        assert!(answer.body.len() >= 100 && answer.body.len() <= 4096);
    }
    exchange(&transport, &mut Parts::get(Server::new(&url).unwrap())).unwrap();
    // The long rest was not worth reading, the short one was.
    let connections: Vec<usize> = server.requests().iter().map(|seen| seen.connection).collect();
    assert_eq!(connections, [0, 1, 1]);
}

#[test]
fn what_cannot_be_sent_is_not_sent() {
    let server = ScriptedServer::plain([]);
    let url = url(&server);
    let base = || Parts::post(Server::new(&url).unwrap(), b"{}");
    let refused = TransportError::not_sent(TransportErrorKind::Unsupported);
    for headers in [
        vec![("X-Bad", "a\r\nX-Smuggled: 1")],
        vec![("X Bad", "a")],
        vec![("Content-Length", "9")],
        vec![("host", "elsewhere")],
        vec![("Transfer-Encoding", "chunked")],
    ] {
        let mut request = base();
        request.headers = headers;
        assert_eq!(exchange(Ureq::new(), &mut request).unwrap_err(), refused, "{:?}", request.headers);
    }
    let targets: [&[&str]; 4] = [&["/a b"], &["/a\r\n"], &["/a#b"], &["no-slash"]];
    for target in targets {
        let mut request = base();
        request.target = target;
        assert_eq!(exchange(Ureq::new(), &mut request).unwrap_err(), refused, "{target:?}");
    }
    assert_eq!((server.connections(), server.requests().len()), (0, 0));
    // A body shorter than its length breaks off, and the server never has a whole request.
    let mut request = base();
    request.claimed = Some(5000);
    assert_eq!(exchange(Ureq::new(), &mut request).unwrap_err(), refused);
    assert!(server.requests().is_empty());
}

#[test]
fn a_proxy_is_asked_to_connect_and_gets_its_password() {
    let tunnel = Step::Answer(b"HTTP/1.1 200 OK\r\n\r\n".to_vec());
    let proxy = ScriptedServer::plain([tunnel, Step::status("200 OK", "through")]);
    let url = format!("http://someone:pass%77ord@{}", proxy.address());
    let transport = Ureq::builder().with_proxy(&url).unwrap().build();
    let shown = format!("{transport:?}");
    assert!(!shown.contains("word") && !shown.contains("someone"), "{shown}");
    let mut request = Parts::get(Server::insecure("http://metrics.example.test").unwrap());
    assert_eq!(exchange(&transport, &mut request).unwrap().body, "through");
    let seen = proxy.requests();
    assert!(seen[0].text().starts_with("CONNECT metrics.example.test:80 HTTP/1.1\r\n"));
    assert!(seen[0].text().contains("Proxy-Authorization: Basic c29tZW9uZTpwYXNzd29yZA==\r\n"));
    assert!(!seen[0].text().contains(BASIC) && !seen[0].text().to_lowercase().contains("user-agent"));
    assert!(seen[1].text().starts_with("GET /v1/metrics HTTP/1.1\r\nhost: metrics.example.test\r\n"));
}

#[test]
fn a_proxy_that_refuses_has_sent_nothing() {
    for answer in ["HTTP/1.1 407 Proxy Authentication Required\r\n\r\n", "what?\r\n\r\n", ""] {
        let proxy = ScriptedServer::plain([Step::AnswerAndClose(answer.into())]);
        let proxy_url = format!("http://{}", proxy.address());
        let transport = Ureq::builder().with_proxy(&proxy_url).unwrap().build();
        let mut request = Parts::get(Server::insecure("http://metrics.example.test").unwrap());
        let error = exchange(&transport, &mut request).unwrap_err();
        assert_eq!(error, TransportError::not_sent(TransportErrorKind::Connect), "{answer:?}");
    }
}

#[test]
fn proxies_that_cannot_be_used_are_refused_at_once() {
    for url in ["socks5://127.0.0.1:1080", "https://127.0.0.1:1", "", "http://", "ftp://a", "http://a b"] {
        assert_eq!(Ureq::builder().with_proxy(url).err(), Some(UreqError::Proxy), "{url}");
    }
}

/// Runs itself again in an environment that names a proxy.
#[test]
fn the_environment_is_asked_only_when_told_to() {
    const CHILD: &str = "LIBRATO_TEST_SERVER";
    if let Ok(url) = std::env::var(CHILD) {
        let direct = exchange(Ureq::new(), &mut Parts::get(Server::new(&url).unwrap())).unwrap();
        assert_eq!(direct.body, "direct");
        let transport = Ureq::builder().with_proxy_from_env().unwrap().build();
        let proxied = exchange(transport, &mut Parts::get(Server::new(&url).unwrap())).unwrap();
        assert_eq!(proxied.body, "through");
        return;
    }
    let server = ScriptedServer::plain([Step::status("200 OK", "direct")]);
    let tunnel = Step::Answer(b"HTTP/1.1 200 OK\r\n\r\n".to_vec());
    let proxy = ScriptedServer::plain([tunnel, Step::status("200 OK", "through")]);
    let child = std::process::Command::new(std::env::current_exe().unwrap())
        .args(["--exact", "the_environment_is_asked_only_when_told_to"])
        .env(CHILD, url(&server))
        .env("ALL_PROXY", url(&proxy))
        .env_remove("NO_PROXY")
        .env_remove("no_proxy")
        .output()
        .unwrap();
    assert!(child.status.success(), "{}", String::from_utf8_lossy(&child.stdout));
    assert_eq!((server.requests().len(), proxy.requests().len()), (1, 2));
}

#[test]
fn it_can_be_shared() {
    fn shareable<T: Send + Sync + Clone + 'static>() {}
    shareable::<Ureq>();
    let server = ScriptedServer::plain((0..8).map(|_| Step::status("200 OK", "")));
    let url = url(&server);
    let transport = Ureq::new();
    std::thread::scope(|scope| {
        for _ in 0..8 {
            scope.spawn(|| {
                exchange(&transport, &mut Parts::post(Server::new(&url).unwrap(), b"{}")).unwrap();
            });
        }
    });
    assert_eq!(server.requests().len(), 8);
    // And as a trait object.
    let mut boxed: Box<dyn HttpTransport> = Box::new(transport);
    let mut request = Parts::get(Server::new("http://127.0.0.1:9").unwrap());
    let source: &mut dyn RequestSource = &mut request;
    assert!(boxed.exchange(source, &mut Seen::default()).is_err());
}

#[test]
fn nobody_there() {
    // tcpmux, which nobody runs.
    let mut request = Parts::get(Server::new("http://127.0.0.1:1").unwrap());
    let error = exchange(Ureq::new(), &mut request).unwrap_err();
    assert_eq!(error, TransportError::not_sent(TransportErrorKind::Connect));
    // No name can be that long, so no name server is asked.
    let nowhere = format!("http://{}.invalid", "a".repeat(64));
    let mut request = Parts::get(Server::insecure(&nowhere).unwrap());
    let error = exchange(Ureq::new(), &mut request).unwrap_err();
    assert_eq!(error, TransportError::not_sent(TransportErrorKind::Resolve));
}

#[test]
fn a_name_is_looked_up() {
    let server = ScriptedServer::plain([Step::status("200 OK", "found")]);
    let url = format!("http://localhost:{}", server.address().port());
    let answer = exchange(Ureq::new(), &mut Parts::get(Server::new(&url).unwrap())).unwrap();
    assert_eq!(answer.body, "found");
}

#[cfg(not(feature = "tls"))]
#[test]
fn https_needs_the_feature() {
    let server = ScriptedServer::plain([]);
    let transport = Ureq::builder().with_connect_to(server.address()).build();
    let mut request = Parts::get(Server::new("https://metrics.example.test").unwrap());
    let error = exchange(&transport, &mut request).unwrap_err();
    assert_eq!(error, TransportError::not_sent(TransportErrorKind::Insecure));
    assert_eq!(server.connections(), 0);
}

#[test]
fn the_limits_are_those_that_were_asked_for() {
    let (ten, thirty) = (Duration::from_secs(10), Duration::from_secs(30));
    let limits =
        |ureq: &Ureq| [ureq.connect_timeout(), ureq.send_timeout(), ureq.receive_timeout(), ureq.timeout()];
    assert_eq!(limits(&Ureq::new()), [ten, ten, ten, thirty]);
    let second = Duration::from_secs(1);
    assert_eq!(limits(&Ureq::builder().with_part_timeouts(second).build()), [second, second, second, thirty]);
    let each = Ureq::builder().with_connect_timeout(second).with_send_timeout(2 * second);
    let each = each.with_receive_timeout(3 * second).with_timeout(4 * second).build();
    assert_eq!(limits(&each), [1, 2, 3, 4].map(Duration::from_secs));

    let server = ScriptedServer::plain([Step::Stall]);
    let url = url(&server);
    let hasty = Ureq::builder().with_part_timeouts(Duration::from_millis(100)).build();
    let error = exchange(&hasty, &mut Parts::get(Server::new(&url).unwrap())).unwrap_err();
    assert_eq!(error.kind, TransportErrorKind::Timeout);
}
