//! Changes of sources.

use serde::Serialize;

use super::SourceRef;
use crate::api::Endpoint;
use crate::encode::{Body, Path, Route};
use crate::transport::Method;

/// Changes a source, or creates it: `PUT /sources/NAME`. The answer is the source if it is new, and nothing if it was there.
///
/// `changes` is anything that serde can write: [`Changes`](super::Changes), a whole `Source` that was read before, or free-form
/// JSON.
#[must_use]
pub const fn update<'a, B: Serialize>(name: &'a str, changes: &'a B) -> Update<'a, B> {
    Update { name, changes }
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
        path.segment("sources").segment(self.name);
    }

    fn body(&self, body: &mut Body<'_>) {
        body.json(self.changes);
    }
}

impl<B: Serialize> Endpoint for Update<'_, B> {
    type Answer<'b> = Option<SourceRef<'b>>;
}

#[cfg(feature = "std")]
impl<B: Serialize> crate::api::OwnedEndpoint for Update<'_, B> {
    type Object = Option<super::Source>;
}
