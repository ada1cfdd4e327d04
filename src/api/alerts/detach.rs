//! Who is no longer told of an alert.

use crate::api::{Done, Endpoint};
use crate::encode::{Path, Route};
use crate::transport::Method;

/// No longer tells a service of an alert, both by their ids: `DELETE /alerts/ID/services/ID`.
#[must_use]
pub const fn detach(alert: u64, service: u64) -> Detach {
    Detach { alert, service }
}

/// See [`detach`].
#[derive(Clone, Copy, Debug)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
pub struct Detach {
    alert: u64,
    service: u64,
}

impl Route for Detach {
    fn method(&self) -> Method {
        Method::Delete
    }

    fn path(&self, path: &mut Path<'_>) {
        path.segment("alerts").id(self.alert).segment("services").id(self.service);
    }
}

impl Endpoint for Detach {
    type Answer<'b> = Done;
}

#[cfg(feature = "std")]
impl crate::api::OwnedEndpoint for Detach {
    type Object = Done;
}
