//! Requests, made while they are sent: nothing is ever encoded as a whole.

mod base64;
mod body;
mod call;
mod format;
mod headers;
mod json_body;
mod librato;
mod line_protocol;
mod percent;
mod route;
mod sink;
#[cfg(feature = "std")]
mod straight;
mod submission;
#[cfg(feature = "std")]
mod whole;

use crate::readings::digits::Digits;

pub use call::Call;
pub use format::WireFormat;
pub use headers::{Device, HeaderError, UserAgent};
pub use json_body::Body;
pub(crate) use json_body::number as json_number;
pub use librato::LibratoFormat;
pub use line_protocol::LineProtocol;
pub use route::{Path, Query, QueryValue, Route};

pub(crate) use call::CallRequest;
pub(crate) use format::AnyFormat;
#[cfg(feature = "std")]
pub(crate) use format::{BoxedFormat, Shape};
pub(crate) use headers::Settings;
#[cfg(feature = "std")]
pub(crate) use headers::basic;
pub(crate) use librato::write_totals;
pub(crate) use sink::Sink;
pub(crate) use submission::{Submission, SubmissionState};

/// A character of an ASCII text.
fn letter(alphabet: &'static str, at: u32) -> &'static str {
    let at = at as usize;
    alphabet.get(at..at + 1).unwrap_or_default()
}

/// A digit at a time, as making a `str` of bytes costs 400 bytes of flash.
fn decimal(number: u64, piece: &mut dyn FnMut(&str)) {
    let mut digits = Digits::new();
    digits.unsigned(number, 0);
    for digit in digits.as_bytes() {
        piece(letter("0123456789", u32::from(digit & 15)));
    }
}
