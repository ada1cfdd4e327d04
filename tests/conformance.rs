//! Plays the golden cases of `tests/vectors` over the ureq transport against a scripted server on loopback, and compares requests,
//! results, errors, waits and dials.
//!
//! `cargo test --all-features --test conformance -- --nocapture` prints a line for each area and one for all.
//! `LIBRATO_VECTORS=DIR` plays the files of another folder. Quirk cases are not played: what we do instead is in `tests/quirks.rs`.
#![cfg(feature = "std")]

#[path = "conformance/mod.rs"]
mod golden;

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};

use golden::{Area, Case, Servers, Summary, Verdict, load, play};

fn folder(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests").join(name)
}

/// What came of all cases of a folder.
#[derive(Default)]
struct Played {
    areas: Vec<(String, Summary)>,
    total: Summary,
    failures: Vec<String>,
    /// Cases with the first step that there is no call for.
    unsupported: Vec<String>,
    /// Cases with what cannot be said.
    unsaid: Vec<(String, &'static str)>,
    quirks: usize,
}

fn play_all(areas: &[Area], servers: &Servers) -> Played {
    let mut played = Played::default();
    for area in areas {
        let mut summary = Summary::default();
        for case in &area.cases {
            if case.is_quirk() {
                played.quirks += 1;
                continue;
            }
            let id = case.id();
            let verdict = verdict(case, servers);
            summary.count(&verdict);
            match verdict {
                Verdict::Passed => {}
                Verdict::Failed(why) => played.failures.push(format!("{id}: {}", why.join("\n    "))),
                Verdict::NotExpressible(why) => played.unsaid.push((id.to_owned(), why)),
                Verdict::NotSupported(what) => played.unsupported.push(format!("{id} ({what})")),
            }
        }
        played.total.add(&summary);
        played.areas.push((area.name.clone(), summary));
    }
    played
}

/// What comes of a case; a panic is a failure. One that needs the clock of the machine, which may be busy, has three tries.
fn verdict(case: &Case, servers: &Servers) -> Verdict {
    let tries = if case.needs_time() { 3 } else { 1 };
    let mut verdict = Verdict::Passed;
    for _ in 0..tries {
        verdict = catch_unwind(AssertUnwindSafe(|| play(case, servers))).unwrap_or_else(|panic| {
            let text = panic.downcast_ref::<String>().map(String::as_str);
            let text = text.or(panic.downcast_ref::<&str>().copied()).unwrap_or("no message");
            Verdict::Failed(vec![format!("it panicked: {text}")])
        });
        if !matches!(verdict, Verdict::Failed(_)) {
            break;
        }
    }
    verdict
}

#[test]
fn golden_cases() {
    let other = std::env::var_os("LIBRATO_VECTORS").map(PathBuf::from);
    let played = play_all(&load(other.as_deref().unwrap_or(&folder("vectors"))), &Servers::new());
    for (area, summary) in &played.areas {
        println!("{area}: {summary}");
    }
    println!("total: {}", played.total);
    for (id, why) in &played.unsaid {
        println!("not expressible: {id} ({why})");
    }
    for case in &played.unsupported {
        println!("not supported: {case}");
    }
    println!("quirk cases, not in these counts: {}", played.quirks);
    assert!(played.failures.is_empty(), "{} failed:\n{}", played.failures.len(), played.failures.join("\n"));
    assert!(played.total.passed > 0, "no case was played");
}
