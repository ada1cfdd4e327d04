//! The series of a metric.

use super::TimeRange;
use crate::encode::{Path, Query, Route};
use crate::readings::Tag;
use crate::transport::Method;

/// Reads the series of a metric, one for each set of tags: `GET /measurements/NAME`.
///
/// A device reads it as a [list](crate::Client::list), one measurement at a time, page after page. On a desktop the same list
/// has each measurement with its tags (`TaggedPoint`), and `send` gives one page of whole series.
///
/// ```
/// use core::ops::ControlFlow;
/// use librato::measurements::{self, TimeRange};
/// use librato::transports::Recording;
/// use librato::{Client, Credentials, Millis, Server};
///
/// let answer = r#"{"name":"temp","series":[{"tags":{"room":"attic"},"measurements":[{"time":60,"value":20.5},{"time":120,"value":21}]}]}"#;
/// let transport = Recording::<512>::new().answer_with(200, &[], answer);
/// let mut client = Client::new(Server::from_static("https://metrics.example.net"), Credentials::none(), transport);
/// let temp = measurements::query("temp", TimeRange::last(900)).resolution(60).tags(&[("room", "attic")]);
/// let mut sum = 0.0;
/// client.list(temp, &mut [0; 256], Millis(0), |point| {
///     sum += point.ok().filter(|point| point.tags.has("room", "attic")).and_then(|point| point.value).unwrap_or(0.0);
///     ControlFlow::Continue(())
/// })?;
/// assert_eq!(sum, 41.5);
/// # Ok::<(), librato::ApiError>(())
/// ```
#[must_use]
pub const fn query(name: &str, range: TimeRange) -> SeriesQuery<'_> {
    SeriesQuery {
        name,
        range,
        resolution: 1,
        filter: Filter::Tags(&[]),
        group_by: None,
        summary_function: None,
        more: &[],
    }
}

/// Which series are read.
#[derive(Clone, Copy, Debug)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
enum Filter<'a> {
    Tags(&'a [Tag<'a>]),
    Search(&'a str),
}

/// See [`query`].
#[derive(Clone, Copy, Debug)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
pub struct SeriesQuery<'a> {
    name: &'a str,
    range: TimeRange,
    resolution: u32,
    filter: Filter<'a>,
    group_by: Option<(&'a str, &'a str)>,
    summary_function: Option<&'a str>,
    more: &'a [(&'a str, &'a str)],
}

impl<'a> SeriesQuery<'a> {
    /// How many seconds lie between two measurements, at most 604,800; readings in between are summed up. One second without
    /// this, which is what was sent.
    #[must_use]
    pub const fn resolution(mut self, seconds: u32) -> Self {
        self.resolution = seconds;
        self
    }

    /// Of series with these tags alone. In a value `*` stands for any text, and `!` before it for any other value. Of a name that
    /// is there several times one of the values is enough. It takes the place of a [search](Self::tags_search).
    #[must_use]
    pub const fn tags(mut self, tags: &'a [Tag<'a>]) -> Self {
        self.filter = Filter::Tags(tags);
        self
    }

    /// Of series alone whose tags fit an expression, such as `region=us-* and not stage=test`. It takes the place of
    /// [tags](Self::tags).
    #[must_use]
    pub const fn tags_search(mut self, expression: &'a str) -> Self {
        self.filter = Filter::Search(expression);
        self
    }

    /// Puts those series together that have the same values of these tags (names with commas in between, or `*`), by `sum`, `min`,
    /// `max` or `mean`.
    #[must_use]
    pub const fn group_by(mut self, tags: &'a str, function: &'a str) -> Self {
        self.group_by = Some((tags, function));
        self
    }

    /// What is read of the readings that fall together by the resolution: `sum`, `min`, `max`, `count`, `mean`, `derivative`,
    /// `stddev`, or `all`, which cannot be [grouped](Self::group_by).
    #[must_use]
    pub const fn summary_function(mut self, function: &'a str) -> Self {
        self.summary_function = Some(function);
        self
    }

    /// More pairs of the query, for what this has no word for.
    #[must_use]
    pub const fn query(mut self, pairs: &'a [(&'a str, &'a str)]) -> Self {
        self.more = pairs;
        self
    }
}

impl Route for SeriesQuery<'_> {
    fn method(&self) -> Method {
        Method::Get
    }

    fn path(&self, path: &mut Path<'_>) {
        path.segment("measurements").segment(self.name);
    }

    fn query(&self, query: &mut Query<'_>) {
        self.range.say(query);
        query.pair("resolution", self.resolution);
        match self.filter {
            Filter::Tags(tags) => {
                for &(name, value) in tags {
                    query.entry("tags", name, value);
                }
            }
            Filter::Search(expression) => {
                query.pair("tags_search", expression);
            }
        }
        if let Some((tags, function)) = self.group_by {
            query.pair("group_by", tags).pair("group_by_function", function);
        }
        query.pair("summary_function", self.summary_function);
        query.pairs(self.more);
    }
}
