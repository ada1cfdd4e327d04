//! Changes of services.

use serde::Serialize;

use crate::api::{Done, Endpoint};
use crate::encode::{Body, Path, Route};
use crate::transport::Method;

/// Changes the service that has this id: `PUT /services/ID`.
///
/// `changes` is anything that serde can write: [`Changes`](super::Changes), a whole `Service` that was read before, or free-form JSON.
#[must_use]
pub const fn update<B: Serialize>(id: u64, changes: &B) -> Update<'_, B> {
    Update { id, changes }
}

/// See [`update`].
#[derive(Clone, Copy, Debug)]
pub struct Update<'a, B> {
    id: u64,
    changes: &'a B,
}

impl<B: Serialize> Route for Update<'_, B> {
    fn method(&self) -> Method {
        Method::Put
    }

    fn path(&self, path: &mut Path<'_>) {
        path.segment("services").id(self.id);
    }

    fn body(&self, body: &mut Body<'_>) {
        body.json(self.changes);
    }
}

impl<B: Serialize> Endpoint for Update<'_, B> {
    type Answer<'b> = Done;
}

#[cfg(feature = "std")]
impl<B: Serialize> crate::api::OwnedEndpoint for Update<'_, B> {
    type Object = Done;
}
