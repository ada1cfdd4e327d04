//! The example `desktop`, run as a program.

use std::process::Command;

use crate::{influx, victoria};

/// Runs it against both engines, which must have as many points as it says that they took.
pub(crate) fn runs(influx_url: &str, victoria_url: &str) {
    let database = "desktop";
    influx::create(influx_url, database);
    let accepted = run(influx_url, database);
    assert_eq!(influx::points(influx_url, database).len(), accepted);
    let accepted = run(victoria_url, database);
    assert_eq!(victoria::points(victoria_url, database).len(), accepted);
    println!("the example `desktop` reports to both engines");
}

/// How many readings it says that the engine took. One look a second, as there is one point a second.
fn run(url: &str, database: &str) -> usize {
    let program = std::env::var("DESKTOP").expect("DESKTOP is set by tests/engines/run");
    let output = Command::new(program)
        .args(["--seconds", "3", "--period", "1", "--format", "influx", "--database", database])
        .env("LIBRATO_URL", url)
        .env_remove("LIBRATO_USER")
        .env_remove("LIBRATO_TOKEN")
        .output()
        .expect("the example runs");
    let printed = String::from_utf8(output.stdout).expect("text");
    assert!(output.status.success(), "{printed}{}", String::from_utf8_lossy(&output.stderr));
    let (before, _) = printed.split_once(" readings accepted in ").expect("a total");
    let accepted =
        before.split_whitespace().next_back().and_then(|word| word.parse().ok()).expect("a number");
    assert!(printed.contains(&format!("The engine took all {accepted} readings.")), "{printed}");
    assert!(accepted > 0);
    accepted
}
