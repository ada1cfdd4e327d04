//! One metric, with or without what was measured.

use super::{MetricRef, PointRef};
use crate::UnixSeconds;
use crate::api::{Endpoint, Listing, Page};
use crate::encode::{Path, Query, Route};
use crate::json::{JsonError, Picked, Step, Text, decode};
use crate::transport::Method;

/// Reads one metric: `GET /metrics/NAME`.
///
/// Without a count or a start time the answer has no measurements. A device reads those as a
/// [list](crate::Client::list) of this call, one at a time.
///
/// ```
/// use core::ops::ControlFlow;
/// use librato::transports::Recording;
/// use librato::{Client, Credentials, Millis, Server, metrics};
///
/// let answer = r#"{"name":"temp","measurements":{"attic":[{"measure_time":60,"value":20.5},{"measure_time":120,"value":21}]}}"#;
/// let transport = Recording::<512>::new().answer_with(200, &[], answer);
/// let mut client = Client::new(Server::from_static("https://metrics.example.net"), Credentials::none(), transport);
/// let mut sum = 0.0;
/// client.list(metrics::get("temp").count(2).resolution(60), &mut [0; 64], Millis(0), |point| {
///     sum += point.ok().and_then(|point| point.value).unwrap_or(0.0);
///     ControlFlow::Continue(())
/// })?;
/// assert_eq!(sum, 41.5);
/// # Ok::<(), librato::ApiError>(())
/// ```
#[must_use]
pub const fn get(name: &str) -> Get<'_> {
    Get {
        name,
        count: None,
        resolution: None,
        start_time: None,
        end_time: None,
        source: None,
        sources: &[],
        summarize_sources: None,
        summarize_time: None,
        breakout_sources: None,
        group_by: None,
        more: &[],
    }
}

/// See [`get`].
#[derive(Clone, Copy, Debug)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
pub struct Get<'a> {
    name: &'a str,
    count: Option<u32>,
    resolution: Option<u32>,
    start_time: Option<u64>,
    end_time: Option<u64>,
    source: Option<&'a str>,
    sources: &'a [&'a str],
    summarize_sources: Option<bool>,
    summarize_time: Option<bool>,
    breakout_sources: Option<bool>,
    group_by: Option<&'a str>,
    more: &'a [(&'a str, &'a str)],
}

impl<'a> Get<'a> {
    /// How many measurements at most, the latest ones, for each source.
    #[must_use]
    pub const fn count(mut self, count: u32) -> Self {
        self.count = Some(count);
        self
    }

    /// How many seconds lie between two measurements, at most 604,800; readings in between are summed up.
    #[must_use]
    pub const fn resolution(mut self, seconds: u32) -> Self {
        self.resolution = Some(seconds);
        self
    }

    /// Measurements from this time on.
    #[must_use]
    pub const fn start_time(mut self, time: UnixSeconds) -> Self {
        self.start_time = Some(time.0);
        self
    }

    /// Measurements up to this time.
    #[must_use]
    pub const fn end_time(mut self, time: UnixSeconds) -> Self {
        self.end_time = Some(time.0);
        self
    }

    /// Of sources with this name alone; `*` stands for any text.
    #[must_use]
    pub const fn source(mut self, source: &'a str) -> Self {
        self.source = Some(source);
        self
    }

    /// Of these sources alone.
    #[must_use]
    pub const fn sources(mut self, sources: &'a [&'a str]) -> Self {
        self.sources = sources;
        self
    }

    /// Whether all sources are put together, under `all`.
    #[must_use]
    pub const fn summarize_sources(mut self, summarize: bool) -> Self {
        self.summarize_sources = Some(summarize);
        self
    }

    /// Whether all times are put together.
    #[must_use]
    pub const fn summarize_time(mut self, summarize: bool) -> Self {
        self.summarize_time = Some(summarize);
        self
    }

    /// Whether the sources stay apart beside what is put together.
    #[must_use]
    pub const fn breakout_sources(mut self, breakout: bool) -> Self {
        self.breakout_sources = Some(breakout);
        self
    }

    /// How sources are put together: `min`, `max`, `mean`, `sum` or `count`.
    #[must_use]
    pub const fn group_by(mut self, function: &'a str) -> Self {
        self.group_by = Some(function);
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
        path.segment("metrics").segment(self.name);
    }

    fn query(&self, query: &mut Query<'_>) {
        query.pair("count", self.count).pair("resolution", self.resolution);
        query.pair("start_time", self.start_time).pair("end_time", self.end_time);
        query.pair("source", self.source).pair("sources", self.sources);
        query.pair("summarize_sources", self.summarize_sources).pair("summarize_time", self.summarize_time);
        query.pair("breakout_sources", self.breakout_sources).pair("group_by", self.group_by);
        query.pairs(self.more);
    }
}

impl Endpoint for Get<'_> {
    type Answer<'b> = MetricRef<'b>;
}

#[cfg(feature = "std")]
impl crate::api::OwnedEndpoint for Get<'_> {
    type Object = super::Metric;
}

/// The measurements, one at a time, of one source after the other. What was cut off follows by `next_time`.
impl Listing for Get<'_> {
    type Item<'b> = PointRef<'b>;

    const WAY: &'static [Step] = &[Step::Key("measurements"), Step::Any, Step::Each];

    fn item(picked: Picked<'_>) -> Result<PointRef<'_>, JsonError> {
        #[derive(serde::Deserialize)]
        struct Measured {
            measure_time: u64,
            value: Option<f64>,
        }
        let Measured { measure_time, value } = decode(picked.json, picked.scratch)?;
        Ok(PointRef { source: Text::of_key(picked.key), time: UnixSeconds(measure_time), value })
    }

    fn turn(&mut self, page: &Page) -> bool {
        let next = page.query.next_time.filter(|next| self.count.is_none() && Some(*next) > self.start_time);
        self.start_time = next.or(self.start_time);
        next.is_some()
    }
}
