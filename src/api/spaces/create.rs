//! New spaces.

use serde::Serialize;

use super::SpaceRef;
use crate::api::Endpoint;
use crate::encode::{Body, Path, Route};
use crate::transport::Method;

/// Creates a space: `POST /spaces`.
///
/// ```
/// use librato::spaces;
/// let call = spaces::create("Production").tags(true);
/// ```
#[must_use]
pub const fn create(name: &str) -> Create<'_> {
    Create { name, tags: None, fields: &NoFields {} }
}

/// See [`create`].
#[derive(Clone, Copy, Debug, Serialize)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
pub struct Create<'a, B = NoFields> {
    name: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    tags: Option<bool>,
    #[serde(skip)]
    fields: &'a B,
}

/// Nothing but what the call itself says.
#[derive(Clone, Copy, Debug, Serialize)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
pub struct NoFields {}

impl<'a, B> Create<'a, B> {
    /// Whether its charts show measurements with tags. Without this the server decides.
    #[must_use]
    pub const fn tags(mut self, tags: bool) -> Self {
        self.tags = Some(tags);
        self
    }

    /// More fields, for what this has no word for: anything that serde writes as an object.
    #[must_use]
    pub const fn fields<M: Serialize>(self, fields: &'a M) -> Create<'a, M> {
        Create { name: self.name, tags: self.tags, fields }
    }
}

impl<B: Serialize> Route for Create<'_, B> {
    fn method(&self) -> Method {
        Method::Post
    }

    fn path(&self, path: &mut Path<'_>) {
        path.segment("spaces");
    }

    fn body(&self, body: &mut Body<'_>) {
        body.json(self).json(self.fields);
    }
}

impl<B: Serialize> Endpoint for Create<'_, B> {
    type Answer<'b> = SpaceRef<'b>;
}

#[cfg(feature = "std")]
impl<B: Serialize> crate::api::OwnedEndpoint for Create<'_, B> {
    type Object = super::Space;
}
