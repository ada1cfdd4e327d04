use std::fs;

use librato_test_support::receiver::{Answer, SeenRequest};
use serde_json::{Value, json};

use crate::account::{Account, config};

/// Ids and times differ from one account to another.
fn without_ids(export: &str) -> Vec<Value> {
    fn strip(value: &mut Value) {
        match value {
            Value::Object(object) => {
                for made in ["id", "space_id", "related_space", "created_at", "updated_at"] {
                    object.remove(made);
                }
                object.values_mut().for_each(strip);
            }
            Value::Array(list) => list.iter_mut().for_each(strip),
            _ => {}
        }
    }
    let mut lines: Vec<Value> =
        export.lines().map(|line| serde_json::from_str(line).expect("JSON")).collect();
    lines.iter_mut().for_each(strip);
    // A server has the events of a page by source.
    lines.sort_by_key(ToString::to_string);
    lines
}

#[test]
fn an_account_moves_and_does_not_change() {
    let from = Account::start();
    from.fill();
    let export = from.run(&["export"]).well();

    // Its ids are others, and its pages shorter.
    let to = Account::with(config().items_a_page(2).points_a_page(1));
    for at in 0..20 {
        to.create(&["api_tokens"], &json!({"name": format!("x{at}"), "role": "viewer"}));
    }
    let dry = to.run_with(&["import", "--dry-run"], &export);
    assert_eq!((dry.code, dry.stderr.as_str()), (Some(0), ""));
    assert!(dry.stdout.contains("would create chart Wärme\n"), "{}", dry.stdout);
    assert!(dry.stdout.ends_with("would have: created 18, updated 0, refused 0\n"), "{}", dry.stdout);
    assert_eq!(without_ids(&to.run(&["export"]).well()), Vec::<Value>::new(), "a dry run changes nothing");

    let imported = to.run_with(&["import"], &export).well();
    assert_eq!(imported, "created 17, updated 1, refused 0\n", "a stream is there with its first event");
    let moved = to.run(&["export"]).well();
    assert_eq!(without_ids(&moved), without_ids(&export));
    assert_ne!(moved, export);

    // What names others by ids names the same ones.
    let of = |account: &Account, kind: &str| account.get(&[kind])[kind].as_array().expect("a list").clone();
    let alert = &of(&to, "alerts")[0];
    let titles: Vec<_> =
        alert["services"].as_array().expect("services").iter().map(|it| &it["title"]).collect();
    assert_eq!(titles, [&json!("zweite"), &json!("Bereitschaft für alle")]);
    let spaces = of(&to, "spaces");
    let charts = to.get(&["spaces", &spaces[1]["id"].to_string(), "charts"]);
    assert_eq!((&spaces[0]["name"], &charts[0]["related_space"]), (&json!("Alles"), &spaces[0]["id"]));
    let names: Vec<_> = of(&to, "dashboards")[0]["instruments"]
        .as_array()
        .expect("a list")
        .iter()
        .map(|it| it["name"].clone())
        .collect();
    assert_eq!(names, ["Zeiger", "Anzeige"]);

    let again = to.run_with(&["import"], &export).well();
    assert_eq!(again, "created 0, updated 18, refused 0\n");
    assert_eq!(
        without_ids(&to.run(&["export"]).well()),
        without_ids(&export),
        "to import twice is to import once"
    );
    let itself = from.run_with(&["import", "-"], &export).well();
    assert_eq!(itself, "created 0, updated 18, refused 0\n");
    assert_eq!(without_ids(&from.run(&["export"]).well()), without_ids(&export));
}

