//! Whether an alert is triggered.

use crate::api::Endpoint;
use crate::encode::{Path, Route};
use crate::json::Text;
use crate::transport::Method;

/// Asks whether the alert that has this id is triggered: `GET /alerts/ID/status`.
#[must_use]
pub const fn status(id: u64) -> GetStatus {
    GetStatus { id }
}

/// See [`status`].
#[derive(Clone, Copy, Debug)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
pub struct GetStatus {
    id: u64,
}

impl Route for GetStatus {
    fn method(&self) -> Method {
        Method::Get
    }

    fn path(&self, path: &mut Path<'_>) {
        path.segment("alerts").id(self.id).segment("status");
    }
}

impl Endpoint for GetStatus {
    type Answer<'b> = StatusRef<'b>;
}

/// Whether an alert is triggered, as a device reads it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Deserialize)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
#[non_exhaustive]
pub struct StatusRef<'b> {
    /// `ok` or `triggered`.
    #[serde(borrow)]
    pub status: Text<'b>,
}

impl StatusRef<'_> {
    /// Whether it is triggered.
    #[must_use]
    pub fn is_triggered(self) -> bool {
        self.status.is("triggered")
    }
}

#[cfg(feature = "std")]
pub use owned::{State, Status};

#[cfg(feature = "std")]
mod owned {
    use std::string::String;

    use serde_json::{Map, Value as Json};

    /// Whether an alert is triggered.
    #[derive(Clone, Debug, PartialEq, serde::Serialize, serde::Deserialize)]
    #[non_exhaustive]
    pub struct Status {
        /// What the alert is in.
        #[serde(rename = "status")]
        pub state: State,
        /// All other fields.
        #[serde(flatten)]
        pub other: Map<String, Json>,
    }

    /// What an alert is in.
    #[derive(Clone, Debug, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
    #[serde(rename_all = "snake_case")]
    #[non_exhaustive]
    pub enum State {
        /// Its conditions do not hold.
        Ok,
        /// Its conditions hold.
        Triggered,
        /// Something that this library does not know.
        #[serde(untagged)]
        Other(String),
    }

    impl crate::api::OwnedEndpoint for super::GetStatus {
        type Object = Status;
    }

    impl Status {
        /// Whether it is triggered.
        #[must_use]
        pub fn is_triggered(&self) -> bool {
            self.state == State::Triggered
        }
    }

    impl core::fmt::Display for State {
        fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
            f.write_str(match self {
                Self::Ok => "ok",
                Self::Triggered => "triggered",
                Self::Other(other) => other,
            })
        }
    }

    impl core::fmt::Display for Status {
        fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
            self.state.fmt(f)
        }
    }
}
