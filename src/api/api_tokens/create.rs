//! New tokens.

use serde::Serialize;

use super::ApiTokenRef;
use crate::api::Endpoint;
use crate::encode::{Body, Path, Route};
use crate::transport::Method;

/// Creates a token: `POST /api_tokens`. `role` is what it may do: `admin`, `recorder` or `viewer`. The answer has the secret.
#[must_use]
pub const fn create<'a>(name: &'a str, role: &'a str) -> Create<'a> {
    Create { name, role }
}

/// See [`create`].
#[derive(Clone, Copy, Debug, Serialize)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
pub struct Create<'a> {
    name: &'a str,
    role: &'a str,
}

impl Route for Create<'_> {
    fn method(&self) -> Method {
        Method::Post
    }

    fn path(&self, path: &mut Path<'_>) {
        path.segment("api_tokens");
    }

    fn body(&self, body: &mut Body<'_>) {
        body.json(self);
    }
}

impl Endpoint for Create<'_> {
    type Answer<'b> = ApiTokenRef<'b>;
}

#[cfg(feature = "std")]
impl crate::api::OwnedEndpoint for Create<'_> {
    type Object = super::ApiToken;
}
