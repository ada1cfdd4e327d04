//! What every request says about the client: credentials, user agent, idempotency key; and the head as bytes.

use super::base64;
use super::sink::{Sink, Window};
use crate::Credentials;
use crate::readings::{Number, digits};
use crate::server::Server;
use crate::transport::RequestSource;

/// What a text has that no header value can have.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
#[non_exhaustive]
pub enum HeaderError {
    /// A character that is not printable ASCII, such as CR or LF.
    Character,
    /// It is empty.
    Empty,
}

impl core::fmt::Display for HeaderError {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.write_str(match self {
            Self::Character => "a header value must be printable ASCII",
            Self::Empty => "a header value must not be empty",
        })
    }
}

impl core::error::Error for HeaderError {}

const fn check(text: &str) -> Result<(), HeaderError> {
    let mut bytes = text.as_bytes();
    if bytes.is_empty() {
        return Err(HeaderError::Empty);
    }
    while let Some((&byte, rest)) = bytes.split_first() {
        if !matches!(byte, b' '..=b'~') {
            return Err(HeaderError::Character);
        }
        bytes = rest;
    }
    Ok(())
}

/// The `User-Agent` of requests. The server keeps it with each metric that a request creates.
///
/// ```
/// use librato::UserAgent;
/// assert!(UserAgent::default().to_string().starts_with("librato-rs/"));
/// assert!(UserAgent::prefixed("greenhouse/2.1")?.to_string().starts_with("greenhouse/2.1 librato-rs/"));
/// assert_eq!(UserAgent::replaced("my-app/2.1 (sensor 7)")?.to_string(), "my-app/2.1 (sensor 7)");
/// assert!(UserAgent::prefixed("a\r\nb").is_err());
/// # Ok::<(), librato::HeaderError>(())
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
pub struct UserAgent<'a> {
    own: &'a str,
    alone: bool,
}

impl<'a> UserAgent<'a> {
    /// What this library calls itself: name, version, and whether it runs on an operating system.
    #[cfg(feature = "std")]
    const LIBRARY: &'static str = concat!("librato-rs/", env!("CARGO_PKG_VERSION"), " (rust; std)");
    #[cfg(not(feature = "std"))]
    const LIBRARY: &'static str = concat!("librato-rs/", env!("CARGO_PKG_VERSION"), " (rust; no_std)");

    /// The application's own name before the library's.
    ///
    /// # Errors
    /// See [`HeaderError`].
    pub const fn prefixed(own: &'a str) -> Result<Self, HeaderError> {
        match check(own) {
            Ok(()) => Ok(Self { own, alone: false }),
            Err(error) => Err(error),
        }
    }

    /// The application's own name in place of the library's.
    ///
    /// # Errors
    /// See [`HeaderError`].
    pub const fn replaced(own: &'a str) -> Result<Self, HeaderError> {
        match check(own) {
            Ok(()) => Ok(Self { own, alone: true }),
            Err(error) => Err(error),
        }
    }

    /// The application's own name, and whether it stands alone.
    #[cfg(feature = "std")]
    pub(crate) const fn parts(&self) -> (&'a str, bool) {
        (self.own, self.alone)
    }

    fn pieces(&self, mut piece: impl FnMut(&str)) {
        if !self.own.is_empty() {
            piece(self.own);
            if self.alone {
                return;
            }
            piece(" ");
        }
        piece(Self::LIBRARY);
    }
}

impl core::fmt::Display for UserAgent<'_> {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        let mut result = Ok(());
        self.pieces(|piece| result = result.and_then(|()| f.write_str(piece)));
        result
    }
}

/// Which device sends, for the `Idempotency-Key` of its requests: `DEVICE-BOOT-SEQUENCE`. A server that knows the header
/// can tell a request that is sent again from a new one.
///
/// This is `DEVICE`, an id that no other client of the account has: two clients with one id would give different requests the same
/// key. `BOOT`, which differs at each start, goes to [`Client::device`](crate::Client::device) with it.
///
/// ```
/// use librato::{Device, HeaderError};
/// const DEVICE: Device = Device::from_static("attic");
/// assert_eq!(Device::new("attic"), Ok(DEVICE));
/// assert_eq!(Device::new("dachgeschoß"), Err(HeaderError::Character));
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
pub struct Device<'a> {
    id: &'a str,
}

impl<'a> Device<'a> {
    /// A device by its id.
    ///
    /// # Errors
    /// See [`HeaderError`].
    pub const fn new(id: &'a str) -> Result<Self, HeaderError> {
        match check(id) {
            Ok(()) => Ok(Self { id }),
            Err(error) => Err(error),
        }
    }

