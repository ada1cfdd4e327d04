//! Composites over tags.

use super::TimeRange;
use crate::encode::{Path, Query, Route};
use crate::transport::Method;

/// Reads a composite over tags, without a metric of its own: `GET /measurements?compose=...`.
///
/// The API documentation asks for a start time; a length does as well. A device reads it as a [list](crate::Client::list), one
/// measurement at a time.
///
/// ```
/// use librato::measurements::{self, TimeRange};
/// let call = measurements::compose(r#"mean(s("temp", {"room": "*"}))"#, TimeRange::last(3600)).resolution(60);
/// ```
#[must_use]
pub const fn compose(definition: &str, range: TimeRange) -> Compose<'_> {
    Compose { definition, range, resolution: 1, more: &[] }
}

/// See [`compose`].
#[derive(Clone, Copy, Debug)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
pub struct Compose<'a> {
    definition: &'a str,
    range: TimeRange,
    resolution: u32,
    more: &'a [(&'a str, &'a str)],
}

impl<'a> Compose<'a> {
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

impl Route for Compose<'_> {
    fn method(&self) -> Method {
        Method::Get
    }

    fn path(&self, path: &mut Path<'_>) {
        path.segment("measurements");
    }

    fn query(&self, query: &mut Query<'_>) {
        query.pair("compose", self.definition);
        self.range.say(query);
        query.pair("resolution", self.resolution);
        query.pairs(self.more);
    }
}
