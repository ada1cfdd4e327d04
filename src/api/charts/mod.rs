//! Charts, which stand in [spaces](crate::spaces) and draw streams of measurements (API documentation, "Charts").
//!
//! On a desktop:
//!
//! ```no_run
//! use librato::charts::{self, Chart, Stream, StreamTag, Threshold};
//! use librato::{Librato, spaces};
//! # let api = Librato::from_env()?;
//! let space = api.send(spaces::get(129))?;
//! let cpu = Stream::metric("cpu.user").tag(StreamTag::new("environment", ["prod*"])).group_function("breakout");
//! space.add_chart(&api, Chart::line("CPU", [cpu]))?;
//!
//! let mut users = Chart::bignumber("Users", Stream::metric("users").source("web*"));
//! users.thresholds = Some(vec![Threshold::new(">", 1000.0, "red")]);
//! let users = space.add_chart(&api, users)?;
//!
//! let mut chart = Chart::find(&api, 129, "hottest city")?.expect("a chart of this name");
//! chart.label = Some("°C".into());
//! chart.add_stream(Stream::composite(r#"max(s("temperature", "*"))"#));
//! chart.save(&api)?; // with all that the server said of it
//! api.send(charts::delete(129, users.id.expect("an id")))?;
//! # Ok::<(), librato::Error>(())
//! ```
//!
//! A device has the same calls, with fields that it borrows: see [`create`], [`list`] and [`get`].

mod chart_ref;
mod create;
mod delete;
mod get;
#[cfg(feature = "std")]
mod kind;
mod list;
mod new_chart;
mod new_stream;
#[cfg(feature = "std")]
mod owned;
#[cfg(feature = "std")]
mod stream;
#[cfg(feature = "std")]
mod stream_tag;
#[cfg(feature = "std")]
mod threshold;
mod update;

pub use chart_ref::{ChartRef, StreamRef};
pub use create::{Create, create};
pub use delete::{Delete, delete};
pub use get::{Get, get};
#[cfg(feature = "std")]
pub use kind::ChartType;
pub use list::{List, list};
pub use new_chart::{NewChart, NewThreshold};
pub use new_stream::{NewStream, NewStreamTag};
#[cfg(feature = "std")]
pub use owned::Chart;
#[cfg(feature = "std")]
pub use stream::Stream;
#[cfg(feature = "std")]
pub use stream_tag::StreamTag;
#[cfg(feature = "std")]
pub use threshold::Threshold;
pub use update::{Update, update};

use crate::encode::Path;

/// Says the path of the charts of a space.
fn of_space<'p, 'q>(path: &'q mut Path<'p>, space: u64) -> &'q mut Path<'p> {
    path.segment("spaces").id(space).segment("charts")
}
