//! What is reported: gauges, counters, tagged measurements and summaries, borrowed and checked when added.

#[cfg(feature = "float")]
pub(crate) mod arithmetic;
mod attributes;
mod counter;
mod details;
pub(crate) mod digits;
#[cfg(feature = "std")]
pub(crate) mod eight;
mod error;
mod gauge;
mod input;
mod measurement;
mod name;
mod number;
mod probe;
mod reading;
#[cfg(all(feature = "float", not(feature = "std")))]
mod scale;
#[cfg(all(feature = "float", not(feature = "std")))]
mod shortest;
mod summary;
pub(crate) mod tags;
mod totals;
mod utf8;
mod value;

pub use attributes::{Attributes, SummarizeFunction};
pub use counter::Counter;
pub use error::ReadingError;
pub use gauge::Gauge;
pub use measurement::Measurement;
pub use name::{NamePolicy, NameRule, Sanitizer, python_sanitizer};
pub use reading::{Kind, Reading, Tag};
pub use summary::Summary;
pub use value::{Decimal, Value};

pub(crate) use input::Input;
pub(crate) use name::{MAX_NAME, check_name, check_prefix, check_source, check_tag_name, check_tag_value};
pub(crate) use number::Number;
pub(crate) use reading::{Sample, Settled};
pub(crate) use summary::{Given, Sum};
#[cfg(feature = "float")]
pub(crate) use totals::FLOAT;
pub(crate) use totals::{Field, SCALE, Totals};
pub(crate) use utf8::Utf8;
