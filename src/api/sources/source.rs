//! A source, and the list of them.

use crate::api::{List, Resource};
use crate::json::{Step, Text};

/// The sources of an account.
#[derive(Debug)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
pub enum Sources {}

impl Resource for Sources {
    type Item<'b> = SourceRef<'b>;
    const PATH: &'static str = "sources";
    const WAY: &'static [Step] = &[Step::Key("sources"), Step::Each];
}

/// Lists sources: `GET /sources`. A [name](List::name) is looked for in both names of a source, whatever its case.
#[must_use]
pub const fn list<'a>() -> List<'a, Sources> {
    List::new()
}

/// What a device keeps of a source. Its texts lie in the caller's buffer.
#[derive(Clone, Copy, Debug, PartialEq, serde::Deserialize)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
#[non_exhaustive]
pub struct SourceRef<'b> {
    /// Its name.
    #[serde(borrow)]
    pub name: Text<'b>,
    /// The name that people see.
    pub display_name: Option<Text<'b>>,
}

#[cfg(feature = "std")]
pub use owned::Source;

#[cfg(feature = "std")]
mod owned {
    use std::string::String;

    use serde_json::{Map, Value as Json};

    use super::Sources;
    use crate::api::owned::OwnedResource;

    impl OwnedResource for Sources {
        type Object = Source;
    }

    /// A source, with what the server said of it.
    ///
    /// Written back by [`update`](crate::sources::update) it loses nothing, fields that this library does not know included.
    #[derive(Clone, Debug, PartialEq, serde::Serialize, serde::Deserialize)]
    #[non_exhaustive]
    pub struct Source {
        /// Its name. An update has it in its path.
        #[serde(skip_serializing)]
        pub name: String,
        /// The name that people see.
        #[serde(default)]
        pub display_name: Option<String>,
        /// All other fields.
        #[serde(flatten)]
        pub other: Map<String, Json>,
    }

    impl core::fmt::Display for Source {
        fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
            let f = &mut crate::api::one_line::OneLine(f);
            f.write_str(&self.name)?;
            self.display_name.as_ref().map_or(Ok(()), |name| write!(f, ": {name}"))
        }
    }
}
