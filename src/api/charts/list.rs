//! The charts of a space.

use super::{ChartRef, of_space};
use crate::api::{Listing, Page};
use crate::encode::{Path, Query, Route};
use crate::json::{JsonError, Picked, Step, decode};
use crate::transport::Method;

/// Lists the charts of a space: `GET /spaces/ID/charts`. They come all at once, not in pages.
///
/// ```
/// use core::ops::ControlFlow;
/// use librato::transports::Recording;
/// use librato::{Client, Credentials, Millis, Server, charts};
///
/// let answer = r#"[{"id":915,"name":"CPU","type":"line","streams":[]},{"id":1321,"name":"Users","type":"bignumber"}]"#;
/// let transport = Recording::<512>::new().answer_with(200, &[], answer);
/// let mut client = Client::new(Server::from_static("https://metrics.example.net"), Credentials::none(), transport);
/// let mut users = None;
/// client.list(charts::list(129), &mut [0; 256], Millis(0), |chart| {
///     users = users.or(chart.ok().filter(|chart| chart.is_called("users")).map(|chart| chart.id));
///     ControlFlow::Continue(())
/// })?;
/// assert_eq!(users, Some(1321));
/// # Ok::<(), librato::ApiError>(())
/// ```
#[must_use]
pub const fn list<'a>(space: u64) -> List<'a> {
    List { space, more: &[] }
}

/// See [`list`].
#[derive(Clone, Copy, Debug)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
pub struct List<'a> {
    space: u64,
    more: &'a [(&'a str, &'a str)],
}

impl<'a> List<'a> {
    /// Pairs of the query.
    #[must_use]
    pub const fn query(mut self, pairs: &'a [(&'a str, &'a str)]) -> Self {
        self.more = pairs;
        self
    }
}

impl Route for List<'_> {
    fn method(&self) -> Method {
        Method::Get
    }

    fn path(&self, path: &mut Path<'_>) {
        of_space(path, self.space);
    }

    fn query(&self, query: &mut Query<'_>) {
        query.pairs(self.more);
    }
}

impl Listing for List<'_> {
    type Item<'b> = ChartRef<'b>;

    const WAY: &'static [Step] = &[Step::Each];

    fn item(picked: Picked<'_>) -> Result<ChartRef<'_>, JsonError> {
        decode(picked.json, picked.scratch)
    }

    fn turn(&mut self, _: &Page) -> bool {
        false
    }
}

#[cfg(feature = "std")]
impl crate::api::OwnedListing for List<'_> {
    type Object = super::Chart;

    fn place(&self, chart: &mut super::Chart) {
        chart.space_id = Some(self.space);
    }
}
