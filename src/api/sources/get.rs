//! One source.

use super::SourceRef;
use crate::api::Endpoint;
use crate::encode::{Path, Route};
use crate::transport::Method;

/// Reads one source: `GET /sources/NAME`.
#[must_use]
pub const fn get(name: &str) -> Get<'_> {
    Get { name }
}

/// See [`get`].
#[derive(Clone, Copy, Debug)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
pub struct Get<'a> {
    name: &'a str,
}

impl Route for Get<'_> {
    fn method(&self) -> Method {
        Method::Get
    }

    fn path(&self, path: &mut Path<'_>) {
        path.segment("sources").segment(self.name);
    }
}

impl Endpoint for Get<'_> {
    type Answer<'b> = SourceRef<'b>;
}

#[cfg(feature = "std")]
impl crate::api::OwnedEndpoint for Get<'_> {
    type Object = super::Source;
}
