//! Sums that are exact, and sums as everybody's floats have them.

use librato::{AddError, Aggregator, Decimal, ReadingError, Value};
use proptest::prelude::*;

fn only(aggregator: &librato::AggregatorView) -> librato::Aggregate<'_> {
    let mut series = aggregator.iter();
    let found = series.next().expect("one series");
    assert!(series.next().is_none());
    found
}

/// The value in units of a trillionth.
fn exact(value: Value) -> i128 {
    let (digits, places) = match value {
        Value::Int(int) => (i128::from(int), 0),
        Value::Uint(int) => (i128::from(int), 0),
        Value::Decimal(decimal) => (i128::from(decimal.digits), decimal.places),
        Value::Float(float) => panic!("{float} among digits"),
    };
    digits * 10_i128.pow(12 - u32::from(places))
}

proptest! {
    #![proptest_config(crate::fixed())]

    #[test]
    fn decimals_add_up_exactly(values in prop::collection::vec((-1_000_000_i64..1_000_000, 0_u8..=6), 1..60)) {
        let mut aggregator = Aggregator::<4, 64>::new();
        let handle = aggregator.series("t").unwrap();
        for (index, &(digits, places)) in values.iter().enumerate() {
            if index % 2 == 0 {
                aggregator.add("t", Decimal::new(digits, places)).unwrap();
            } else {
                aggregator.record(handle, Decimal::new(digits, places)).unwrap();
            }
        }
        let values: Vec<i128> = values.iter().map(|&(digits, places)| exact(Decimal::new(digits, places).into())).collect();
        let totals = only(&aggregator);
        prop_assert_eq!(totals.count as usize, values.len());
        prop_assert_eq!(exact(totals.sum), values.iter().sum::<i128>());
        prop_assert_eq!(exact(totals.min), *values.iter().min().unwrap());
        prop_assert_eq!(exact(totals.max), *values.iter().max().unwrap());
        prop_assert_eq!(totals.sum_squares, None);
    }

    #[test]
    fn squares_add_up_exactly(values in prop::collection::vec((-1_000_i64..1_000, 0_u8..=3), 1..60)) {
        let mut aggregator = Aggregator::<4, 64>::new().with_squares();
        for &(digits, places) in &values {
            aggregator.add("t", Decimal::new(digits, places)).unwrap();
        }
        let squares = |(digits, places): &(i64, u8)| exact(Decimal::new(digits * digits, places * 2).into());
        let expected: i128 = values.iter().map(squares).sum();
        prop_assert_eq!(exact(only(&aggregator).sum_squares.unwrap()), expected);
    }

    /// As long as the sum fits 64 bits it is exact; a value that would burst it changes nothing (or, with floats, is
    /// taken as one).
    #[test]
    fn integers_of_any_size(values in prop::collection::vec(any::<i64>(), 1..20)) {
        let mut aggregator = Aggregator::<4, 64>::new();
        let (mut sum, mut count) = (0_i64, 0);
        for &value in &values {
            match (sum.checked_add(value), aggregator.add("t", value)) {
                (Some(next), Ok(())) => (sum, count) = (next, count + 1),
                (None, Err(error)) if !cfg!(feature = "float") => {
                    prop_assert_eq!(error, AddError::Invalid(ReadingError::TooPrecise));
                }
                (None, Ok(())) if cfg!(feature = "float") => {
                    let found = only(&aggregator).sum.to_f64();
                    let expected = sum as f64 + value as f64;
                    prop_assert!((found - expected).abs() <= expected.abs() * 1e-15, "{} {}", found, expected);
                    return Ok(());
                }
                (exact, found) => prop_assert!(false, "{:?} {:?}", exact, found),
            }
            let totals = only(&aggregator);
            prop_assert_eq!((totals.sum, totals.count), (Value::Int(sum), count));
        }
    }
}

