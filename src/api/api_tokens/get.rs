//! One token.

use super::ApiTokenRef;
use crate::api::Endpoint;
use crate::encode::{Path, Route};
use crate::transport::Method;

/// Reads one token: `GET /api_tokens/ID`.
#[must_use]
pub const fn get(id: u64) -> Get {
    Get { id }
}

/// See [`get`].
#[derive(Clone, Copy, Debug)]
pub struct Get {
    id: u64,
}

impl Route for Get {
    fn method(&self) -> Method {
        Method::Get
    }

    fn path(&self, path: &mut Path<'_>) {
        path.segment("api_tokens").id(self.id);
    }
}

impl Endpoint for Get {
    type Answer<'b> = ApiTokenRef<'b>;
}

#[cfg(feature = "std")]
impl crate::api::OwnedEndpoint for Get {
    type Object = super::ApiToken;
}
