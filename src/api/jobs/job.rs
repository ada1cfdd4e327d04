//! What the server says of a job.

use crate::api::lenient;
use crate::json::Text;

/// The states that a job does not leave. The documentation has one of them in two spellings.
const OVER: [&str; 4] = ["complete", "failed", "canceled", "cancelled"];

/// What a device keeps of a job: what all jobs say. Its text lies in the caller's buffer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Deserialize)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
#[non_exhaustive]
pub struct JobRef<'b> {
    /// Its number.
    #[serde(deserialize_with = "lenient::id")]
    pub id: u64,
    /// `queued`, `working`, `complete`, `failed` or `canceled`.
    #[serde(borrow)]
    pub state: Text<'b>,
}

impl JobRef<'_> {
    /// Whether it has come to an end, good or bad.
    #[must_use]
    pub fn is_over(&self) -> bool {
        OVER.iter().any(|state| self.state.is(state))
    }

    /// Whether it has come to a good end.
    #[must_use]
    pub fn is_complete(&self) -> bool {
        self.state.is("complete")
    }
}

#[cfg(feature = "std")]
pub use owned::{Job, JobState};

#[cfg(feature = "std")]
mod owned {
    use std::string::String;

    use serde_json::{Map, Value as Json};

    use super::OVER;
    use crate::api::lenient;

    /// Where a job is.
    #[derive(Clone, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
    #[serde(rename_all = "snake_case")]
    #[non_exhaustive]
    pub enum JobState {
        /// It has not begun.
        Queued,
        /// It is being done.
        Working,
        /// It came to a good end.
        Complete,
        /// It came to a bad end.
        Failed,
        /// Somebody ended it.
        #[serde(alias = "cancelled")]
        Canceled,
        /// Something that this library does not know.
        #[serde(untagged)]
        Other(String),
    }

    /// A job, with what the server said of it. All jobs say where they are, and some say more.
    #[derive(Clone, Debug, PartialEq, serde::Serialize, serde::Deserialize)]
    #[non_exhaustive]
    pub struct Job {
        /// Its number.
        #[serde(deserialize_with = "lenient::id")]
        pub id: u64,
        /// Where it is.
        pub state: JobState,
        /// How much is done, in percent.
        #[serde(default, skip_serializing_if = "Option::is_none")]
        pub progress: Option<f64>,
        /// What came of it.
        #[serde(default, skip_serializing_if = "Json::is_null")]
        pub output: Json,
        /// What went wrong: as in the body of an error, or a text.
        #[serde(default, skip_serializing_if = "Json::is_null")]
        pub errors: Json,
        /// All other fields.
        #[serde(flatten)]
        pub other: Map<String, Json>,
    }

    impl Job {
        /// Whether it has come to an end, good or bad.
        #[must_use]
        pub fn is_over(&self) -> bool {
            OVER.contains(&self.state.as_str())
        }

        /// Whether it has come to a good end.
        #[must_use]
        pub fn is_complete(&self) -> bool {
            self.state == JobState::Complete
        }
    }

    impl JobState {
        /// The word of the API for it.
        #[must_use]
        pub fn as_str(&self) -> &str {
            match self {
                Self::Queued => "queued",
                Self::Working => "working",
                Self::Complete => "complete",
                Self::Failed => "failed",
                Self::Canceled => "canceled",
                Self::Other(other) => other,
            }
        }
    }

    impl core::fmt::Display for JobState {
        fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
            f.write_str(self.as_str())
        }
    }

    impl core::fmt::Display for Job {
        fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
            let f = &mut crate::api::one_line::OneLine(f);
            write!(f, "job {}: {}", self.id, self.state)?;
            if let Some(progress) = self.progress {
                write!(f, " ({progress} %)")?;
            }
            match &self.errors {
                Json::Null => Ok(()),
                Json::String(text) => write!(f, ": {text}"),
                errors => write!(f, ": {errors}"),
            }
        }
    }
}
