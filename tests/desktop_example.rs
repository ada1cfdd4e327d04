//! The example `desktop`, run as a program.
#![cfg(feature = "std")]

use std::io::{BufRead, BufReader, Read, Write};
use std::net::{SocketAddr, TcpListener, TcpStream};
use std::process::{Command, Output, Stdio};
use std::thread;
use std::time::{Duration, Instant};

use base64ct::{Base64, Encoding};
use librato::{Counter, Librato};
use librato_test_support::example;
use librato_test_support::receiver::{Answer, Config, Kind, Receiver, SeenRequest};

const USER: &str = "user@example.net";
const TOKEN: &str = "b9e4c1d27f60a35884c0ffee";

/// The program with a short run of four looks in two or three periods.
fn desktop() -> Command {
    let mut command = Command::new(example::program("desktop"));
    command.args(["--seconds", "2", "--every", "0.5", "--period", "1"]);
    for name in ["LIBRATO_URL", "LIBRATO_USER", "LIBRATO_TOKEN"] {
        command.env_remove(name);
    }
    command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped());
    command
}

fn desktop_to(url: &str, token: &str) -> Command {
    let mut command = desktop();
    command.env("LIBRATO_URL", url).env("LIBRATO_USER", USER).env("LIBRATO_TOKEN", token);
    command
}

/// What a run printed and how it ended. No credentials are in it.
struct Run {
    stdout: String,
    stderr: String,
    code: Option<i32>,
}

fn run(command: &mut Command) -> Run {
    finished(&command.output().expect("the example runs"))
}

fn finished(output: &Output) -> Run {
    let text = |bytes: &[u8]| String::from_utf8(bytes.to_vec()).expect("UTF-8");
    let run = Run { stdout: text(&output.stdout), stderr: text(&output.stderr), code: output.status.code() };
    let pair = Base64::encode_string(format!("{USER}:{TOKEN}").as_bytes());
    for secret in [TOKEN, &pair, &Base64::encode_string(TOKEN.as_bytes())] {
        assert!(!run.stdout.contains(secret) && !run.stderr.contains(secret), "a secret was printed");
    }
    assert!(!run.stderr.contains("panicked"), "{}", run.stderr);
    run
}

impl Run {
    /// The number before these words.
    fn number_before(&self, words: &str) -> u64 {
        let (before, _) = self.stdout.split_once(words).unwrap_or_else(|| panic!("{words}: {}", self.stdout));
        before.split_whitespace().next_back().and_then(|word| word.parse().ok()).expect("a number")
    }

    /// Metric, source and count of each row of the table.
    fn rows(&self) -> Vec<(&str, &str, u64)> {
        let table = self.stdout.lines().skip_while(|line| !line.starts_with("metric "));
        let rows = table.skip(1).take_while(|line| !line.starts_with("total "));
        rows.map(|row| {
            let mut words = row.split_whitespace();
            let mut next = || words.next().expect("a column");
            (next(), next(), next().parse().expect("a count"))
        })
        .collect()
    }

    fn total(&self) -> u64 {
        let total = self.stdout.lines().find_map(|line| line.strip_prefix("total "));
        total.and_then(|total| total.trim().parse().ok()).expect("a total")
    }
}

/// Waits until nobody listens at this base URL any more.
fn wait_until_gone(url: &str) {
    let address: SocketAddr = url.strip_prefix("http://").expect("http").parse().expect("an address");
    let until = Instant::now() + Duration::from_secs(10);
    while TcpStream::connect(address).is_ok() {
        assert!(Instant::now() < until, "the receiver outlives the program");
        thread::sleep(Duration::from_millis(20));
    }
}

fn url_in(text: &str) -> &str {
    text.split_whitespace().find(|word| word.starts_with("http://")).expect("a URL")
}

#[test]
fn alone_it_starts_a_receiver_and_ends_it() {
    let run = run(&mut desktop());
    assert_eq!(run.code, Some(0), "{}{}", run.stdout, run.stderr);
    assert_eq!(run.stderr, "");
    let rows = run.rows();
    for name in ["memory.used", "memory.total", "cpu.used"] {
        assert!(rows.iter().any(|(metric, ..)| *metric == name), "{name}: {}", run.stdout);
    }
    if cfg!(unix) {
        assert!(rows.iter().any(|(metric, ..)| *metric == "load.1m"), "{}", run.stdout);
    }
    let accepted = run.number_before(" readings accepted in ");
    assert!(accepted > 0);
    assert_eq!(run.total(), accepted);
    assert_eq!(rows.iter().map(|(_, _, count)| count).sum::<u64>(), accepted);
    assert!(run.number_before(" requests, ") >= 2, "it submits while it runs: {}", run.stdout);
    assert_eq!(run.number_before(" sent again"), 0);
    assert_eq!(run.number_before(" dropped"), 0);
    assert!(run.stdout.contains(&format!("all {accepted} readings")), "{}", run.stdout);
    wait_until_gone(url_in(&run.stdout));
}

