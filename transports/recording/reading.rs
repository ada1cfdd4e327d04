//! The readings in the body of a recorded request.

use crate::json::{Event, Scanner, Text};

/// In which list of a body a reading stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
#[non_exhaustive]
pub enum RecordedKind {
    /// `gauges`, of `/metrics`.
    Gauge,
    /// `counters`, of `/metrics`.
    Counter,
    /// `measurements`, of `/measurements`, which have tags.
    Measurement,
}

/// One reading in the body of a [`RecordedRequest`](super::RecordedRequest).
///
/// Where a reading says nothing, the top level of the body speaks for it, as with the server. Texts are given as
/// they stand in the JSON, escapes and all; [`text`](Self::text) gives one that can be compared without them.
#[derive(Clone, Copy)]
pub struct RecordedReading<'a> {
    kind: RecordedKind,
    /// Before the first member of the reading, and of the body.
    own: Scanner<'a>,
    top: Scanner<'a>,
}

impl<'a> RecordedReading<'a> {
    /// In which list it stands.
    #[must_use]
    pub const fn kind(&self) -> RecordedKind {
        self.kind
    }

    /// The name of the metric.
    #[must_use]
    pub fn name(&self) -> &'a str {
        member_text(self.own, "name").map(raw).unwrap_or_default()
    }

    /// `value`, or `sum` of an aggregate.
    #[must_use]
    pub fn value(&self) -> Option<f64> {
        self.number("value").or_else(|| self.number("sum")).and_then(|digits| digits.parse().ok())
    }

    /// The source; empty if there is none.
    #[must_use]
    pub fn source(&self) -> &'a str {
        self.text("source").map(raw).unwrap_or_default()
    }

    /// The value of a tag. A reading with tags of its own has none of those at the top level.
    #[must_use]
    pub fn tag(&self, name: &str) -> Option<&'a str> {
        let mut tags = member(self.own, "tags").or_else(|| member(self.top, "tags"))?;
        match tags.next_event() {
            Ok(Some(Event::ObjectStart)) => member_text(tags, name).map(raw),
            _ => None,
        }
    }

    /// `measure_time` or `time`, in seconds since 1970.
    #[must_use]
    pub fn time(&self) -> Option<u64> {
        let time = match self.kind {
            RecordedKind::Measurement => "time",
            RecordedKind::Gauge | RecordedKind::Counter => "measure_time",
        };
        self.number(time).and_then(|digits| digits.parse().ok())
    }

    /// The digits of any member that is a number, such as `count` or `period`, as they stand in the JSON.
    #[must_use]
    pub fn number(&self, member: &str) -> Option<&'a str> {
        self.scalar(member, |event| match event {
            Event::Number(digits) => Some(digits),
            _ => None,
        })
    }

    /// Any member that is a string, such as `description`.
    #[must_use]
    pub fn text(&self, member: &str) -> Option<Text<'a>> {
        self.scalar(member, |event| match event {
            Event::String(text) => Some(text),
            _ => None,
        })
    }

    fn scalar<T>(&self, name: &str, wanted: impl Fn(Event<'a>) -> Option<T>) -> Option<T> {
        let mut value = member(self.own, name).or_else(|| member(self.top, name))?;
        value.next_event().ok().flatten().and_then(wanted)
    }
}

impl core::fmt::Debug for RecordedReading<'_> {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.debug_struct("RecordedReading")
            .field("kind", &self.kind)
            .field("name", &self.name())
            .field("value", &self.value())
            .field("source", &self.source())
            .finish_non_exhaustive()
    }
}

/// Walks over the readings of a body, in their order. Ends where the body is no JSON.
#[derive(Clone)]
pub(super) struct Readings<'a> {
    top: Scanner<'a>,
    walk: Scanner<'a>,
    list: Option<RecordedKind>,
}

impl<'a> Readings<'a> {
    pub(super) fn new(body: &'a [u8]) -> Self {
        let mut top = Scanner::new(body);
        if !matches!(top.next_event(), Ok(Some(Event::ObjectStart))) {
            // Nothing to walk over.
            top = Scanner::new(&[]);
        }
        Self { top, walk: top, list: None }
    }

    fn step(&mut self) -> Option<Option<RecordedReading<'a>>> {
        match (self.walk.next_event().ok()??, self.list) {
            (Event::Key(name), None) => {
                self.list = kind_of(name);
                if self.list.is_none() {
                    self.walk.skip_value().ok()?;
                }
            }
            // The lists may be arrays, or objects by number.
            (Event::ObjectStart, Some(kind)) if self.walk.depth() > self.top.depth().saturating_add(1) => {
                let own = self.walk;
                while self.walk.depth() >= own.depth() {
                    self.walk.next_event().ok()??;
                }
                return Some(Some(RecordedReading { kind, own, top: self.top }));
            }
            // The end of the list, or something that is none.
            _ if self.walk.depth() == self.top.depth() => self.list = None,
            _ => {}
        }
        Some(None)
    }
}

impl<'a> Iterator for Readings<'a> {
    type Item = RecordedReading<'a>;

    fn next(&mut self) -> Option<RecordedReading<'a>> {
        loop {
            if let Some(reading) = self.step()? {
                return Some(reading);
            }
        }
    }
}

/// A text as it stands in the JSON. What the scanner gives is UTF-8.
fn raw(text: Text<'_>) -> &str {
    core::str::from_utf8(text.raw()).unwrap_or_default()
}

fn kind_of(name: Text<'_>) -> Option<RecordedKind> {
    match raw(name) {
        "gauges" => Some(RecordedKind::Gauge),
        "counters" => Some(RecordedKind::Counter),
        "measurements" => Some(RecordedKind::Measurement),
        _ => None,
    }
}

/// Goes from before the first member of an object to the value of the one with this name.
fn member<'a>(mut object: Scanner<'a>, name: &str) -> Option<Scanner<'a>> {
    while let Ok(Some(Event::Key(key))) = object.next_event() {
        if key.is(name) {
            return Some(object);
        }
        object.skip_value().ok()?;
    }
    None
}

fn member_text<'a>(object: Scanner<'a>, name: &str) -> Option<Text<'a>> {
    match member(object, name)?.next_event() {
        Ok(Some(Event::String(text))) => Some(text),
        _ => None,
    }
}

#[cfg(feature = "defmt")]
crate::log::shown! {
    impl[] RecordedReading<'_>: |reading| "RecordedReading({}, {=str})", reading.kind, reading.name();
}
