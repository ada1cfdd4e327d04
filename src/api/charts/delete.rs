//! Deletion of charts.

use super::of_space;
use crate::api::{Done, Endpoint};
use crate::encode::{Path, Route};
use crate::transport::Method;

/// Deletes a chart: `DELETE /spaces/ID/charts/ID`. What it draws stays.
#[must_use]
pub const fn delete(space: u64, chart: u64) -> Delete {
    Delete { space, chart }
}

/// See [`delete`].
#[derive(Clone, Copy, Debug)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
pub struct Delete {
    space: u64,
    chart: u64,
}

impl Route for Delete {
    fn method(&self) -> Method {
        Method::Delete
    }

    fn path(&self, path: &mut Path<'_>) {
        of_space(path, self.space).id(self.chart);
    }
}

impl Endpoint for Delete {
    type Answer<'b> = Done;
}

#[cfg(feature = "std")]
impl crate::api::OwnedEndpoint for Delete {
    type Object = Done;
}
