//! What a program can choose about its client.

use core::time::Duration;
use std::borrow::ToOwned;
use std::boxed::Box;
use std::string::String;
use std::time::SystemTime;
use std::vec::Vec;

use super::{Error, Librato};
use crate::client::KEPT;
use crate::readings::{self, NamePolicy, NameRule, ReadingError, Tag};
use crate::{AddError, Credentials, Device, Server, UnixSeconds, UserAgent, WireFormat};

use super::spare::Spare;
use super::tags::SharedTags;

type Next = Box<dyn Fn(Duration) -> Duration + Send + Sync>;
type Clock = Box<dyn Fn() -> UnixSeconds + Send + Sync>;
type Sleep = Box<dyn Fn(Duration) + Send + Sync>;

/// What a client owns.
pub(super) struct Options {
    pub(super) url: String,
    credentials: (&'static str, Option<String>, String),
    pub(super) agent: Option<(String, bool)>,
    pub(super) device: Option<(String, u32)>,
    pub(super) prefix: String,
    pub(super) source: String,
    pub(super) tags: SharedTags,
    pub(super) names: NamePolicy,
    pub(super) compact: bool,
    pub(super) stamps: bool,
    pub(super) retries: u32,
    pub(super) backoff: Next,
    pub(super) clock: Clock,
    pub(super) sleep: Sleep,
}

impl Options {
    pub(super) fn new(server: Server<'_>, credentials: Credentials<'_>) -> Self {
        let (scheme, user, token) = credentials.parts();
        Self {
            url: std::format!("{}://{}{}", server.scheme(), server.authority(), server.base_path()),
            credentials: (scheme, user.map(ToOwned::to_owned), token.to_owned()),
            agent: None,
            device: None,
            prefix: String::new(),
            source: String::new(),
            tags: SharedTags::default(),
            names: NamePolicy::Strict,
            compact: false,
            stamps: false,
            retries: 3,
            backoff: Box::new(|last| (last * 2).min(Duration::from_secs(30))),
            clock: Box::new(system_time),
            sleep: Box::new(std::thread::sleep),
        }
    }
}

impl Options {
    pub(super) fn credentials(&self) -> Credentials<'_> {
        let (scheme, user, token) = &self.credentials;
        Credentials::from_parts(scheme, user.as_deref(), token)
    }

    /// What a server said, without the credentials, should it have repeated them: they stay out of errors and logs.
    pub(super) fn redacted(&self, body: Vec<u8>) -> Vec<u8> {
        let (_, user, token) = self.credentials().parts();
        let mut pair = String::new();
        if let Some(user) = user {
            crate::encode::basic(user, token, &mut |piece| pair.push_str(piece));
        }
        // A token shorter than this would be found in ordinary words.
        let secrets = [token.as_bytes(), pair.as_bytes()].into_iter().filter(|secret| secret.len() >= 8);
        let is_cut = body.len() >= KEPT;
        secrets.fold(body, |body, secret| without(&body, secret, is_cut))
    }
}

/// A text with `<redacted>` for each `secret`, which is not looked for in what stands for it. Where the text is cut, the
/// beginning of a secret is one as well.
fn without(text: &[u8], secret: &[u8], is_cut: bool) -> Vec<u8> {
    let mut kept = Vec::with_capacity(text.len());
    let mut rest = text;
    while let Some((&byte, next)) = rest.split_first() {
        let begun = is_cut && secret.starts_with(rest);
        match rest.strip_prefix(secret).or(begun.then_some(&[][..])) {
            Some(behind) => {
                kept.extend_from_slice(b"<redacted>");
                rest = behind;
            }
            None => {
                kept.push(byte);
                rest = next;
            }
        }
    }
    kept
}

fn system_time() -> UnixSeconds {
    let since = SystemTime::now().duration_since(SystemTime::UNIX_EPOCH);
    UnixSeconds(since.map_or(0, |since| since.as_secs()))
}

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
        long.and_then(|()| readings::check_name(&clean, strict))
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
        Device::new(id, boot)?;
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
