//! The fields of a reading beyond name, value, source, tags and time, as JSON members, each with a comma before it.

use super::digits::with_digits;
use super::reading::Details;
use super::{Attributes, Number, Reading, ReadingError, Sample, SummarizeFunction, Value};
use crate::text::escape;

type Piece<'p> = dyn FnMut(&[u8]) + 'p;

/// Fields that a reading has of its own and a raw field cannot be.
const OWN: [&str; 6] = ["name", "value", "measure_time", "time", "tags", "inherit_tags"];
/// Those of a summary; a tagged value goes out as one with the first two.
const SUMMARY: [&str; 7] = ["count", "sum", "min", "max", "sum_squares", "last", "stddev"];

fn is_own(reading: &Reading<'_>, tagged: bool, folds: bool, name: &str) -> bool {
    let summary = match reading.sample {
        // It may become a summary.
        _ if folds => &SUMMARY,
        Sample::Value(_) if tagged => SUMMARY.get(..2).unwrap_or_default(),
        Sample::Value(_) => &[],
        _ => &SUMMARY,
    };
    let details = reading.details();
    OWN.contains(&name)
        || summary.contains(&name)
        || match name {
            "source" => !tagged,
            "period" => details.period.is_some(),
            "display_name" => details.display_name.is_some(),
            "description" => details.description.is_some(),
            "attributes" => details.attributes.is_some(),
            _ => false,
        }
}

fn is_own_attribute(attributes: &Attributes<'_>, name: &str) -> bool {
    match name {
        "color" => attributes.color.is_some(),
        "display_units_long" => attributes.units_long.is_some(),
        "display_units_short" => attributes.units_short.is_some(),
        "display_min" => attributes.min.is_some(),
        "display_max" => attributes.max.is_some(),
        "display_stacked" => attributes.stacked.is_some(),
        "summarize_function" => attributes.summarize.is_some(),
        "aggregate" => attributes.aggregate.is_some(),
        "gap_detection" => attributes.gap_detection.is_some(),
        _ => false,
    }
}

/// Refuses an empty name, one that is there twice, and one of those `taken`.
fn check_names(fields: &[(&str, &str)], taken: impl Fn(&str) -> bool) -> Result<(), ReadingError> {
    let mut rest = fields;
    while let Some(((name, _), others)) = rest.split_first() {
        if name.is_empty() || taken(name) || others.iter().any(|(other, _)| other == name) {
            return Err(ReadingError::Field);
        }
        rest = others;
    }
    Ok(())
}

/// Writes them. Readings hold a pointer to this function only if they have such fields, so that firmware without them
/// does not link it: 2 KB of flash, the check of raw JSON included. `folds`: the queue may make a summary of several such
/// readings.
pub(super) fn write(
    reading: &Reading<'_>,
    tagged: bool,
    folds: bool,
    piece: &mut Piece<'_>,
) -> Result<(), ReadingError> {
    let Details { period, display_name, description, attributes, fields, .. } = reading.details();
    if let Some(period) = period {
        piece(b",\"period\":");
        with_digits(Number::Digits(i64::from(period), 0), &mut *piece);
    }
    text("display_name", display_name, piece);
    text("description", description, piece);
    if let Some(attributes) = attributes {
        write_attributes(attributes, piece)?;
    }
    check_names(fields, |name| is_own(reading, tagged, folds, name))?;
    for (name, json) in fields {
        raw(name, json, piece)?;
    }
    Ok(())
}

fn key(name: &str, piece: &mut Piece<'_>) {
    piece(b",\"");
    escape(name.as_bytes(), piece);
    piece(b"\":");
}

fn text(name: &str, value: Option<&str>, piece: &mut Piece<'_>) {
    if let Some(value) = value {
        key(name, piece);
        piece(b"\"");
        escape(value.as_bytes(), piece);
        piece(b"\"");
    }
}

fn raw(name: &str, json: &str, piece: &mut Piece<'_>) -> Result<(), ReadingError> {
    crate::json::check(json.as_bytes()).map_err(|_| ReadingError::Json)?;
    key(name, piece);
    piece(json.trim_matches([' ', '\t', '\r', '\n']).as_bytes());
    Ok(())
}

fn number(name: &str, value: Option<Value>, piece: &mut Piece<'_>) -> Result<(), ReadingError> {
    if let Some(value) = value {
        let number = Number::try_from(value)?;
        key(name, piece);
        with_digits(number, &mut *piece);
    }
    Ok(())
}

fn flag(name: &str, value: Option<bool>, piece: &mut Piece<'_>) {
    if let Some(value) = value {
        key(name, piece);
        piece(if value { b"true" } else { b"false" });
    }
}

/// The members come with a comma before each; the first one is left out.
fn write_attributes(attributes: &Attributes<'_>, piece: &mut Piece<'_>) -> Result<(), ReadingError> {
    piece(b",\"attributes\":{");
    let mut first = true;
    let mut inner = |bytes: &[u8]| {
        let bytes = if first { bytes.strip_prefix(b",").unwrap_or(bytes) } else { bytes };
        first = false;
        piece(bytes);
    };
    text("color", attributes.color, &mut inner);
    text("display_units_long", attributes.units_long, &mut inner);
    text("display_units_short", attributes.units_short, &mut inner);
    number("display_min", attributes.min, &mut inner)?;
    number("display_max", attributes.max, &mut inner)?;
    flag("display_stacked", attributes.stacked, &mut inner);
    text("summarize_function", attributes.summarize.map(SummarizeFunction::as_str), &mut inner);
    flag("aggregate", attributes.aggregate, &mut inner);
    flag("gap_detection", attributes.gap_detection, &mut inner);
    check_names(attributes.others, |name| is_own_attribute(attributes, name))?;
    for (name, json) in attributes.others {
        raw(name, json, &mut inner)?;
    }
    piece(b"}");
    Ok(())
}
