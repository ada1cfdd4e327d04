//! Readings and a queue for them, out of the fuzzer's bytes.

use std::collections::BTreeMap;

use libfuzzer_sys::arbitrary::{Result, Unstructured};

use crate::model::{Number, Setup, Spec, Tags, What};

/// Texts that several readings share, and that need care.
const TEXTS: [&str; 6] = ["a", "cpu.load", "\"", "a\\\"b", "é\u{1f321}", "\u{7f}\u{2028}"];
const JSON: [&str; 5] = ["null", "[1, {\"a\":\"\\u00e9\"}]", " -1.5e3\n", "\"x\\\"y\"", "{}"];

/// Readings, their queue, and the size of the windows that it is read through.
pub fn case(u: &mut Unstructured<'_>) -> Result<(Vec<Spec>, Setup, usize)> {
    let window = u.int_in_range(1..=1500)?;
    let setup = Setup {
        prefix: if u.arbitrary()? { text(u, 25)? } else { String::new() },
        source: maybe(u, |u| text(u, 63))?,
        tags: maybe(u, tags)?,
        plain_values: u.arbitrary()?,
        chunk: u.int_in_range(0..=6)?,
    };
    let many = u.int_in_range(1..=11)?;
    let specs = (0..many).map(|_| spec(u)).collect::<Result<_>>()?;
    Ok((specs, setup, window))
}

fn maybe<T>(
    u: &mut Unstructured<'_>,
    make: impl Fn(&mut Unstructured<'_>) -> Result<T>,
) -> Result<Option<T>> {
    if u.arbitrary()? { make(u).map(Some) } else { Ok(None) }
}

/// A text of up to so many characters, which may all have to be escaped. Never empty.
fn text(u: &mut Unstructured<'_>, most: usize) -> Result<String> {
    let fixed = *u.choose(&TEXTS)?;
    if u.arbitrary()? {
        return Ok(fixed.to_owned());
    }
    let len = u.int_in_range(1..=most)?;
    (0..len).map(|_| u.arbitrary::<char>()).collect()
}

fn tags(u: &mut Unstructured<'_>) -> Result<Tags> {
    let many = u.int_in_range(0..=4)?;
    let tags: BTreeMap<_, _> = (0..many).map(|_| Ok((text(u, 16)?, text(u, 63)?))).collect::<Result<_>>()?;
    Ok(tags.into_iter().collect())
}

fn number(u: &mut Unstructured<'_>) -> Result<Number> {
    Ok(match u.int_in_range(0..=5)? {
        0 => Number::Int(u.arbitrary()?),
        1 => Number::Uint(u.arbitrary()?),
        2 => Number::Decimal(u.arbitrary()?, u.int_in_range(0..=9)?),
        3 => Number::F64(f64::from(u.arbitrary::<i32>()?) / 1000.0),
        4 => Number::F64(Some(u.arbitrary()?).filter(|float: &f64| float.is_finite()).unwrap_or(-0.0)),
        _ => Number::F32(Some(u.arbitrary()?).filter(|float: &f32| float.is_finite()).unwrap_or(f32::MAX)),
    })
}

/// A number that a summary keeps to the last bit, whatever the others are.
fn small_number(u: &mut Unstructured<'_>) -> Result<Number> {
    Ok(match u.int_in_range(0..=2)? {
        0 => Number::Int(u.int_in_range(-1_000_000..=1_000_000)?),
        1 => Number::Decimal(u.int_in_range(-(1 << 40)..=1 << 40)?, u.int_in_range(0..=9)?),
        _ => Number::F64(u.int_in_range(-(1_i64 << 50)..=1 << 50)? as f64 / (1_u64 << 30) as f64),
    })
}

fn what(u: &mut Unstructured<'_>) -> Result<What> {
    Ok(match u.int_in_range(0..=3)? {
        0 => What::Gauge(number(u)?),
        1 => What::Counter(number(u)?),
        2 => What::Measurement(number(u)?),
        _ => {
            let (tagged, count, sum) = (u.arbitrary()?, u.int_in_range(1..=u32::MAX)?, small_number(u)?);
            let ends = maybe(u, |u| Ok((small_number(u)?, small_number(u)?)))?;
            let ends = ends.map(|(a, b)| if a.f64() <= b.f64() { (a, b) } else { (b, a) });
            What::Summary(tagged, count, sum, ends, maybe(u, small_number)?, maybe(u, small_number)?)
        }
    })
}

fn spec(u: &mut Unstructured<'_>) -> Result<Spec> {
    let what = what(u)?;
    let is_gauge_or_counter = matches!(what, What::Gauge(_) | What::Counter(_));
    let mut spec = Spec {
        what,
        name: text(u, 30)?,
        source: maybe(u, |u| text(u, 63))?,
        tags: maybe(u, tags)?.filter(|_| !is_gauge_or_counter),
        inherit: u.arbitrary()?,
        time: u.arbitrary()?,
        period: None,
        texts: (None, None),
        color: None,
        field: None,
    };
    if u.ratio(1, 4)? {
        spec.period = u.arbitrary()?;
        spec.texts = (maybe(u, |u| text(u, 24))?, maybe(u, |u| text(u, 24))?);
        spec.color = maybe(u, |u| Ok((text(u, 10)?, number(u)?, u.arbitrary()?)))?;
        spec.field = maybe(u, |u| {
            let name = *u.choose(&["unit", "a\"b", "é"])?;
            Ok((name.to_owned(), (*u.choose(&JSON)?).to_owned()))
        })?;
    }
    Ok(spec)
}
