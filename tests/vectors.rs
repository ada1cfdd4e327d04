//! Plays the golden cases of `tests/vectors` through the public API and compares what goes out and what comes of it.
//!
//! `cargo test --all-features --test vectors -- --nocapture` prints a line for each area. `LIBRATO_VECTORS=DIR` plays the files of
//! another folder. Quirk cases are not played: what we do instead is in `tests/quirks.rs`.
#![cfg(all(feature = "std", feature = "recording"))]

mod interpreter;

use interpreter::{Summary, Verdict, load, play};

/// Areas that only write: nothing in them may fail.
const WRITES: [&str; 5] = ["aggregator", "queue", "sanitizer", "submit", "tagged"];

/// Cases that a client with types cannot say.
const NOT_EXPRESSIBLE: [(&str, &str); 1] = [("wire.number_spelling", "a truth value is no value")];

/// In the areas that write, the cases with steps of parts that are not there yet: reads and management.
const WITH_OTHER_STEPS: [&str; 9] = [
    "sanitizer.where_it_applies: get_metric update_metric delete_metric delete_metrics create_composite",
    "submit.via_counter_object: get_metric",
    "submit.via_metric_object: get_metric",
    "tagged.get_argument_checks: get_tagged get_tagged get_tagged",
    "tagged.get_duration: get_tagged",
    "tagged.get_grouping: get_tagged",
    "tagged.get_measurements_is_the_same: get_measurements",
    "tagged.get_tags_map: get_tagged",
    "tagged.get_tags_search: get_tagged",
];

#[test]
fn golden_cases() {
    // Recordings are moved by value, which takes more stack than a thread of a test has.
    let thread = std::thread::Builder::new().stack_size(64 << 20).spawn(play_all).unwrap();
    if let Err(panic) = thread.join() {
        std::panic::resume_unwind(panic);
    }
}

fn play_all() {
    let own = concat!(env!("CARGO_MANIFEST_DIR"), "/tests/vectors");
    let other = std::env::var("LIBRATO_VECTORS").ok();
    let mut total = Summary::default();
    let (mut failures, mut unsaid, mut unsupported) = (Vec::new(), Vec::new(), Vec::new());
    let (mut quirks, mut areas) = (0, Vec::new());
    for area in load(other.as_deref().unwrap_or(own)) {
        let mut summary = Summary::default();
        for case in &area.cases {
            if case.is_quirk() {
                quirks += 1;
                continue;
            }
            let played = std::panic::catch_unwind(|| play(case));
            let verdict = played.unwrap_or_else(|_| Verdict::Failed(vec!["it panicked".to_owned()]));
            summary.count(&verdict);
            match verdict {
                Verdict::Passed => {}
                Verdict::Failed(why) => failures.push(format!("{}: {}", case.id(), why.join("\n    "))),
                Verdict::NotExpressible(why) => unsaid.push((case.id().to_owned(), why)),
                Verdict::NotSupported(ops) if WRITES.contains(&&*area.name) => {
                    unsupported.push(format!("{}: {}", case.id(), ops.join(" ")));
                }
                Verdict::NotSupported(_) => {}
            }
        }
        println!("{}: {summary}", area.name);
        total.add(&summary);
        areas.push(area.name);
    }
    println!("total: {total}");
    println!("quirk cases, left to tests/quirks.rs: {quirks}");
    for (id, why) in &unsaid {
        println!("not expressible: {id} ({why})");
    }
    assert!(failures.is_empty(), "{} failed:\n{}", failures.len(), failures.join("\n"));
    assert!(total.passed > 0, "no case was played");
    if other.is_none() {
        unsupported.sort();
        assert_eq!(unsupported, WITH_OTHER_STEPS);
        assert_eq!(unsaid, NOT_EXPRESSIBLE.map(|(id, why)| (id.to_owned(), why)));
        assert!(WRITES.iter().all(|area| areas.iter().any(|name| name == area)));
    }
}
