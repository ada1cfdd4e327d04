//! One chart.

use super::{ChartRef, StreamRef, of_space};
use crate::api::{Endpoint, Listing, Page};
use crate::encode::{Path, Query, Route};
use crate::json::{JsonError, Picked, Step, decode};
use crate::transport::Method;

/// Reads a chart: `GET /spaces/ID/charts/ID`.
///
/// A device reads its streams as a [list](crate::Client::list) of this call, one at a time.
///
/// ```
/// use core::ops::ControlFlow;
/// use librato::transports::Recording;
/// use librato::{Client, Credentials, Millis, Server, charts};
///
/// let answer = r#"{"id":915,"name":"CPU","type":"line","streams":[{"id":7,"metric":"cpu.user","source":"*"}]}"#;
/// let transport = Recording::<512>::new().answer_with(200, &[], answer);
/// let mut client = Client::new(Server::from_static("https://metrics.example.net"), Credentials::none(), transport);
/// client.list(charts::get(129, 915), &mut [0; 128], Millis(0), |stream| {
///     assert!(stream.unwrap().metric.unwrap().is("cpu.user"));
///     ControlFlow::Continue(())
/// })?;
/// # Ok::<(), librato::ApiError>(())
/// ```
#[must_use]
pub const fn get<'a>(space: u64, chart: u64) -> Get<'a> {
    Get { space, chart, more: &[] }
}

/// See [`get`].
#[derive(Clone, Copy, Debug)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
pub struct Get<'a> {
    space: u64,
    chart: u64,
    more: &'a [(&'a str, &'a str)],
}

impl<'a> Get<'a> {
    /// Pairs of the query.
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
        of_space(path, self.space).id(self.chart);
    }

    fn query(&self, query: &mut Query<'_>) {
        query.pairs(self.more);
    }
}

impl Endpoint for Get<'_> {
    type Answer<'b> = ChartRef<'b>;
}

#[cfg(feature = "std")]
impl crate::api::OwnedEndpoint for Get<'_> {
    type Object = super::Chart;

    fn place(&self, chart: &mut super::Chart) {
        chart.space_id = Some(self.space);
    }
}

/// The streams, one at a time.
impl Listing for Get<'_> {
    type Item<'b> = StreamRef<'b>;

    const WAY: &'static [Step] = &[Step::Key("streams"), Step::Each];

    fn item(picked: Picked<'_>) -> Result<StreamRef<'_>, JsonError> {
        decode(picked.json, picked.scratch)
    }

    fn turn(&mut self, _: &Page) -> bool {
        false
    }
}
