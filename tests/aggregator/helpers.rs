//! Timers, counters from increments, and the shared aggregator.

use librato::{AddError, Aggregator, Counter, DeltaCounter, Millis, Queue, SharedAggregator, Timer, Value};

#[test]
fn a_timer_and_an_aggregator() {
    let mut aggregator = Aggregator::<4, 64>::new();
    let handle = aggregator.series("took").unwrap();
    let timer = Timer::start(Millis(100));
    aggregator.record(handle, timer.elapsed(Millis(350))).unwrap();
    aggregator.add("took.s", timer.elapsed_seconds(Millis(350))).unwrap();
    let sums: Vec<f64> = aggregator.iter().map(|series| series.sum.to_f64()).collect();
    assert_eq!(sums, [250.0, 0.25]);
}

#[cfg(feature = "std")]
#[test]
fn the_time_that_a_closure_takes() {
    use std::time::{Duration, Instant};
    let mut aggregator = Aggregator::<4, 64>::new();
    let started = Instant::now();
    let answer = aggregator.time("nap", || {
        std::thread::sleep(Duration::from_millis(5));
        42
    });
    let most = started.elapsed().as_secs_f64() * 1e3;
    assert_eq!(answer, 42);
    let nap = aggregator.iter().next().unwrap();
    assert_eq!((nap.name, nap.count), ("nap", 1));
    assert!((5.0..=most).contains(&nap.sum.to_f64()), "{:?} of {most}", nap.sum);
    assert_eq!(aggregator.time("no name", || 7), 7);
    assert_eq!(aggregator.refused(), 1);
}

#[test]
fn a_counter_from_increments() {
    let mut pulses = DeltaCounter::new();
    let mut queue = Queue::<8, 128>::new();
    pulses.add(7);
    pulses.update(12);
    queue.add(Counter::new("pulses", pulses.total())).unwrap();
    assert_eq!((pulses.total(), queue.len()), (19, 1));
}

#[test]
fn threads_share_an_aggregator() {
    static SENSORS: SharedAggregator<8, 128> = SharedAggregator::of(Aggregator::new().with_period(60));
    let handle = SENSORS.series("n").unwrap();
    std::thread::scope(|scope| {
        for thread in 0..4 {
            scope.spawn(move || {
                for value in 0..500 {
                    SENSORS.record(handle, value * 4 + thread).unwrap();
                    SENSORS.add_tagged("n", 1).unwrap();
                }
            });
        }
    });
    SENSORS.with(|sensors| {
        let totals: Vec<(u32, Value)> = sensors.iter().map(|series| (series.count, series.sum)).collect();
        assert_eq!(totals, [(2000, (2000 * 1999 / 2).into()), (2000, 2000.into())]);
        assert_eq!(SENSORS.add("n", 1), Err(AddError::Busy), "from within itself");
        assert_eq!(SENSORS.with(|_| ()), None);
        assert_eq!((sensors.refused(), SENSORS.refused()), (0, 1), "counted by what it is shared by");
    });
}
