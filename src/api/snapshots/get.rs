//! One picture.

use super::SnapshotRef;
use crate::api::Endpoint;
use crate::encode::{Path, Route};
use crate::transport::Method;

/// Reads where a picture is: `GET /snapshots/ID`.
#[must_use]
pub const fn get(id: u64) -> Get {
    Get { id }
}

/// See [`get`].
#[derive(Clone, Copy, Debug)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
pub struct Get {
    id: u64,
}

impl Route for Get {
    fn method(&self) -> Method {
        Method::Get
    }

    fn path(&self, path: &mut Path<'_>) {
        path.segment("snapshots").id(self.id);
    }
}

impl Endpoint for Get {
    type Answer<'b> = SnapshotRef<'b>;
}

#[cfg(feature = "std")]
impl crate::api::OwnedEndpoint for Get {
    type Object = super::Snapshot;
}
