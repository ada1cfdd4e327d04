use std::fs;
use std::net::TcpListener;
use std::process::Command;

use librato_test_support::receiver::Answer;
use serde_json::{Value, json};

use crate::account::{Account, Run, config, program};

fn kinds(lines: &[Value]) -> Vec<&str> {
    lines.iter().map(|line| line["kind"].as_str().expect("a kind")).collect()
}

fn sorted(export: &str) -> Vec<&str> {
    let mut lines: Vec<&str> = export.lines().collect();
    lines.sort_unstable();
    lines
}

#[test]
fn all_is_in_it_in_an_order_to_be_imported_in() {
    // Accounts of one moment have the same times in them.
    let config = || config().clock(|| 1_700_000_000);
    let account = Account::with(config());
    account.fill();
    let run = account.run(&["export"]);
    assert_eq!((run.code, run.stderr.as_str()), (Some(0), ""));
    assert!(run.stdout.lines().all(|line| line.starts_with("{\"kind\":\"")), "{}", run.stdout);
    let lines = run.lines();
    assert_eq!(
        kinds(&lines),
        [
            "source",
            "metric",
            "metric",
            "metric",
            "service",
            "service",
            "alert",
            "alert",
            "event",
            "event",
            "stream",
            "space",
            "space",
            "chart",
            "chart",
            "instrument",
            "instrument",
            "dashboard",
        ]
    );
    assert_eq!(lines[3]["type"], "composite", "behind those that it is made of");
    assert_eq!((&lines[1]["name"], &lines[1]["x_team"]), (&json!("hits"), &json!({"who": ["a", 1]})));
    assert_eq!(lines[4]["settings"]["addresses"], "ops@example.com");
    assert_eq!(lines[6]["x_more"], json!([1, {"a": null}]));
    let event = lines.iter().find(|line| line["title"] == "v1 ist da").expect("an event");
    assert_eq!((&event["stream"], &event["source"]), (&json!("neue Version"), &json!("web.1")));
    assert_eq!(lines[13]["space"], "Haus & Hof");
    assert!(!run.stdout.contains("recorder"), "no tokens");

    for config in [config().items_a_page(1).points_a_page(1), config().items_a_page(2)] {
        let capped = Account::with(config);
        capped.fill();
        // A server has the events of a page by source.
        assert_eq!(sorted(&capped.run(&["export", "-"]).stdout), sorted(&run.stdout));
    }
}

#[test]
fn what_a_line_is_stands_there_once() {
    let account = Account::start();
    account.create(&["spaces"], &json!({"name": "s", "kind": "a member of that name"}));
    let run = account.run(&["export"]);
    assert_eq!(run.stdout.matches("\"kind\"").count(), 1, "{}", run.stdout);
    assert_eq!(account.run_with(&["import"], &run.stdout).well(), "created 0, updated 1, refused 0\n");
}

#[test]
fn a_file_is_whole_or_not_there() {
    let account = Account::start();
    account.fill();
    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join("account.jsonl");
    let path = file.to_str().expect("UTF-8");
    let files = || fs::read_dir(folder.path()).expect("a folder").count();

    // The server goes while the export is on its way.
    account.receiver.next_answers([Answer::usual(), Answer::usual(), Answer::usual(), Answer::status(401)]);
    let run = account.run(&["export", path]);
    assert_eq!((run.code, files()), (Some(3), 0), "{}", run.stderr);

    assert_eq!(account.run(&["export", path]).well(), "");
    let whole = fs::read_to_string(&file).expect("a file");
    assert_eq!(whole, account.run(&["export"]).well());
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt;
        let mode = fs::metadata(&file).expect("a file").permissions().mode();
        assert_eq!(mode & 0o077, 0, "services have passwords");
    }
    account.receiver.next_answers([Answer::usual(), Answer::status(401)]);
    assert_eq!(account.run(&["export", path]).code, Some(3));
    assert_eq!((fs::read_to_string(&file).expect("a file"), files()), (whole, 1), "the old one stays");

    let run = account.run(&["export", "/no/such/folder/x"]);
    assert_eq!(run.code, Some(4));
    assert!(run.stderr.starts_with("error: /no/such/folder/x: "), "{}", run.stderr);
}

#[test]
#[cfg(unix)]
fn an_interrupt_leaves_nothing() {
    // A server that never answers.
    let silent = TcpListener::bind("127.0.0.1:0").expect("a free port");
    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join("x.jsonl");
    let url = format!("http://{}", silent.local_addr().expect("an address"));
    let mut command = program(&["export", file.to_str().expect("UTF-8"), "--url", &url, "--user", "u"]);
    let child = command.env("LIBRATO_TOKEN", "t").spawn().expect("the example runs");
    // It has begun the file, and waits.
    let (_waits, _) = silent.accept().expect("a connection");
    assert_eq!(fs::read_dir(folder.path()).expect("a folder").count(), 1);
    let killed = Command::new("kill").args(["-INT", &child.id().to_string()]).status().expect("a command");
    assert!(killed.success());
    let run = Run::finished(&child.wait_with_output().expect("an end"));
    assert_eq!((run.code, run.stderr.as_str()), (Some(130), ""));
    assert_eq!(fs::read_dir(folder.path()).expect("a folder").count(), 0);
}

#[test]
fn a_server_need_not_have_all() {
    let account = Account::start();
    account.create(&["spaces"], &json!({"name": "a"}));
    let gone = || Answer::status(404).body(r#"{"errors":{"request":["Not Found"]}}"#);
    account.receiver.next_answers([gone()]);
    let run = account.run(&["export"]);
    assert_eq!((run.code, kinds(&run.lines())), (Some(0), vec!["space"]));
    assert_eq!(run.stderr, "the server has no sources: they are left out\n");
}
