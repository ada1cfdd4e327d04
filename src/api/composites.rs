//! Composites over sources (API documentation of 2016, "Composites"). Those over tags are
//! [`measurements::compose`](super::measurements::compose), and [`metrics::define`](super::metrics::define) gives one a name.
//!
//! ```no_run
//! use librato::{Librato, UnixSeconds, composites};
//! # let api = Librato::from_env()?;
//! let start = UnixSeconds(1_421_733_600);
//! let mean = composites::get(r#"mean(s("temperature", "*"))"#, start).resolution(3600);
//! println!("{}", api.send(mean)?); // mean(s("temperature", "*")): 1 series, 24 measurements
//! println!("{}", mean.evaluate(&api)?); // over tags, if the client sends its measurements with tags
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

use super::measurements::TagsRef;
use super::metrics::PointRef;
use super::{Listing, Page};
use crate::UnixSeconds;
use crate::encode::{Path, Query, Route};
use crate::json::{JsonError, Picked, Step, Text, decode};
use crate::transport::Method;

/// Reads a composite over sources, without a metric of its own: `GET /metrics?compose=...`.
///
/// A device reads it as a [list](crate::Client::list), one measurement at a time.
///
/// ```
/// use librato::{UnixSeconds, composites};
/// let start = UnixSeconds(1_421_733_600);
/// let call = composites::get(r#"sum(s("temp.*", "*"))"#, start).end_time(UnixSeconds(1_421_737_200)).resolution(60);
/// ```
#[must_use]
pub const fn get(definition: &str, start: UnixSeconds) -> Get<'_> {
    Get { definition, start, end: None, resolution: 1, more: &[] }
}

/// See [`get`].
#[derive(Clone, Copy, Debug)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
pub struct Get<'a> {
    definition: &'a str,
    start: UnixSeconds,
    end: Option<UnixSeconds>,
    resolution: u32,
    more: &'a [(&'a str, &'a str)],
}

impl<'a> Get<'a> {
    /// Measurements up to this time.
    #[must_use]
    pub const fn end_time(mut self, time: UnixSeconds) -> Self {
        self.end = Some(time);
        self
    }

    /// How many seconds lie between two measurements; one without this.
    #[must_use]
    pub const fn resolution(mut self, seconds: u32) -> Self {
        self.resolution = seconds;
        self
    }

    /// More pairs of the query, for what this has no word for.
    #[must_use]
    pub const fn query(mut self, pairs: &'a [(&'a str, &'a str)]) -> Self {
        self.more = pairs;
        self
    }
}

impl Route for Get<'_> {
    fn method(&self) -> Method {
        Method::Get
    }

    fn path(&self, path: &mut Path<'_>) {
        path.segment("metrics");
    }

    fn query(&self, query: &mut Query<'_>) {
        query.pair("compose", self.definition);
        query.pair("start_time", self.start.0).pair("end_time", self.end.map(|end| end.0));
        query.pair("resolution", self.resolution);
        query.pairs(self.more);
    }
}

/// The measurements, one at a time, of one source after the other.
impl Listing for Get<'_> {
    type Item<'b> = PointRef<'b>;

    const WAY: &'static [Step] = &[Step::Key("measurements"), Step::Each, Step::Key("series"), Step::Each];
    const BESIDE: &'static [Step] = &[Step::Key("measurements"), Step::Each, Step::Key("source")];

    fn item(picked: Picked<'_>) -> Result<PointRef<'_>, JsonError> {
        #[derive(serde::Deserialize)]
        struct Measured {
            measure_time: u64,
            value: Option<f64>,
        }
        let Measured { measure_time, value } = decode(picked.json, picked.scratch)?;
        let source = TagsRef::new(picked.key).get("name").unwrap_or(Text::of_key(b""));
        Ok(PointRef { source, time: UnixSeconds(measure_time), value })
    }

    fn turn(&mut self, _: &Page) -> bool {
        false
    }
}

#[cfg(feature = "std")]
pub use owned::{Composed, Composite, SourceSeries};

#[cfg(feature = "std")]
mod owned {
    use std::string::String;
    use std::vec::Vec;

    use serde_json::{Map, Value as Json};

