//! Measures all rows of a workload.

use std::sync::Mutex;
use std::sync::atomic::{AtomicUsize, Ordering};
use std::thread;
use std::time::{Duration, Instant};

use super::callgrind::{self, FEW, MANY};
use super::row::{Row, Start};

/// What one row costs.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Cost {
    pub(crate) instructions: f64,
    /// The best of all rounds. Moves from run to run; good for ratios within one run.
    pub(crate) nanos: f64,
}

/// The costs of all rows, in their order; in the place of one that could not be had, why not. `arguments` go to the
/// children as they are.
pub(crate) fn all(workload: &str, rows: &[Row], arguments: &[String]) -> Vec<Result<Cost, String>> {
    let nanos: Vec<f64> = rows.iter().map(nanos).collect();
    let jobs: Vec<_> = rows.iter().map(|row| (name(workload, row), row.per, row.less.is_some())).collect();
    let instructions = on_all_cores(&jobs, |(name, per, less)| {
        let mut call = vec!["--row", name];
        call.extend(arguments.iter().map(String::as_str));
        let mut instructions = callgrind::instructions(&call)?;
        if *less {
            call.push("--less");
            instructions -= callgrind::instructions(&call)?;
        }
        something(tenths(instructions / f64::from(*per)))
    });
    let cost = |(instructions, nanos): (Result<f64, String>, f64)| {
        instructions.map(|instructions| Cost { instructions, nanos })
    };
    instructions.into_iter().zip(nanos).map(cost).collect()
}

/// What a child is told to run.
pub(crate) fn name(workload: &str, row: &Row) -> String {
    format!("{workload} | {}", row.key)
}

/// The least that a row can cost: no work of any kind is less than one instruction. A row below it does not do what it is called
/// after, as when the library has come to do that later, or when the compiler has left it out.
const LEAST: f64 = 1.0;

/// The figure, if it is one of something.
pub(crate) fn something(instructions: f64) -> Result<f64, String> {
    if instructions >= LEAST {
        Ok(instructions)
    } else {
        Err(format!("{instructions} instructions: this row measures nothing"))
    }
}

fn tenths(figure: f64) -> f64 {
    (figure * 10.0).round() / 10.0
}

/// A process for each core: what runs beside a child does not change its count.
fn on_all_cores<J: Sync, T: Send>(jobs: &[J], work: impl Fn(&J) -> T + Sync) -> Vec<T> {
    let next = AtomicUsize::new(0);
    let done = Mutex::new(Vec::new());
    let cores = thread::available_parallelism().map_or(1, usize::from);
    thread::scope(|scope| {
        for _ in 0..cores {
            scope.spawn(|| {
                while let Some((at, job)) = Some(next.fetch_add(1, Ordering::Relaxed))
                    .and_then(|at| jobs.get(at).map(|job| (at, job)))
                {
                    let result = work(job);
                    done.lock().unwrap().push((at, result));
                }
            });
        }
    });
    let mut done = done.into_inner().unwrap();
    done.sort_by_key(|(at, _)| *at);
    done.into_iter().map(|(_, result)| result).collect()
}

fn nanos(row: &Row) -> f64 {
    let less = row.less.as_ref().map_or(0.0, best);
    (best(&row.start) - less) / f64::from(row.per)
}

/// The best time of one round, as the difference of the best times of many and of few.
fn best(start: &Start) -> f64 {
    let mut work = start();
    let mut best = [Duration::MAX; 2];
    let started = Instant::now();
    let mut times = 0;
    while times < 20 || started.elapsed() < Duration::from_millis(100) {
        for (best, rounds) in best.iter_mut().zip([FEW, MANY]) {
            work.reset();
            let started = Instant::now();
            work.run(rounds);
            *best = started.elapsed().min(*best);
        }
        times += 1;
    }
    let [few, many] = best;
    many.saturating_sub(few).as_nanos() as f64 / f64::from(MANY - FEW)
}
