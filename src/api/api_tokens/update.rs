//! Changes of tokens.

use serde::Serialize;

use super::ApiTokenRef;
use crate::api::Endpoint;
use crate::encode::{Body, Path, Route};
use crate::transport::Method;

/// Changes a token: `PUT /api_tokens/ID`. Some servers answer with the token, others with nothing.
///
/// `changes` is anything that serde can write: [`Changes`](super::Changes), a whole `ApiToken` that was read before, or free-form
/// JSON.
#[must_use]
pub const fn update<B: Serialize>(id: u64, changes: &B) -> Update<'_, B> {
    Update { id, changes }
}

/// See [`update`].
#[derive(Clone, Copy, Debug)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
pub struct Update<'a, B> {
    id: u64,
    changes: &'a B,
}

impl<B: Serialize> Route for Update<'_, B> {
    fn method(&self) -> Method {
        Method::Put
    }

    fn path(&self, path: &mut Path<'_>) {
        path.segment("api_tokens").id(self.id);
    }

    fn body(&self, body: &mut Body<'_>) {
        body.json(self.changes);
    }
}

impl<B: Serialize> Endpoint for Update<'_, B> {
    type Answer<'b> = Option<ApiTokenRef<'b>>;
}

#[cfg(feature = "std")]
impl<B: Serialize> crate::api::OwnedEndpoint for Update<'_, B> {
    type Object = Option<super::ApiToken>;
}