#[test]
fn a_refused_object_is_named_and_the_others_follow() {
    let account = Account::start();
    let lines = [
        r#"{"kind":"space","id":1,"name":"vor"}"#,
        r#"{"kind":"alert","id":7,"name":"zu heiß","conditions":[]}"#,
        "",
        r#"{"kind":"alert","id":8,"name":"a","conditions":[],"services":[{"id":"99","title":"?"}]}"#,
        r#"{"kind":"chart","space_id":5,"name":"c","type":"line"}"#,
        r#"{"kind":"chart","space_id":1,"name":"Kuchen","type":"pie"}"#,
        "no JSON",
        r#"{"kind":"token","name":"t"}"#,
        r#"{"kind":"metric","name":"no.type"}"#,
        r#"{"kind":"space","id":2}"#,
        r#"{"kind":"event","title":"t"}"#,
        r#"{"kind":"space","id":3,"name":"nach"}"#,
    ];
    let folder = tempfile::tempdir().expect("a folder");
    let file = folder.path().join("in.jsonl");
    fs::write(&file, lines.join("\n")).expect("a file");
    let run = account.run(&["import", file.to_str().expect("UTF-8")]);
    assert_eq!((run.code, run.stdout.as_str()), (Some(1), "created 2, updated 0, refused 9\n"));
    let said: Vec<&str> = run.stderr.lines().collect();
    for (at, (line, why)) in [
        ("line 2: alert zu heiß: ", "name: is invalid"),
        ("line 4: alert a: ", "its service 99 was not imported before it"),
        ("line 5: chart c: ", "its space 5 was not imported before it"),
        ("line 6: chart Kuchen: ", "type: must be line, stacked or bignumber"),
        ("line 7: no JSON object: ", "expected"),
        ("line 8: token t: ", "no kind that can be imported"),
        ("line 9: metric no.type: ", "404"),
        ("line 10: space : ", "it has no name"),
        ("line 11: event t: ", "it has no stream"),
    ]
    .into_iter()
    .enumerate()
    {
        assert!(said[at].starts_with(line) && said[at].contains(why), "{}", said[at]);
    }
    assert_eq!(account.count("spaces"), 2);
}

#[test]
fn objects_of_one_name_stay_apart() {
    let account = Account::start();
    let line = |id: u64, metric: &str| {
        json!({"kind": "instrument", "id": id, "name": "I", "streams": [{"metric": metric}]}).to_string()
    };
    let file = format!("{}\n{}\n", line(1, "a"), line(2, "b"));
    assert_eq!(account.run_with(&["import"], &file).well(), "created 2, updated 0, refused 0\n");
    assert_eq!(account.run_with(&["import"], &file).well(), "created 0, updated 2, refused 0\n");
    let all = account.get(&["instruments"])["instruments"].clone();
    let metrics: Vec<_> =
        all.as_array().expect("a list").iter().map(|it| &it["streams"][0]["metric"]).collect();
    assert_eq!(metrics, ["a", "b"]);
}

/// A server that says in the `Location` alone what it made of a service, and one that does not say it at all.
#[test]
fn ids_are_those_that_the_server_says() {
    let line = |kind: &str, more: &str| format!(r#"{{"kind":"{kind}","id":1,{more}}}"#);
    let service = line("service", r#""type":"mail","title":"t","settings":{}"#);
    let alert = line("alert", r#""name":"a","conditions":[],"services":[{"id":"1"}]"#);
    let file = format!("{service}\n{alert}\n");
    let account = Account::start();
    let made = Answer::status(201).header("location", "/v1/services/99");
    // Alerts are listed by version.
    let lists = [Answer::usual(), Answer::usual()];
    account
        .receiver
        .next_answers([Answer::usual(), made].into_iter().chain(lists).chain([Answer::status(201)]));
    assert_eq!(account.run_with(&["import"], &file).well(), "created 2, updated 0, refused 0\n");
    let sent = account.receiver.requests().last().and_then(SeenRequest::json).expect("an alert");
    assert_eq!(sent["services"], json!([99]));

    account.receiver.next_answers([Answer::usual(), Answer::status(201)]);
    let run = account.run_with(&["import"], &file);
    assert_eq!(run.stdout, "created 1, updated 0, refused 1\n");
    assert_eq!(run.stderr, "line 2: alert a: its service 1 was not imported before it\n");
}

#[test]
fn a_file_that_is_not_there() {
    let run = Account::start().run(&["import", "/no/such"]);
    assert_eq!(run.code, Some(4));
    assert!(run.stderr.starts_with("error: /no/such: "), "{}", run.stderr);
    assert_eq!(Account::start().run(&["import"]).well(), "created 0, updated 0, refused 0\n");
}
