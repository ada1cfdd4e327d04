//! The `metrics` facade.

use std::string::String;
use std::sync::Arc;
use std::vec::Vec;

use metrics::{Counter, Gauge, Histogram, KeyName, Metadata, SetRecorderError, SharedString, Unit};

use super::registry::Registry;
use super::series::{Details, Key, Kind, Series};

/// Takes what a program measures with the [`metrics`] crate, for a [`Reporter`](super::Reporter) to send.
///
/// Counters become counters, or gauges of their [increase](Self::counters_as_deltas); gauges are reported each period with all values
/// that they had in it; histograms as count, sum, minimum and maximum, and [percentiles](Self::percentiles) if they are wanted.
/// Labels become tags, or are put [into the source](Self::labels_to_source); descriptions and units become attributes. What a
/// rule of the API forbids in a tag becomes `_`, and of labels that come to the same tag the last one counts; names follow the
/// client's [`NamePolicy`](crate::NamePolicy).
///
/// A program that imports `librato::metrics`, the calls for metrics, writes the macros of the crate as `::metrics::counter!`.
///
/// ```no_run
/// use librato::{Librato, NamePolicy, python_sanitizer};
/// use std::time::Duration;
/// let api = Librato::from_env()?.names(NamePolicy::Sanitize(python_sanitizer));
/// let reporter = api.reporter(Duration::from_secs(60))?;
/// reporter.recorder().percentiles(&[50.0, 99.0]).install()?;
///
/// metrics::counter!("requests", "status" => "200").increment(1);
/// metrics::histogram!("requests.duration").record(0.25);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug)]
pub struct Recorder {
    registry: Arc<Registry>,
    percentiles: Vec<f64>,
    deltas: bool,
    /// What stands between labels in a source; labels are tags without it.
    separator: Option<String>,
}

impl Recorder {
    pub(super) const fn new(registry: Arc<Registry>) -> Self {
        Self { registry, percentiles: Vec::new(), deltas: false, separator: None }
    }

    /// Reports these percentiles, from 0 to 100, of each histogram as well, as gauges `NAME.p99`. Each histogram takes up to 32 KB
    /// then.
    #[must_use]
    pub fn percentiles(mut self, percentiles: &[f64]) -> Self {
        self.percentiles = percentiles.into();
        self
    }

    /// Reports of a counter how much it increased in the period, as a gauge.
    #[must_use]
    pub const fn counters_as_deltas(mut self) -> Self {
        self.deltas = true;
        self
    }

    /// Puts the values of labels into the source, in their order and with this between them, for servers that know no tags. A
    /// source is cut at 255 characters.
    #[must_use]
    pub fn labels_to_source(mut self, separator: &str) -> Self {
        self.separator = Some(separator.into());
        self
    }

    /// Makes this the recorder of the whole program.
    ///
    /// # Errors
    /// If there is one already.
    pub fn install(self) -> Result<(), SetRecorderError<Self>> {
        metrics::set_global_recorder(self)
    }

    fn series(&self, kind: Kind, key: &metrics::Key, percentiles: &[f64]) -> Arc<Series> {
        let mut own = Key::new(key.name());
        match &self.separator {
            Some(separator) => {
                let values: Vec<_> = key.labels().map(|label| clean(label.value(), false)).collect();
                let source = || values.join(separator).chars().take(255).collect();
                own.source = (!values.is_empty()).then(source);
            }
            None => {
                for label in key.labels() {
                    own.set_tag(clean(label.key(), false), clean(label.value(), true));
                }
            }
        }
        self.registry.series(kind, own, percentiles)
    }

    fn describe(&self, name: &KeyName, unit: Option<Unit>, description: &SharedString) {
        let unit = unit.map(|unit| (unit.as_canonical_label(), unit.as_str()));
        self.registry.describe(name.as_str(), Details { description: description.as_ref().into(), unit });
    }
}

/// A text as a tag can have it.
fn clean(text: &str, is_value: bool) -> String {
    let fits = |character: char| match character {
        '.' | ':' | '-' | '_' => true,
        ' ' | '?' | '/' | '\\' => is_value,
        _ => character.is_ascii_alphanumeric(),
    };
    let text: String = text.chars().map(|character| if fits(character) { character } else { '_' }).collect();
    let most = if is_value { 255 } else { 64 };
    if text.is_empty() { "_".into() } else { text.chars().take(most).collect() }
}

impl metrics::Recorder for Recorder {
    fn describe_counter(&self, key: KeyName, unit: Option<Unit>, description: SharedString) {
        self.describe(&key, unit, &description);
    }

    fn describe_gauge(&self, key: KeyName, unit: Option<Unit>, description: SharedString) {
        self.describe(&key, unit, &description);
    }

    fn describe_histogram(&self, key: KeyName, unit: Option<Unit>, description: SharedString) {
        self.describe(&key, unit, &description);
    }

    fn register_counter(&self, key: &metrics::Key, _: &Metadata<'_>) -> Counter {
        let kind = if self.deltas { Kind::Delta } else { Kind::Counter };
        Counter::from_arc(self.series(kind, key, &[]))
    }

    fn register_gauge(&self, key: &metrics::Key, _: &Metadata<'_>) -> Gauge {
        Gauge::from_arc(self.series(Kind::Level, key, &[]))
    }

    fn register_histogram(&self, key: &metrics::Key, _: &Metadata<'_>) -> Histogram {
        Histogram::from_arc(self.series(Kind::Gauge, key, &self.percentiles))
    }
}

impl metrics::CounterFn for Series {
    fn increment(&self, value: u64) {
        self.add(value);
    }

    fn absolute(&self, value: u64) {
        self.raise(value);
    }
}

impl metrics::GaugeFn for Series {
    fn increment(&self, value: f64) {
        self.change(|level| level + value);
    }

    fn decrement(&self, value: f64) {
        self.change(|level| level - value);
    }

    fn set(&self, value: f64) {
        self.change(|_| value);
    }
}

impl metrics::HistogramFn for Series {
    fn record(&self, value: f64) {
        Self::record(self, value);
    }
}
