//! An event with a beginning and an end, around some work.

use super::{Post, close};
use crate::transport::HttpTransport;
use crate::transports::Ureq;
use crate::{Error, Librato};

/// An event that is going on: see [`Post::start`]. It gets its end when this is dropped, also by a `return`, a `?` or a panic.
///
/// Dropping it blocks as any call does, with its waits and tries.
#[must_use = "it ends when it is dropped"]
pub struct Ongoing<'a, T: HttpTransport = Ureq> {
    api: &'a Librato<T>,
    stream: &'a str,
    id: u64,
    is_open: bool,
}

impl<'a> Post<'a> {
    /// Posts the event, and gives it its end when what this returns is dropped, or [ended](Ongoing::end).
    ///
    /// Both times are by the client's clock, so that the length is right whatever clock the server has, and however many
    /// tries it takes. An end time of the post is not sent.
    ///
    /// ```
    /// use librato::transports::{Recording, Reply};
    /// use librato::{HttpTransport, Librato, UnixSeconds, annotations};
    ///
    /// fn deploy<T: HttpTransport>(api: &Librato<T>) -> Result<(), Box<dyn std::error::Error>> {
    ///     let _event = annotations::post("deploys", "v42").start(api)?;
    ///     Err("disk full")? // and the event has its end
    /// }
    ///
    /// let created = Reply::new(201).body(r#"{"id":143,"title":"v42"}"#);
    /// let transport = Recording::<1024>::new().answer(created).answer(204);
    /// let api = Librato::with_transport("https://metrics.example.net", "user", "token", transport)?
    ///     .clock(|| UnixSeconds(1_386_054_000));
    /// assert_eq!(deploy(&api).unwrap_err().to_string(), "disk full");
    /// let end = api.with(|recording| recording.request(1).body().to_vec());
    /// assert_eq!(end, br#"{"end_time":1386054000}"#);
    /// # Ok::<(), librato::Error>(())
    /// ```
    ///
    /// # Errors
    /// If the server does not take it, or does not say its id.
    pub fn start<T: HttpTransport>(self, api: &'a Librato<T>) -> Result<Ongoing<'a, T>, Error> {
        let id = api.send(self.starting(api.now()))?.id;
        let id = id.ok_or_else(|| Error::Decode("it has no id of the event".into()))?;
        Ok(Ongoing { api, stream: self.stream(), id, is_open: true })
    }

    /// Does some work, with the event around it, which gets its end also when the work panics. Gives what the work gave, and whether
    /// the event was noted with its beginning and its end: the work is done either way, once the server has answered.
    ///
    /// ```no_run
    /// use librato::{Librato, annotations};
    /// # let api = Librato::from_env()?;
    /// # fn migrate() -> std::io::Result<u32> { Ok(1) }
    /// let (migrated, noted) = annotations::post("migrations", "add an index").around(&api, migrate);
    /// if let Err(error) = noted {
    ///     eprintln!("no annotation: {error}");
    /// }
    /// println!("{} rows", migrated?);
    /// # Ok::<(), Box<dyn std::error::Error>>(())
    /// ```
    pub fn around<T: HttpTransport, R>(
        self,
        api: &Librato<T>,
        work: impl FnOnce() -> R,
    ) -> (R, Result<(), Error>) {
        let event = Post::start(self, api);
        let result = work();
        (result, event.and_then(Ongoing::end))
    }
}

impl<T: HttpTransport> Ongoing<'_, T> {
    /// The number of the event, to add a link to it, say.
    #[must_use]
    pub const fn id(&self) -> u64 {
        self.id
    }

    /// Ends it now. Where it is dropped instead nobody hears of an error.
    ///
    /// # Errors
    /// If the server does not take the end. The event then has none; [`close`](super::close) tries again.
    pub fn end(mut self) -> Result<(), Error> {
        self.send_end()
    }

    fn send_end(&mut self) -> Result<(), Error> {
        self.is_open = false;
        self.api.send(close(self.stream, self.id, self.api.now())).map(drop)
    }
}

impl<T: HttpTransport> Drop for Ongoing<'_, T> {
    fn drop(&mut self) {
        if self.is_open {
            let _ = self.send_end();
        }
    }
}

impl<T: HttpTransport> core::fmt::Debug for Ongoing<'_, T> {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        let mut fields = f.debug_struct("Ongoing");
        fields.field("stream", &self.stream).field("id", &self.id).finish_non_exhaustive()
    }
}
