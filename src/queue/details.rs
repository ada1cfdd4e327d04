//! The fields of a reading beyond name, value, source, tags and time, as JSON members, each with a comma before it.

use crate::encode::write_integer;
use crate::readings::{Attributes, Number, Reading, ReadingError, SummarizeFunction, Value};
use crate::text::escape;

type Piece<'p> = dyn FnMut(&[u8]) + 'p;

/// Fields that a reading has of its own and a raw field cannot be.
const OWN: [&str; 7] = ["name", "value", "source", "measure_time", "time", "tags", "inherit_tags"];

pub(super) fn write(reading: &Reading<'_>, tagged: bool, piece: &mut Piece<'_>) -> Result<(), ReadingError> {
    if let Some(period) = reading.period {
        piece(b",\"period\":");
        write_integer(i64::from(period), piece);
    }
    text("display_name", reading.display_name, piece);
    text("description", reading.description, piece);
    if let Some(attributes) = reading.attributes {
        write_attributes(attributes, piece)?;
    }
    for (name, json) in reading.fields {
        let taken = OWN.contains(name) && !(tagged && *name == "source");
        if name.is_empty() || taken {
            return Err(ReadingError::Field);
        }
        raw(name, json, piece)?;
    }
    Ok(())
}

fn key(name: &str, piece: &mut Piece<'_>) {
    piece(b",\"");
    escape(name, piece);
    piece(b"\":");
}

fn text(name: &str, value: Option<&str>, piece: &mut Piece<'_>) {
    if let Some(value) = value {
        key(name, piece);
        piece(b"\"");
        escape(value, piece);
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
        crate::encode::write_number(number, piece);
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
    for (name, json) in attributes.others {
        if name.is_empty() {
            return Err(ReadingError::Field);
        }
        raw(name, json, &mut inner)?;
    }
    piece(b"}");
    Ok(())
}
