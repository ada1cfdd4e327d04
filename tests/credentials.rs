//! The token and its Base64 are in nothing that is shown: no `Debug`, no `Display`, no record.
// Readings are borrowed, as callers do that try again.
#![allow(clippy::needless_borrows_for_generic_args)]
#![cfg(all(feature = "recording", feature = "embedded-io"))]

mod doubles;
#[allow(dead_code)]
#[path = "embedded_io/net.rs"]
mod net;

use doubles::{BASIC, CREDENTIALS, SERVER, TOKEN, USER, pull};
use librato::answers::Answer;
use librato::transport::{Method, TransportErrorKind};
use librato::transports::{ByteStream, Fault, Recording};
use librato::{
    Call, Client, Credentials, CredentialsError, Device, Gauge, Measurement, Millis, Queue, SharedQueue,
    UserAgent,
};
use net::{Net, Plan};

/// The Base64 of the token alone, at each of the three places that it can have in a longer text.
const TOKEN_BASIC: [&str; 3] = ["NzVBRkRCODItdG9rZW4", "c1QUZEQjgyLXRva2Vu", "3NUFGREI4Mi10b2tlb"];

fn shows_nothing(what: &str, shown: &str) {
    for secret in [TOKEN, BASIC, USER].into_iter().chain(TOKEN_BASIC) {
        assert!(!shown.contains(secret), "{what} shows {secret}: {shown}");
    }
}

macro_rules! shows_nothing {
    ($($what:expr),* $(,)?) => {$(
        shows_nothing(stringify!($what), &format!("{:?} {:#?}", $what, $what));
    )*};
}

#[test]
fn the_secrets_are_really_sent() {
    // Or all else here would show nothing either.
    let mut queue = Queue::<4, 64>::new();
    queue.add(Gauge::new("t", 1)).unwrap();
    let mut client = Client::new(SERVER, CREDENTIALS, pull(64, 200));
    client.flush(&mut queue, Millis(0), 0).unwrap();
    let sent = &client.transport().sent[0];
    assert_eq!(sent.header("Authorization"), Some(format!("Basic {BASIC}").as_str()));
    assert!(BASIC.contains(TOKEN_BASIC[2]));
}

#[test]
fn a_client_and_its_recording_show_none() {
    for window in [1, 7, 64, 256] {
        let mut queue = Queue::<4, 128>::new();
        let transport = Recording::<16384>::new()
            .window(window)
            .answer(Fault::RequestAt(90))
            .answer(Fault::RequestAt(110))
            .answer(Fault::Connect(TransportErrorKind::Certificate))
            .answer(Fault::AnswerAt(3))
            .answer(401)
            .answer(200);
        let agent = UserAgent::prefixed("app/1").unwrap();
        let mut client = Client::new(SERVER, CREDENTIALS, transport)
            .user_agent(agent)
            .device(Device::from_static("d"), 1)
            .compact();
        queue.add(Gauge::new("t", 1)).unwrap();
        queue.add(Measurement::new("m", 1)).unwrap();
        for _ in 0..5 {
            let error = client.flush_now(&mut queue, Millis(0), 0).unwrap_err();
            shows_nothing!(error, error.cause, error.report, client.error_body());
            shows_nothing("the error", &error.to_string());
        }
        client.flush_now(&mut queue, Millis(0), 0).unwrap();
        let call = Call::new(Method::Get, &["metrics"]).query(&[("a", "b")]);
        let mut answer = Answer::<64>::new();
        client.call(&call, &mut answer, Millis(0)).unwrap();
        let recording = client.transport();
        assert!(recording.requests() >= 7 && !recording.is_truncated());

        shows_nothing!(client, recording, call, queue, queue.counts(), client.boot_time());
        for index in 0..recording.requests() {
            let request = recording.request(index);
            shows_nothing!(request);
            shows_nothing("raw", &String::from_utf8_lossy(request.raw()));
            if request.is_complete() {
                assert_eq!(request.header("Authorization"), Some("<redacted>"));
            }
        }
    }
}

#[test]
fn credentials_and_their_errors_show_none() {
    let server = SERVER;
    shows_nothing!(CREDENTIALS, server, SharedQueue::<1, 4>::new());
    let faults = [
        (format!("{TOKEN}é"), CredentialsError::NotAscii),
        (format!("{TOKEN}\r\n"), CredentialsError::Control),
    ];
    for (token, expected) in faults {
        let error = Credentials::new(USER, &token).unwrap_err();
        assert_eq!(error, expected);
        shows_nothing!(error);
        shows_nothing("the error", &error.to_string());
    }
}

#[test]
fn scratch_is_wiped_whatever_happens() {
    for failing_at in [None, Some(40), Some(150), Some(200)] {
        let write = failing_at.map(|at| (at, net::Strike::Zero));
        let net = Net::new(1 << 20, &[Plan { write, ..Plan::good() }]);
        let mut scratch = [0; 256];
        let server = librato::Server::from_static("http://127.0.0.1");
        let mut queue = Queue::<4, 64>::new();
        queue.add(Gauge::new("t", 1)).unwrap();
        let stream = ByteStream::new(net.clone(), &mut scratch);
        shows_nothing!(stream);
        let mut client = Client::new(server, CREDENTIALS, stream);
        // The net answers nothing: it waits for a longer request.
        client.flush(&mut queue, Millis(0), 0).unwrap_err();
        shows_nothing!(client);
        drop(client);
        assert_eq!(scratch, [0; 256]);
        assert!(!net.0.borrow().taken[0].is_empty());
    }
}
