use serde_json::{Value, json};

use crate::account::Account;

#[test]
fn alerts_are_created_shown_and_deleted() {
    let account = Account::start();
    let service = account
        .create(&["services"], &json!({"type": "mail", "title": "Ops", "settings": {"password": "geheim"}}));
    let created = account
        .run(&[
            "alert",
            "create",
            "web.load",
            "--above",
            "cpu=0.9",
            "--below",
            "disk.free=1e9",
            "--absent",
            "beat=10m",
            "--for",
            "300",
            "--source",
            "web*",
            "--summary",
            "max",
            "--description",
            "zu viel",
            "--service",
            &service.to_string(),
        ])
        .well();
    let words = "cpu of web* above 0.9 for 300 s";
    assert!(created.starts_with("web.load (") && created.contains(words), "{created}");
    let alert = account.get(&["alerts"])["alerts"][0].clone();
    let condition = |at: usize| {
        let condition = &alert["conditions"][at];
        ["type", "metric_name", "threshold", "duration", "source", "summary_function"]
            .map(|member| condition[member].clone())
    };
    assert_eq!(
        condition(0),
        [json!("above"), json!("cpu"), json!(0.9), json!(300), json!("web*"), json!("max")]
    );
    assert_eq!(condition(1)[..4], [json!("below"), json!("disk.free"), json!(1e9), json!(300)]);
    assert_eq!(condition(2)[..5], [json!("absent"), json!("beat"), Value::Null, json!(600), json!("web*")]);
    assert_eq!((&alert["description"], &alert["services"][0]["title"]), (&json!("zu viel"), &json!("Ops")));

    let again = account.run(&["alert", "create", "web.load", "--above", "cpu=1"]);
    assert_eq!((again.code, again.stderr.as_str()), (Some(1), "error: there is an alert web.load already\n"));

    let shown = account.run(&["alert", "show", "web.load"]).well();
    let shown: Value = serde_json::from_str(&shown).expect("JSON");
    assert_eq!(
        (&shown["id"], shown["services"][0].as_str()),
        (&alert["id"], Some(&*format!("Ops (mail, {service})")))
    );
    assert!(account.run(&["alert", "list"]).well().contains("web.load"));
    assert_eq!(account.run(&["alert", "list", "--json"]).lines().len(), 1);

    assert_eq!(account.run(&["alert", "pause", "web.load"]).well(), "web.load is paused\n");
    let paused = account.get(&["alerts"])["alerts"][0].clone();
    assert_eq!((&paused["active"], paused["conditions"].as_array().map(Vec::len)), (&json!(false), Some(3)));
    assert_eq!(account.run(&["alert", "resume", "web.load"]).well(), "web.load is active\n");
    assert_eq!(account.get(&["alerts"])["alerts"][0]["active"], true);

    assert_eq!(account.run(&["alert", "delete", "web.load"]).code, Some(2), "nobody is there to ask");
    assert!(account.run(&["alert", "delete", "web.load", "--yes"]).well().ends_with("deleted 1 of 1\n"));
    assert_eq!(account.count("alerts"), 0);
}

#[test]
fn alerts_are_cleared() {
    let account = Account::start();
    assert_eq!(account.run(&["alert", "status"]).well(), "no alert is triggered\n");
    let condition = json!({"type": "above", "metric_name": "m", "threshold": 1});
    let alert = json!({"name": "hot", "conditions": [condition], "triggered_at": 1_700_000_000});
    account.create(&["alerts"], &alert);
    assert_eq!(
        account.run(&["alert", "status"]).well(),
        "NAME  STATE           SINCE\nhot   triggered  1700000000\n"
    );
    let machine: Value =
        serde_json::from_str(&account.run(&["alert", "status", "--json"]).well()).expect("one object");
    assert_eq!(machine["firing"][0]["triggered_at"], 1_700_000_000);
    assert_eq!(account.run(&["alert", "clear", "hot"]).well(), "hot is cleared\n");
    let status = account.run(&["alert", "status"]).well();
    assert!(status.contains("hot   cleared"), "{status}");
}

#[test]
fn what_cannot_be_is_said() {
    let account = Account::start();
    for arguments in [
        &["alert", "create", "x"][..],
        &["alert", "create", "x", "--above", "cpu"],
        &["alert", "create", "x", "--above", "cpu=NaN"],
        &["alert", "create", "x", "--above", "cpu=1", "--for", "10"],
        &["alert", "create", "x", "--absent", "cpu=2h"],
        &["alert"],
    ] {
        assert_eq!(account.run(arguments).code, Some(2), "{arguments:?}");
    }
    assert!(account.receiver.requests().is_empty());
    for what in ["show", "pause", "resume", "clear"] {
        let run = account.run(&["alert", what, "nönnix"]);
        assert_eq!((run.code, run.stderr.as_str()), (Some(1), "error: there is no alert nönnix\n"), "{what}");
    }
    let refused = account.run(&["alert", "create", "zu heiß", "--above", "cpu=1"]);
    assert_eq!(refused.code, Some(1));
    assert!(refused.stderr.contains("name: is invalid"), "{}", refused.stderr);
    let service = account.run(&["alert", "create", "x", "--above", "cpu=1", "--service", "99"]);
    assert!(service.stderr.contains("services: is not known"), "{}", service.stderr);
}
