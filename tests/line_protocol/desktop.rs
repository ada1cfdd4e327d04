//! The desktop client with this format: one type, whatever it speaks.

use librato::transports::Recording;
use librato::{
    Aggregator, Cause, Counter, Credentials, Error, Gauge, Librato, LineProtocol, Measurement, Server,
    UnixSeconds,
};

use super::doubles::TOKEN;

type Api = Librato<Recording<'static, 16_384>>;

fn api(transport: Recording<'static, 16_384>, credentials: Credentials<'_>) -> Api {
    let server = Server::new("https://influx.example.net").unwrap();
    Librato::new(server, credentials, transport).clock(|| UnixSeconds(1_421_744_401))
}

fn body(api: &Api, request: usize) -> String {
    api.with(|transport| transport.request(request).body_text().to_owned())
}

#[test]
fn readings_batches_and_aggregators() {
    let transport = Recording::new().otherwise(204);
    let format = LineProtocol::v2(String::from("org"), String::from("bucket"));
    let api = api(transport, Credentials::token(TOKEN).unwrap()).format(format).source("kitchen").stamp();
    api.submit(Gauge::new("t", 21.5)).unwrap();
    let mut batch = api.batch();
    batch.add(Gauge::new("t", 22.1).source("upstairs")).unwrap();
    batch.add(Measurement::new("load", 1).tags(&[("host", "h")])).unwrap();
    batch.add(Counter::new("n", 5)).unwrap();
    assert_eq!(batch.finish().unwrap().to_string(), "3 accepted, 0 waiting, 0 dropped");
    let mut aggregator = Aggregator::<8, 128>::new();
    for value in [1, 3] {
        aggregator.add("p", value).unwrap();
    }
    assert_eq!(api.submit_aggregator(&mut aggregator).unwrap().accepted, 1);

    api.with(|transport| {
        assert_eq!(transport.requests(), 3);
        assert_eq!(transport.request(0).target(), "/api/v2/write?precision=s&org=org&bucket=bucket");
    });
    assert_eq!(body(&api, 0), "t,source=kitchen value=21.5\n");
    assert_eq!(
        body(&api, 1),
        "t,source=upstairs value=22.1 1421744401\nload,host=h value=1 1421744401\n\
         n,source=kitchen value=5 1421744401\n"
    );
    assert_eq!(body(&api, 2), "p,source=kitchen count=2,sum=4,min=1,max=3\n");
}

#[test]
fn the_words_of_a_partial_write_are_in_the_error_and_the_token_is_not() {
    let said = r#"{"error":"partial write: points beyond retention policy dropped=1"}"#;
    let transport = Recording::new().answer_with(400, &[], said).otherwise(204);
    let api = api(transport, Credentials::none()).format(LineProtocol::v1("d"));
    let mut batch = api.batch();
    batch.add(Gauge::new("old", 1).at(UnixSeconds(1))).unwrap();
    batch.add(Gauge::new("new", 1)).unwrap();
    let error = batch.finish().unwrap_err();
    assert_eq!(error.status(), Some(400));
    assert!(error.to_string().contains("points beyond retention policy"), "{error}");
    let Error::Failed(failure) = &error else { panic!("{error}") };
    assert_eq!((failure.cause, failure.report.accepted, failure.report.dropped), (Cause::Rejected, 1, 1));
    assert!(batch.is_empty());

    for credentials in [Credentials::token(TOKEN).unwrap(), Credentials::bearer(TOKEN).unwrap()] {
        let echo = format!(r#"{{"code":"unauthorized","message":"no such token {TOKEN}"}}"#).leak();
        let api = self::api(Recording::new().answer_with(401, &[], echo), credentials);
        let api = api.format(LineProtocol::v1("d"));
        let error = api.submit(Gauge::new("t", 1)).unwrap_err();
        let shown = format!("{error} {error:?} {api:?}");
        assert!(!shown.contains(TOKEN) && shown.contains("<redacted>"), "an error shows the token");
    }
}
