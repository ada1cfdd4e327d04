//! Why a setting of the transport was refused.

/// Why a setting of a [`Ureq`](super::Ureq) transport was refused.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
#[non_exhaustive]
pub enum UreqError {
    /// The bytes hold no certificate, or one that cannot be read.
    Certificate,
    /// The text is no SHA-256 in 64 hexadecimal digits.
    PinnedKey,
    /// The proxy is no `http://` URL with a host, or its user and password cannot be decoded.
    Proxy,
}

impl core::fmt::Display for UreqError {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.write_str(match self {
            Self::Certificate => "no certificate that can be read",
            Self::PinnedKey => "a pinned key is 64 hexadecimal digits",
            Self::Proxy => "a proxy is an http:// URL with a host",
        })
    }
}

impl core::error::Error for UreqError {}
