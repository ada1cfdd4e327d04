//! W7: recording by handle into a reporter, from one thread and from two, beside its floor and its peers.
//!
//! `cargo bench --features metrics --bench report`
//!
//! Instructions do not show what a lock costs, so these are times, as ratios to an uncontended atomic addition of the same run: the
//! best of several turns, in which all lines take their part one after the other. `--check` fails if recording by handle
//! costs more than ten times the addition by as many threads, `--record` puts the table into the README.

use std::hint::black_box;
use std::process::ExitCode;
use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex};
use std::time::{Duration, Instant};
use std::{fs, thread};

use cadence::{Counted, Gauged, NopMetricSink, StatsdClient};
use librato::{Librato, Reporter, transports::Recording};
use librato_test_support::marked;
use metrics::with_local_recorder;

/// What a line records in one turn, in each of its threads.
const VALUES: u32 = 200_000;
const TURNS: u32 = 9;
/// How many times the floor recording by handle may cost.
const MOST: f64 = 10.0;

type Play = Recording<'static, 1024>;

/// One line: its name, and the time that a value takes with so many threads.
struct Line<'a> {
    name: &'static str,
    threads: u32,
    /// Whether it is held to [`MOST`].
    is_ours: bool,
    record: Box<dyn Fn(u32) + Sync + 'a>,
    best: Duration,
}

impl<'a> Line<'a> {
    fn new(name: &'static str, threads: u32, record: impl Fn(u32) + Sync + 'a) -> Self {
        let is_ours = name.starts_with("reporter") && name.ends_with("by handle");
        Self { name, threads, is_ours, record: Box::new(record), best: Duration::MAX }
    }

    fn turn(&mut self) {
        let record = &self.record;
        let start = Instant::now();
        thread::scope(|scope| {
            for _ in 1..self.threads {
                scope.spawn(|| record(VALUES));
            }
            record(VALUES);
        });
        self.best = self.best.min(start.elapsed());
    }
}

fn main() -> ExitCode {
    let has = |option: &str| std::env::args().any(|argument| argument == option);
    let api = Librato::with_transport("https://metrics.example.net", "user", "token", Play::new());
    let reporter = api.expect("a client").reporter(Duration::from_secs(3600)).expect("a thread");
    let mut lines = lines(&reporter);
    for _ in 0..TURNS {
        lines.iter_mut().for_each(Line::turn);
    }
    let floors = [lines[0].best.as_secs_f64(), lines[1].best.as_secs_f64()];
    let mut table = String::from(
        "\n| W7: times of an atomic addition, for a value in each thread | 1 thread | 2 threads |\n|---|--:|--:|\n",
    );
    let mut worst = 0.0_f64;
    for pair in lines.chunks(2) {
        let ratios: Vec<f64> = pair.iter().map(|line| line.best.as_secs_f64() / floors[0]).collect();
        let shown: Vec<_> = ratios.iter().map(|ratio| format!("{ratio:.1}")).collect();
        table += &format!("| {} | {} |\n", pair[0].name, shown.join(" | "));
        if pair[0].is_ours {
            let own = pair.iter().zip(floors).map(|(line, floor)| line.best.as_secs_f64() / floor);
            worst = own.fold(worst, f64::max);
        }
    }
    println!("{table}");
    if has("--record") {
        record(&table);
    }
    if has("--check") && worst > MOST {
        println!("\nrecording by handle costs {worst:.1} times an addition, above {MOST}");
        return ExitCode::FAILURE;
    }
    ExitCode::SUCCESS
}

/// Puts the table into the README, where the last one is.
fn record(table: &str) {
    const FILE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/README.md");
    const BEGIN: &str =
        "<!-- recording: written by cargo bench --features metrics --bench report -- --record -->\n";
    const END: &str = "<!-- end of recording -->\n";
    let text = fs::read_to_string(FILE).expect("README.md");
    let whole = marked::replaced(&text, BEGIN, END, &format!("{table}\n"));
    fs::write(FILE, whole.expect("a place for the table")).expect("README.md");
}

fn lines(reporter: &Reporter<Play>) -> Vec<Line<'_>> {
    let mut lines = Vec::new();
    let mut both = |name, record: Arc<dyn Fn(u32) + Sync + Send>| {
        for threads in [1, 2] {
            let record = record.clone();
            lines.push(Line::new(name, threads, move |values| record(values)));
        }
    };
    let atomic = AtomicU64::new(0);
    both(
        "an atomic addition",
        Arc::new(move |values| {
            for _ in 0..values {
                atomic.fetch_add(black_box(1), Ordering::Relaxed);
            }
        }),
    );
    let (counter, gauge) = (reporter.counter("counter"), reporter.gauge("gauge"));
    both(
        "reporter: counter by handle",
        Arc::new(move |values| {
            for _ in 0..values {
                counter.add(black_box(1));
            }
        }),
    );
    both(
        "reporter: gauge by handle",
        Arc::new(move |values| {
            for value in 0..values {
                gauge.record(black_box(f64::from(value)));
            }
        }),
    );
    let pushed = Mutex::new(Vec::with_capacity(4 * VALUES as usize));
    both(
        "a push behind a mutex",
        Arc::new(move |values| {
            for value in 0..values {
                let mut pushed = pushed.lock().unwrap();
                if pushed.len() == pushed.capacity() {
                    pushed.clear();
                }
                pushed.push(black_box(f64::from(value)));
            }
        }),
    );
    let statsd = StatsdClient::from_sink("prefix", NopMetricSink);
    both(
        "cadence, to nowhere",
        Arc::new(move |values| {
            for value in 0..values {
                statsd.gauge("gauge", f64::from(black_box(value))).unwrap();
            }
        }),
    );
    let statsd = StatsdClient::from_sink("prefix", NopMetricSink);
    both(
        "cadence, a count to nowhere",
        Arc::new(move |values| {
            for _ in 0..values {
                statsd.count("counter", black_box(1)).unwrap();
            }
        }),
    );
    let exporter = metrics_exporter_prometheus::PrometheusBuilder::new().build_recorder();
    let registered = with_local_recorder(&exporter, || metrics::histogram!("histogram"));
    let handle = exporter.handle();
    both(
        "metrics-exporter-prometheus: histogram by handle",
        Arc::new(move |values| {
            for value in 0..values {
                registered.record(f64::from(black_box(value)));
            }
            handle.run_upkeep();
        }),
    );
    let registered = with_local_recorder(&reporter.recorder(), || metrics::histogram!("histogram"));
    both(
        "our recorder for metrics: histogram by handle",
        Arc::new(move |values| {
            for value in 0..values {
                registered.record(f64::from(black_box(value)));
            }
        }),
    );
    lines
}
