//! Requests, made while they are sent: nothing is ever encoded as a whole.

mod base64;
mod body;
mod call;
mod format;
mod headers;
mod librato;
mod percent;
mod sink;
#[cfg(feature = "std")]
mod straight;
mod submission;

pub use call::Call;
pub use format::WireFormat;
pub use headers::{Device, HeaderError, UserAgent};
pub use librato::LibratoFormat;

pub(crate) use call::CallRequest;
#[cfg(feature = "std")]
pub(crate) use format::Shape;
pub(crate) use headers::Settings;
#[cfg(feature = "std")]
pub(crate) use headers::basic;
pub(crate) use librato::write_totals;
pub(crate) use sink::Sink;
pub(crate) use submission::Submission;
