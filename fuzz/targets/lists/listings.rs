//! Lists of each shape that the API has, whose elements are given as they were cut out.

use std::marker::PhantomData;

use librato::api::{Listing, Page, Paged};
use librato::json::{JsonError, Picked, Step};
use librato::transport::Method;
use librato::{Path, Query, Route};

use crate::model::Node;

/// Where the elements of a list are.
pub(crate) trait Shape {
    const WAY: &'static [Step];
    const ALSO: &'static [Step] = Self::WAY;
    const BESIDE: &'static [Step] = &[];
    const MAY_BE_BARE: bool = false;
    const PAGED: Paged = Paged::Query;
    /// The member that has the account.
    const ACCOUNT: &'static str = "query";
}

/// As metrics.
pub(crate) enum Under {}

impl Shape for Under {
    const WAY: &'static [Step] = &[Step::Key("metrics"), Step::Each];
}

/// As events.
pub(crate) enum TwoForms {}

impl Shape for TwoForms {
    const WAY: &'static [Step] = &[Step::Key("events"), Step::Each, Step::Any, Step::Each];
    const ALSO: &'static [Step] = &[Step::Key("events"), Step::Any, Step::Each];
}

/// As a composite over tags.
pub(crate) enum Series {}

impl Shape for Series {
    const WAY: &'static [Step] = &[Step::Key("series"), Step::Each, Step::Key("measurements"), Step::Each];
    const BESIDE: &'static [Step] = &[Step::Key("series"), Step::Each, Step::Key("tags")];
    const MAY_BE_BARE: bool = true;
    const PAGED: Paged = Paged::Links;
    const ACCOUNT: &'static str = "links";
}

/// As charts.
pub(crate) enum Bare {}

impl Shape for Bare {
    const WAY: &'static [Step] = &[Step::Each];
}

/// An element as it was cut out.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Element {
    pub(crate) key: Vec<u8>,
    pub(crate) json: Vec<u8>,
}

impl Element {
    /// What belongs to it: a name that leads to it, or a value beside it.
    pub(crate) fn key_node<S: Shape>(&self) -> Option<Node> {
        if !S::BESIDE.is_empty() {
            return (!self.key.is_empty()).then(|| Node::of(&self.key));
        }
        let is_named = S::WAY.contains(&Step::Any);
        is_named.then(|| Node::of(&[b"\"", self.key.as_slice(), b"\""].concat()))
    }
}

/// The list of a shape.
pub(crate) struct Found<S>(PhantomData<S>);

impl<S> Found<S> {
    pub(crate) const fn new() -> Self {
        Self(PhantomData)
    }
}

impl<S> Route for Found<S> {
    fn method(&self) -> Method {
        Method::Get
    }

    fn path(&self, path: &mut Path<'_>) {
        path.segment("found");
    }

    fn query(&self, _: &mut Query<'_>) {}
}

impl<S: Shape> Listing for Found<S> {
    type Item<'b> = Element;

    const WAY: &'static [Step] = S::WAY;
    const ALSO: &'static [Step] = S::ALSO;
    const BESIDE: &'static [Step] = S::BESIDE;
    const MAY_BE_BARE: bool = S::MAY_BE_BARE;
    const PAGED: Paged = S::PAGED;

    fn item(picked: Picked<'_>) -> Result<Element, JsonError> {
        Ok(Element { key: picked.key.to_vec(), json: picked.json.to_vec() })
    }

    fn turn(&mut self, _: &Page) -> bool {
        false
    }
}
