//! A metric, and the list of them.

use crate::api::{List, Resource};
use crate::json::{Step, Text};

/// The metrics of an account.
#[derive(Debug)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
pub enum Metrics {}

impl Resource for Metrics {
    type Item<'b> = MetricRef<'b>;
    const PATH: &'static str = "metrics";
    const WAY: &'static [Step] = &[Step::Key("metrics"), Step::Each];
}

/// Lists metrics: `GET /metrics`.
///
/// ```
/// use core::ops::ControlFlow;
/// use librato::transports::Recording;
/// use librato::{Client, Credentials, Millis, Server, metrics};
///
/// let page = r#"{"query":{"found":1},"metrics":[{"name":"caf\u00e9.temp","type":"gauge","period":60}]}"#;
/// let transport = Recording::<512>::new().answer_with(200, &[], page);
/// let mut client = Client::new(Server::from_static("https://metrics.example.net"), Credentials::none(), transport);
/// let mut buffer = [0; 256];
/// let mut names = 0;
/// client.list(metrics::list().name("temp"), &mut buffer, Millis(0), |metric| {
///     names += usize::from(metric.is_ok_and(|metric| metric.name.is("café.temp") && metric.period == Some(60)));
///     ControlFlow::Continue(())
/// })?;
/// assert_eq!(names, 1);
/// # Ok::<(), librato::ApiError>(())
/// ```
#[must_use]
pub const fn list<'a>() -> List<'a, Metrics> {
    List::new()
}

/// What a device keeps of a metric. Its texts lie in the caller's buffer.
#[derive(Clone, Copy, Debug, PartialEq, serde::Deserialize)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
#[non_exhaustive]
pub struct MetricRef<'b> {
    /// Its name.
    #[serde(borrow)]
    pub name: Text<'b>,
    /// `gauge`, `counter` or `composite`.
    #[serde(rename = "type")]
    pub kind: Option<Text<'b>>,
    /// The name that people see.
    pub display_name: Option<Text<'b>>,
    /// What it measures.
    pub description: Option<Text<'b>>,
    /// How often it is reported, in seconds.
    pub period: Option<u32>,
    /// How a composite is made of others.
    pub composite: Option<Text<'b>>,
}

#[cfg(feature = "std")]
pub use owned::{Metric, MetricType};

#[cfg(feature = "std")]
mod owned {
    use std::collections::BTreeMap;
    use std::string::String;
    use std::vec::Vec;

    use serde_json::{Map, Value as Json};

    use super::Metrics;
    use crate::api::lenient::or_default;
    use crate::api::metrics::Point;
    use crate::api::owned::OwnedResource;
    use crate::api::stored::there;
    use crate::transport::HttpTransport;
    use crate::{Counter, Error, Gauge, Librato, Reading, Report, Value, metrics};

    impl OwnedResource for Metrics {
        type Object = Metric;
    }

    /// What a metric is.
    #[derive(Clone, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
    #[serde(rename_all = "snake_case")]
    #[non_exhaustive]
    pub enum MetricType {
        /// A value that goes up and down.
        Gauge,
        /// A running total.
        Counter,
        /// Made of others by a definition.
        Composite,
        /// Something that this library does not know.
        #[serde(untagged)]
        Other(String),
    }

    /// A metric, with what the server said of it.
    ///
    /// Written back by [`save`](Self::save) or [`update`](crate::metrics::update) it loses nothing, fields that this library does not know included.
    #[derive(Clone, Debug, PartialEq, serde::Serialize, serde::Deserialize)]
    #[non_exhaustive]
    pub struct Metric {
        /// Its name. An update has it in its path.
        #[serde(skip_serializing)]
        pub name: String,
        /// What it is.
        #[serde(rename = "type", skip_serializing_if = "Option::is_none")]
        pub kind: Option<MetricType>,
        /// The name that people see.
        #[serde(default)]
        pub display_name: Option<String>,
        /// What it measures.
        #[serde(default)]
        pub description: Option<String>,
        /// How often it is reported, in seconds.
        #[serde(default)]
        pub period: Option<u32>,
        /// How many seconds readings come late.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        pub source_lag: Option<u32>,
        /// How it is shown: units, limits, colour (API documentation, "Metric attributes").
        #[serde(default, skip_serializing_if = "Map::is_empty", deserialize_with = "or_default")]
        pub attributes: Map<String, Json>,
        /// How a composite is made of others.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        pub composite: Option<String>,
        /// What was measured, by source, if that was [asked for](crate::metrics::Get::count). Readings without a source
        /// stand under `unassigned`.
        #[serde(default, skip_serializing, deserialize_with = "or_default")]
        pub measurements: BTreeMap<String, Vec<Point>>,
        /// What the server says of the measurements: `next_time` is where those go on that were cut off.
        #[serde(default, skip_serializing, deserialize_with = "or_default")]
        pub query: Map<String, Json>,
        /// How many seconds lie between two measurements.
        #[serde(default, skip_serializing)]
        pub resolution: Option<u32>,
        /// All other fields.
        #[serde(flatten)]
        pub other: Map<String, Json>,
    }

    impl Metric {
        /// The metric of this name.
        ///
        /// # Errors
        /// As [`Librato::send`]. A name that the server does not know is none.
        pub fn find<T: HttpTransport>(api: &Librato<T>, name: &str) -> Result<Option<Self>, Error> {
            there(api.send(metrics::get(name)))
        }

        /// Writes it back.
        ///
        /// # Errors
        /// As [`Librato::send`].
        pub fn save<T: HttpTransport>(&self, api: &Librato<T>) -> Result<(), Error> {
            api.send(metrics::update(&self.name, self)).map(drop)
        }

        /// Deletes it: see [`metrics::delete`].
        ///
        /// # Errors
        /// As [`Librato::send`].
        pub fn delete<T: HttpTransport>(&self, api: &Librato<T>) -> Result<(), Error> {
            api.send(metrics::delete(&self.name)).map(drop)
        }

        /// A reading of this metric.
        #[must_use]
        pub fn reading(&self, value: impl Into<Value>) -> Reading<'_> {
            match self.kind {
                Some(MetricType::Counter) => Counter::new(&self.name, value).into(),
                _ => Gauge::new(&self.name, value).into(),
            }
        }

        /// Sends one reading of this metric now.
        ///
        /// # Errors
        /// As [`Librato::submit`].
        pub fn add<T: HttpTransport>(
            &self,
            api: &Librato<T>,
            value: impl Into<Value>,
        ) -> Result<Report, Error> {
            api.submit(self.reading(value))
        }
    }

    impl core::fmt::Display for MetricType {
        fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
            f.write_str(match self {
                Self::Gauge => "gauge",
                Self::Counter => "counter",
                Self::Composite => "composite",
                Self::Other(other) => other,
            })
        }
    }

    impl core::fmt::Display for Metric {
        fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
            let f = &mut crate::api::one_line::OneLine(f);
            f.write_str(&self.name)?;
            match (&self.kind, self.period) {
                (Some(kind), Some(period)) => write!(f, " ({kind}, every {period} s)")?,
                (Some(kind), None) => write!(f, " ({kind})")?,
                (None, Some(period)) => write!(f, " (every {period} s)")?,
                (None, None) => {}
            }
            match self.description.as_ref().or(self.display_name.as_ref()) {
                Some(text) => write!(f, ": {text}"),
                None => Ok(()),
            }
        }
    }
}
