//! Changes of a chart.

use serde::Serialize;

use super::{ChartRef, of_space};
use crate::api::Endpoint;
use crate::encode::{Body, Path, Route};
use crate::transport::Method;

/// Changes a chart: `PUT /spaces/ID/charts/ID`. What is not said stays as it is; streams take the place of all that were there.
///
/// `changes` is anything that serde can write: [`NewChart`](super::NewChart), a whole `Chart` that was read before, or
/// free-form JSON. The answer is the chart, or nothing.
///
/// ```
/// use librato::charts::{self, NewChart};
/// let changes = NewChart::new().name("Attic").label("°C");
/// let call = charts::update(129, 915, &changes);
/// ```
#[must_use]
pub const fn update<B: Serialize>(space: u64, chart: u64, changes: &B) -> Update<'_, B> {
    Update { space, chart, changes }
}

/// See [`update`].
#[derive(Clone, Copy, Debug)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
pub struct Update<'a, B> {
    space: u64,
    chart: u64,
    changes: &'a B,
}

impl<B: Serialize> Route for Update<'_, B> {
    fn method(&self) -> Method {
        Method::Put
    }

    fn path(&self, path: &mut Path<'_>) {
        of_space(path, self.space).id(self.chart);
    }

    fn body(&self, body: &mut Body<'_>) {
        body.json(self.changes);
    }
}

impl<B: Serialize> Endpoint for Update<'_, B> {
    type Answer<'b> = Option<ChartRef<'b>>;
}

#[cfg(feature = "std")]
impl<B: Serialize> crate::api::OwnedEndpoint for Update<'_, B> {
    type Object = Option<super::Chart>;

    fn place(&self, chart: &mut Option<super::Chart>) {
        if let Some(chart) = chart {
            chart.space_id = Some(self.space);
        }
    }
}
