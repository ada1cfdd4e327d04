//! The typed calls of a device.

use core::ops::ControlFlow;

use super::Client;
use crate::Millis;
use crate::api::{
    Answer, ApiError, Endpoint, ItemError, Linked, Listed, Listing, Page, Received, end, last_number, picker,
};
use crate::encode::{Body, Route, WireFormat, is_sound};
use crate::json::{JsonError, Pick, Picker};
use crate::transport::{Flow, HttpTransport, ResponseSink};

impl<T: HttpTransport, F: WireFormat> Client<'_, T, F> {
    /// Makes a call once, and decodes its answer. It never sleeps.
    ///
    /// `buffer` takes the body of the call and then the whole answer, whose texts stay there. 512 bytes do for most. A list needs
    /// only room for one element: see [`list`](Self::list).
    ///
    /// # Errors
    /// If the server does not accept it, if it does not fit the buffer, or if the answer is something else. The server's words
    /// are in [`error_body`](Self::error_body).
    ///
    /// ```
    /// use librato::transports::Recording;
    /// use librato::{Client, Credentials, Millis, Server, metrics};
    ///
    /// let transport = Recording::<512>::new().answer_with(200, &[], r#"{"name":"temp","type":"gauge","period":60}"#);
    /// let mut client = Client::new(Server::from_static("https://metrics.example.net"), Credentials::none(), transport);
    /// let mut buffer = [0; 128];
    /// let metric = client.send(&metrics::get("temp"), &mut buffer, Millis(0))?;
    /// assert!(metric.name.is("temp"));
    /// assert_eq!(metric.period, Some(60));
    /// # Ok::<(), librato::ApiError>(())
    /// ```
    pub fn send<'b, E: Endpoint>(
        &mut self,
        call: &E,
        buffer: &'b mut [u8],
        now: Millis,
    ) -> Result<E::Answer<'b>, ApiError> {
        let (body, rest) = written(call, buffer)?;
        let mut whole = Whole { buffer: rest, len: 0, status: 0, id: None };
        self.engine.send(&self.settings, call, body, &mut whole, now)?;
        let Whole { buffer, len, status, id } = whole;
        let (json, scratch) = buffer.split_at_mut_checked(len).ok_or(ApiError::TooLong { needed: len })?;
        E::Answer::read(Received { status, id, json, scratch }).map_err(ApiError::Answer)
    }

    /// Makes a call for a list and gives its elements one at a time, while they arrive, page after page.
    ///
    /// Memory is one element: `buffer` has to take the longest of them with what [belongs to it](Listing::BESIDE), or the account
    /// of the page, which is some 60 bytes or a [link](crate::api::Link).
    ///
    /// An element that does not fit, or is something else, is given as an error; the list goes on. When `each` breaks, no
    /// further page is asked for; the rest of this one is read and thrown away if it is short, else the connection
    /// is closed.
    ///
    /// # Errors
    /// If the server does not accept a call. What was given before counts: the list goes on from an
    /// [`offset`](crate::api::List::offset).
    pub fn list<L: Listing>(
        &mut self,
        mut listing: L,
        buffer: &mut [u8],
        now: Millis,
        mut each: impl FnMut(Result<L::Item<'_>, ItemError>) -> ControlFlow<()>,
    ) -> Result<Listed, ApiError> {
        if !is_sound(&listing) {
            return Err(ApiError::Path);
        }
        let mut listed = Listed::default();
        let mut link = None;
        loop {
            let mut page = Page::default();
            let mut lost = None;
            let picker = picker::<L>();
            let mut give = |pick: Pick<'_>| {
                let item = match pick {
                    Ok(picked) if picked.way == 0 => {
                        lost = page.note(L::PAGED, picked).err().or(lost);
                        return true;
                    }
                    Ok(picked) => L::item(picked).map_err(ItemError::Answer),
                    Err(long) if long.way == 0 => {
                        lost = Some(ApiError::TooLong { needed: long.needed });
                        return true;
                    }
                    Err(long) => Err(ItemError::TooLong { needed: long.needed }),
                };
                page.items = page.items.saturating_add(1);
                each(item).is_continue()
            };
            let mut elements = Elements { picker, buffer, give: &mut give, state: Ok(true) };
            let linked = Linked { listing: &listing, link: link.as_ref() };
            self.engine.send(&self.settings, &linked, None, &mut elements, now)?;
            let state = elements.end::<L>();
            listed.items = listed.items.saturating_add(page.items);
            listed.pages = listed.pages.saturating_add(1);
            if !state.map_err(ApiError::Answer)? {
                return Ok(listed);
            }
            // Without its account nobody knows whether there is another page.
            if let Some(error) = lost {
                return Err(error);
            }
            if !page.follow(&mut listing, &mut link).map_err(ApiError::Answer)? {
                listed.is_whole = true;
                return Ok(listed);
            }
        }
    }
}

/// Writes the body of a call into the buffer, and gives what is left.
fn written<'b>(call: &dyn Route, buffer: &'b mut [u8]) -> Result<(Option<&'b [u8]>, &'b mut [u8]), ApiError> {
    if !is_sound(call) {
        return Err(ApiError::Path);
    }
    let mut body = Body::within(buffer);
    call.body(&mut body);
    let len = body.end().map_err(|_| ApiError::Body)?;
    let (body, rest) = buffer.split_at_mut_checked(len.unwrap_or(0)).ok_or(ApiError::Body)?;
    Ok((len.map(|_| &*body), rest))
}

/// Keeps a whole answer.
struct Whole<'b> {
    buffer: &'b mut [u8],
    /// How long it is, more than the buffer if it does not fit.
    len: usize,
    status: u16,
    id: Option<u64>,
}

impl ResponseSink for Whole<'_> {
    fn status(&mut self, code: u16) {
        (self.status, self.len, self.id) = (code, 0, None);
    }

    fn header(&mut self, name: &[u8], value: &[u8]) {
        if name.eq_ignore_ascii_case(b"location") {
            self.id = last_number(value);
        }
    }

    fn body(&mut self, piece: &[u8]) -> Flow {
        let room = self.buffer.get_mut(self.len..).unwrap_or_default();
        for (place, byte) in room.iter_mut().zip(piece) {
            *place = *byte;
        }
        self.len = self.len.saturating_add(piece.len());
        Flow::More
    }
}

/// Cuts a list into its elements.
struct Elements<'a> {
    picker: Picker,
    buffer: &'a mut [u8],
    give: &'a mut dyn FnMut(Pick<'_>) -> bool,
    /// Whether the rest is of interest.
    state: Result<bool, JsonError>,
}

impl Elements<'_> {
    /// Whether the list was of interest to its end.
    fn end<L: Listing>(mut self) -> Result<bool, JsonError> {
        if self.state? {
            end::<L>(&mut self.picker, self.buffer, self.give)?;
        }
        self.state
    }
}

impl ResponseSink for Elements<'_> {
    fn status(&mut self, _: u16) {}

    fn header(&mut self, _: &[u8], _: &[u8]) {}

    fn body(&mut self, piece: &[u8]) -> Flow {
        if self.state == Ok(true) {
            self.state = self.picker.feed(piece, self.buffer, self.give);
        }
        if self.state == Ok(true) { Flow::More } else { Flow::Enough }
    }
}
