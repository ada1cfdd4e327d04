//! Bytes that were a `&str`.

/// A text of a reading. An aggregator keeps texts as bytes, and to make a `&str` of them on the way to a queue, which is after
/// bytes as well, would link 600 bytes of flash that look at them once more.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) struct Utf8<'a>(&'a [u8]);

impl<'a> Utf8<'a> {
    pub(crate) const fn new(text: &'a str) -> Self {
        Self(text.as_bytes())
    }

    /// Of bytes that were taken from a `&str` earlier.
    pub(crate) const fn kept(bytes: &'a [u8]) -> Self {
        Self(bytes)
    }

    pub(crate) const fn as_bytes(self) -> &'a [u8] {
        self.0
    }

    pub(crate) const fn as_str(self) -> &'a str {
        match core::str::from_utf8(self.0) {
            Ok(text) => text,
            Err(_) => "",
        }
    }
}

impl core::fmt::Debug for Utf8<'_> {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        self.as_str().fmt(f)
    }
}

impl serde::Serialize for Utf8<'_> {
    fn serialize<S: serde::Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(self.as_str())
    }
}

#[cfg(feature = "defmt")]
crate::log::shown! {
    impl[] Utf8<'_>: |text| "{=str}", text.as_str();
}
