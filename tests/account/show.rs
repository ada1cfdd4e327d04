use std::time::{SystemTime, UNIX_EPOCH};

use librato::{Counter, Gauge, Measurement, UnixSeconds};
use serde_json::{Value, json};

use crate::account::Account;

/// Minutes before now, at the beginning of a minute.
fn ago(minutes: u64) -> UnixSeconds {
    let now = SystemTime::now().duration_since(UNIX_EPOCH).expect("a time after 1970").as_secs();
    UnixSeconds(now - now % 60 - minutes * 60)
}

#[test]
fn a_metric_has_a_line_for_each_source() {
    let account = Account::start();
    account.fill();
    for (minutes, value) in [(5, 20.0), (4, 21.5), (3, 24.25)] {
        account.api.submit(Gauge::new("temp", value).source("web.1").at(ago(minutes))).expect("a gauge");
    }
    account.api.submit(Gauge::new("temp", -3).at(ago(2))).expect("a gauge");
    account.api.submit(Gauge::new("temp", 99).source("old").at(ago(120))).expect("a gauge");
    account
        .api
        .submit(Measurement::new("temp", 7).tags(&[("room", "attic")]).at(ago(2)))
        .expect("a measurement");

    let shown = account.run(&["show", "temp"]).well();
    assert!(
        shown.starts_with(
            "temp (gauge, every 60 s): at home\n  color: #52D74C\n  display_units_short: °C\n\n"
        ),
        "{shown}"
    );
    let rows: Vec<&str> = shown.lines().skip(4).collect();
    assert_eq!(rows[0].split_whitespace().collect::<Vec<_>>(), ["SOURCE", "LAST", "MIN", "MAX", "POINTS"]);
    let row = |name: &str| {
        rows.iter().find(|row| row.starts_with(name)).unwrap_or_else(|| panic!("{name}: {shown}"))
    };
    let web = row("web.1");
    assert!(web.contains("24.25 °C  20 °C") && web.ends_with("3  ▁▃█"), "{web}");
    assert!(row("unassigned").contains("-3 °C"), "{shown}");
    assert!(row("room=attic").contains("7 °C"), "{shown}");
    assert_eq!(rows.len(), 4, "not those of two hours ago: {shown}");

    let one =
        account.run(&["show", "temp", "--source", "o*", "--since", "3h", "--resolution", "3600"]).well();
    assert!(one.contains("old") && !one.contains("web.1") && !one.contains("room"), "{one}");
    let tagged = account.run(&["show", "temp", "--tag", "room=att*"]).well();
    assert!(tagged.contains("room=attic") && !tagged.contains("web.1"), "{tagged}");
    let machine: Value =
        serde_json::from_str(&account.run(&["show", "temp", "--json"]).well()).expect("one object");
    assert_eq!((&machine["name"], &machine["attributes"]["color"]), (&json!("temp"), &json!("#52D74C")));
    let values = |name: &str| -> Vec<Value> {
        let points = machine["series"][name].as_array().expect("a list").iter();
        points.map(|point| point["value"].clone()).collect()
    };
    assert_eq!(values("web.1"), [20.0, 21.5, 24.25]);
    assert_eq!((values("room=attic"), values("unassigned")), (vec![json!(7.0)], vec![json!(-3.0)]));
    assert!(machine["series"]["web.1"][0]["time"].is_u64() && machine["series"].get("old").is_none());
    let none = account.run(&["show", "temp", "--tag", "room=cellar"]).well();
    assert!(none.ends_with("nothing was measured in that time\n"), "{none}");
}

#[test]
fn a_counter_is_drawn_as_it_grows() {
    let account = Account::start();
    for (minutes, value) in [(6, 100), (5, 100), (4, 110), (3, 111)] {
        account.api.submit(Counter::new("hits", value).source("a").at(ago(minutes))).expect("a counter");
    }
    let shown = account.run(&["show", "hits"]).well();
    let row = shown.lines().find(|line| line.starts_with("a ")).expect("a row");
    assert_eq!(row.split_whitespace().collect::<Vec<_>>(), ["a", "111", "100", "111", "4", "▁█▂"]);
}

#[test]
fn figures_have_six_digits() {
    let account = Account::start();
    let values = [0.0, 1e-7, -0.000_123_456_78, 1.0 / 3.0, 21.5, -1_234_567.25, 1e120];
    for (index, value) in values.into_iter().enumerate() {
        let source = format!("s{index}");
        account.api.submit(Gauge::new("odd", value).source(&source).at(ago(2))).expect("a gauge");
    }
    let shown = account.run(&["show", "odd"]).well();
    let rows = shown.lines().filter(|line| line.starts_with('s'));
    let last: Vec<&str> = rows.map(|row| row.split_whitespace().nth(1).expect("a figure")).collect();
    assert_eq!(last, ["0", "1e-7", "-0.000123457", "0.333333", "21.5", "-1234567", "1e120"]);
}

#[test]
fn what_is_not_there_is_said() {
    let account = Account::start();
    let run = account.run(&["show", "no such"]);
    assert_eq!((run.code, run.stderr.as_str()), (Some(1), "error: there is no metric no such\n"));
    account.put(&["metrics", "sum"], &json!({"type": "composite", "composite": "s(\"a\", \"*\")"}));
    let made = account.run(&["show", "sum"]).well();
    assert!(made.contains("made of: s(\"a\", \"*\")"), "{made}");
    for arguments in [
        &["show", "t", "--since", "1x"][..],
        &["show", "t", "--resolution", "0"],
        &["show", "t", "--tag", "x"],
    ] {
        assert_eq!(account.run(arguments).code, Some(2), "{arguments:?}");
    }
}
