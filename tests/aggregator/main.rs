//! The aggregator, through the public API: what it adds up, what it holds, what it hands to a queue.

mod arithmetic;
mod capacity;
mod helpers;
mod model;
#[cfg(feature = "recording")]
mod queue;
mod time;
#[cfg(feature = "recording")]
use proptest::test_runner::{Config, RngSeed};

/// The same cases at each run.
fn fixed() -> Config {
    Config { rng_seed: RngSeed::Fixed(0x1b2a_706e), failure_persistence: None, ..Config::default() }
}
