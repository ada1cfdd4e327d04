//! Which tagged streams of a metric a condition looks at.

/// Streams that have a tag of this name with one of these values: `alerts::tag("env", &["prod", "stage*"])`. A `*` stands
/// for any text.
#[must_use]
pub const fn tag<'a>(name: &'a str, values: &'a [&'a str]) -> NewTagFilter<'a> {
    NewTagFilter { name, grouped: false, values }
}

/// See [`tag`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Serialize)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
pub struct NewTagFilter<'a> {
    name: &'a str,
    grouped: bool,
    values: &'a [&'a str],
}

impl NewTagFilter<'_> {
    /// All streams that fit are taken as one. Without this each is looked at on its own.
    #[must_use]
    pub const fn grouped(mut self) -> Self {
        self.grouped = true;
        self
    }
}

#[cfg(feature = "std")]
pub use owned::TagFilter;

#[cfg(feature = "std")]
mod owned {
    use std::borrow::ToOwned;
    use std::string::String;
    use std::vec::Vec;

    use serde_json::{Map, Value as Json};

    use super::NewTagFilter;
    use crate::api::lenient::or_default;

    /// Which tagged streams of a metric a condition looks at, as a desktop program owns it.
    #[derive(Clone, Debug, PartialEq, serde::Serialize, serde::Deserialize)]
    #[non_exhaustive]
    pub struct TagFilter {
        /// The name of the tag.
        pub name: String,
        /// Whether all streams that fit are taken as one.
        #[serde(default, deserialize_with = "or_default")]
        pub grouped: bool,
        /// The values that fit.
        #[serde(default, deserialize_with = "or_default")]
        pub values: Vec<String>,
        /// All other fields.
        #[serde(flatten)]
        pub other: Map<String, Json>,
    }

    impl From<NewTagFilter<'_>> for TagFilter {
        fn from(tag: NewTagFilter<'_>) -> Self {
            let values = tag.values.iter().map(|value| (*value).to_owned()).collect();
            Self { name: tag.name.to_owned(), grouped: tag.grouped, values, other: Map::new() }
        }
    }
}
