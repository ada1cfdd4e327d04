//! Why a call gave no answer.

use crate::client::CallError;
use crate::json::JsonError;

/// Why a call gave no answer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
#[non_exhaustive]
pub enum ApiError {
    /// The server did not accept it, or no whole answer came.
    Call(CallError),
    /// The body of the call does not fit the buffer, or has a number that JSON has not. Nothing was sent.
    Body,
    /// A name or an id in the path of the call is empty, `.` or `..`. Nothing was sent.
    Path,
    /// The answer does not fit what the body of the call leaves of the buffer. It takes this many bytes.
    TooLong {
        /// How many bytes it takes.
        needed: usize,
    },
    /// The answer is not what was asked for. The call was accepted all the same.
    Answer(JsonError),
}

impl From<CallError> for ApiError {
    fn from(error: CallError) -> Self {
        Self::Call(error)
    }
}

impl core::fmt::Display for ApiError {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        match self {
            Self::Call(error) => error.fmt(f),
            Self::Body => f.write_str("the call does not fit the buffer"),
            Self::Path => f.write_str("a name in the path must not be empty, . or .."),
            Self::TooLong { needed } => write!(f, "the answer needs a buffer of {needed} bytes"),
            Self::Answer(error) => error.fmt(f),
        }
    }
}

impl core::error::Error for ApiError {}

/// Why an element of a list could not be given. The list goes on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
#[non_exhaustive]
pub enum ItemError {
    /// It does not fit the buffer.
    TooLong {
        /// How many bytes it takes.
        needed: usize,
    },
    /// It is not what was asked for.
    Answer(JsonError),
}

impl core::fmt::Display for ItemError {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        match self {
            Self::TooLong { needed } => write!(f, "an element needs a buffer of {needed} bytes"),
            Self::Answer(error) => error.fmt(f),
        }
    }
}

impl core::error::Error for ItemError {}
