//! The receiver as a child process, and its end.

use std::io::{BufRead, BufReader, Read};
use std::net::{TcpListener, TcpStream};
use std::process::{Command, Stdio};
use std::thread;

use librato_test_support::receiver::{Receiver, serve};
use serde_json::json;

use crate::api::{AUTH, Api, JSON, config, read};

#[test]
fn a_child_says_its_url_serves_and_ends_with_its_input() {
    let mut child = Command::new(env!("CARGO_BIN_EXE_librato-receiver"))
        .env("LIBRATO_USER", "user@example.com")
        .env("LIBRATO_TOKEN", "0123456789abcdef")
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let mut out = BufReader::new(child.stdout.take().unwrap());
    let mut url = String::new();
    out.read_line(&mut url).unwrap();
    assert!(url.starts_with("http://127.0.0.1:"), "{url}");
    let agent = ureq::Agent::new_with_defaults();
    let request = agent.post(format!("{}/v1/metrics", url.trim())).header("authorization", AUTH);
    let body = json!({"gauges": [{"name": "t", "value": 1}]}).to_string();
    assert_eq!(request.header("content-type", JSON).send(body).unwrap().status(), 200);
    // The connection is still open in the agent's pool: it must not keep the child.
    drop(child.stdin.take());
    assert!(child.wait().unwrap().success());
    let mut rest = String::new();
    out.read_to_string(&mut rest).unwrap();
    assert_eq!(rest, "");
}

#[test]
fn serve_takes_a_listener_of_the_caller() {
    let listener = TcpListener::bind("127.0.0.1:0").unwrap();
    let address = listener.local_addr().unwrap();
    thread::spawn(move || serve(config(), listener));
    let agent = ureq::Agent::new_with_defaults();
    let url = format!("http://{address}/_received");
    assert_eq!(read(agent.get(url).header("authorization", AUTH).call().unwrap()), (200, json!([])));
}

#[test]
fn a_dropped_receiver_is_gone_and_so_are_its_connections() {
    let Api { receiver, .. } = Api::start();
    let address = receiver.address();
    let mut open = TcpStream::connect(address).unwrap();
    drop(receiver);
    // An end or a reset, but no wait.
    assert!(!matches!(open.read(&mut [0; 8]), Ok(1..)));
    assert!(TcpStream::connect(address).is_err());
}

#[test]
fn receivers_know_nothing_of_each_other() {
    let (one, two) = (Receiver::start(config()), Api::start());
    two.metrics(&json!({"gauges": [{"name": "t", "value": 1}]}));
    assert_ne!(one.port(), two.receiver.port());
    assert_eq!((one.readings().len(), two.receiver.readings().len()), (0, 1));
}
