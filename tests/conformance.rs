//! Plays the golden cases of `tests/vectors` over the ureq transport against a scripted server on loopback, and compares requests,
//! results, errors, waits and dials.
//!
//! `cargo test --all-features --test conformance -- --nocapture` prints a line for each area and one for all.
//! `LIBRATO_VECTORS=DIR` plays the files of another folder. Quirk cases are not played: what we do instead is in `tests/quirks`.
#![cfg(feature = "std")]

#[path = "conformance/mod.rs"]
mod golden;

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::path::{Path, PathBuf};

use golden::{Area, Case, Servers, Summary, Verdict, load, play, tamper};

/// How many areas the recordings have.
const AREAS: usize = 17;

/// Cases that a client with types cannot say.
const NOT_EXPRESSIBLE: [(&str, &str); 1] = [("wire.number_spelling", "a truth value is no value")];

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

/// What is printed of it.
fn show(played: &Played) {
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
}

#[test]
fn golden_cases() {
    let other = std::env::var_os("LIBRATO_VECTORS").map(PathBuf::from);
    let played = play_all(&load(other.as_deref().unwrap_or(&folder("vectors"))), &Servers::new());
    show(&played);
    assert!(played.failures.is_empty(), "{} failed:\n{}", played.failures.len(), played.failures.join("\n"));
    assert!(played.total.passed > 0, "no case was played");
    if other.is_some() {
        return;
    }
    assert_eq!(played.unsaid, NOT_EXPRESSIBLE.map(|(id, why)| (id.to_owned(), why)));
    assert_eq!((&played.unsupported[..], played.areas.len()), (&[][..], AREAS));
    for (area, summary) in &played.areas {
        assert!(summary.passed > 0, "{area}: {summary}");
    }
}

/// The same steps in other combinations. The recorded client never played these: they are written by the manual.
#[test]
fn more_cases_in_the_same_steps() {
    let played = play_all(&load(&folder("vectors-extra")), &Servers::new());
    assert!(played.failures.is_empty(), "{}", played.failures.join("\n"));
    assert_eq!((&played.unsupported[..], &played.unsaid[..], played.quirks), (&[][..], &[][..], 0));
    assert!(played.total.passed >= 48, "{}", played.total);
}

/// Whatever is changed in a recording, the case fails, and says where.
#[test]
fn a_changed_recording_fails() {
    let (servers, areas) = (Servers::new(), load(&folder("vectors")));
    let cases =
        areas.iter().flat_map(|area| &area.cases).filter(|case| !case.is_quirk() && !case.needs_time());
    let cases: Vec<&Case> = cases.collect();
    for tamper in &tamper::ALL {
        let changed: Vec<Case> = cases.iter().filter_map(|case| tamper.of(case)).take(3).collect();
        assert!(!changed.is_empty(), "no case has what {} changes", tamper.name);
        for case in &changed {
            let Verdict::Failed(why) = verdict(case, &servers) else {
                panic!("{} passes with {}", case.id(), tamper.name);
            };
            let why = why.join("; ");
            assert!(why.contains(tamper.shows), "{} with {}: {why}", case.id(), tamper.name);
        }
    }
}

/// Whatever is changed in the words of a step shows at the server or in a result: the interpreter passes over none of them.
#[test]
fn a_changed_input_fails() {
    let (servers, areas) = (Servers::new(), load(&folder("vectors")));
    let cases = areas.iter().flat_map(|area| &area.cases).filter(|case| !case.is_quirk());
    let mut played = 0;
    let areas = [
        "submit",
        "sanitizer",
        "metrics",
        "alerts",
        "annotations",
        "services",
        "spaces",
        "charts",
        "dashboards",
    ];
    for case in cases.filter(|case| areas.contains(&area_of(case))) {
        // The first is refused by another word, the second finds nothing by any name.
        let shows_nothing = ["charts.get_bad_space", "charts.find_none"].contains(&case.id());
        if shows_nothing || verdict(case, &servers) != Verdict::Passed {
            continue;
        }
        for (what, changed) in tamper::inputs(case) {
            let verdict = verdict(&changed, &servers);
            assert_ne!(verdict, Verdict::Passed, "{}: another {what}", case.id());
            played += 1;
        }
    }
    assert!(played > 60, "{played}");
}

fn area_of(case: &Case) -> &str {
    case.id().split('.').next().unwrap_or_default()
}

/// It makes one call a step. If it has to do more, the library lacks something.
#[test]
fn the_interpreter_is_small() {
    let sources = std::fs::read_dir(folder("conformance/interpreter")).unwrap();
    let sources: Vec<String> =
        sources.map(|file| std::fs::read_to_string(file.unwrap().path()).unwrap()).collect();
    let lines: usize = sources.iter().map(|source| source.lines().count()).sum();
    println!("the interpreter has {lines} lines");
    assert!((1..=1000).contains(&lines), "{lines} lines");
}
