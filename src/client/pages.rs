//! The pages of a list, cut into elements while they arrive.

use core::marker::PhantomData;
use core::ops::ControlFlow;

use crate::api::{ApiError, ItemError, Linked, Listed, Listing, NextPage, Page, end, picker};
use crate::encode::is_sound;
use crate::json::{JsonError, Pick, Picker};
use crate::transport::{Flow, ResponseSink};

/// Which page of a list is next.
pub(super) struct Pages<L> {
    listing: L,
    link: Option<NextPage>,
    pub(super) listed: Listed,
}

impl<L: Listing> Pages<L> {
    /// The first one.
    pub(super) fn of(listing: L) -> Result<Self, ApiError> {
        if !is_sound(&listing) {
            return Err(ApiError::Path);
        }
        Ok(Self { listing, link: None, listed: Listed::default() })
    }

    /// The call for it.
    pub(super) const fn call(&self) -> Linked<'_, L> {
        Linked { listing: &self.listing, link: self.link.as_ref() }
    }

    /// Ends the page that arrived, and turns to the one behind it; false if nobody asks for another.
    pub(super) fn turn<E>(&mut self, elements: &mut Elements<'_, L, E>) -> Result<bool, ApiError>
    where
        E: FnMut(Result<L::Item<'_>, ItemError>) -> ControlFlow<()>,
    {
        let state = elements.end();
        let page = core::mem::take(&mut elements.page);
        self.listed.items = self.listed.items.saturating_add(page.items);
        self.listed.pages = self.listed.pages.saturating_add(1);
        if !state.map_err(ApiError::Answer)? {
            return Ok(false);
        }
        // Without its account nobody knows whether there is another page.
        if let Some(error) = elements.lost.take() {
            return Err(error);
        }
        let more = page.follow(&mut self.listing, &mut self.link).map_err(ApiError::Answer)?;
        self.listed.is_whole = !more;
        (elements.picker, elements.state) = (picker::<L>(), Ok(true));
        Ok(more)
    }
}

/// Takes a page and gives its elements.
pub(super) struct Elements<'b, L, E> {
    picker: Picker,
    buffer: &'b mut [u8],
    each: E,
    page: Page,
    /// Why the account of the page cannot be read.
    lost: Option<ApiError>,
    /// Whether the rest is of interest.
    state: Result<bool, JsonError>,
    listing: PhantomData<fn() -> L>,
}

impl<'b, L: Listing, E> Elements<'b, L, E>
where
    E: FnMut(Result<L::Item<'_>, ItemError>) -> ControlFlow<()>,
{
    pub(super) fn new(buffer: &'b mut [u8], each: E) -> Self {
        let picker = picker::<L>();
        Self {
            picker,
            buffer,
            each,
            page: Page::default(),
            lost: None,
            state: Ok(true),
            listing: PhantomData,
        }
    }

    /// Whether the list was of interest to its end.
    fn end(&mut self) -> Result<bool, JsonError> {
        if self.state? {
            let Self { picker, buffer, each, page, lost, .. } = self;
            end::<L>(picker, buffer, &mut |pick| give::<L, E>(pick, page, lost, each))?;
        }
        self.state
    }
}

/// Gives an element to the caller, or takes note of the account of the page.
fn give<L: Listing, E>(pick: Pick<'_>, page: &mut Page, lost: &mut Option<ApiError>, each: &mut E) -> bool
where
    E: FnMut(Result<L::Item<'_>, ItemError>) -> ControlFlow<()>,
{
    let item = match pick {
        Ok(picked) if picked.way == 0 => {
            *lost = page.note(L::PAGED, picked).err().or(*lost);
            return true;
        }
        Ok(picked) => L::item(picked).map_err(ItemError::Answer),
        Err(long) if long.way == 0 => {
            *lost = Some(ApiError::TooLong { needed: long.needed });
            return true;
        }
        Err(long) => Err(ItemError::TooLong { needed: long.needed }),
    };
    page.items = page.items.saturating_add(1);
    each(item).is_continue()
}

impl<L: Listing, E> ResponseSink for Elements<'_, L, E>
where
    E: FnMut(Result<L::Item<'_>, ItemError>) -> ControlFlow<()>,
{
    fn status(&mut self, _: u16) {}

    fn header(&mut self, _: &[u8], _: &[u8]) {}

    fn body(&mut self, piece: &[u8]) -> Flow {
        if self.state == Ok(true) {
            let Self { picker, buffer, each, page, lost, .. } = self;
            self.state = picker.feed(piece, buffer, &mut |pick| give::<L, E>(pick, page, lost, each));
        }
        if self.state == Ok(true) { Flow::More } else { Flow::Enough }
    }
}
