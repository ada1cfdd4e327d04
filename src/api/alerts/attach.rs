//! Who is told of an alert.

use crate::api::{Done, Endpoint};
use crate::encode::{Body, Path, Route};
use crate::transport::Method;

/// Tells a service of an alert from now on, both by their ids: `POST /alerts/ID/services`.
#[must_use]
pub const fn attach(alert: u64, service: u64) -> Attach {
    Attach { alert, service }
}

/// See [`attach`].
#[derive(Clone, Copy, Debug, serde::Serialize)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
pub struct Attach {
    #[serde(skip)]
    alert: u64,
    service: u64,
}

impl Route for Attach {
    fn method(&self) -> Method {
        Method::Post
    }

    fn path(&self, path: &mut Path<'_>) {
        path.segment("alerts").id(self.alert).segment("services");
    }

    fn body(&self, body: &mut Body<'_>) {
        body.json(self);
    }
}

impl Endpoint for Attach {
    type Answer<'b> = Done;
}

#[cfg(feature = "std")]
impl crate::api::OwnedEndpoint for Attach {
    type Object = Done;
}
