//! The typed calls of a device.

use core::ops::ControlFlow;

use super::Client;
use super::pages::{Elements, Pages};
use crate::Clock;
use crate::api::{Answer, ApiError, Endpoint, ItemError, Listed, Listing, Received, last_number};
use crate::encode::{Body, Route, WireFormat, is_sound};
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
        now: impl Clock,
    ) -> Result<E::Answer<'b>, ApiError> {
        let (body, rest) = written(call, buffer)?;
        let mut whole = Whole::new(rest);
        self.engine.send(&self.settings, call, body, &mut whole, now)?;
        whole.answer()
    }

    /// Makes a call for a list and gives its elements one at a time, while they arrive, page after page.
    ///
    /// Memory is one element: `buffer` has to take the longest of them with what [belongs to it](Listing::BESIDE), or the account
    /// of the page, which is some 60 bytes or a [link](crate::api::NextPage).
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
        listing: L,
        buffer: &mut [u8],
        now: impl Clock,
        each: impl FnMut(Result<L::Item<'_>, ItemError>) -> ControlFlow<()>,
    ) -> Result<Listed, ApiError> {
        let (mut pages, mut elements) = (Pages::of(listing)?, Elements::new(buffer, each));
        loop {
            self.engine.send(&self.settings, &pages.call(), None, &mut elements, now)?;
            if !pages.turn(&mut elements)? {
                return Ok(pages.listed);
            }
        }
    }
}

/// Writes the body of a call into the buffer, and gives what is left.
pub(super) fn written<'b>(
    call: &dyn Route,
    buffer: &'b mut [u8],
) -> Result<(Option<&'b [u8]>, &'b mut [u8]), ApiError> {
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
pub(super) struct Whole<'b> {
    buffer: &'b mut [u8],
    /// How long it is, more than the buffer if it does not fit.
    len: usize,
    status: u16,
    id: Option<u64>,
}

impl<'b> Whole<'b> {
    pub(super) const fn new(buffer: &'b mut [u8]) -> Self {
        Self { buffer, len: 0, status: 0, id: None }
    }

    /// What it is decoded as.
    pub(super) fn answer<A: Answer<'b>>(self) -> Result<A, ApiError> {
        let Self { buffer, len, status, id } = self;
        let (json, scratch) = buffer.split_at_mut_checked(len).ok_or(ApiError::TooLong { needed: len })?;
        A::read(Received { status, id, json, scratch }).map_err(ApiError::Answer)
    }
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
