//! New services.

use super::Changes;
use crate::api::{Done, Endpoint};
use crate::encode::{Body, Path, Route};
use crate::transport::Method;

/// Creates a service by its kind, such as `mail` or `slack`, and the name that people see: `POST /services`.
///
/// A device gets the [id](Done::created), a desktop program the `Service`.
#[must_use]
pub const fn create<'a>(kind: &'a str, title: &'a str) -> Create<'a> {
    Create { fields: Changes::new().kind(kind).title(title) }
}

/// See [`create`].
#[derive(Clone, Copy, Debug)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
pub struct Create<'a> {
    fields: Changes<'a>,
}

impl<'a> Create<'a> {
    /// Where it sends to, and with which rights, as pairs of name and text. Which ones there are depends on the kind.
    #[must_use]
    pub const fn settings(mut self, settings: &'a [(&'a str, &'a str)]) -> Self {
        self.fields = self.fields.settings(settings);
        self
    }
}

impl Route for Create<'_> {
    fn method(&self) -> Method {
        Method::Post
    }

    fn path(&self, path: &mut Path<'_>) {
        path.segment("services");
    }

    fn body(&self, body: &mut Body<'_>) {
        body.json(&self.fields);
    }
}

impl Endpoint for Create<'_> {
    type Answer<'b> = Done;
}

#[cfg(feature = "std")]
impl crate::api::OwnedEndpoint for Create<'_> {
    type Object = super::Service;
}
