//! Deletion of tokens.

use crate::api::{Done, Endpoint};
use crate::encode::{Path, Route};
use crate::transport::Method;

/// Deletes a token: `DELETE /api_tokens/ID`. Whoever has it is shut out for good.
#[must_use]
pub const fn delete(id: u64) -> Delete {
    Delete { id }
}

/// See [`delete`].
#[derive(Clone, Copy, Debug)]
pub struct Delete {
    id: u64,
}

impl Route for Delete {
    fn method(&self) -> Method {
        Method::Delete
    }

    fn path(&self, path: &mut Path<'_>) {
        path.segment("api_tokens").id(self.id);
    }
}

impl Endpoint for Delete {
    type Answer<'b> = Done;
}

#[cfg(feature = "std")]
impl crate::api::OwnedEndpoint for Delete {
    type Object = Done;
}
