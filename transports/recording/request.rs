//! A request as a recording shows it.

use super::reading::{Readings, RecordedKind, RecordedReading};

/// A request that a [`Recording`](super::Recording) took, without its credentials: the value of `Authorization` is
/// `<redacted>`.
///
/// A request that is not there reads as an empty one, so that a test says in one line what it looks for.
#[derive(Clone, Copy)]
pub struct RecordedRequest<'a> {
    raw: &'a [u8],
    complete: bool,
    truncated: bool,
}

impl<'a> RecordedRequest<'a> {
    pub(super) const fn new(raw: &'a [u8], complete: bool, truncated: bool) -> Self {
        Self { raw, complete, truncated }
    }

    /// Whether it was taken to its end, which a [`Fault`](super::Fault) can prevent.
    #[must_use]
    pub const fn is_complete(&self) -> bool {
        self.complete
    }

    /// Whether the recording had no room for some of it.
    #[must_use]
    pub const fn is_truncated(&self) -> bool {
        self.truncated
    }

    /// Head and body as they were sent, but for the credentials.
    #[must_use]
    pub const fn raw(&self) -> &'a [u8] {
        self.raw
    }

    /// The method, such as `POST`.
    #[must_use]
    pub fn method(&self) -> &'a str {
        self.request_line().split(' ').next().unwrap_or_default()
    }

    /// Path and query, as they were sent.
    #[must_use]
    pub fn target(&self) -> &'a str {
        self.request_line().split(' ').nth(1).unwrap_or_default()
    }

    /// The value of the first header with this name, letters in either case.
    #[must_use]
    pub fn header(&self, name: &str) -> Option<&'a str> {
        self.headers().find(|(found, _)| found.eq_ignore_ascii_case(name)).map(|(_, value)| value)
    }

    /// Name and value of each header.
    pub fn headers(&self) -> impl Iterator<Item = (&'a str, &'a str)> + use<'a> {
        self.lines().skip(1).filter_map(|line| line.split_once(':')).map(|(name, value)| (name, value.trim()))
    }

    /// The body.
    #[must_use]
    pub fn body(&self) -> &'a [u8] {
        self.parts().1
    }

    /// The body as text; empty if it is no UTF-8.
    #[must_use]
    pub fn body_text(&self) -> &'a str {
        core::str::from_utf8(self.body()).unwrap_or_default()
    }

    /// The readings in the body, in their order. A body that is cut off or no JSON gives those before that.
    pub fn readings(&self) -> impl Iterator<Item = RecordedReading<'a>> + use<'a> {
        Readings::new(self.body())
    }

    /// Value and source of the first gauge with this name; of an aggregate its sum, of one without a source `""`.
    #[must_use]
    pub fn gauge(&self, name: &str) -> Option<(f64, &'a str)> {
        self.value_and_source(RecordedKind::Gauge, name)
    }

    /// As [`gauge`](Self::gauge), for counters.
    #[must_use]
    pub fn counter(&self, name: &str) -> Option<(f64, &'a str)> {
        self.value_and_source(RecordedKind::Counter, name)
    }

    /// The first tagged measurement with this name.
    #[must_use]
    pub fn measurement(&self, name: &str) -> Option<RecordedReading<'a>> {
        self.reading(RecordedKind::Measurement, name)
    }

    /// The first reading of this kind and name.
    #[must_use]
    pub fn reading(&self, kind: RecordedKind, name: &str) -> Option<RecordedReading<'a>> {
        self.readings().find(|reading| {
            reading.kind() == kind && reading.text("name").is_some_and(|found| found.is(name))
        })
    }

    fn value_and_source(&self, kind: RecordedKind, name: &str) -> Option<(f64, &'a str)> {
        let reading = self.reading(kind, name)?;
        Some((reading.value()?, reading.source()))
    }

    fn request_line(&self) -> &'a str {
        self.lines().next().unwrap_or_default()
    }

    /// The lines of the head; one that is no UTF-8 reads as empty.
    fn lines(&self) -> impl Iterator<Item = &'a str> + use<'a> {
        let lines = self.parts().0.split(|&byte| byte == b'\n');
        lines.map(|line| core::str::from_utf8(line).unwrap_or_default().trim_end_matches('\r'))
    }

    fn parts(&self) -> (&'a [u8], &'a [u8]) {
        const END: &[u8] = b"\r\n\r\n";
        let head = self.raw.windows(END.len()).position(|window| window == END);
        let parts = head.and_then(|length| self.raw.split_at_checked(length.saturating_add(END.len())));
        parts.unwrap_or((self.raw, &[]))
    }
}

impl core::fmt::Debug for RecordedRequest<'_> {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.debug_struct("RecordedRequest")
            .field("complete", &self.complete)
            .field("truncated", &self.truncated)
            .field("raw", &core::str::from_utf8(self.raw))
            .finish()
    }
}

#[cfg(feature = "defmt")]
crate::log::shown! {
    impl[] RecordedRequest<'_>: |request| "RecordedRequest({=[u8]:a})", request.raw;
}
