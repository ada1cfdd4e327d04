//! A dashboard.

use crate::api::{Resource, lenient};
use crate::json::{Step, Text};

/// The dashboards of an account.
#[derive(Clone, Copy, Debug)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
pub enum Dashboards {}

impl Resource for Dashboards {
    type Item<'b> = DashboardRef<'b>;
    const PATH: &'static str = "dashboards";
    const WAY: &'static [Step] = &[Step::Key("dashboards"), Step::Each];
}

/// What a device keeps of a dashboard. Its texts lie in the caller's buffer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Deserialize)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
#[non_exhaustive]
pub struct DashboardRef<'b> {
    /// The number that calls know it by.
    #[serde(deserialize_with = "lenient::id")]
    pub id: u64,
    /// Its name.
    #[serde(borrow)]
    pub name: Text<'b>,
}

#[cfg(feature = "std")]
pub use owned::Dashboard;

#[cfg(feature = "std")]
mod owned {
    use std::string::String;
    use std::vec::Vec;

    use serde_json::{Map, Value as Json};

    use super::Dashboards;
    use crate::api::stored::{Stored, first, same_name, stored};
    use crate::api::{OwnedResource, lenient};
    use crate::instruments::{self, Instrument};
    use crate::transport::HttpTransport;
    use crate::{Error, Librato, dashboards};

    impl OwnedResource for Dashboards {
        type Object = Dashboard;
    }

    /// A dashboard, with what the server said of it. Written back it loses nothing.
    #[derive(Clone, Debug, Default, PartialEq, serde::Serialize, serde::Deserialize)]
    #[non_exhaustive]
    pub struct Dashboard {
        /// The number that calls know it by; none before it is saved.
        #[serde(skip_serializing, deserialize_with = "lenient::optional_id")]
        pub id: Option<u64>,
        /// Its name, which no other dashboard has.
        #[serde(default, deserialize_with = "lenient::or_default")]
        pub name: String,
        /// Its instruments, in order.
        #[serde(rename = "instruments", default, deserialize_with = "lenient::ids")]
        pub instrument_ids: Vec<u64>,
        /// How it is shown.
        #[serde(default, skip_serializing_if = "Map::is_empty", deserialize_with = "lenient::or_default")]
        pub attributes: Map<String, Json>,
        /// All other fields.
        #[serde(flatten)]
        pub other: Map<String, Json>,
        /// The instruments that were asked for.
        #[serde(skip)]
        kept: Option<Vec<Instrument>>,
    }

    impl Dashboard {
        /// A new dashboard without instruments. The server has it once it is [saved](Self::save).
        #[must_use]
        pub fn new(name: impl Into<String>) -> Self {
            Self { name: name.into(), ..Self::default() }
        }

        /// Its instruments, each read once by its id.
        ///
        /// # Errors
        /// As [`Librato::send`]. Then none is kept.
        pub fn instruments<T: HttpTransport>(&mut self, api: &Librato<T>) -> Result<&[Instrument], Error> {
            let read = || self.instrument_ids.iter().map(|id| api.send(instruments::get(*id))).collect();
            let kept = self.kept.take().map_or_else(read, Ok)?;
            Ok(self.kept.insert(kept))
        }

        /// The first dashboard of this whole name, but for the case of its letters.
        ///
        /// # Errors
        /// As [`Librato::list`]. If none has this name, but one could not be read, [`Error::Decode`].
        pub fn find<T: HttpTransport>(api: &Librato<T>, name: &str) -> Result<Option<Self>, Error> {
            first(api.list(dashboards::list().name(name)), |dashboard| same_name(&dashboard.name, name))
        }
    }

    impl Stored for Dashboard {
        type Resource = Dashboards;

        fn id(&self) -> Option<u64> {
            self.id
        }

        fn set_id(&mut self, id: Option<u64>) {
            self.id = id;
        }
    }

    stored!(Dashboard, "dashboards::delete");

    impl core::fmt::Display for Dashboard {
        fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
            let f = &mut crate::api::one_line::OneLine(f);
            let instruments = self.instrument_ids.len();
            write!(f, "{} ({instruments} instrument{})", self.name, if instruments == 1 { "" } else { "s" })
        }
    }
}
