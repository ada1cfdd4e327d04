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
mod serializer;
mod sink;
mod status_only;
#[cfg(feature = "std")]
mod straight;
mod submission;
#[cfg(feature = "std")]
mod whole;

pub use call::Call;
pub use format::WireFormat;
pub use headers::{Device, HeaderError, UserAgent};
pub use json_body::Body;
pub(crate) use json_body::number as json_number;
pub use librato::LibratoFormat;
pub use line_protocol::LineProtocol;
pub(crate) use route::is_sound;
pub use route::{Path, Query, QueryValue, Route};
pub use status_only::StatusOnly;

pub(crate) use call::CallRequest;
pub(crate) use format::{AnyFormat, AsFormat};
#[cfg(feature = "std")]
pub(crate) use format::{BoxedFormat, Shape};
pub(crate) use headers::Settings;
#[cfg(feature = "std")]
pub(crate) use headers::basic;
pub(crate) use librato::write_totals;
pub(crate) use sink::Sink;
pub(crate) use submission::{Submission, SubmissionState};
