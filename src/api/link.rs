//! Pages that follow each other by a link.

use super::Listing;
use crate::encode::{Body, Path, Query, Route};
use crate::json::{Picked, Text, decode};
use crate::transport::Method;

/// How long the query of a link can be.
#[cfg(not(feature = "std"))]
const LINK: usize = 256;

#[cfg(not(feature = "std"))]
type Kept = heapless::String<LINK>;
#[cfg(feature = "std")]
type Kept = std::string::String;

/// The link to the next page (`rel` is `next`). Of its address only the query counts: credentials go to no other host and no
/// other path than those of the list. A device keeps up to 256 bytes of it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Link(Kept);

/// What a device cannot keep of a link: how many bytes it takes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct TooLongLink(pub(crate) usize);

impl Link {
    /// The link, if this is the one to the next page.
    pub(super) fn read(Picked { json, scratch, .. }: Picked<'_>) -> Result<Option<Self>, TooLongLink> {
        #[derive(serde::Deserialize)]
        struct Element<'b> {
            #[serde(borrow)]
            rel: Text<'b>,
            href: Text<'b>,
        }
        match decode(json, scratch) {
            Ok(Element { rel, href }) if rel.is("next") => Self::of(href).map(Some),
            _ => Ok(None),
        }
    }

    fn of(href: Text<'_>) -> Result<Self, TooLongLink> {
        let query = || href.chars().skip_while(|character| *character != '?').skip(1);
        let query = || query().take_while(|character| *character != '#');
        let mut kept = Kept::new();
        for character in query() {
            #[cfg(not(feature = "std"))]
            kept.push(character).map_err(|_| TooLongLink(query().map(char::len_utf8).sum()))?;
            #[cfg(feature = "std")]
            kept.push(character);
        }
        Ok(Self(kept))
    }

    /// The query, as it stands in the address.
    #[must_use]
    pub fn query(&self) -> &str {
        &self.0
    }
}

/// A list from where a link leads to.
pub(crate) struct Linked<'l, L> {
    pub(crate) listing: &'l L,
    pub(crate) link: Option<&'l Link>,
}

impl<L: Listing> Route for Linked<'_, L> {
    fn method(&self) -> Method {
        self.listing.method()
    }

    fn path(&self, path: &mut Path<'_>) {
        self.listing.path(path);
    }

    fn query(&self, query: &mut Query<'_>) {
        match self.link {
            Some(link) => query.encoded(link.query()),
            None => self.listing.query(query),
        }
    }

    fn body(&self, body: &mut Body<'_>) {
        self.listing.body(body);
    }
}
