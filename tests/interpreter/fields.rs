//! The inputs of a measurement, and the reading that they make.

use librato::{Attributes, Counter, Gauge, Measurement, Reading, SummarizeFunction, UnixSeconds};
use serde_json::Value;

use super::case::text;
use super::steps::Stop;

/// What a step says about a measurement besides its name and value.
#[derive(Default)]
pub(crate) struct Inputs<'v> {
    source: Option<&'v str>,
    time: Option<UnixSeconds>,
    tags: Option<Vec<(&'v str, &'v str)>>,
    inherit: bool,
    period: Option<u32>,
    display_name: Option<&'v str>,
    description: Option<&'v str>,
    attributes: Option<&'v Value>,
    /// Any other fields, as raw JSON.
    others: Vec<(&'v str, String)>,
}

#[derive(Clone, Copy, PartialEq)]
pub(crate) enum Kind {
    Gauge,
    Counter,
    Tagged,
}

impl Kind {
    /// By the word of a step; a gauge where it has none.
    pub(crate) fn of(word: &Value) -> Result<Self, Stop> {
        match word.as_str() {
            None | Some("gauge") => Ok(Self::Gauge),
            Some("counter") => Ok(Self::Counter),
            Some(_) => Err(Stop::NotExpressible("an unknown type of metric")),
        }
    }
}

/// A number of the file; `{"$float": ...}` stands for one that JSON has not.
pub(crate) fn number(value: &Value) -> Result<librato::Value, Stop> {
    match value {
        Value::Number(number) => Ok(match (number.as_i64(), number.as_u64()) {
            (Some(int), _) => int.into(),
            (_, Some(int)) => int.into(),
            _ => number.as_f64().unwrap_or(f64::NAN).into(),
        }),
        Value::Object(object) => Ok(text(&object["$float"]).parse::<f64>().unwrap().into()),
        Value::Bool(_) => Err(Stop::NotExpressible("a truth value is no value")),
        _ => Err(Stop::NotExpressible("a value that is no number")),
    }
}

/// A map of texts.
pub(crate) fn tags(map: &Value) -> Result<Vec<(&str, &str)>, Stop> {
    let pairs = map.as_object().into_iter().flatten();
    pairs
        .map(|(name, value)| match value.as_str() {
            Some(value) => Ok((name.as_str(), value)),
            None => Err(Stop::NotExpressible("a tag that is no text")),
        })
        .collect()
}

pub(crate) fn seconds(value: &Value) -> Result<UnixSeconds, Stop> {
    value.as_u64().map(UnixSeconds).ok_or(Stop::NotExpressible("a time that is no whole second since 1970"))
}

impl<'v> Inputs<'v> {
    pub(crate) fn new(fields: &'v Value) -> Result<Self, Stop> {
        let mut this = Self::default();
        for (name, value) in fields.as_object().into_iter().flatten() {
            match (name.as_str(), value) {
                (_, Value::Null) => return Err(Stop::NotExpressible("a field without a value")),
                ("source", Value::String(source)) => this.source = Some(source),
                ("measure_time" | "time", _) => this.time = Some(seconds(value)?),
                ("tags", _) => this.tags = Some(tags(value)?),
                ("inherit_tags", _) => this.inherit = value == true,
                ("period", _) if value.as_u64().is_some_and(|period| period < 1 << 32) => {
                    this.period = value.as_u64().map(|period| period as u32);
                }
                ("display_name", Value::String(name)) => this.display_name = Some(name),
                ("description", Value::String(text)) => this.description = Some(text),
                ("attributes", Value::Object(_)) => this.attributes = Some(value),
                _ => this.others.push((name, value.to_string())),
            }
        }
        Ok(this)
    }

    pub(crate) fn source(mut self, source: Option<&'v str>) -> Self {
        self.source = source.or(self.source);
        self
    }

    /// Calls `work` with the reading.
    pub(crate) fn with<R>(
        &self,
        kind: Kind,
        name: &str,
        value: librato::Value,
        work: impl FnOnce(Reading<'_>) -> R,
    ) -> R {
        let raw: Vec<_> = self.others.iter().map(|(name, json)| (*name, json.as_str())).collect();
        let (given, more) = self.attributes.map(split_attributes).unwrap_or_default();
        let more: Vec<_> = more.iter().map(|(name, json)| (*name, json.as_str())).collect();
        let attributes = given.others(&more);
        // The kinds of readings have the same methods, but no trait.
        macro_rules! dressed {
            ($reading:expr) => {{
                let mut reading = $reading.fields(&raw);
                if let Some(source) = self.source {
                    reading = reading.source(source);
                }
                if let Some(time) = self.time {
                    reading = reading.at(time);
                }
                if let Some(tags) = &self.tags {
                    reading = reading.tags(tags);
                }
                if self.inherit {
                    reading = reading.inherit_tags();
                }
                if let Some(period) = self.period {
                    reading = reading.period(period);
                }
                if let Some(name) = self.display_name {
                    reading = reading.display_name(name);
                }
                if let Some(text) = self.description {
                    reading = reading.description(text);
                }
                if self.attributes.is_some() {
                    reading = reading.attributes(&attributes);
                }
                work(reading.into())
            }};
        }
        match kind {
            Kind::Gauge => dressed!(Gauge::new(name, value)),
            Kind::Counter => dressed!(Counter::new(name, value)),
            Kind::Tagged => dressed!(Measurement::new(name, value)),
        }
    }
}

/// Attributes that the library has words for, and the others as raw JSON.
fn split_attributes(map: &Value) -> (Attributes<'_>, Vec<(&str, String)>) {
    let mut given = Attributes::new();
    let mut others = Vec::new();
    for (name, value) in map.as_object().into_iter().flatten() {
        let function = serde_json::from_value::<SummarizeFunction>(value.clone());
        given = match (name.as_str(), value, number(value)) {
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
                others.push((name.as_str(), value.to_string()));
                given
            }
        };
    }
    (given, others)
}
