//! An instrument.

use crate::api::{Resource, lenient};
use crate::json::{Step, Text};

/// The instruments of an account.
#[derive(Clone, Copy, Debug)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
pub enum Instruments {}

impl Resource for Instruments {
    type Item<'b> = InstrumentRef<'b>;
    const PATH: &'static str = "instruments";
    const WAY: &'static [Step] = &[Step::Key("instruments"), Step::Each];
}

/// What a device keeps of an instrument. Its texts lie in the caller's buffer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Deserialize)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
#[non_exhaustive]
pub struct InstrumentRef<'b> {
    /// The number that calls know it by.
    #[serde(deserialize_with = "lenient::id")]
    pub id: u64,
    /// Its title.
    #[serde(borrow)]
    pub name: Option<Text<'b>>,
}

#[cfg(feature = "std")]
pub use owned::Instrument;

#[cfg(feature = "std")]
mod owned {
    use std::string::String;
    use std::vec::Vec;

    use serde_json::{Map, Value as Json};

    use super::Instruments;
    use crate::api::stored::{Stored, first, same_name, stored};
    use crate::api::{OwnedResource, lenient};
    use crate::instruments::{self, InstrumentStream};
    use crate::transport::HttpTransport;
    use crate::{Error, Librato};

    impl OwnedResource for Instruments {
        type Object = Instrument;
    }

    /// An instrument, with what the server said of it. Written back it loses nothing.
    #[derive(Clone, Debug, Default, PartialEq, serde::Serialize, serde::Deserialize)]
    #[non_exhaustive]
    pub struct Instrument {
        /// The number that calls know it by; none before it is saved.
        #[serde(skip_serializing, deserialize_with = "lenient::optional_id")]
        pub id: Option<u64>,
        /// Its title.
        #[serde(default, deserialize_with = "lenient::or_default")]
        pub name: String,
        /// How it draws: `display_stacked`, `display_integral`.
        #[serde(default, deserialize_with = "lenient::or_default")]
        pub attributes: Map<String, Json>,
        /// What it draws.
        #[serde(default, deserialize_with = "lenient::or_default")]
        pub streams: Vec<InstrumentStream>,
        /// What it shows.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        pub description: Option<String>,
        /// All other fields.
        #[serde(flatten)]
        pub other: Map<String, Json>,
    }

    impl Instrument {
        /// A new instrument that draws nothing yet. The server has it once it is [saved](Self::save).
        #[must_use]
        pub fn new(name: impl Into<String>) -> Self {
            Self { name: name.into(), ..Self::default() }
        }

        /// Draws one more stream.
        pub fn add_stream(&mut self, stream: InstrumentStream) {
            self.streams.push(stream);
        }

        /// The first instrument of this whole name, but for the case of its letters.
        ///
        /// # Errors
        /// As [`Librato::list`]. If none has this name, but one could not be read, [`Error::Decode`].
        pub fn find<T: HttpTransport>(api: &Librato<T>, name: &str) -> Result<Option<Self>, Error> {
            first(api.list(instruments::list().name(name)), |instrument| same_name(&instrument.name, name))
        }
    }

    impl Stored for Instrument {
        type Resource = Instruments;

        fn id(&self) -> Option<u64> {
            self.id
        }

        fn set_id(&mut self, id: Option<u64>) {
            self.id = id;
        }
    }

    stored!(Instrument, "instruments::delete");

    impl core::fmt::Display for Instrument {
        fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
            let f = &mut crate::api::one_line::OneLine(f);
            f.write_str(&self.name)?;
            for (index, stream) in self.streams.iter().enumerate() {
                write!(f, "{} {stream}", if index == 0 { ":" } else { "," })?;
            }
            Ok(())
        }
    }
}
