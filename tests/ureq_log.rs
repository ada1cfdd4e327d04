//! Everything that the transport and the crates under it log, at their chattiest, holds no credentials.
#![cfg(feature = "tls")]

mod doubles;

use std::sync::Mutex;

use doubles::{BASIC, Parts, TOKEN, exchange};
use librato::Server;
use librato::transports::Ureq;
use librato_test_support::tls::{Authority, ScriptedServer, Step};

struct Keep;

static LINES: Mutex<String> = Mutex::new(String::new());

impl log::Log for Keep {
    fn enabled(&self, _: &log::Metadata<'_>) -> bool {
        true
    }

    fn log(&self, record: &log::Record<'_>) {
        let line = format!("{} {}\n", record.target(), record.args());
        LINES.lock().unwrap().push_str(&line);
    }

    fn flush(&self) {}
}

#[test]
fn no_log_line_holds_credentials() {
    log::set_logger(&Keep).unwrap();
    log::set_max_level(log::LevelFilter::Trace);
    let authority = Authority::new("own");
    let url = Server::from_static("https://metrics.example.test");
    let server = ScriptedServer::tls(
        &authority.leaf("metrics.example.test"),
        [Step::status("401 Unauthorized", "{}"), Step::Close, Step::Close],
    );
    let transport = Ureq::builder()
        .with_connect_to(server.address())
        .with_ca_der(&authority.der())
        .unwrap()
        .with_proxy("http://someone:proxyword@127.0.0.1:1")
        .unwrap();
    let shown = format!("{transport:?}");
    let transport = transport.build();
    exchange(&transport, &mut Parts::post(url, b"{}")).unwrap();
    let error = exchange(&transport, &mut Parts::post(url, b"{}")).unwrap_err();
    let proxied = Ureq::builder().with_proxy("http://someone:proxyword@127.0.0.1:1").unwrap().build();
    let refused = exchange(&proxied, &mut Parts::post(url, b"{}")).unwrap_err();

    let seen = server.requests();
    assert!(seen.len() == 3 && seen[0].text().contains(BASIC), "the credentials did go out");
    let lines = LINES.lock().unwrap();
    assert!(lines.contains("ureq") && lines.contains("rustls"), "both have logged: {lines}");
    let all = format!("{lines}{shown}{transport:?}{proxied:?}{error}{error:?}{refused}{refused:?}");
    for secret in [BASIC, "Basic ", TOKEN, "proxyword"] {
        assert!(!all.contains(secret), "{secret} is in the output");
    }
}
