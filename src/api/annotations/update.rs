//! Changes of streams and events.

use serde::Serialize;

use super::StreamRef;
use crate::UnixSeconds;
use crate::api::{Done, Endpoint};
use crate::encode::{Body, Path, Route};
use crate::transport::Method;

/// Changes a stream: `PUT /annotations/NAME`.
///
/// `changes` is anything that serde can write: [`Changes`](super::Changes), a whole `Stream` that was read before, or free-form
/// JSON. Some servers answer with the stream, others with nothing.
///
/// ```
/// use librato::annotations;
/// let changes = annotations::Changes::new().display_name("Deployments");
/// let call = annotations::update("deploys", &changes);
/// ```
#[must_use]
pub const fn update<'a, B: Serialize>(stream: &'a str, changes: &'a B) -> Update<'a, B> {
    Update { name: stream, changes }
}

/// Changes an event: `PUT /annotations/NAME/ID`.
///
/// `changes` is anything that serde can write: [`EventChanges`](super::EventChanges), a whole `Event` that was read before, or
/// free-form JSON.
#[must_use]
pub const fn update_event<'a, B: Serialize>(stream: &'a str, id: u64, changes: &'a B) -> UpdateEvent<'a, B> {
    UpdateEvent { stream, id, changes }
}

/// Gives an event its end: `PUT /annotations/NAME/ID`.
#[must_use]
pub const fn close(stream: &str, id: u64, end_time: UnixSeconds) -> Close<'_> {
    Close { stream, id, end_time: end_time.0 }
}

/// See [`update`].
#[derive(Clone, Copy, Debug, Serialize)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
pub struct Update<'a, B> {
    name: &'a str,
    #[serde(skip)]
    changes: &'a B,
}

impl<B: Serialize> Route for Update<'_, B> {
    fn method(&self) -> Method {
        Method::Put
    }

    fn path(&self, path: &mut Path<'_>) {
        path.segment("annotations").segment(self.name);
    }

    fn body(&self, body: &mut Body<'_>) {
        body.json(self).json(self.changes);
    }
}

impl<B: Serialize> Endpoint for Update<'_, B> {
    type Answer<'b> = Option<StreamRef<'b>>;
}

#[cfg(feature = "std")]
impl<B: Serialize> crate::api::OwnedEndpoint for Update<'_, B> {
    type Object = Option<super::Stream>;
}

/// See [`update_event`].
#[derive(Clone, Copy, Debug)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
pub struct UpdateEvent<'a, B> {
    stream: &'a str,
    id: u64,
    changes: &'a B,
}

impl<B: Serialize> Route for UpdateEvent<'_, B> {
    fn method(&self) -> Method {
        Method::Put
    }

    fn path(&self, path: &mut Path<'_>) {
        path.segment("annotations").segment(self.stream).id(self.id);
    }

    fn body(&self, body: &mut Body<'_>) {
        body.json(self.changes);
    }
}

impl<B: Serialize> Endpoint for UpdateEvent<'_, B> {
    type Answer<'b> = Done;
}

#[cfg(feature = "std")]
impl<B: Serialize> crate::api::OwnedEndpoint for UpdateEvent<'_, B> {
    type Object = Done;
}

/// See [`close`].
#[derive(Clone, Copy, Debug, Serialize)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
pub struct Close<'a> {
    #[serde(skip)]
    stream: &'a str,
    #[serde(skip)]
    id: u64,
    end_time: u64,
}

impl Route for Close<'_> {
    fn method(&self) -> Method {
        Method::Put
    }

    fn path(&self, path: &mut Path<'_>) {
        path.segment("annotations").segment(self.stream).id(self.id);
    }

    fn body(&self, body: &mut Body<'_>) {
        body.json(self);
    }
}

impl Endpoint for Close<'_> {
    type Answer<'b> = Done;
}

#[cfg(feature = "std")]
impl crate::api::OwnedEndpoint for Close<'_> {
    type Object = Done;
}
