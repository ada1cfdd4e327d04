//! The end of what an alert was triggered by.

use crate::api::{Done, Endpoint};
use crate::encode::{Path, Route};
use crate::transport::Method;

/// Says that what triggered an alert is over: `POST /alerts/ID/clear`.
#[must_use]
pub const fn clear(id: u64) -> Clear {
    Clear { id }
}

/// See [`clear`].
#[derive(Clone, Copy, Debug)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
pub struct Clear {
    id: u64,
}

impl Route for Clear {
    fn method(&self) -> Method {
        Method::Post
    }

    fn path(&self, path: &mut Path<'_>) {
        path.segment("alerts").id(self.id).segment("clear");
    }
}

impl Endpoint for Clear {
    type Answer<'b> = Done;
}

#[cfg(feature = "std")]
impl crate::api::OwnedEndpoint for Clear {
    type Object = Done;
}
