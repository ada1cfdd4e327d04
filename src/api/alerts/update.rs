//! Changes of alerts.

use serde::Serialize;

use crate::api::{Done, Endpoint};
use crate::encode::{Body, Path, Route};
use crate::transport::Method;

/// Puts an alert in the place of the one that has this id: `PUT /alerts/ID`.
///
/// `alert` is anything that serde can write: a [`Create`](super::Create), a whole `Alert` that was read before, or free-form JSON.
/// It must have all conditions: the server takes away those that it does not name. To pause an alert is to write it with
/// `active` false.
#[must_use]
pub const fn update<B: Serialize>(id: u64, alert: &B) -> Update<'_, B> {
    Update { id, alert }
}

/// See [`update`].
#[derive(Clone, Copy, Debug)]
pub struct Update<'a, B> {
    id: u64,
    alert: &'a B,
}

impl<B: Serialize> Route for Update<'_, B> {
    fn method(&self) -> Method {
        Method::Put
    }

    fn path(&self, path: &mut Path<'_>) {
        path.segment("alerts").id(self.id);
    }

    fn body(&self, body: &mut Body<'_>) {
        body.json(self.alert);
    }
}

impl<B: Serialize> Endpoint for Update<'_, B> {
    type Answer<'b> = Done;
}

#[cfg(feature = "std")]
impl<B: Serialize> crate::api::OwnedEndpoint for Update<'_, B> {
    type Object = Done;
}
