//! What the server says of a picture.

use crate::api::last_number;
use crate::json::Text;

/// What a device keeps of a picture. Its texts lie in the caller's buffer.
#[derive(Clone, Copy, Debug, PartialEq, serde::Deserialize)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
#[non_exhaustive]
pub struct SnapshotRef<'b> {
    /// Its URL in the API.
    #[serde(borrow)]
    pub href: Text<'b>,
    /// The URL of the job that makes it.
    pub job_href: Option<Text<'b>>,
    /// The URL of the picture, once it is made.
    pub image_href: Option<Text<'b>>,
}

impl SnapshotRef<'_> {
    /// Its id, to [get](super::get) it by, which stands in its URL alone.
    #[must_use]
    pub fn id(&self) -> Option<u64> {
        last_number(self.href.raw())
    }

    /// The [job](crate::jobs::get) that makes it.
    #[must_use]
    pub fn job(&self) -> Option<u64> {
        last_number(self.job_href?.raw())
    }
}

#[cfg(feature = "std")]
pub use owned::Snapshot;

#[cfg(feature = "std")]
mod owned {
    use std::string::String;

    use serde_json::{Map, Value as Json};

    use crate::api::{last_number, lenient};

    /// A picture, with what the server said of it. Times are texts (ISO 8601).
    #[derive(Clone, Debug, PartialEq, serde::Serialize, serde::Deserialize)]
    #[non_exhaustive]
    pub struct Snapshot {
        /// Its URL in the API.
        pub href: String,
        /// The URL of the job that makes it.
        #[serde(default)]
        pub job_href: Option<String>,
        /// The URL of the picture, once it is made.
        #[serde(default)]
        pub image_href: Option<String>,
        /// How many seconds it shows.
        #[serde(default)]
        pub duration: Option<u64>,
        /// The end of what it shows.
        #[serde(default)]
        pub end_time: Option<String>,
        /// When it was asked for.
        #[serde(default)]
        pub created_at: Option<String>,
        /// When it changed last.
        #[serde(default)]
        pub updated_at: Option<String>,
        /// What it shows: `chart`, with its id, type and sources or tags.
        #[serde(default, deserialize_with = "lenient::or_default")]
        pub subject: Map<String, Json>,
        /// All other fields.
        #[serde(flatten)]
        pub other: Map<String, Json>,
    }

    impl Snapshot {
        /// Its id, to [get](crate::snapshots::get) it by, which stands in its URL alone.
        #[must_use]
        pub fn id(&self) -> Option<u64> {
            last_number(self.href.as_bytes())
        }

        /// The [job](crate::jobs::get) that makes it.
        #[must_use]
        pub fn job(&self) -> Option<u64> {
            last_number(self.job_href.as_ref()?.as_bytes())
        }
    }

    impl core::fmt::Display for Snapshot {
        fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
            let f = &mut crate::api::one_line::OneLine(f);
            match self.id() {
                Some(id) => write!(f, "snapshot {id}: ")?,
                None => write!(f, "snapshot {}: ", self.href)?,
            }
            f.write_str(self.image_href.as_deref().unwrap_or("not made yet"))
        }
    }
}
