//! Deletion of streams and events.

use crate::api::{Done, Endpoint};
use crate::encode::{Path, Route};
use crate::transport::Method;

/// Deletes a stream and all its events: `DELETE /annotations/NAME`.
#[must_use]
pub const fn delete(stream: &str) -> Delete<'_> {
    Delete { stream }
}

/// Deletes one event: `DELETE /annotations/NAME/ID`.
#[must_use]
pub const fn delete_event(stream: &str, id: u64) -> DeleteEvent<'_> {
    DeleteEvent { stream, id }
}

/// See [`delete`].
#[derive(Clone, Copy, Debug)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
pub struct Delete<'a> {
    stream: &'a str,
}

impl Route for Delete<'_> {
    fn method(&self) -> Method {
        Method::Delete
    }

    fn path(&self, path: &mut Path<'_>) {
        path.segment("annotations").segment(self.stream);
    }
}

impl Endpoint for Delete<'_> {
    type Answer<'b> = Done;
}

#[cfg(feature = "std")]
impl crate::api::OwnedEndpoint for Delete<'_> {
    type Object = Done;
}

/// See [`delete_event`].
#[derive(Clone, Copy, Debug)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
pub struct DeleteEvent<'a> {
    stream: &'a str,
    id: u64,
}

impl Route for DeleteEvent<'_> {
    fn method(&self) -> Method {
        Method::Delete
    }

    fn path(&self, path: &mut Path<'_>) {
        path.segment("annotations").segment(self.stream).id(self.id);
    }
}

impl Endpoint for DeleteEvent<'_> {
    type Answer<'b> = Done;
}

#[cfg(feature = "std")]
impl crate::api::OwnedEndpoint for DeleteEvent<'_> {
    type Object = Done;
}
