//! The list of a resource.

use super::{Listing, Page};
use crate::encode::{Path, Query, Route};
use crate::json::{JsonError, Picked, Step, decode};
use crate::transport::Method;

/// What the API has lists of.
pub trait Resource {
    /// What an element is decoded as on a device.
    type Item<'b>: serde::Deserialize<'b>;

    /// The path of the list.
    const PATH: &'static str;

    /// The way from the root of the answer to the elements.
    const WAY: &'static [Step];
}

/// The call for the list of a resource, in pages (API documentation, "Pagination").
///
/// ```
/// use librato::metrics;
/// let cpu = metrics::list().name("cpu").order_by("updated_at").descending();
/// let second_page = metrics::list().offset(100).length(100);
/// ```
#[derive(Debug)]
pub struct List<'a, R> {
    name: Option<&'a str>,
    offset: Option<u64>,
    length: Option<u64>,
    order_by: Option<&'a str>,
    sort: Option<&'a str>,
    more: &'a [(&'a str, &'a str)],
    resource: core::marker::PhantomData<R>,
}

impl<R> Clone for List<'_, R> {
    fn clone(&self) -> Self {
        *self
    }
}

impl<R> Copy for List<'_, R> {}

impl<'a, R> List<'a, R> {
    /// The whole list.
    #[must_use]
    pub const fn new() -> Self {
        Self {
            name: None,
            offset: None,
            length: None,
            order_by: None,
            sort: None,
            more: &[],
            resource: core::marker::PhantomData,
        }
    }

    /// Those alone whose name has this in it.
    #[must_use]
    pub const fn name(mut self, name: &'a str) -> Self {
        self.name = Some(name);
        self
    }

    /// Leaves out the first ones.
    #[must_use]
    pub const fn offset(mut self, offset: u64) -> Self {
        self.offset = Some(offset);
        self
    }

    /// How many elements a page has, at most. The API gives 100 at most, and that many without this.
    #[must_use]
    pub const fn length(mut self, length: u64) -> Self {
        self.length = Some(length);
        self
    }

    /// In the order of this field, such as `name` or `updated_at`.
    #[must_use]
    pub const fn order_by(mut self, field: &'a str) -> Self {
        self.order_by = Some(field);
        self
    }

    /// The last ones first.
    #[must_use]
    pub const fn descending(mut self) -> Self {
        self.sort = Some("desc");
        self
    }

    /// The first ones first, which is the order without this.
    #[must_use]
    pub const fn ascending(mut self) -> Self {
        self.sort = Some("asc");
        self
    }

    /// More pairs of the query, for what this has no word for.
    #[must_use]
    pub const fn query(mut self, pairs: &'a [(&'a str, &'a str)]) -> Self {
        self.more = pairs;
        self
    }
}

impl<R> Default for List<'_, R> {
    fn default() -> Self {
        Self::new()
    }
}

impl<R: Resource> Route for List<'_, R> {
    fn method(&self) -> Method {
        Method::Get
    }

    fn path(&self, path: &mut Path<'_>) {
        path.segment(R::PATH);
    }

    fn query(&self, query: &mut Query<'_>) {
        query.pair("name", self.name).pair("offset", self.offset).pair("length", self.length);
        query.pair("orderby", self.order_by).pair("sort", self.sort);
        for &(name, value) in self.more {
            // The page that is asked for now says it itself.
            if name != "offset" || self.offset.is_none() {
                query.pair(name, value);
            }
        }
    }
}

impl<R: Resource> Listing for List<'_, R> {
    type Item<'b> = R::Item<'b>;

    const WAY: &'static [Step] = R::WAY;

    fn item(picked: Picked<'_>) -> Result<R::Item<'_>, JsonError> {
        decode(picked.json, picked.scratch)
    }

    fn turn(&mut self, page: &Page) -> bool {
        let next = page.next_offset(self.offset);
        self.offset = next.or(self.offset);
        next.is_some()
    }
}
