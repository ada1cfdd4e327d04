//! Where requests go and how they say who sends.

use librato::answers::Answer;
use librato::transport::Method;
use librato::{
    Call, Client, Credentials, Gauge, LineProtocol, Millis, Queue, Server, WireFormat, transports::Recording,
};

use super::doubles::{CREDENTIALS, SERVER, Sent, TOKEN, pull};

fn request(server: Server<'_>, credentials: Credentials<'_>, format: impl WireFormat) -> Sent {
    let mut queue = Queue::<4, 64>::new();
    queue.add(Gauge::new("t", 1)).unwrap();
    let mut client = Client::with_format(server, credentials, pull(33, 204), format);
    client.flush(&mut queue, Millis(0), 0).unwrap();
    assert!(!format!("{client:?}").contains(TOKEN));
    client.transport().sent[0].clone()
}

#[test]
fn targets() {
    for (format, target) in [
        (LineProtocol::new(), "/write?precision=s"),
        (LineProtocol::default(), "/write?precision=s"),
        (LineProtocol::v1("mydb"), "/write?precision=s&db=mydb"),
        (LineProtocol::v1("my db&x=é"), "/write?precision=s&db=my%20db%26x%3D%C3%A9"),
        (LineProtocol::v1("d").retention_policy("two weeks"), "/write?precision=s&db=d&rp=two%20weeks"),
        (LineProtocol::v2("my-org", "b/1"), "/api/v2/write?precision=s&org=my-org&bucket=b%2F1"),
        (LineProtocol::v2("", "b"), "/api/v2/write?precision=s&bucket=b"),
        (LineProtocol::v2("o", "b").retention_policy("p"), "/api/v2/write?precision=s&org=o&bucket=b"),
    ] {
        let sent = request(SERVER, CREDENTIALS, format);
        assert_eq!(sent.target(), target);
        assert!(sent.head.starts_with("POST "), "{}", sent.head);
        assert_eq!(sent.header("Content-Type"), Some("text/plain; charset=utf-8"));
        assert_eq!(sent.body, b"t value=1\n");
    }
    let grafana = Server::from_static("https://influx.example.net/api/v1/push/influx/");
    let sent = request(grafana, CREDENTIALS, LineProtocol::new());
    assert_eq!(sent.target(), "/api/v1/push/influx/write?precision=s");
    // Names that are known only at run time.
    let database = String::from("a b");
    assert_eq!(
        request(SERVER, CREDENTIALS, LineProtocol::v1(&database)).target(),
        "/write?precision=s&db=a%20b"
    );
    let owned = LineProtocol::v2(String::new(), database);
    assert_eq!(request(SERVER, CREDENTIALS, owned).target(), "/api/v2/write?precision=s&bucket=a%20b");
}

#[test]
fn schemes_of_authorization() {
    const STATIC: Credentials = Credentials::token_from_static(TOKEN);
    const BEARER: Credentials = Credentials::bearer_from_static(TOKEN);
    for (credentials, expected) in [
        (CREDENTIALS, Some(format!("Basic {}", super::doubles::BASIC))),
        (Credentials::token(TOKEN).unwrap(), Some(format!("Token {TOKEN}"))),
        (Credentials::bearer(TOKEN).unwrap(), Some(format!("Bearer {TOKEN}"))),
        (STATIC, Some(format!("Token {TOKEN}"))),
        (BEARER, Some(format!("Bearer {TOKEN}"))),
        (Credentials::none(), None),
    ] {
        let sent = request(SERVER, credentials, LineProtocol::new());
        assert!(sent.header("Authorization") == expected.as_deref(), "the scheme");
        assert_eq!(format!("{credentials:?}"), "Credentials(..)");
    }
}

#[test]
fn recordings_keep_no_token_of_any_scheme() {
    for credentials in [Credentials::token(TOKEN).unwrap(), Credentials::bearer(TOKEN).unwrap()] {
        let mut queue = Queue::<4, 64>::new();
        queue.add(Gauge::new("t", 1)).unwrap();
        let transport = Recording::<2048>::new().answer(204);
        let mut client = Client::with_format(SERVER, credentials, transport, LineProtocol::new());
        client.flush(&mut queue, Millis(0), 0).unwrap();
        let request = client.transport().request(0);
        assert_eq!(request.header("Authorization"), Some("<redacted>"));
        assert!(!String::from_utf8_lossy(request.raw()).contains(TOKEN));
        assert_eq!(request.body_text(), "t value=1\n");
    }
}

#[test]
fn calls_reach_what_the_engine_has_besides() {
    let transport = Recording::<2048>::new().answer(200);
    let mut client = Client::with_format(SERVER, Credentials::none(), transport, LineProtocol::v1("d"));
    let call = Call::new(Method::Get, &["query"]).query(&[("db", "d"), ("q", "SELECT * FROM t")]);
    client.call(&call, &mut Answer::<64>::new(), Millis(0)).unwrap();
    assert_eq!(client.transport().request(0).target(), "/query?db=d&q=SELECT%20%2A%20FROM%20t");
}
