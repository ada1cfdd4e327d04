//! Another name for a space.

use crate::api::{Done, Endpoint};
use crate::encode::{Body, Path, Route};
use crate::transport::Method;

/// Gives a space another name: `PUT /spaces/ID`.
///
/// ```
/// use librato::spaces;
/// let call = spaces::rename(129, "Production EU");
/// ```
#[must_use]
pub const fn rename(id: u64, name: &str) -> Rename<'_> {
    Rename { id, name }
}

/// See [`rename`].
#[derive(Clone, Copy, Debug, serde::Serialize)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
pub struct Rename<'a> {
    #[serde(skip)]
    id: u64,
    name: &'a str,
}

impl Route for Rename<'_> {
    fn method(&self) -> Method {
        Method::Put
    }

    fn path(&self, path: &mut Path<'_>) {
        path.segment("spaces").id(self.id);
    }

    fn body(&self, body: &mut Body<'_>) {
        body.json(self);
    }
}

impl Endpoint for Rename<'_> {
    type Answer<'b> = Done;
}

#[cfg(feature = "std")]
impl crate::api::OwnedEndpoint for Rename<'_> {
    type Object = Done;
}
