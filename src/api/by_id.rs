//! The calls that resources with ids have alike.

use core::marker::PhantomData;

use serde::Serialize;

use super::{Done, Endpoint, Resource};
use crate::encode::{Body, Path, Query, Route};
use crate::transport::Method;

/// Reads one element of a resource: `GET /RESOURCE/ID`.
#[derive(Clone, Copy, Debug)]
pub struct Get<'a, R> {
    id: u64,
    more: &'a [(&'a str, &'a str)],
    resource: PhantomData<R>,
}

impl<'a, R> Get<'a, R> {
    pub(super) const fn new(id: u64) -> Self {
        Self { id, more: &[], resource: PhantomData }
    }

    /// Pairs of the query.
    #[must_use]
    pub const fn query(mut self, pairs: &'a [(&'a str, &'a str)]) -> Self {
        self.more = pairs;
        self
    }
}

impl<R: Resource> Route for Get<'_, R> {
    fn method(&self) -> Method {
        Method::Get
    }

    fn path(&self, path: &mut Path<'_>) {
        path.segment(R::PATH).id(self.id);
    }

    fn query(&self, query: &mut Query<'_>) {
        query.pairs(self.more);
    }
}

impl<R: Resource> Endpoint for Get<'_, R>
where
    for<'b> R::Item<'b>: super::Answer<'b>,
{
    type Answer<'b> = R::Item<'b>;
}

#[cfg(feature = "std")]
impl<R: super::OwnedResource> super::OwnedEndpoint for Get<'_, R> {
    type Object = R::Object;
}

/// Creates an element of a resource: `POST /RESOURCE`.
#[derive(Clone, Copy, Debug)]
pub struct Create<'a, R, B> {
    fields: &'a B,
    resource: PhantomData<R>,
}

impl<'a, R, B> Create<'a, R, B> {
    pub(super) const fn new(fields: &'a B) -> Self {
        Self { fields, resource: PhantomData }
    }
}

impl<R: Resource, B: Serialize> Route for Create<'_, R, B> {
    fn method(&self) -> Method {
        Method::Post
    }

    fn path(&self, path: &mut Path<'_>) {
        path.segment(R::PATH);
    }

    fn body(&self, body: &mut Body<'_>) {
        body.json(self.fields);
    }
}

impl<R: Resource, B: Serialize> Endpoint for Create<'_, R, B>
where
    for<'b> R::Item<'b>: super::Answer<'b>,
{
    type Answer<'b> = R::Item<'b>;
}

#[cfg(feature = "std")]
impl<R: super::OwnedResource, B: Serialize> super::OwnedEndpoint for Create<'_, R, B> {
    type Object = R::Object;
}

/// Changes an element of a resource: `PUT /RESOURCE/ID`. What the fields do not say stays as it is.
#[derive(Clone, Copy, Debug)]
pub struct Update<'a, R, B> {
    id: u64,
    fields: &'a B,
    resource: PhantomData<R>,
}

impl<'a, R, B> Update<'a, R, B> {
    pub(super) const fn new(id: u64, fields: &'a B) -> Self {
        Self { id, fields, resource: PhantomData }
    }
}

impl<R: Resource, B: Serialize> Route for Update<'_, R, B> {
    fn method(&self) -> Method {
        Method::Put
    }

    fn path(&self, path: &mut Path<'_>) {
        path.segment(R::PATH).id(self.id);
    }

    fn body(&self, body: &mut Body<'_>) {
        body.json(self.fields);
    }
}

impl<R: Resource, B: Serialize> Endpoint for Update<'_, R, B> {
    type Answer<'b> = Done;
}

#[cfg(feature = "std")]
impl<R: Resource, B: Serialize> super::OwnedEndpoint for Update<'_, R, B> {
    type Object = Done;
}

/// Deletes an element of a resource: `DELETE /RESOURCE/ID`.
#[derive(Clone, Copy, Debug)]
pub struct Delete<R> {
    id: u64,
    resource: PhantomData<R>,
}

impl<R> Delete<R> {
    pub(super) const fn new(id: u64) -> Self {
        Self { id, resource: PhantomData }
    }
}

impl<R: Resource> Route for Delete<R> {
    fn method(&self) -> Method {
        Method::Delete
    }

    fn path(&self, path: &mut Path<'_>) {
        path.segment(R::PATH).id(self.id);
    }
}

impl<R: Resource> Endpoint for Delete<R> {
    type Answer<'b> = Done;
}

#[cfg(feature = "std")]
impl<R: Resource> super::OwnedEndpoint for Delete<R> {
    type Object = Done;
}

#[cfg(feature = "defmt")]
crate::log::shown! {
    impl[R: Resource] Get<'_, R>: |get| "GET {=str}/{=u64}", R::PATH, get.id;
    impl[R: Resource, B] Create<'_, R, B>: |_this| "POST {=str}", R::PATH;
    impl[R: Resource, B] Update<'_, R, B>: |update| "PUT {=str}/{=u64}", R::PATH, update.id;
    impl[R: Resource] Delete<R>: |delete| "DELETE {=str}/{=u64}", R::PATH, delete.id;
}
