//! What a program can choose about its client.

use core::time::Duration;
use std::borrow::ToOwned;
use std::boxed::Box;
use std::string::String;
use std::vec::Vec;

use super::spare::Spare;
use super::{Error, Librato};
use crate::readings::{self, NamePolicy, NameRule, ReadingError, Tag};
use crate::{AddError, Device, UnixSeconds, UserAgent, WireFormat};

impl<T> Librato<T> {
    /// Another wire format in place of the Librato Metrics API's.
    ///
    /// ```no_run
    /// use librato::{Gauge, Librato, LineProtocol};
    /// let api = Librato::connect("https://influx.example.net", "user", "password")?.format(LineProtocol::v1("house"));
    /// api.submit(Gauge::new("temperature", 21.5).source("kitchen"))?; // temperature,source=kitchen value=21.5
    /// # Ok::<(), librato::Error>(())
    /// ```
    #[must_use]
    pub fn format(mut self, format: impl WireFormat + Send + Sync + 'static) -> Self {
        self.set_format(Box::new(format));
        self
    }

    /// The source of readings that have none of their own and no tags. It is checked when a reading is added.
    #[must_use]
    pub fn source(mut self, source: &str) -> Self {
        source.clone_into(&mut self.options.source);
        self
    }

    /// Put before every metric name, as part of it.
    #[must_use]
    pub fn prefix(mut self, prefix: &str) -> Self {
        prefix.clone_into(&mut self.options.prefix);
        self
    }

    /// The tags of readings that have none of their own; with them every reading is tagged.
    #[must_use]
    pub fn tags(self, tags: &[Tag<'_>]) -> Self {
        self.set_tags(tags);
        self
    }

    /// Other tags in place of all there were; with none, readings are no longer tagged. They count from the next reading on that
    /// is submitted or added to a batch, in batches that there are already as well.
    ///
    /// ```
    /// use librato::transports::Recording;
    /// use librato::{Gauge, Librato};
    /// let api = Librato::with_transport("https://metrics.example.net", "user", "token", Recording::<4096>::new())?;
    /// let mut batch = api.batch();
    /// api.set_tags(&[("city", "sf")]);
    /// batch.add(Gauge::new("temperature", 21))?;
    /// batch.finish()?;
    /// api.with(|sent| assert_eq!(sent.request(0).target(), "/v1/measurements"));
    /// # Ok::<(), librato::Error>(())
    /// ```
    pub fn set_tags(&self, tags: &[Tag<'_>]) {
        self.options.tags.change(|own| own.set(tags));
    }

    /// More tags, from the next reading on. A name that is there gets the new value.
    pub fn add_tags(&self, tags: &[Tag<'_>]) {
        self.options.tags.change(|own| own.add(tags));
    }

    /// The tags of readings that have none of their own, as pairs of name and value.
    #[must_use]
    pub fn default_tags(&self) -> Vec<(String, String)> {
        self.options.tags.owned()
    }

    /// What happens to names; by default those that the API does not take are refused.
    #[must_use]
    pub fn names(mut self, names: NamePolicy) -> Self {
        self.options.names = names;
        // Its texts came under the old rule.
        self.spare = Spare::default();
        self
    }

    /// The name that a metric has on the server: with the client's prefix, and after its rule for names. For the path or the body
    /// of a [call](Self::call), which sends what it is given.
    ///
    /// ```
    /// use librato::{Librato, NamePolicy, python_sanitizer};
    /// let api = Librato::connect("https://metrics.example.net", "user", "token")?;
    /// assert!(api.metric_name("cpu load").is_err());
    /// let api = api.names(NamePolicy::Sanitize(python_sanitizer)).prefix("home.");
    /// assert_eq!(api.metric_name("cpu load")?, "home.cpu-load");
    /// # Ok::<(), librato::Error>(())
    /// ```
    ///
    /// # Errors
    /// [`Error::Reading`] if a reading of this name would be refused for its name.
    pub fn metric_name(&self, name: &str) -> Result<String, Error> {
        let options = &self.options;
        let room = readings::MAX_NAME.saturating_sub(options.prefix.len()).max(1);
        let strict = !matches!(options.names, NamePolicy::AsIs);
        let mut clean = String::new();
        match options.names {
            NamePolicy::Sanitize(sanitize) => {
                sanitize(name, &mut |piece| clean.push_str(piece));
                // What is cut inside a character has one that no name may have.
                clean.truncate((0..=room).rev().find(|&at| clean.is_char_boundary(at)).unwrap_or(0));
            }
            NamePolicy::Strict | NamePolicy::AsIs => clean.push_str(name),
        }
        let long = if clean.len() > room { Err(NameRule::TooLong(room as u8)) } else { Ok(()) };
        long.and_then(|()| readings::check_name(clean.as_bytes(), strict))
            .map_err(|rule| AddError::from(ReadingError::Name(rule)))?;
        clean.insert_str(0, &options.prefix);
        Ok(clean)
    }

    /// Bodies in which a source (or tag set) and a time that a whole chunk shares stand once, at the top: half the bytes.
    #[must_use]
    pub fn compact(mut self) -> Self {
        self.options.compact = true;
        self
    }

    /// Readings added to a batch get the time of the moment, unless they have one.
    #[must_use]
    pub fn stamp(mut self) -> Self {
        self.options.stamps = true;
        self
    }

    /// The `User-Agent` of requests.
    #[must_use]
    pub fn user_agent(mut self, agent: UserAgent<'_>) -> Self {
        let (own, alone) = agent.parts();
        self.options.agent = Some((own.to_owned(), alone));
        self
    }

    /// An `Idempotency-Key` in each submission, from the id of this machine, and a number that differs at each start.
    ///
    /// # Errors
    /// [`Error::Header`] if the id is not printable ASCII.
    pub fn device(mut self, id: &str, boot: u32) -> Result<Self, Error> {
        Device::new(id)?;
        self.options.device = Some((id.to_owned(), boot));
        Ok(self)
    }

    /// How often a call is tried again after a 5xx before it fails: three times by default.
    #[must_use]
    pub fn retries(mut self, retries: u32) -> Self {
        self.options.retries = retries;
        self
    }

    /// The wait before the next try, from the last wait, which begins at one second. By default it doubles up to 30 s. A
    /// `Retry-After` of the server that is longer counts; after one beyond five minutes no call sleeps, and the error says when
    /// to come back.
    #[must_use]
    pub fn backoff(mut self, next: impl Fn(Duration) -> Duration + Send + Sync + 'static) -> Self {
        self.options.backoff = Box::new(next);
        self
    }

    /// Another clock, for tests.
    #[must_use]
    pub fn clock(mut self, now: impl Fn() -> UnixSeconds + Send + Sync + 'static) -> Self {
        self.options.clock = Box::new(now);
        self
    }

    /// Another way to wait, for tests.
    #[must_use]
    pub fn sleeper(mut self, sleep: impl Fn(Duration) + Send + Sync + 'static) -> Self {
        self.options.sleep = Box::new(sleep);
        self
    }
}
