use std::fs;
use std::net::TcpListener;

use librato_test_support::receiver::Answer;

use crate::account::{Account, Run, TOKEN, USER, config, program};

#[test]
fn settings_that_are_not_there_are_named() {
    let run = Run::of(&mut program(&["list"]));
    let said = "error: the environment variable LIBRATO_URL is not set: set it, or give --url\n";
    assert_eq!((run.code, run.stderr.as_str()), (Some(2), said));
    let run = Run::of(&mut program(&["list", "--url", "http://127.0.0.1:9"]));
    assert!(run.stderr.contains("LIBRATO_USER is not set: set it, or give --user"), "{}", run.stderr);
    let run = Run::of(&mut program(&["--url", "http://127.0.0.1:9", "--user", "u", "list"]));
    assert!(run.stderr.contains("LIBRATO_TOKEN is not set: set it, or give --token-file"), "{}", run.stderr);
    let run = Run::of(
        program(&["list", "--url", "http://metrics.example.net", "--user", "u"]).env("LIBRATO_TOKEN", TOKEN),
    );
    assert_eq!(run.code, Some(2));
    assert!(run.stderr.contains("use https, or give --insecure"), "{}", run.stderr);
    let run = Run::of(
        program(&["list", "--url", &format!("http://{USER}:{TOKEN}@127.0.0.1:9"), "--user", "u"])
            .env("LIBRATO_TOKEN", "t"),
    );
    assert_eq!(run.code, Some(2));
    assert!(run.stderr.contains("must not hold credentials"), "{}", run.stderr);
    let run = Run::of(&mut program(&[
        "list",
        "--url",
        "http://127.0.0.1:9",
        "--user",
        "u",
        "--token-file",
        "/no/such",
    ]));
    assert_eq!(run.code, Some(4));
    assert!(run.stderr.starts_with("error: /no/such: "), "{}", run.stderr);
}

#[test]
fn the_token_can_stand_in_a_file() {
    let account = Account::start();
    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join("token");
    fs::write(&file, format!("{TOKEN}\n")).expect("a file");
    let url = account.receiver.url();
    let file = file.to_str().expect("UTF-8");
    let run = Run::of(&mut program(&["list", "spaces", "--url", &url, "--user", USER, "--token-file", file]));
    assert_eq!(run.well(), "ID  NAME\n");
    let token = Run::of(&mut program(&["list", "--token", "x"]));
    assert_eq!(token.code, Some(2), "no argument takes it");
}

#[test]
fn usage_is_explained() {
    let help = Run::of(&mut program(&["--help"])).well();
    for word in ["LIBRATO_TOKEN", "Exit codes:", "annotate", "import"] {
        assert!(help.contains(word), "{word}: {help}");
    }
    assert_eq!(Run::of(&mut program(&[])).code, Some(2));
    assert_eq!(Run::of(&mut program(&["list", "nothing"])).code, Some(2));
    for command in ["list", "show", "annotate", "alert", "delete", "export", "import"] {
        assert!(Run::of(&mut program(&[command, "--help"])).well().contains("Usage:"), "{command}");
    }
}

#[test]
fn a_server_that_lets_nobody_in() {
    let account = Account::with(librato_test_support::receiver::Config::new(USER, "another"));
    for arguments in
        [&["list"][..], &["list", "alerts"], &["export"], &["alert", "status"], &["delete", "spaces", "x"]]
    {
        let run = account.run(arguments);
        assert_eq!((run.code, run.stdout.as_str()), (Some(3), ""), "{arguments:?}");
        assert!(
            run.stderr
                .starts_with("error: the server refused the token (401): set LIBRATO_USER and LIBRATO_TOKEN"),
            "{}",
            run.stderr
        );
    }
    let run = account.run_with(&["import"], "{\"kind\":\"space\",\"id\":1,\"name\":\"a\"}\n");
    assert_eq!(run.code, Some(3));
    assert!(
        run.stderr.starts_with("stopped at line 1\nerror: the server refused the token"),
        "{}",
        run.stderr
    );
    account.receiver.next_answers([Answer::status(403).body(r#"{"errors":{"request":["not allowed"]}}"#)]);
    let run = account.run(&["list", "alerts"]);
    assert_eq!(run.code, Some(3));
    assert!(run.stderr.contains("(403)") && run.stderr.contains("not allowed"), "{}", run.stderr);
}

#[test]
fn a_server_that_is_not_there() {
    let port =
        TcpListener::bind("127.0.0.1:0").and_then(|listener| listener.local_addr()).expect("a port").port();
    let url = format!("http://127.0.0.1:{port}");
    let run = Run::of(program(&["list", "--url", &url, "--user", "u"]).env("LIBRATO_TOKEN", TOKEN));
    assert_eq!(run.code, Some(3));
    assert!(run.stderr.starts_with(&format!("error: nothing answers at {url}: ")), "{}", run.stderr);
}

#[test]
fn a_server_of_something_else() {
    let account = Account::with(config());
    let page = || Answer::status(200).header("content-type", "text/html").body("<html>log in</html>");
    account.receiver.next_answers([page()]);
    let run = account.run(&["list", "alerts"]);
    assert_eq!(run.code, Some(3));
    assert!(
        run.stderr.contains("is http://127.0.0.1:")
            && run.stderr.contains("a server for the Librato Metrics API?"),
        "{}",
        run.stderr
    );
    account.receiver.next_answers([Answer::status(302).header("location", "https://metrics.example.net/")]);
    let run = account.run(&["list", "alerts"]);
    assert_eq!(run.code, Some(3));
    assert_eq!(run.stderr, "error: [302] a redirect, which is not followed: give the URL that it leads to\n");
    account.receiver.next_answers([Answer::status(429).header("retry-after", "600")]);
    let run = account.run(&["list", "alerts"]);
    assert_eq!(run.code, Some(3));
    assert!(run.stderr.ends_with("try again in 600 s\n"), "{}", run.stderr);
}
