//! Why a queue or an aggregator does not take a reading.

use crate::readings::ReadingError;

/// Why a reading was not taken. It is still in the caller's hand, and the loss is counted.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
#[non_exhaustive]
pub enum AddError {
    /// The reading breaks a rule; it will never be taken.
    Invalid(ReadingError),
    /// There is no room for it now.
    Full(Full),
    /// The queue is in use: it was called from within itself.
    Busy,
}

/// What is full.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
#[non_exhaustive]
pub enum Full {
    /// No slot is free: the first size of a queue or an aggregator.
    Slots,
    /// No room for the text of a name, source, tag or attribute: the second size.
    Text,
}

impl From<ReadingError> for AddError {
    fn from(error: ReadingError) -> Self {
        Self::Invalid(error)
    }
}

impl From<crate::text::TextFull> for AddError {
    fn from(full: crate::text::TextFull) -> Self {
        match full {
            crate::text::TextFull::Now => Self::Full(Full::Text),
            crate::text::TextFull::Ever => Self::Invalid(ReadingError::TooMuchText),
        }
    }
}

impl core::fmt::Display for AddError {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        match self {
            Self::Invalid(error) => error.fmt(f),
            Self::Full(Full::Slots) => f.write_str("no slot is free"),
            Self::Full(Full::Text) => f.write_str("there is no room for the text"),
            Self::Busy => f.write_str("the queue is in use"),
        }
    }
}

impl core::error::Error for AddError {}