#[test]
fn a_server_of_the_users_gets_the_readings() {
    let receiver = Receiver::start(Config::new(USER, TOKEN));
    let run = run(&mut desktop_to(&receiver.url(), TOKEN));
    assert_eq!(run.code, Some(0), "{}{}", run.stdout, run.stderr);
    assert_eq!(url_in(&run.stdout), receiver.url());

    let readings = receiver.readings();
    assert_eq!(run.number_before(" readings accepted in "), readings.len() as u64);
    assert_eq!(run.total(), readings.len() as u64);
    let mut shown = run.rows();
    shown.sort_unstable();
    let table = receiver.table();
    let taken: Vec<_> = table
        .iter()
        .map(|row| (row.metric.as_str(), row.source.as_deref().expect("a source"), row.readings))
        .collect();
    assert_eq!(shown, taken);

    let samples = |metric: &str| {
        let row = table.iter().find(|row| row.metric == metric).expect("a row");
        (row.kind, row.count)
    };
    assert_eq!(samples("memory.used"), (Kind::Gauge, 4), "each look is a sample of an aggregate");
    assert_eq!(samples("uptime"), (Kind::Counter, 4));
    assert!(readings.iter().all(|reading| !reading.stamped), "it tells the time of each reading");
    let first = receiver.requests().iter().find_map(SeenRequest::json).expect("a body");
    let memory = first["gauges"]
        .as_array()
        .and_then(|gauges| gauges.iter().find(|gauge| gauge["name"] == "memory.used"));
    let memory = memory.expect("a gauge");
    assert_eq!(memory["attributes"]["display_units_short"], "B");
    assert_eq!(memory["description"], "Main memory");
}

#[test]
fn readings_of_a_failed_request_are_sent_again() {
    let receiver = Receiver::start(Config::new(USER, TOKEN));
    let mut child = desktop_to(&receiver.url(), TOKEN).spawn().expect("the example runs");
    let mut stdout = BufReader::new(child.stdout.take().expect("a pipe"));
    let mut printed = String::new();
    while !printed.contains("│") {
        assert_ne!(stdout.read_line(&mut printed).expect("text"), 0, "{printed}");
    }
    receiver.next_answers([Answer::status(503)]);
    let mut rest = Vec::new();
    stdout.read_to_end(&mut rest).expect("text");
    let mut output = child.wait_with_output().expect("an end");
    output.stdout = [printed.into_bytes(), rest].concat();
    let run = finished(&output);
    assert_eq!(run.code, Some(0), "{}{}", run.stdout, run.stderr);
    let accepted = run.number_before(" readings accepted in ");
    assert!(run.number_before(" sent again") > 0, "{}", run.stdout);
    assert_eq!((run.total(), receiver.readings().len() as u64), (accepted, accepted));
}

#[test]
fn refused_readings_are_told_and_the_others_arrive() {
    let receiver = Receiver::start(Config::new(USER, TOKEN));
    let api = Librato::connect(&receiver.url(), USER, TOKEN).expect("a loopback URL");
    api.submit(Counter::new("memory.used", 1).source("other")).expect("an accepted counter");
    let run = run(&mut desktop_to(&receiver.url(), TOKEN));
    assert_eq!(run.code, Some(1), "{}", run.stdout);
    let dropped = run.number_before(" dropped\n");
    assert!(run.stderr.contains(&format!("{dropped} readings were refused")), "{}", run.stderr);
    assert!(dropped >= 2, "one a period");
    assert!(run.stdout.contains("did not take all readings"), "{}", run.stdout);
    assert!(run.stdout.contains("'memory.used' is a counter"), "the server's words: {}", run.stdout);
    assert!(run.rows().iter().all(|(metric, ..)| *metric != "memory.used"), "{}", run.stdout);
    let accepted = run.number_before(" readings accepted in ");
    assert_eq!((run.total(), receiver.readings().len() as u64), (accepted, accepted + 1));
}

#[test]
fn a_server_that_forgets_is_found_out() {
    let receiver = Receiver::start(Config::new(USER, TOKEN).keep_readings(5));
    let run = run(&mut desktop_to(&receiver.url(), TOKEN));
    assert_eq!(run.code, Some(1), "{}", run.stdout);
    let accepted = run.number_before(" readings accepted in ");
    let said = format!("error: the server accepted {accepted} readings, but shows 5\n");
    assert_eq!(run.stderr, said);
}

#[test]
fn a_wrong_token_is_an_error() {
    let receiver = Receiver::start(Config::new(USER, "another-token"));
    let run = run(&mut desktop_to(&receiver.url(), TOKEN));
    assert_eq!(run.code, Some(1), "{}", run.stdout);
    assert!(run.stderr.starts_with("error: [401]"), "{}", run.stderr);
    assert!(run.stderr.contains("LIBRATO_TOKEN"), "{}", run.stderr);
    assert!(receiver.readings().is_empty());
}

