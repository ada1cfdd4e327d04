//! Pages that follow each other by a link.

use super::Listing;
use crate::encode::{Body, Path, Query, Route};
use crate::json::{Picked, Text, decode};
use crate::transport::Method;

/// How long the query of a link can be.
#[cfg(not(feature = "std"))]
const QUERY: usize = 256;

#[cfg(not(feature = "std"))]
type Kept = heapless::String<QUERY>;
#[cfg(feature = "std")]
type Kept = std::string::String;

/// The link to the next page (`rel` is `next`). Of its address only the query counts: credentials go to no other host and no
/// other path than those of the list. A device keeps up to 256 bytes of it.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct NextPage(Kept);

/// What a device cannot keep of a link: how many bytes it takes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct TooLongQuery(pub(crate) usize);

impl NextPage {
    /// The link, if this is the one to the next page.
    pub(super) fn read(Picked { json, scratch, .. }: Picked<'_>) -> Result<Option<Self>, TooLongQuery> {
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

    fn of(href: Text<'_>) -> Result<Self, TooLongQuery> {
        let address = || href.chars().take_while(|character| *character != '#');
        let query = || address().skip_while(|character| *character != '?').skip(1);
        let mut kept = Kept::new();
        for character in query() {
            #[cfg(not(feature = "std"))]
            kept.push(character).map_err(|_| TooLongQuery(query().map(char::len_utf8).sum()))?;
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

#[cfg(feature = "defmt")]
crate::log::shown! {
    impl[] NextPage: |next| "{=str}", next.query();
}

/// A list from where a link leads to.
pub(crate) struct Linked<'l, L> {
    pub(crate) listing: &'l L,
    pub(crate) link: Option<&'l NextPage>,
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

#[cfg(test)]
mod tests {
    use super::*;
    use std::format;
    use std::string::String;

    fn of(href: &str) -> Result<String, TooLongQuery> {
        NextPage::of(Text::of_key(href.as_bytes())).map(|link| link.query().into())
    }

    #[test]
    fn the_query_of_an_address() {
        for (href, query) in [
            ("https://metrics.example.net/v1/measurements/x?start_time=60&a=b%20c", "start_time=60&a=b%20c"),
            ("/x?a?b#c?d", "a?b"),
            ("?", ""),
            ("/x", ""),
            ("/x#?a", ""),
            ("/x?caf\\u00e9=\\\"", "café=\""),
        ] {
            assert_eq!(of(href).as_deref(), Ok(query), "{href}");
        }
    }

    #[test]
    fn how_much_a_device_keeps() {
        let fits = "x".repeat(256);
        assert_eq!(of(&format!("/long/path?{fits}#{fits}")), Ok(fits.clone()));
        let result = of(&format!("?{fits}é"));
        assert_eq!(result.is_ok(), cfg!(feature = "std"));
        assert!(result.is_ok() || result == Err(TooLongQuery(258)));
    }
}
