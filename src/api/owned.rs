//! Answers that own what they hold, for desktop programs.

use serde::de::DeserializeOwned;

use super::answer::{Named, last_number};
use super::{Done, List, Listing, Resource};
use crate::encode::Route;
use crate::json::{Picked, Step};
use crate::{Error, Reply};

/// A call whose answer a desktop program can own.
pub trait OwnedEndpoint: Route {
    /// What the answer is decoded as.
    type Object: Owned;

    /// Tells the object what its answer does not say and the call knows, such as the space of a chart.
    fn place(&self, object: &mut Self::Object) {
        let _ = object;
    }
}

/// A list whose elements a desktop program can own.
pub trait OwnedListing: Listing {
    /// What an element is decoded as.
    type Object: DeserializeOwned;

    /// The way to what several elements stand in, if they cannot be decoded without it. A device takes one element at a time; a
    /// desktop has room for the whole.
    const GROUP: Option<&'static [Step]> = None;

    /// Decodes an element, or those of a [group](Self::GROUP). One that is something else is [`Error::Decode`].
    fn objects(picked: Picked<'_>, give: &mut dyn FnMut(Result<Self::Object, Error>)) {
        give(serde_json::from_slice(picked.json).map_err(|error| Error::Decode(error.into())));
    }

    /// Tells an element what the answer does not say and the call knows, such as the space of a chart.
    fn place(&self, object: &mut Self::Object) {
        let _ = object;
    }
}

/// What the API has lists of, as a desktop program owns it.
pub trait OwnedResource: Resource {
    /// What an element is decoded as.
    type Object: DeserializeOwned;
}

impl<R: OwnedResource> OwnedListing for List<'_, R> {
    type Object = R::Object;
}

/// What a [`Reply`] can be decoded as: anything that serde can decode, or [`Done`].
pub trait Owned: Sized {
    /// Decodes it.
    ///
    /// # Errors
    /// [`Error::Decode`] if it is something else.
    fn of(reply: &Reply) -> Result<Self, Error>;
}

impl<T: DeserializeOwned> Owned for T {
    fn of(reply: &Reply) -> Result<Self, Error> {
        // Nothing is `None`.
        let body = if reply.body.is_empty() { b"null" } else { reply.body.as_slice() };
        serde_json::from_slice(body).map_err(|error| Error::Decode(error.into()))
    }
}

impl Owned for Done {
    fn of(reply: &Reply) -> Result<Self, Error> {
        let location = reply.location.as_deref().unwrap_or_default();
        let named = last_number(location.as_bytes());
        let id = || serde_json::from_slice(&reply.body).ok().map(|Named { id }| id);
        Ok(Self::new(reply.status, named.or_else(id)))
    }
}
