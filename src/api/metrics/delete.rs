//! Deletion of metrics, with all that was measured.

use super::update::Names;
use crate::api::{Done, Endpoint};
use crate::encode::{Body, Path, Route};
use crate::transport::Method;

/// Deletes a metric and all that was measured of it: `DELETE /metrics/NAME`.
#[must_use]
pub const fn delete(name: &str) -> Delete<'_> {
    Delete { name }
}

/// Deletes these metrics: `DELETE /metrics`. The server may do it [later](Done::job).
#[must_use]
pub const fn delete_many<'a>(names: &'a [&'a str]) -> DeleteMany<'a> {
    DeleteMany { names: Names::These(names) }
}

/// Deletes all metrics whose name fits a pattern, in which `*` stands for any text: `DELETE /metrics`. The server may do it
/// [later](Done::job).
#[must_use]
pub const fn delete_matching(pattern: &str) -> DeleteMany<'_> {
    DeleteMany { names: Names::Matching(pattern) }
}

/// See [`delete`].
#[derive(Clone, Copy, Debug)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
pub struct Delete<'a> {
    name: &'a str,
}

impl Route for Delete<'_> {
    fn method(&self) -> Method {
        Method::Delete
    }

    fn path(&self, path: &mut Path<'_>) {
        path.segment("metrics").segment(self.name);
    }
}

impl Endpoint for Delete<'_> {
    type Answer<'b> = Done;
}

#[cfg(feature = "std")]
impl crate::api::OwnedEndpoint for Delete<'_> {
    type Object = Done;
}

/// See [`delete_many`] and [`delete_matching`].
#[derive(Clone, Copy, Debug, serde::Serialize)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
pub struct DeleteMany<'a> {
    names: Names<'a>,
}

impl Route for DeleteMany<'_> {
    fn method(&self) -> Method {
        Method::Delete
    }

    fn path(&self, path: &mut Path<'_>) {
        path.segment("metrics");
    }

    fn body(&self, body: &mut Body<'_>) {
        body.json(self);
    }
}

impl Endpoint for DeleteMany<'_> {
    type Answer<'b> = Done;
}

#[cfg(feature = "std")]
impl crate::api::OwnedEndpoint for DeleteMany<'_> {
    type Object = Done;
}
