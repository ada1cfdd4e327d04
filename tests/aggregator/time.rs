//! The measure time: chosen, or from the clock, cut down to the period.

use librato::{AddError, Aggregator, Queue, ReadingError, UnixSeconds};

const fn at(time: u64) -> Option<UnixSeconds> {
    Some(UnixSeconds(time))
}

#[test]
fn a_time_of_zero_is_a_time() {
    let mut aggregator = Aggregator::<4, 64>::new();
    aggregator.set_measure_time(at(0)).unwrap();
    assert_eq!(aggregator.measure_time_at(at(99)), at(0));
    let mut floored = Aggregator::<4, 64>::new().with_period(60);
    floored.set_measure_time(at(45)).unwrap();
    assert_eq!(floored.measure_time_at(at(99)), at(0));
}

#[test]
fn without_a_period_the_clock_does_not_matter() {
    let mut aggregator = Aggregator::<4, 64>::new();
    assert_eq!(aggregator.measure_time_at(at(99)), None);
    aggregator.set_measure_time(at(7)).unwrap();
    assert_eq!(aggregator.measure_time_at(at(99)), at(7));
    aggregator.set_measure_time(None).unwrap();
    assert_eq!(aggregator.measure_time_at(at(99)), None);
}

#[test]
fn a_time_goes_with_the_last_values() {
    let mut queue = Queue::<64, 512>::new();
    let mut chosen = Aggregator::<4, 64>::new().with_period(10);
    chosen.set_measure_time(at(77)).unwrap();
    let mut clocked = Aggregator::<4, 64>::new().with_period(10);
    clocked.add("t", 1).unwrap();
    assert_eq!(clocked.measure_time_at(None), None, "nothing to keep");
    assert_eq!(clocked.measure_time_at(at(59)), at(50));
    assert_eq!(clocked.measure_time_at(at(99)), at(50), "read once, it stays");
    for aggregator in [&mut chosen, &mut clocked] {
        aggregator.add("t", 1).unwrap();
        assert_eq!(queue.add_aggregator_at(aggregator, at(99)), Ok(1));
        assert_eq!(aggregator.measure_time_at(at(199)), at(190));
        aggregator.set_measure_time(at(77)).unwrap();
        assert_eq!(aggregator.measure_time_at(at(199)), at(70));
        aggregator.clear();
        assert_eq!(aggregator.measure_time_at(at(299)), at(290));
    }
}

#[test]
fn a_time_stays_with_the_values_that_stay() {
    let mut aggregator = Aggregator::<4, 64>::new().with_period(10);
    aggregator.add("a", 1).unwrap();
    aggregator.add_tagged("b", 1).unwrap();
    aggregator.measure_time_at(at(59));
    let mut queue = Queue::<3, 128>::new();
    assert!(queue.add_aggregator_at(&mut aggregator, at(99)).is_err());
    assert_eq!(aggregator.measure_time_at(at(99)), at(50));
    aggregator.add("a", 1).unwrap();
    aggregator.clear_gauges();
    assert_eq!(aggregator.measure_time_at(at(99)), at(50));
    aggregator.clear_tagged();
    assert_eq!(aggregator.measure_time_at(at(99)), at(90));
}

#[test]
fn times_after_2106_are_refused_and_nothing_moves() {
    let late = at(1 << 32);
    let mut aggregator = Aggregator::<4, 64>::new().with_period(1);
    aggregator.set_measure_time(at(5)).unwrap();
    assert_eq!(aggregator.set_measure_time(late), Err(AddError::Invalid(ReadingError::Time)));
    assert_eq!(aggregator.measure_time_at(None), at(5));
    aggregator.set_measure_time(None).unwrap();
    aggregator.add("t", 1).unwrap();
    let mut queue = Queue::<64, 512>::new();
    assert_eq!(queue.add_aggregator_at(&mut aggregator, late), Err(AddError::Invalid(ReadingError::Time)));
    assert_eq!((aggregator.len(), queue.len(), queue.counts().invalid), (1, 0, 0));
}

#[cfg(feature = "std")]
#[test]
fn the_systems_clock() {
    let seconds = || std::time::UNIX_EPOCH.elapsed().unwrap().as_secs();
    let before = seconds();
    let mut aggregator = Aggregator::<4, 64>::new().with_period(1);
    let time = aggregator.measure_time().unwrap().0;
    assert!((before..=seconds()).contains(&time), "{time}");
    aggregator.add("t", 1).unwrap();
    let mut queue = Queue::<64, 512>::new();
    assert_eq!(queue.add_aggregator(&mut aggregator), Ok(1));
}

#[test]
fn a_clock_beyond_2106_is_not_kept() {
    let mut aggregator = Aggregator::<4, 64>::new().with_period(60);
    aggregator.add("t", 1).unwrap();
    assert_eq!(aggregator.measure_time_at(Some(UnixSeconds(u64::MAX))), None);
    assert_eq!(aggregator.measure_time_at(Some(UnixSeconds(125))), Some(UnixSeconds(120)));
}
