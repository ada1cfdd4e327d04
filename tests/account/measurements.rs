use std::time::{SystemTime, UNIX_EPOCH};

use librato::{Counter, Gauge, Measurement, Summary, UnixSeconds};

use crate::account::{Account, config};

#[test]
fn measurements_move_once() {
    let now = SystemTime::now().duration_since(UNIX_EPOCH).expect("a time after 1970").as_secs();
    let at = |ago: u64| UnixSeconds(now - ago);
    let from = Account::with(config().points_a_page(2));
    let mut batch = from.api.batch();
    for ago in [50, 40, 30, 20] {
        batch.add(Gauge::new("temp", 20.25 + ago as f64).source("attic").at(at(ago))).expect("a gauge");
        batch.add(Counter::new("hits", 1000 - ago).at(at(ago))).expect("a counter");
    }
    batch
        .add(Summary::new("temp", 3, 6).min(1).max(3).sum_squares(14).source("attic").at(at(10)))
        .expect("a summary");
    batch.add(Gauge::new("temp", 1).source("old").at(at(90_000))).expect("a gauge");
    batch.finish().expect("an accepted batch");
    for (ago, room) in [(50, "a"), (40, "a"), (30, "b")] {
        let tags = [("room", room), ("floor", "1")];
        let reading = Measurement::new("temp", ago).tags(&tags).at(at(ago));
        from.api.submit(reading).expect("a measurement");
    }

    let export = from.run(&["export", "--measurements", "1h"]).well();
    let measured = |export: &str| {
        let mut lines: Vec<String> = export
            .lines()
            .filter(|line| line.starts_with("{\"kind\":\"measurement\""))
            .map(str::to_owned)
            .collect();
        lines.sort_unstable();
        lines
    };
    assert_eq!(measured(&export).len(), 12, "without that of yesterday: {export}");

    let to = Account::start();
    let imported = to.run_with(&["import"], &export).well();
    assert_eq!(imported, "created 2, updated 0, refused 0\nsent 12 measurements, 0 were there already\n");
    assert_eq!(measured(&to.run(&["export", "--measurements", "1h"]).well()), measured(&export));
    let before = to.receiver.readings().len();
    let again = to.run_with(&["import"], &export).well();
    assert_eq!(again, "created 0, updated 2, refused 0\nsent 0 measurements, 12 were there already\n");
    assert_eq!(to.receiver.readings().len(), before);

    let none = from.run(&["export"]).well();
    assert_eq!(measured(&none).len(), 0);
    let summed = from.run(&["export", "--measurements", "1d", "--resolution", "86400"]).well();
    assert!(measured(&summed).len() < 12);
}

#[test]
fn measurements_that_are_refused_are_named() {
    let to = Account::start();
    let file = "{\"kind\":\"measurement\",\"name\":\"a b\",\"measure_time\":1700000000,\"value\":1}\n\
                {\"kind\":\"measurement\",\"name\":\"ok\",\"measure_time\":1700000000,\"value\":1}\n\
                {\"kind\":\"measurement\",\"name\":\"ok\",\"source\":\"s\",\"measure_time\":1700000000}\n";
    let run = to.run_with(&["import"], file);
    assert_eq!(run.code, Some(1), "{run:?}");
    assert_eq!(run.stdout, "created 0, updated 0, refused 2\nsent 1 measurements, 0 were there already\n");
    assert!(run.stderr.contains("line 1: ") && run.stderr.contains("line 3: "), "{}", run.stderr);
    assert_eq!(to.receiver.readings().len(), 1);
}
