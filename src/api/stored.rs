//! What the objects of a desktop program have alike that the server keeps by an id.

use serde::Serialize;

use super::by_id::{Create, Delete, Update};
use super::owned::OwnedResource;
use crate::transport::HttpTransport;
use crate::{Error, Librato};

/// An object that the server keeps by an id.
pub(super) trait Stored: Serialize + Sized {
    type Resource: OwnedResource<Object = Self>;

    /// Its id, if it has one.
    fn id(&self) -> Option<u64>;

    fn set_id(&mut self, id: Option<u64>);

    /// Creates it: see [`Librato::create`].
    fn create<T: HttpTransport>(&self, api: &Librato<T>) -> Result<(Option<Self>, Option<u64>), Error> {
        api.create(&Create::<Self::Resource, _>::new(self))
    }
}

/// Creates it, or writes it back. An answer may say less than the object has, so that no more than the id is taken over.
pub(super) fn save<S: Stored, T: HttpTransport>(
    object: &mut S,
    api: &Librato<T>,
) -> Result<Option<S>, Error> {
    if let Some(id) = object.id() {
        return api.send(Update::<S::Resource, _>::new(id, object)).map(|_| None);
    }
    let (made, id) = object.create(api)?;
    object.set_id(made.as_ref().and_then(S::id).or(id));
    Ok(made)
}

pub(super) fn delete<S: Stored, T: HttpTransport>(object: &S, api: &Librato<T>) -> Result<(), Error> {
    api.send(Delete::<S::Resource>::new(object.id().ok_or(Error::NoId)?)).map(drop)
}

/// The first of a list that is the one. If none is, but one could not be read, nobody knows.
pub(super) fn first<O>(
    list: impl Iterator<Item = Result<O, Error>>,
    is_it: impl Fn(&O) -> bool,
) -> Result<Option<O>, Error> {
    let mut found = Ok(None);
    for object in list {
        match object {
            Ok(object) if is_it(&object) => return Ok(Some(object)),
            Ok(_) => {}
            Err(error) => found = Err(error),
        }
    }
    found
}

/// What the server gives of this name; `None` if it says that there is none.
pub(super) fn there<O>(got: Result<O, Error>) -> Result<Option<O>, Error> {
    match got {
        Err(error) if error.status() == Some(404) => Ok(None),
        got => got.map(Some),
    }
}

/// Whether two names are the same but for the case of their letters.
pub(super) fn same_name(a: &str, b: &str) -> bool {
    let lower = |name: &str| name.to_lowercase();
    lower(a) == lower(b)
}

/// The methods of an object that is [`Stored`]. `$delete` is the call that says what else goes with it.
macro_rules! stored {
    ($object:ident, $delete:literal) => {
        impl $object {
            /// Whether the server has it.
            #[must_use]
            pub fn is_saved(&self) -> bool {
                $crate::api::stored::Stored::id(self).is_some()
            }

            /// Creates it, or writes it back. What the server says of a new one, if it does, is the result; its id is in this one
            /// as well.
            ///
            /// # Errors
            /// As [`Librato::send`](crate::Librato::send).
            pub fn save<T: $crate::HttpTransport>(
                &mut self,
                api: &$crate::Librato<T>,
            ) -> Result<Option<Self>, $crate::Error> {
                $crate::api::stored::save(self, api)
            }

            #[doc = concat!("Deletes it: see [`", $delete, "`](crate::", $delete, ").")]
            ///
            /// # Errors
            /// [`Error::NoId`](crate::Error::NoId) if it was never saved; else as [`Librato::send`](crate::Librato::send).
            pub fn delete<T: $crate::HttpTransport>(
                &self,
                api: &$crate::Librato<T>,
            ) -> Result<(), $crate::Error> {
                $crate::api::stored::delete(self, api)
            }
        }
    };
}
pub(super) use stored;