#[cfg(feature = "float")]
proptest! {
    #![proptest_config(crate::fixed())]

    /// Integers until the first float, then plain addition from left to right.
    #[test]
    fn floats_add_up_as_in_any_language(values in prop::collection::vec(
        prop_oneof![
            (-(1_i64 << 53)..1 << 53).prop_map(Value::Int),
            any::<f64>().prop_filter("finite", |float| float.is_finite()).prop_map(Value::Float),
            (-1e6_f64..1e6).prop_map(Value::Float),
            (-1000_i64..1000).prop_map(|int| Value::Float(int as f64 / 10.0)),
        ], 1..40)
    ) {
        let mut aggregator = Aggregator::<4, 64>::new();
        let handle = aggregator.series("t").unwrap();
        let (mut whole, mut float, mut is_float) = (0_i64, 0.0_f64, false);
        let (mut min, mut max) = (f64::INFINITY, f64::NEG_INFINITY);
        for (index, &value) in values.iter().enumerate() {
            let added = if index % 3 == 0 { aggregator.add("t", value) } else { aggregator.record(handle, value) };
            let next = match value {
                Value::Int(int) if !is_float => {
                    whole += int;
                    whole as f64
                }
                _ if is_float => float + value.to_f64(),
                _ => whole as f64 + value.to_f64(),
            };
            if !next.is_finite() {
                prop_assert_eq!(added, Err(AddError::Invalid(ReadingError::TooPrecise)));
                continue;
            }
            prop_assert_eq!(added, Ok(()));
            is_float |= matches!(value, Value::Float(_));
            float = next;
            (min, max) = (min.min(value.to_f64()), max.max(value.to_f64()));
            let totals = only(&aggregator);
            prop_assert_eq!(totals.sum.to_f64(), next);
            prop_assert_eq!((totals.min.to_f64(), totals.max.to_f64()), (min, max));
        }
    }

    #[test]
    fn squares_of_floats(values in prop::collection::vec(-1e6_f64..1e6, 1..40)) {
        let mut aggregator = Aggregator::<4, 64>::new().with_squares();
        let mut squares = 0.0;
        for &value in &values {
            aggregator.add("t", value).unwrap();
            squares += value * value;
        }
        prop_assert_eq!(only(&aggregator).sum_squares, Some(Value::Float(squares)));
    }
}

#[test]
fn a_tenth_and_two_tenths() {
    let mut aggregator = Aggregator::<4, 64>::new();
    for value in [0.1, 0.2] {
        aggregator.add("float", value).unwrap();
    }
    for tenths in [1, 2] {
        aggregator.add("decimal", Decimal::new(tenths, 1)).unwrap();
    }
    let sums: Vec<Value> = aggregator.iter().map(|series| series.sum).collect();
    let float =
        if cfg!(feature = "float") { Value::Float(0.1 + 0.2) } else { Value::Decimal(Decimal::new(3, 1)) };
    assert_eq!(sums, [float, Value::Decimal(Decimal::new(3, 1))]);
}

#[test]
fn after_the_values_are_gone_digits_are_digits_again() {
    let mut aggregator = Aggregator::<4, 64>::new();
    aggregator.add("t", 0.5).unwrap();
    aggregator.clear();
    aggregator.add("t", 7).unwrap();
    assert_eq!(only(&aggregator).sum, Value::Int(7));
}

#[test]
fn what_is_no_number_is_refused_and_counted() {
    let mut aggregator = Aggregator::<4, 64>::new();
    let handle = aggregator.series("t").unwrap();
    for value in [f64::NAN, f64::INFINITY, f64::NEG_INFINITY] {
        assert_eq!(aggregator.add("t", value), Err(AddError::Invalid(ReadingError::NotFinite)));
        assert_eq!(aggregator.record(handle, value), Err(AddError::Invalid(ReadingError::NotFinite)));
    }
    assert!(aggregator.is_empty());
    aggregator.add("t", 5).unwrap();
    assert_eq!(aggregator.record(handle, f64::NAN), Err(AddError::Invalid(ReadingError::NotFinite)));
    assert_eq!(
        aggregator.record(handle, Decimal::new(1, 10)),
        Err(AddError::Invalid(ReadingError::TooPrecise))
    );
    let totals = only(&aggregator);
    assert_eq!((totals.count, totals.sum, totals.min, totals.max), (1, 5.into(), 5.into(), 5.into()));
    assert_eq!(aggregator.refused(), 8);
    assert_eq!(only(&aggregator).mean(), 5.0);
}

#[cfg(not(feature = "float"))]
#[test]
fn a_square_that_does_not_fit_changes_nothing() {
    let mut aggregator = Aggregator::<4, 64>::new().with_squares();
    aggregator.add("t", 3).unwrap();
    assert_eq!(aggregator.add("t", i64::MAX), Err(AddError::Invalid(ReadingError::TooPrecise)));
    assert_eq!(aggregator.add("new", i64::MAX), Err(AddError::Invalid(ReadingError::TooPrecise)));
    assert_eq!(aggregator.add("t", 0.0001), Err(AddError::Invalid(ReadingError::NeedsFloat)));
    let totals = only(&aggregator);
    assert_eq!((totals.count, totals.sum_squares), (1, Some(9.into())));
}
