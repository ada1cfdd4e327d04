//! A receiver with an account, and runs of the program on it.

use std::io::Write;
use std::process::{Command, Output, Stdio};

use base64ct::{Base64, Encoding};
use librato::transport::Method;
use librato::{Call, Librato};
use librato_test_support::example;
use librato_test_support::receiver::{Config, Receiver};
use serde_json::{Value, json};

pub(crate) const USER: &str = "user@example.net";
pub(crate) const TOKEN: &str = "b9e4c1d27f60a35884c0ffee";

pub(crate) fn config() -> Config {
    Config::new(USER, TOKEN)
}

/// The program without an account.
pub(crate) fn program(arguments: &[&str]) -> Command {
    let mut command = Command::new(example::program("account"));
    command.args(arguments);
    for name in ["LIBRATO_URL", "LIBRATO_USER", "LIBRATO_TOKEN"] {
        command.env_remove(name);
    }
    command.stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped());
    command
}

/// What a run printed and how it ended. No credentials are in it.
#[derive(Debug)]
pub(crate) struct Run {
    pub(crate) stdout: String,
    pub(crate) stderr: String,
    pub(crate) code: Option<i32>,
}

impl Run {
    pub(crate) fn of(command: &mut Command) -> Self {
        Self::finished(&command.output().expect("the example runs"))
    }

    pub(crate) fn finished(output: &Output) -> Self {
        let text = |bytes: &[u8]| String::from_utf8(bytes.to_vec()).expect("UTF-8");
        let run =
            Self { stdout: text(&output.stdout), stderr: text(&output.stderr), code: output.status.code() };
        let pair = Base64::encode_string(format!("{USER}:{TOKEN}").as_bytes());
        for secret in [TOKEN, &pair, &Base64::encode_string(TOKEN.as_bytes())] {
            assert!(!run.stdout.contains(secret) && !run.stderr.contains(secret), "a secret was printed");
        }
        assert!(!run.stderr.contains("panicked"), "{}", run.stderr);
        run
    }

    /// What it printed, if all went well.
    pub(crate) fn well(self) -> String {
        assert_eq!((self.code, self.stderr.as_str()), (Some(0), ""), "{}", self.stdout);
        self.stdout
    }

    /// The lines that it printed, as JSON.
    pub(crate) fn lines(&self) -> Vec<Value> {
        self.stdout.lines().map(|line| serde_json::from_str(line).expect("JSON")).collect()
    }
}

/// An account on a receiver of its own.
pub(crate) struct Account {
    pub(crate) receiver: Receiver,
    pub(crate) api: Librato,
}

impl Account {
    pub(crate) fn start() -> Self {
        Self::with(config())
    }

    pub(crate) fn with(config: Config) -> Self {
        let receiver = Receiver::start(config);
        let api = Librato::connect(&receiver.url(), USER, TOKEN).expect("a loopback URL").retries(0);
        Self { receiver, api }
    }

    pub(crate) fn command(&self, arguments: &[&str]) -> Command {
        let mut command = program(arguments);
        command.env("LIBRATO_URL", self.receiver.url()).env("LIBRATO_USER", USER);
        command.env("LIBRATO_TOKEN", TOKEN);
        command
    }

    pub(crate) fn run(&self, arguments: &[&str]) -> Run {
        Run::of(&mut self.command(arguments))
    }

    /// Runs the program with this as standard input.
    pub(crate) fn run_with(&self, arguments: &[&str], input: &str) -> Run {
        let mut child = self.command(arguments).stdin(Stdio::piped()).spawn().expect("the example runs");
        let mut stdin = child.stdin.take().expect("a pipe");
        let input = input.to_owned();
        let writer = std::thread::spawn(move || stdin.write_all(input.as_bytes()));
        let run = Run::finished(&child.wait_with_output().expect("an end"));
        // It may have ended before it read all.
        let _ = writer.join().expect("no panic");
        run
    }

