//! The inputs of a measurement, and the reading that they make.

use librato::{Attributes, Counter, Gauge, Measurement, Reading, SummarizeFunction, Tag, UnixSeconds};
use serde_json::Value;

use super::{Stop, unsaid};
use crate::golden::case::{members, text};

#[derive(Clone, Copy)]
pub(super) enum Kind {
    Gauge,
    Counter,
    Tagged,
}

impl Kind {
    /// By the word of a step; a gauge where it has none.
    pub(super) fn of(word: &Value) -> Result<Self, Stop> {
        match word.as_str() {
            None | Some("gauge") => Ok(Self::Gauge),
            Some("counter") => Ok(Self::Counter),
            Some(_) => Err(unsaid("an unknown type of metric")),
        }
    }
}

/// A number of the file; `{"$float": ...}` stands for one that JSON has not.
pub(super) fn number(value: &Value) -> Result<librato::Value, Stop> {
    match value {
        Value::Number(number) => Ok(match (number.as_i64(), number.as_u64()) {
            (Some(int), _) => int.into(),
            (_, Some(int)) => int.into(),
            _ => number.as_f64().unwrap_or(f64::NAN).into(),
        }),
        Value::Object(_) if value["$float"].is_string() => {
            Ok(text(&value["$float"]).parse::<f64>().unwrap().into())
        }
        Value::Bool(_) => Err(unsaid("a truth value is no value")),
        _ => Err(unsaid("a value that is no number")),
    }
}

/// A map of texts; none where there is none.
pub(super) fn tags(map: &Value) -> Result<Vec<Tag<'_>>, Stop> {
    let texts = members(map).map(|(name, value)| value.as_str().map(|value| (name, value)));
    texts.collect::<Option<_>>().ok_or_else(|| unsaid("a tag that is no text"))
}

pub(super) fn seconds(value: &Value) -> Result<UnixSeconds, Stop> {
    value.as_u64().map(UnixSeconds).ok_or_else(|| unsaid("a time that is no whole second since 1970"))
}

/// What a step says about a measurement besides its name and value.
#[derive(Default)]
pub(super) struct Inputs<'v> {
    source: Option<&'v str>,
    time: Option<UnixSeconds>,
    tags: Option<Vec<Tag<'v>>>,
    inherit: bool,
    period: Option<u32>,
    display_name: Option<&'v str>,
    description: Option<&'v str>,
    attributes: Option<&'v Value>,
    /// Any other fields, as they stand in the file.
    others: Vec<(&'v str, String)>,
}

impl<'v> Inputs<'v> {
    /// Of a step's `fields`, and of its own `source`.
    pub(super) fn new(step: &'v Value) -> Result<Self, Stop> {
        let mut this = Self { source: step["source"].as_str(), ..Self::default() };
        for (name, value) in members(&step["fields"]) {
            let period = value.as_u64().and_then(|period| u32::try_from(period).ok());
            match (name, value) {
                (_, Value::Null) => return Err(unsaid("a field without a value")),
                ("source", Value::String(source)) => this.source = this.source.or(Some(source)),
                ("measure_time" | "time", _) => this.time = Some(seconds(value)?),
                ("tags", _) => this.tags = Some(tags(value)?),
                ("inherit_tags", _) => this.inherit = value == true,
                ("period", _) if period.is_some() => this.period = period,
                ("display_name", Value::String(name)) => this.display_name = Some(name),
                ("description", Value::String(text)) => this.description = Some(text),
                ("attributes", Value::Object(_)) => this.attributes = Some(value),
                _ => this.others.push((name, value.to_string())),
            }
        }
        Ok(this)
    }

    /// Calls `work` with the reading.
    pub(super) fn with<R>(
        &self,
        kind: Kind,
        name: &str,
        value: librato::Value,
        work: impl FnOnce(Reading<'_>) -> R,
    ) -> R {
        let raw = borrowed(&self.others);
        let (given, more) = self.attributes.map(split_attributes).unwrap_or_default();
        let more = borrowed(&more);
        let attributes = given.others(&more);
        // The kinds of readings have the same methods, but no trait.
        macro_rules! dressed {
            ($kind:ident) => {{
                let mut reading = $kind::new(name, value).fields(&raw);
                reading = self.source.map_or(reading, |source| reading.source(source));
                reading = self.time.map_or(reading, |time| reading.at(time));
                reading = self.tags.as_ref().map_or(reading, |tags| reading.tags(tags));
                reading = if self.inherit { reading.inherit_tags() } else { reading };
                reading = self.period.map_or(reading, |period| reading.period(period));
                reading = self.display_name.map_or(reading, |name| reading.display_name(name));
                reading = self.description.map_or(reading, |text| reading.description(text));
                reading = self.attributes.map_or(reading, |_| reading.attributes(&attributes));
                work(reading.into())
            }};
        }
        match kind {
            Kind::Gauge => dressed!(Gauge),
            Kind::Counter => dressed!(Counter),
            Kind::Tagged => dressed!(Measurement),
        }
    }
}

fn borrowed<'v>(fields: &'v [(&'v str, String)]) -> Vec<(&'v str, &'v str)> {
    fields.iter().map(|(name, json)| (*name, json.as_str())).collect()
}

/// Attributes that the library has words for, and the others as they stand in the file.
fn split_attributes(map: &Value) -> (Attributes<'_>, Vec<(&str, String)>) {
    let (mut given, mut others) = (Attributes::new(), Vec::new());
    for (name, value) in members(map) {
        let function = serde_json::from_value::<SummarizeFunction>(value.clone());
        given = match (name, value, number(value)) {
            ("color", Value::String(color), _) => given.color(color),
            ("display_units_long", Value::String(units), _) => given.units_long(units),
            ("display_units_short", Value::String(units), _) => given.units_short(units),
            ("display_min", _, Ok(min)) => given.display_min(min),
            ("display_max", _, Ok(max)) => given.display_max(max),
            ("display_stacked", Value::Bool(stacked), _) => given.stacked(*stacked),
            ("aggregate", Value::Bool(aggregate), _) => given.aggregate(*aggregate),
            ("gap_detection", Value::Bool(detect), _) => given.gap_detection(*detect),
            ("summarize_function", ..) if function.is_ok() => given.summarize(function.unwrap()),
            _ => {
                others.push((name, value.to_string()));
                given
            }
        };
    }
    (given, others)
}
