use std::io::{BufRead, BufReader};

use serde_json::json;

use crate::account::{Account, Run, config};

#[test]
fn tables_are_aligned_and_whole() {
    let account = Account::start();
    account.fill();
    let lines = |kind: &str| account.run(&["list", kind]).well();
    assert_eq!(
        lines("metrics"),
        "NAME  TYPE       PERIOD  UNIT  DESCRIPTION\n\
         all   composite\n\
         hits  counter\n\
         temp  gauge          60  °C    at home\n"
    );
    assert_eq!(lines("streams"), "NAME          DISPLAY NAME\nneue Version  Neues\n");
    assert_eq!(lines("sources"), "NAME   DISPLAY NAME\nweb.1  Küche vorn\n");
    let services = lines("services");
    assert!(services.starts_with("ID  TITLE                  TYPE\n"), "{services}");
    let alerts = lines("alerts");
    let hot = alerts.lines().find(|line| line.contains("too.hot")).expect("a row");
    assert!(
        hot.contains("active") && hot.contains("temp of web* above 30.5 for 120 s") && hot.ends_with('2'),
        "{alerts}"
    );
    assert!(alerts.lines().any(|line| line.contains("old") && line.contains("paused")), "{alerts}");
    assert!(lines("spaces").contains("Haus & Hof"));
    let charts = lines("charts");
    assert_eq!(charts.matches("Haus & Hof  Wärme").count(), 2, "{charts}");
    assert!(lines("dashboards").contains("Brett eins            2"), "{}", lines("dashboards"));
    assert!(lines("instruments").contains("Zeiger"));
    assert!(lines("tokens").contains("Zähler 7  recorder  active"), "{}", lines("tokens"));
    let overview = account.run(&["list"]).well();
    assert!(
        overview.starts_with("WHAT         NUMBER\nmetrics           3\nstreams           1\n"),
        "{overview}"
    );
    let part = account.run(&["list", "metrics", "--name", "EM"]).well();
    assert_eq!(part.lines().count(), 2, "{part}");
    assert_eq!(account.run(&["list", "charts", "--name", "wÄrM"]).well().lines().count(), 3);
    assert_eq!(account.run(&["list", "spaces", "--name", "nothing"]).well(), "ID  NAME\n");
}

#[test]
fn json_has_all_but_secrets() {
    let account = Account::with(config().items_a_page(1));
    account.fill();
    let json = |kind: &str| {
        let run = account.run(&["list", kind, "--json"]);
        assert_eq!((run.code, run.stderr.as_str()), (Some(0), ""));
        run.lines()
    };
    let metrics = json("metrics");
    assert_eq!((metrics.len(), &metrics[1]["x_team"]), (3, &json!({"who": ["a", 1]})), "one a page");
    let alerts = json("alerts");
    assert_eq!(
        (alerts.len(), &alerts[0]["x_more"], &alerts[1]["version"]),
        (2, &json!([1, {"a": null}]), &json!(1))
    );
    let services = json("services");
    assert_eq!((&services[0]["title"], services[0].get("settings")), (&json!("Bereitschaft für alle"), None));
    let tokens = json("tokens");
    assert_eq!((&tokens[0]["role"], tokens[0].get("token")), (&json!("recorder"), None));
    let charts = json("charts");
    assert_eq!((&charts[0]["space"], &charts[1]["type"]), (&json!("Haus & Hof"), &json!("stacked")));
    assert_eq!(account.run(&["list", "--json"]).lines()[0], json!({"kind": "metric", "number": 3}));
}

#[test]
fn what_a_terminal_would_obey_is_not_printed() {
    let account = Account::start();
    account.create(&["spaces"], &json!({"name": "a\u{1b}[2Jb\nc"}));
    let table = account.run(&["list", "spaces"]).well();
    assert!(table.ends_with("a\u{fffd}[2Jb\u{fffd}c\n"), "{table:?}");
}

#[test]
fn nobody_has_to_read_to_the_end() {
    let account = Account::start();
    let gauges = |from: usize| -> Vec<_> {
        (from..from + 300)
            .map(|at| json!({"name": format!("a.metric.with.a.long.name.{at:05}"), "value": 1}))
            .collect()
    };
    for from in 0..10 {
        account.create(&["metrics"], &json!({"gauges": gauges(from * 300)}));
    }
    for arguments in [&["list", "metrics", "--json"][..], &["list", "metrics"], &["export"]] {
        let mut child = account.command(arguments).spawn().expect("the example runs");
        let mut line = String::new();
        BufReader::new(child.stdout.take().expect("a pipe")).read_line(&mut line).expect("text");
        assert!(!line.is_empty());
        let run = Run::finished(&child.wait_with_output().expect("an end"));
        assert_eq!((run.code, run.stderr.as_str()), (Some(0), ""), "{arguments:?}");
    }
}
