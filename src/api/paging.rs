//! Lists that come in pages.

use super::next_page::NextPage;
use super::{ApiError, lenient};
use crate::encode::Route;
use crate::json::{JsonError, Pick, Picked, Picker, Step, decode};

/// A call whose answer is a list, cut into its elements as it streams past, page after page.
pub trait Listing: Route {
    /// What an element is decoded as. Its texts lie in the caller's buffer.
    type Item<'b>;

    /// The way from the root of the answer to the elements.
    const WAY: &'static [Step];

    /// Another way to them, where servers write the list in two forms.
    const ALSO: &'static [Step] = Self::WAY;

    /// The way to what stands beside the elements and belongs to each that follows, which [`Self::item`] finds in
    /// [`Picked::key`]. It must not be there if the way to the elements has a [`Step::Any`].
    const BESIDE: &'static [Step] = &[];

    /// Whether servers write the list without the object around it as well: the ways then begin with their second step.
    const MAY_BE_BARE: bool = false;

    /// How pages follow each other.
    const PAGED: Paged = Paged::Query;

    /// Decodes an element.
    ///
    /// # Errors
    /// If it is something else.
    fn item(picked: Picked<'_>) -> Result<Self::Item<'_>, JsonError>;

    /// Turns to the page behind this one; false if this was the last.
    fn turn(&mut self, page: &Page) -> bool;
}

/// How the pages of a list follow each other.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
#[non_exhaustive]
pub enum Paged {
    /// By what the `query` member of an answer says of the page.
    Query,
    /// By the one among its `links` whose `rel` is `next`.
    Links,
}

/// What cuts a list into its elements, by the second of its ways, and the account of a page, by the first.
pub(crate) const fn picker<L: Listing>() -> Picker {
    picker_of::<L>(L::WAY).also(L::ALSO).beside(L::BESIDE)
}

/// The same for something else than elements.
pub(crate) const fn picker_of<L: Listing>(way: &'static [Step]) -> Picker {
    let account: &[Step] = match L::PAGED {
        Paged::Query => &[Step::Key("query")],
        Paged::Links => &[Step::Key("links"), Step::Each],
    };
    Picker::new([account, way]).or_bare(L::MAY_BE_BARE)
}

/// Feeds a page to its end, and says whether it is what was asked for.
///
/// A list that is not there is an error. What a way leads to through members of [any](Step::Any) name may be missing.
pub(crate) fn end<L: Listing>(
    picker: &mut Picker,
    buffer: &mut [u8],
    give: &mut dyn FnMut(Pick<'_>) -> bool,
) -> Result<(), JsonError> {
    picker.end(buffer, give)?;
    if picker.has_met(1) || L::WAY.contains(&Step::Any) { Ok(()) } else { Err(JsonError::Mismatch) }
}

/// What a page says of itself: how many elements it had, the `query` member of the answer, and the link to the next page.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
#[non_exhaustive]
pub struct Page {
    /// The elements that were on it.
    pub items: u64,
    /// The server's account of it.
    pub query: PageQuery,
    /// Where the next page is, of a list that is [paged](Listing::PAGED) by links.
    pub next: Option<NextPage>,
}

/// The server's account of a page.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, serde::Deserialize)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
#[non_exhaustive]
pub struct PageQuery {
    /// How many elements there are that fit the query.
    #[serde(default, deserialize_with = "lenient::optional_id")]
    pub found: Option<u64>,
    /// How many there are at all.
    #[serde(default, deserialize_with = "lenient::optional_id")]
    pub total: Option<u64>,
    /// How many elements stand before this page.
    #[serde(default, deserialize_with = "lenient::optional_id")]
    pub offset: Option<u64>,
    /// How many elements a page can have, or this one has.
    #[serde(default, deserialize_with = "lenient::optional_id")]
    pub length: Option<u64>,
    /// Where measurements go on that were cut off.
    #[serde(default, deserialize_with = "lenient::optional_id")]
    pub next_time: Option<u64>,
}

impl Page {
    /// Takes note of the account that was picked.
    ///
    /// One that cannot be read is an error, as nobody would know whether there is another page. Something other than an object is
    /// none.
    pub(crate) fn note(&mut self, paged: Paged, picked: Picked<'_>) -> Result<(), ApiError> {
        match paged {
            Paged::Query if picked.json.first() == Some(&b'{') => {
                self.query = decode(picked.json, picked.scratch).map_err(ApiError::Answer)?;
            }
            Paged::Query => {}
            Paged::Links => {
                let next = NextPage::read(picked).map_err(|long| ApiError::TooLong { needed: long.0 })?;
                self.next = next.or(self.next.take());
            }
        }
        Ok(())
    }

    /// Turns from the page that `last` led to; false if there is none behind it.
    ///
    /// A link to the page that it stands on would never end.
    pub(crate) fn follow<L: Listing>(
        self,
        listing: &mut L,
        last: &mut Option<NextPage>,
    ) -> Result<bool, JsonError> {
        if self.next.is_some() && self.next == *last {
            return Err(JsonError::Mismatch);
        }
        let turned = listing.turn(&self);
        *last = self.next;
        Ok(turned)
    }

    /// The offset of the page behind this one, which was asked for with `offset`; `None` if this was the last.
    ///
    /// It counts the elements that came, not those that were asked for: a server may give less. It never goes back, or a server that
    /// passes over the offset would be asked for the same page for good.
    #[must_use]
    pub fn next_offset(&self, offset: Option<u64>) -> Option<u64> {
        let first = self.query.offset.max(offset).unwrap_or(0);
        let next = first.saturating_add(self.items);
        let all = self.query.found.or(self.query.total)?;
        (self.items > 0 && next < all).then_some(next)
    }
}

/// What became of a list.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
#[non_exhaustive]
pub struct Listed {
    /// The elements that were given, those with an error included.
    pub items: u64,
    /// Requests that were made.
    pub pages: u32,
    /// Whether the list ended, not the caller's interest.
    pub is_whole: bool,
}

#[cfg(test)]
mod tests {
    use super::*;

    fn page(items: u64, found: Option<u64>, total: Option<u64>, offset: Option<u64>) -> Page {
        Page { items, query: PageQuery { found, total, offset, ..PageQuery::default() }, next: None }
    }

    #[test]
    fn pages_follow_each_other_by_what_came() {
        assert_eq!(page(100, Some(250), Some(1_000), Some(0)).next_offset(None), Some(100));
        assert_eq!(page(100, Some(250), Some(1_000), Some(100)).next_offset(Some(100)), Some(200));
        assert_eq!(page(50, Some(250), Some(1_000), Some(200)).next_offset(Some(200)), None);
        // The server caps a page below what was asked for.
        assert_eq!(page(30, Some(250), None, None).next_offset(Some(100)), Some(130));
        // The server gives the first page, whatever was asked for.
        assert_eq!(page(100, Some(250), None, Some(0)).next_offset(Some(100)), Some(200));
        assert_eq!(page(100, Some(250), None, Some(0)).next_offset(Some(200)), None);
        // Nothing came, or nobody says how many there are.
        assert_eq!(page(0, Some(250), None, Some(0)).next_offset(None), None);
        assert_eq!(page(100, None, None, None).next_offset(None), None);
        assert_eq!(page(100, None, Some(101), None).next_offset(None), Some(100));
        assert_eq!(page(u64::MAX, Some(u64::MAX), None, Some(9)).next_offset(None), None);
    }
}