    fn call(&self, method: Method, path: &[&str], body: Option<&Value>) -> Value {
        let body = body.map(|body| body.to_string().into_bytes());
        let mut call = Call::new(method, path);
        if let Some(body) = &body {
            call = call.json(body);
        }
        let reply = self.api.call(&call).unwrap_or_else(|error| panic!("{path:?}: {error}"));
        if reply.body.is_empty() { Value::Null } else { reply.json().expect("JSON") }
    }

    /// Creates something, and gives its id.
    pub(crate) fn create(&self, path: &[&str], body: &Value) -> u64 {
        let made = self.call(Method::Post, path, Some(body));
        made["id"].as_u64().or_else(|| made["id"].as_str()?.parse().ok()).unwrap_or(0)
    }

    pub(crate) fn put(&self, path: &[&str], body: &Value) {
        self.call(Method::Put, path, Some(body));
    }

    pub(crate) fn get(&self, path: &[&str]) -> Value {
        self.call(Method::Get, path, None)
    }

    /// How many there are of a kind.
    pub(crate) fn count(&self, kind: &str) -> u64 {
        self.get(&[kind])["query"]["found"].as_u64().expect("a number")
    }

    /// Something of each kind, with names that are no identifiers and members that no library knows.
    pub(crate) fn fill(&self) {
        self.put(&["sources", "web.1"], &json!({"display_name": "Küche vorn"}));
        let attributes = json!({"display_units_short": "°C", "color": "#52D74C"});
        let metric =
            json!({"type": "gauge", "period": 60, "description": "at home", "attributes": attributes});
        self.put(&["metrics", "temp"], &metric);
        self.put(&["metrics", "hits"], &json!({"type": "counter", "x_team": {"who": ["a", 1]}}));
        // Before those that it is made of, by its name.
        self.put(&["metrics", "all"], &json!({"type": "composite", "composite": "sum(s(\"temp\", \"*\"))"}));
        let service = |title: &str| json!({"type": "mail", "title": title, "settings": {"addresses": "ops@example.com"}});
        let mail = self.create(&["services"], &service("Bereitschaft für alle"));
        let other = self.create(&["services"], &service("zweite"));
        let hot = json!({"type": "above", "metric_name": "temp", "threshold": 30.5, "duration": 120, "source": "web*"});
        let alert = json!({"name": "too.hot", "services": [other, mail], "conditions": [hot], "x_more": [1, {"a": null}]});
        self.create(&["alerts"], &alert);
        let gone = json!({"type": "absent", "metric_name": "hits", "duration": 600});
        let old = json!({"name": "old", "version": 1, "active": false, "conditions": [gone], "triggered_at": 1_700_000_000});
        self.create(&["alerts"], &old);
        let links = json!([{"rel": "log", "href": "http://x/?a=b", "label": "Log"}]);
        self.create(
            &["annotations", "neue Version"],
            &json!({"title": "v1 ist da", "start_time": 100, "source": "web.1"}),
        );
        self.create(
            &["annotations", "neue Version"],
            &json!({"title": "v2", "start_time": 200, "end_time": 260, "links": links}),
        );
        self.put(&["annotations", "neue Version"], &json!({"display_name": "Neues"}));
        let space = self.create(&["spaces"], &json!({"name": "Haus & Hof", "tags": false})).to_string();
        let other = self.create(&["spaces"], &json!({"name": "Alles", "tags": true}));
        let streams = json!([{"metric": "temp", "source": "*", "x": 1}, {"composite": "s(\"hits\", \"*\")"}]);
        let chart = json!({"name": "Wärme", "type": "line", "streams": streams, "related_space": other});
        self.create(&["spaces", &space, "charts"], &chart);
        self.create(
            &["spaces", &space, "charts"],
            &json!({"name": "Wärme", "type": "stacked", "streams": []}),
        );
        let instrument = json!({"name": "Zeiger", "streams": [{"metric": "temp"}], "attributes": {}});
        let one = self.create(&["instruments"], &instrument);
        let two = self.create(&["instruments"], &json!({"name": "Anzeige", "streams": []}));
        self.create(&["dashboards"], &json!({"name": "Brett eins", "instruments": [one, two]}));
        self.create(&["api_tokens"], &json!({"name": "Zähler 7", "role": "recorder"}));
    }
}
