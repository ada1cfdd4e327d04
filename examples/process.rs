//! Reports what this process takes, as the crate `metrics-process` measures it, which knows nothing of librato: any program that is
//! instrumented with the `metrics` crate is reported like this.
//!
//! `cargo run --example process --features metrics` shows it with a local receiver; with `LIBRATO_URL`, `LIBRATO_USER` and
//! `LIBRATO_TOKEN` it reports to that server.

use std::error::Error;
use std::time::{Duration, Instant};
use std::{env, thread};

use librato::{Librato, NamePolicy, python_sanitizer};
use librato_test_support::receiver::{Config, Receiver};
use metrics_process::Collector;

/// How long it runs.
const ROUNDS: u32 = 3;
const PERIOD: Duration = Duration::from_secs(1);

fn main() -> Result<(), Box<dyn Error>> {
    let local = env::var_os("LIBRATO_URL")
        .is_none()
        .then(|| Receiver::start(Config::new("process@example.net", "local")));
    let api = match &local {
        Some(local) => Librato::connect(&local.url(), "process@example.net", "local")?,
        None => Librato::from_env()?,
    };
    let reporter =
        api.names(NamePolicy::Sanitize(python_sanitizer)).source("this-process").reporter(PERIOD)?;
    reporter.recorder().percentiles(&[50.0, 99.0]).install()?;

    let process = Collector::default();
    process.describe();
    metrics::describe_histogram!("work.duration", metrics::Unit::Seconds, "how long a round of work takes");
    for round in 1..=ROUNDS {
        let start = Instant::now();
        let sum: u64 = (0..200_000_u64 * u64::from(round)).map(|number| number ^ number >> 3).sum();
        metrics::histogram!("work.duration").record(start.elapsed());
        metrics::counter!("work.rounds").increment(1);
        process.collect();
        println!("round {round} of {ROUNDS}, checksum {sum}");
        thread::sleep(PERIOD);
    }
    println!("{}", reporter.shutdown(Duration::from_secs(10)));

    for row in local.iter().flat_map(Receiver::readings) {
        println!("{:32} {:>16.6}", row.metric, row.mean());
    }
    Ok(())
}
