use librato_test_support::receiver::Answer;
use serde_json::json;

use crate::account::Account;

fn with_metrics() -> Account {
    let account = Account::start();
    let gauges = ["cpu.a", "cpu.b", "cpu.c.x", "disk"].map(|name| json!({"name": name, "value": 1}));
    account.create(&["metrics"], &json!({"gauges": gauges}));
    account
}

#[test]
fn metrics_go_by_name_and_by_pattern() {
    let account = with_metrics();
    let said = account.run(&["delete", "metrics", "cpu.*", "--dry-run"]).well();
    assert_eq!(said, "metric cpu.a\nmetric cpu.b\nmetric cpu.c.x\n");
    assert_eq!(account.count("metrics"), 4, "a dry run deletes nothing");
    let said = account.run(&["delete", "metrics", "cpu.*x", "disk", "--yes"]).well();
    assert_eq!(said, "metric cpu.c.x\nmetric disk\ndeleted 2 of 2\n");
    let run = account.run(&["delete", "metrics", "cpu.a", "c", "gone*", "-y"]);
    assert_eq!((run.code, run.stdout.as_str()), (Some(1), "metric cpu.a\ndeleted 1 of 1\n"));
    assert_eq!(run.stderr, "no metric is called c\nno metric is called gone*\n");
    let run = account.run(&["delete", "metrics", "CPU.B"]);
    assert_eq!((run.code, run.stdout.as_str()), (Some(1), ""), "a name is taken as it is");
    assert_eq!(account.count("metrics"), 1);
}

#[test]
fn nothing_goes_unasked() {
    let account = with_metrics();
    let run = account.run(&["delete", "metrics", "cpu.a"]);
    assert_eq!((run.code, run.stdout.as_str()), (Some(2), "metric cpu.a\n"));
    assert!(run.stderr.starts_with("error: there is no terminal to ask on: say --yes"), "{}", run.stderr);
    let run = account.run_with(&["delete", "metrics", "cpu.a"], "y\n");
    assert_eq!(run.code, Some(2), "a pipe is no terminal");
    assert_eq!(account.count("metrics"), 4);
}

#[test]
fn all_else_goes_by_name_or_id() {
    let account = Account::start();
    account.fill();
    let said = account.run(&["delete", "charts", "Wärme", "--yes"]).well();
    assert!(said.ends_with("deleted 2 of 2\n"), "{said}");
    for (kind, name, path) in [
        ("streams", "neue Version", "annotations"),
        ("alerts", "o*", "alerts"),
        ("services", "Bereitschaft *", "services"),
        ("spaces", "Haus & Hof", "spaces"),
        ("dashboards", "*", "dashboards"),
        ("tokens", "Zähler 7", "api_tokens"),
    ] {
        let before = account.count(path);
        let said = account.run(&["delete", kind, name, "--yes"]).well();
        assert!(said.ends_with("deleted 1 of 1\n"), "{kind}: {said}");
        // Alerts of version 1 are counted apart.
        assert_eq!(account.count(path), if kind == "alerts" { before } else { before - 1 }, "{kind}");
    }
    let id = account.get(&["instruments"])["instruments"][0]["id"].to_string();
    let said = account.run(&["delete", "instruments", &id, "--yes"]).well();
    assert_eq!(said, format!("instrument Anzeige ({id})\ndeleted 1 of 1\n"));
    assert_eq!(account.count("instruments"), 1);
    let sources = account.run(&["delete", "sources", "web.1", "--yes"]);
    assert_eq!(sources.code, Some(2));
    assert!(sources.stderr.contains("the API deletes no sources"), "{}", sources.stderr);
}

#[test]
fn a_server_may_do_it_later() {
    let account = with_metrics();
    let later = Answer::status(202).header("location", "/v1/jobs/77");
    account.receiver.next_answers([Answer::usual(), later]);
    let said = account.run(&["delete", "metrics", "cpu.?", "cpu.*", "--yes"]);
    assert_eq!(said.stderr, "no metric is called cpu.?\n");
    assert!(
        said.stdout.ends_with("the server deletes 3 of them later, as job 77\ndeleted 3 of 3\n"),
        "{}",
        said.stdout
    );
}

#[test]
fn a_refusal_stops_nothing() {
    let account = Account::start();
    for name in ["a", "b", "c"] {
        account.create(&["spaces"], &json!({"name": name}));
    }
    account.receiver.next_answers([Answer::usual(), Answer::status(422)]);
    let run = account.run(&["delete", "spaces", "*", "--yes"]);
    assert_eq!(run.code, Some(1), "{run:?}");
    assert!(run.stdout.ends_with("deleted 2 of 3\n"), "{}", run.stdout);
    assert!(run.stderr.starts_with("space a (1): [422]"), "{}", run.stderr);
    assert_eq!(account.get(&["spaces"])["spaces"][0]["name"], "a");
}
