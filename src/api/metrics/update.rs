//! Changes of metrics.

use serde::Serialize;

use crate::api::{Done, Endpoint};
use crate::encode::{Body, Path, Route};
use crate::transport::Method;

/// Changes a metric, or creates it if the changes have its type: `PUT /metrics/NAME`.
///
/// `changes` is anything that serde can write: [`Changes`](super::Changes), a whole `Metric` that was read before, or free-form
/// JSON.
#[must_use]
pub const fn update<'a, B: Serialize>(name: &'a str, changes: &'a B) -> Update<'a, B> {
    Update { name, changes }
}

/// Changes these metrics alike: `PUT /metrics`. The server may do it [later](Done::job).
#[must_use]
pub const fn update_many<'a, B: Serialize>(names: &'a [&'a str], changes: &'a B) -> UpdateMany<'a, B> {
    UpdateMany { names: Names::These(names), changes }
}

/// Changes all metrics alike whose name fits a pattern, in which `*` stands for any text: `PUT /metrics`. The server may do it
/// [later](Done::job).
#[must_use]
pub const fn update_matching<'a, B: Serialize>(pattern: &'a str, changes: &'a B) -> UpdateMany<'a, B> {
    UpdateMany { names: Names::Matching(pattern), changes }
}

/// Which metrics.
#[derive(Clone, Copy, Debug, Serialize)]
#[serde(untagged)]
pub(super) enum Names<'a> {
    These(&'a [&'a str]),
    Matching(&'a str),
}

/// See [`update`].
#[derive(Clone, Copy, Debug)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
pub struct Update<'a, B> {
    name: &'a str,
    changes: &'a B,
}

impl<B: Serialize> Route for Update<'_, B> {
    fn method(&self) -> Method {
        Method::Put
    }

    fn path(&self, path: &mut Path<'_>) {
        path.segment("metrics").segment(self.name);
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

/// See [`update_many`] and [`update_matching`].
#[derive(Clone, Copy, Debug, Serialize)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
pub struct UpdateMany<'a, B> {
    names: Names<'a>,
    #[serde(skip)]
    changes: &'a B,
}

impl<B: Serialize> Route for UpdateMany<'_, B> {
    fn method(&self) -> Method {
        Method::Put
    }

    fn path(&self, path: &mut Path<'_>) {
        path.segment("metrics");
    }

    fn body(&self, body: &mut Body<'_>) {
        body.json(self).json(self.changes);
    }
}

impl<B: Serialize> Endpoint for UpdateMany<'_, B> {
    type Answer<'b> = Done;
}

#[cfg(feature = "std")]
impl<B: Serialize> crate::api::OwnedEndpoint for UpdateMany<'_, B> {
    type Object = Done;
}
