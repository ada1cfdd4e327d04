use std::net::TcpListener;

use librato::Call;
use librato::transport::Method;
use librato_test_support::receiver::Answer;
use serde_json::{Value, json};

use crate::account::{Account, Run, program};

fn events(account: &Account, stream: &str) -> Vec<Value> {
    let path = ["annotations", stream];
    let call = Call::new(Method::Get, &path).query(&[("start_time", "1")]);
    let body: Value = account.api.call(&call).and_then(|reply| reply.json()).expect("a stream");
    let groups = body["events"]
        .as_array()
        .expect("groups")
        .iter()
        .flat_map(|group| group.as_object().expect("a group").values());
    groups.flat_map(|events| events.as_array().expect("events").clone()).collect()
}

#[test]
fn an_event_has_what_was_said() {
    let account = Account::start();
    let noted = account
        .run(&[
            "annotate",
            "neue Version",
            "v1 für alle",
            "--source",
            "web.1",
            "--description",
            "größer",
            "--start",
            "1700000000",
            "--end",
            "1700000060",
            "--link",
            "log=http://x/?a=b",
            "--link",
            "build=7",
        ])
        .well();
    let event = &events(&account, "neue Version")[0];
    assert_eq!(noted, format!("neue Version {}\n", event["id"]));
    let links = json!([{"rel": "log", "href": "http://x/?a=b"}, {"rel": "build", "href": "7"}]);
    assert_eq!(event["links"], links);
    assert_eq!(
        (&event["title"], &event["source"], &event["description"]),
        (&json!("v1 für alle"), &json!("web.1"), &json!("größer"))
    );
    assert_eq!((&event["start_time"], &event["end_time"]), (&json!(1_700_000_000), &json!(1_700_000_060)));

    account.run(&["annotate", "s", "t", "--start", "1h", "--end", "now"]).well();
    let event = &events(&account, "s")[0];
    let length = event["end_time"].as_u64().zip(event["start_time"].as_u64()).map(|(end, start)| end - start);
    assert!(length.is_some_and(|length| (3_600..3_700).contains(&length)), "{event}");
    for arguments in [
        &["annotate", "s", "t", "--link", "x"][..],
        &["annotate", "s", "t", "--start", "yesterday"],
        &["annotate", "s"],
    ] {
        assert_eq!(account.run(arguments).code, Some(2), "{arguments:?}");
    }
}

#[test]
#[cfg(unix)]
fn an_event_lasts_as_long_as_a_command() {
    let account = Account::start();
    let run = account.run(&["annotate", "deploys", "v1", "--", "sh", "-c", "echo out; echo err >&2; exit 0"]);
    assert_eq!((run.code, run.stdout.as_str(), run.stderr.as_str()), (Some(0), "out\n", "err\n"));
    for (command, code) in [("exit 7", 7), ("kill -TERM $$", 143)] {
        let run = account.run(&["annotate", "deploys", "v2", "--", "sh", "-c", command]);
        assert_eq!((run.code, run.stderr.as_str()), (Some(code), ""), "{command}");
    }
    let run = account.run(&["annotate", "deploys", "v3", "--", "no-such-command", "--start"]);
    assert_eq!(run.code, Some(127));
    assert!(run.stderr.starts_with("error: no-such-command: "), "{}", run.stderr);
    let events = events(&account, "deploys");
    assert_eq!(events.len(), 4);
    for event in &events {
        assert!(
            event["end_time"].as_u64() >= event["start_time"].as_u64() && event["end_time"].is_u64(),
            "{event}"
        );
    }
    assert_eq!(
        account.run(&["annotate", "d", "t", "--end", "now", "--", "true"]).code,
        Some(2),
        "the command ends it"
    );
}

#[test]
#[cfg(unix)]
fn an_interrupt_is_for_the_command() {
    let account = Account::start();
    let run =
        account.run(&["annotate", "deploys", "v1", "--", "sh", "-c", "kill -INT $PPID; echo on; exit 5"]);
    assert_eq!((run.code, run.stdout.as_str(), run.stderr.as_str()), (Some(5), "on\n", ""));
    assert!(events(&account, "deploys")[0]["end_time"].is_u64());
}

#[test]
#[cfg(unix)]
fn a_command_runs_whatever_the_server_says() {
    let account = Account::start();
    account.receiver.next_answers([Answer::status(401)]);
    let run = account.run(&["annotate", "deploys", "v1", "--", "sh", "-c", "echo done; exit 3"]);
    assert_eq!((run.code, run.stdout.as_str()), (Some(3), "done\n"));
    assert!(
        run.stderr.starts_with("warning: the event is not noted as it should be: [401]"),
        "{}",
        run.stderr
    );

    let port =
        TcpListener::bind("127.0.0.1:0").and_then(|listener| listener.local_addr()).expect("a port").port();
    let mut command = program(&["annotate", "deploys", "v1", "--", "echo", "done"]);
    command
        .env("LIBRATO_URL", format!("http://127.0.0.1:{port}"))
        .env("LIBRATO_USER", "u")
        .env("LIBRATO_TOKEN", "t");
    let run = Run::of(&mut command);
    assert_eq!((run.code, run.stdout.as_str()), (Some(0), "done\n"));
    assert!(run.stderr.starts_with("warning: "), "{}", run.stderr);
}