    use super::Get;
    use crate::api::OwnedEndpoint;
    use crate::api::lenient::or_default;
    use crate::api::measurements::{Compose, Measurements, TimeRange, compose};
    use crate::api::metrics::Point;
    use crate::transport::HttpTransport;
    use crate::{Error, Librato};

    impl OwnedEndpoint for Get<'_> {
        type Object = Composite;
    }

    impl<'a> Get<'a> {
        /// The same over tags.
        #[must_use]
        pub const fn tagged(self) -> Compose<'a> {
            let range = match self.end {
                Some(end) => TimeRange::between(self.start, end),
                None => TimeRange::since(self.start),
            };
            compose(self.definition, range).resolution(self.resolution).query(self.more)
        }

        /// Reads it where the measurements of this client go: over tags if it has [tags](Librato::default_tags), else over sources.
        ///
        /// # Errors
        /// As [`Librato::send`].
        pub fn evaluate<T: HttpTransport>(self, api: &Librato<T>) -> Result<Composed, Error> {
            if api.default_tags().is_empty() {
                api.send(self).map(Composed::Sources)
            } else {
                api.send(self.tagged()).map(Composed::Tags)
            }
        }
    }

    /// A composite over sources or over tags.
    #[derive(Clone, Debug, PartialEq, serde::Serialize)]
    #[serde(untagged)]
    pub enum Composed {
        /// Over sources.
        Sources(Composite),
        /// Over tags.
        Tags(Measurements),
    }

    /// A composite over sources.
    #[derive(Clone, Debug, Default, PartialEq, serde::Serialize, serde::Deserialize)]
    #[non_exhaustive]
    pub struct Composite {
        /// The definition.
        #[serde(skip_serializing_if = "Option::is_none")]
        pub compose: Option<String>,
        /// How many seconds lie between two measurements.
        #[serde(skip_serializing_if = "Option::is_none")]
        pub resolution: Option<u32>,
        /// A series for each metric and source.
        #[serde(default, deserialize_with = "or_default")]
        pub measurements: Vec<SourceSeries>,
        /// All other fields.
        #[serde(flatten)]
        pub other: Map<String, Json>,
    }

    /// What a composite makes of a metric and a source.
    #[derive(Clone, Debug, Default, PartialEq, serde::Serialize, serde::Deserialize)]
    #[non_exhaustive]
    pub struct SourceSeries {
        /// What the server says of the metric.
        #[serde(skip_serializing_if = "Option::is_none")]
        pub metric: Option<Map<String, Json>>,
        /// What it says of the source.
        #[serde(skip_serializing_if = "Option::is_none")]
        pub source: Option<Map<String, Json>>,
        /// Which metric and source the definition asks for.
        #[serde(skip_serializing_if = "Option::is_none")]
        pub query: Option<Map<String, Json>>,
        /// What came of it, the earliest first.
        #[serde(default, deserialize_with = "or_default")]
        pub series: Vec<Point>,
        /// How many seconds are put together, in a function with a period of its own.
        #[serde(skip_serializing_if = "Option::is_none")]
        pub period: Option<u32>,
        /// All other fields.
        #[serde(flatten)]
        pub other: Map<String, Json>,
    }

    impl core::fmt::Display for SourceSeries {
        fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
            let f = &mut crate::api::one_line::OneLine(f);
            write!(f, "{} measurements of {}", self.series.len(), self.source_name().unwrap_or("all sources"))
        }
    }

    impl SourceSeries {
        /// The name of the source; `*` for all of them together.
        #[must_use]
        pub fn source_name(&self) -> Option<&str> {
            self.source.as_ref()?.get("name")?.as_str()
        }
    }

    impl core::fmt::Display for Composite {
        fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
            let f = &mut crate::api::one_line::OneLine(f);
            let what = self.compose.as_deref().unwrap_or("composite");
            let points: usize = self.measurements.iter().map(|series| series.series.len()).sum();
            write!(f, "{what}: {} series, {points} measurements", self.measurements.len())
        }
    }

    impl core::fmt::Display for Composed {
        fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
            match self {
                Self::Sources(composite) => composite.fmt(f),
                Self::Tags(measurements) => measurements.fmt(f),
            }
        }
    }
}
