//! The typed calls of a desktop program.

use std::collections::VecDeque;
use std::vec;
use std::vec::Vec;

use super::{Error, Librato, Reply};
use crate::api::{Done, Linked, NextPage, Owned, OwnedEndpoint, OwnedListing, Page, end, picker, picker_of};
use crate::encode::{Body, Route, is_sound};
use crate::json::Pick;
use crate::transport::HttpTransport;

impl<T: HttpTransport> Librato<T> {
    /// Makes a call, and decodes its answer into something that owns its texts. Like [`call`](Self::call) it is tried again
    /// after a 5xx, a `POST` as well, so that what it creates may be there twice; [`retries(0)`](Self::retries) makes each call once.
    ///
    /// ```no_run
    /// use librato::{Librato, metrics};
    /// # let api = Librato::from_env()?;
    /// let load = api.send(metrics::get("cpu.load").count(60).resolution(60))?;
    /// println!("{load}");
    /// # Ok::<(), librato::Error>(())
    /// ```
    ///
    /// # Errors
    /// [`Error::Failed`] if the server does not accept it, [`Error::Decode`] if the answer is something else.
    #[expect(
        clippy::needless_pass_by_value,
        reason = "a call is small, and reads better without an ampersand"
    )]
    pub fn send<E: OwnedEndpoint>(&self, call: E) -> Result<E::Object, Error> {
        let mut object = E::Object::of(&self.reply(&call)?)?;
        call.place(&mut object);
        Ok(object)
    }

    /// Makes a call that creates something. Gives what the server says of it, and its id. Some servers say the id in the `Location`
    /// alone: whatever else they say, it is there.
    pub(crate) fn create<E: OwnedEndpoint>(
        &self,
        call: &E,
    ) -> Result<(Option<E::Object>, Option<u64>), Error> {
        let reply = self.reply(call)?;
        let id = Done::of(&reply)?.created();
        match E::Object::of(&reply) {
            Ok(mut object) => {
                call.place(&mut object);
                Ok((Some(object), id))
            }
            Err(_) if id.is_some() => Ok((None, id)),
            Err(error) => Err(error),
        }
    }

    /// Makes the call for one page of a list.
    ///
    /// # Errors
    /// As [`send`](Self::send).
    #[expect(clippy::needless_pass_by_value, reason = "as `send` and `list` take theirs")]
    pub fn page<L: OwnedListing>(&self, listing: L) -> Result<(Vec<L::Object>, Page), Error> {
        let (items, page) = elements(&listing, &self.reply(&listing)?)?;
        Ok((items.into_iter().collect::<Result<_, _>>()?, page))
    }

    /// All elements of a list. Pages are asked for as they are needed.
    ///
    /// An element that is not what it should be is an error of its own, and the next one follows. After any other
    /// error the list ends.
    pub const fn list<L: OwnedListing>(&self, listing: L) -> Pages<'_, T, L> {
        Pages { api: self, next: Some(listing), link: None, items: VecDeque::new() }
    }

    /// Makes a call and gives the answer as it came.
    fn reply(&self, route: &dyn Route) -> Result<Reply, Error> {
        if !is_sound(route) {
            return Err(Error::Path);
        }
        let mut bytes = Vec::new();
        let mut body = Body::growing(&mut bytes);
        route.body(&mut body);
        let len = body.end().map_err(|_| Error::Body)?;
        self.persist(route, len.and_then(|len| bytes.get(..len)))
    }
}

/// The elements of a list, page after page: see [`Librato::list`].
#[must_use = "nothing is sent before the first element is asked for"]
pub struct Pages<'a, T, L: OwnedListing> {
    api: &'a Librato<T>,
    /// The page to ask for next.
    next: Option<L>,
    /// Where it is, if the one before has a link to it.
    link: Option<NextPage>,
    items: VecDeque<Result<L::Object, Error>>,
}

impl<T: HttpTransport, L: OwnedListing> Iterator for Pages<'_, T, L> {
    type Item = Result<L::Object, Error>;

    fn next(&mut self) -> Option<Self::Item> {
        loop {
            if let Some(item) = self.items.pop_front() {
                return Some(item);
            }
            let mut listing = self.next.take()?;
            let linked = Linked { listing: &listing, link: self.link.as_ref() };
            match self.api.reply(&linked).and_then(|reply| elements(&listing, &reply)) {
                Ok((items, page)) => {
                    self.items = items;
                    match page.follow(&mut listing, &mut self.link) {
                        Ok(turned) => self.next = turned.then_some(listing),
                        Err(error) => self.items.push_back(Err(Error::Decode(error.into()))),
                    }
                }
                Err(error) => return Some(Err(error)),
            }
        }
    }
}

/// Cuts a page into its elements.
#[expect(clippy::type_complexity, reason = "it is taken apart at once")]
fn elements<L: OwnedListing>(
    listing: &L,
    reply: &Reply,
) -> Result<(VecDeque<Result<L::Object, Error>>, Page), Error> {
    let (mut items, mut page) = (VecDeque::new(), Page::default());
    let mut is_lost = false;
    let mut give = |pick: Pick<'_>| {
        match pick {
            Ok(picked) if picked.way == 0 => is_lost |= page.note(L::PAGED, picked).is_err(),
            Ok(picked) => L::objects(picked, &mut |mut item| {
                item.iter_mut().for_each(|item| listing.place(item));
                items.push_back(item);
            }),
            Err(_) => items.push_back(Err(Error::Decode("it is too long".into()))),
        }
        true
    };
    // A value and the name before it are never longer than all of it, nor is a text in an account that is passed over.
    let mut buffer = vec![0; reply.body.len() * 2 + 1];
    let mut picker = L::GROUP.map_or_else(picker::<L>, picker_of::<L>);
    let fed = picker.feed(&reply.body, &mut buffer, &mut give);
    let whole = fed.and_then(|_| end::<L>(&mut picker, &mut buffer, &mut give));
    whole.map_err(|error| Error::Decode(error.into()))?;
    page.items = items.len() as u64;
    if is_lost {
        // Without its account nobody knows whether there is another page.
        (page.query, page.next) = Default::default();
        items.push_back(Err(Error::Decode("what it says of the page cannot be read".into())));
    }
    Ok((items, page))
}