#[test]
fn nobody_listening_is_an_error() {
    let port = {
        let listener = TcpListener::bind("127.0.0.1:0").expect("a free port");
        listener.local_addr().expect("its address").port()
    };
    let run = run(&mut desktop_to(&format!("http://127.0.0.1:{port}"), TOKEN));
    assert_eq!(run.code, Some(1), "{}", run.stdout);
    assert!(run.stderr.starts_with("error: no connection could be made"), "{}", run.stderr);
}

#[test]
fn settings_that_cannot_work_are_named() {
    let half = run(desktop().env("LIBRATO_URL", "http://127.0.0.1:9"));
    assert_eq!(half.code, Some(1));
    assert_eq!(half.stderr, "error: the environment variable LIBRATO_USER is not set\n");

    let in_url = run(&mut desktop_to(&format!("http://{USER}:{TOKEN}@127.0.0.1:9"), "x"));
    assert_eq!(in_url.code, Some(1));
    assert!(in_url.stderr.contains("must not hold credentials"), "{}", in_url.stderr);

    let option = run(desktop().args(["--every", "0"]));
    assert_eq!(option.code, Some(2));
    assert!(option.stderr.contains("from 0.2 to a day"), "{}", option.stderr);

    let format = run(desktop().args(["--format", "xml"]));
    assert_eq!(format.code, Some(2));
    assert!(format.stderr.contains("neither librato nor influx"), "{}", format.stderr);

    let engine = run(desktop().args(["--format", "influx"]));
    assert_eq!(engine.code, Some(1));
    assert_eq!(engine.stderr, "error: the environment variable LIBRATO_URL is not set\n");

    let help = run(desktop().arg("--help"));
    assert_eq!((help.code, help.stderr.as_str()), (Some(0), ""));
    assert!(help.stdout.contains("--seconds N"), "{}", help.stdout);
}

/// Takes one connection, answers each request with a 204, and gives heads and bodies at the end.
fn engine(listener: TcpListener) -> thread::JoinHandle<Vec<(String, String)>> {
    thread::spawn(move || {
        let (stream, _) = listener.accept().expect("a connection");
        let mut reader = BufReader::new(stream);
        let mut requests = Vec::new();
        loop {
            let (mut head, mut length) = (String::new(), 0);
            while !head.ends_with("\r\n\r\n") {
                let start = head.len();
                if reader.read_line(&mut head).expect("a head") == 0 {
                    return requests;
                }
                if let Some((name, value)) = head[start..].split_once(": ") {
                    if name.eq_ignore_ascii_case("content-length") {
                        length = value.trim().parse().expect("a length");
                    }
                }
            }
            let mut body = vec![0; length];
            reader.read_exact(&mut body).expect("a body");
            requests.push((head, String::from_utf8(body).expect("UTF-8")));
            reader.get_mut().write_all(b"HTTP/1.1 204 No Content\r\n\r\n").expect("a listener");
        }
    })
}

#[test]
fn an_engine_gets_line_protocol() {
    let bucket: &[&str] = &["--org", "o", "--bucket", "b 1"];
    for (arguments, target, token) in [
        (&["--database", "d"][..], "POST /write?precision=s&db=d HTTP/1.1", false),
        (bucket, "POST /api/v2/write?precision=s&org=o&bucket=b%201 HTTP/1.1", true),
    ] {
        let listener = TcpListener::bind("127.0.0.1:0").expect("a free port");
        let url = format!("http://{}", listener.local_addr().expect("its address"));
        let engine = engine(listener);
        let mut command = desktop();
        command.args(["--format", "influx"]).args(arguments).env("LIBRATO_URL", &url);
        if token {
            command.env("LIBRATO_TOKEN", TOKEN);
        }
        let run = run(&mut command);
        assert_eq!((run.code, run.stderr.as_str()), (Some(0), ""), "{}", run.stdout);
        let requests = engine.join().expect("no panic");
        let accepted = run.number_before(" readings accepted in ");
        let lines: Vec<_> = requests.iter().flat_map(|(_, body)| body.lines()).collect();
        assert_eq!(lines.len() as u64, accepted);
        assert!(run.stdout.contains(&format!("took all {accepted} readings")), "{}", run.stdout);
        assert!(lines.iter().any(|line| line.starts_with("memory.used,source=")), "{lines:?}");
        for (head, _) in &requests {
            assert!(head.starts_with(target), "{target}");
            let sent = head.to_ascii_lowercase().contains("\r\nauthorization: token ");
            assert_eq!((sent, head.contains(TOKEN)), (token, token));
        }
    }
}

#[test]
fn the_receiver_ends_with_a_program_that_is_killed() {
    let mut child = desktop().args(["--seconds", "60"]).spawn().expect("the example runs");
    let mut line = String::new();
    BufReader::new(child.stdout.take().expect("a pipe")).read_line(&mut line).expect("text");
    let address = url_in(&line).strip_prefix("http://").expect("http");
    assert!(TcpStream::connect(address).is_ok(), "the receiver runs");
    child.kill().expect("it runs");
    child.wait().expect("an end");
    wait_until_gone(url_in(&line));
}