    /// For a `const`: [`new`](Self::new), with an error at compile time instead of a `Result`.
    ///
    /// # Panics
    /// If it is refused. In a `const` that is a compile error; elsewhere use [`new`](Self::new).
    #[must_use]
    pub const fn from_static(id: &'static str) -> Device<'static> {
        match Device::new(id) {
            Ok(device) => device,
            Err(_) => panic!("the id is empty or not printable ASCII"),
        }
    }
}

/// Takes the fields of a head: each is what stands before its value (the end of the line before, its name, a colon and a space),
/// and then pieces of its value.
pub(super) trait Fields {
    fn begin(&mut self, name: &'static str);
    fn value(&mut self, piece: &[u8]);

    fn number(&mut self, number: u32) {
        digits::with_digits(Number::Digits(number.into(), 0), |digits| self.value(digits));
    }
}

/// Gives them as [`RequestSource::headers`] does.
pub(super) struct Pieces<'p>(pub(super) &'p mut dyn FnMut(&str, &str));

impl Fields for Pieces<'_> {
    fn begin(&mut self, name: &'static str) {
        let name = name.strip_prefix("\r\n").and_then(|name| name.strip_suffix(": "));
        (self.0)(name.unwrap_or_default(), "");
    }

    fn value(&mut self, piece: &[u8]) {
        // All of it comes from texts.
        (self.0)("", core::str::from_utf8(piece).unwrap_or_default());
    }
}

impl Fields for Window<'_> {
    fn begin(&mut self, name: &'static str) {
        self.put(name.as_bytes());
    }

    fn value(&mut self, piece: &[u8]) {
        self.put(piece);
    }

    fn number(&mut self, number: u32) {
        self.integer(number);
    }
}

/// A request that says which fields its head has, but for `Host`, `Connection` and `Content-Length`.
pub(super) trait Headed: RequestSource {
    fn fields(&self, fields: &mut dyn Fields);
}

/// What all requests of a client have in common.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Settings<'a> {
    pub(crate) server: Server<'a>,
    pub(crate) credentials: Credentials<'a>,
    pub(crate) agent: UserAgent<'a>,
    /// With the number of this start.
    device: Option<(Device<'a>, u32)>,
    pub(crate) compact: bool,
    pub(crate) sums: bool,
}

impl<'a> Settings<'a> {
    pub(crate) const fn new(server: Server<'a>, credentials: Credentials<'a>) -> Self {
        let agent = UserAgent { own: "", alone: false };
        Self { server, credentials, agent, device: None, compact: false, sums: true }
    }

    pub(crate) const fn set_device(&mut self, device: Device<'a>, boot: u32) {
        self.device = Some((device, boot));
    }

    /// Gives the fields of a request.
    pub(super) fn fields(&self, content_type: Option<&str>, sequence: Option<u32>, fields: &mut dyn Fields) {
        let (scheme, user, token) = self.credentials.parts();
        if !scheme.is_empty() {
            fields.begin("\r\nAuthorization: ");
            fields.value(scheme.as_bytes());
            match user {
                Some(user) => base64::encode(&[user, ":", token], |four| fields.value(four)),
                None => fields.value(token.as_bytes()),
            }
        }
        fields.begin("\r\nUser-Agent: ");
        self.agent.pieces(|part| fields.value(part.as_bytes()));
        if let Some(content_type) = content_type {
            fields.begin("\r\nContent-Type: ");
            fields.value(content_type.as_bytes());
        }
        if let (Some((device, boot)), Some(sequence)) = (self.device, sequence) {
            fields.begin("\r\nIdempotency-Key: ");
            fields.value(device.id.as_bytes());
            fields.value(b"-");
            fields.number(boot);
            fields.value(b"-");
            fields.number(sequence);
        }
    }

    /// The base path: the server's own, else the wire format's.
    pub(super) const fn base<'b>(&self, standard: &'b str) -> &'b str
    where
        Self: 'b,
    {
        let base = self.server.base_path();
        if base.is_empty() { standard } else { base }
    }
}

/// The Base64 of `user:token`.
#[cfg(feature = "std")]
pub(crate) fn basic(user: &str, token: &str, piece: &mut dyn FnMut(&str)) {
    base64::encode(&[user, ":", token], |four| piece(core::str::from_utf8(four).unwrap_or_default()));
}

/// How much of a head is out. Like a record at the edge of a window, it is written again from its start.
#[derive(Clone, Copy, Debug)]
pub(super) struct HeadState {
    bytes: usize,
    whole: bool,
}

impl HeadState {
    /// Nothing is out.
    pub(super) const START: Self = Self { bytes: 0, whole: false };

    /// Whether all of it is out.
    pub(super) const fn is_whole(self) -> bool {
        self.whole
    }

    /// Writes the next bytes of the head of `request` into `buf` and says how many. `length` is its `Content-Length`, if it has one.
    pub(super) fn fill(&mut self, request: &impl Headed, length: Option<usize>, buf: &mut [u8]) -> usize {
        if self.whole {
            return 0;
        }
        let mut window = Window::new(buf, self.bytes);
        write_head(request, length, &mut window);
        self.bytes += window.written();
        self.whole = !window.is_cut();
        window.written()
    }
}

fn write_head(request: &impl Headed, length: Option<usize>, out: &mut Window<'_>) {
    out.put(request.method().as_str().as_bytes());
    out.put(b" ");
    request.target(&mut |part| out.put(part.as_bytes()));
    out.put(b" HTTP/1.1\r\nHost: ");
    out.put(request.server().authority().as_bytes());
    out.put(b"\r\nConnection: keep-alive");
    request.fields(out);
    if let Some(length) = length {
        out.begin("\r\nContent-Length: ");
        Sink::number(out, Number::Large(length as u64));
    }
    out.put(b"\r\n\r\n");
}
