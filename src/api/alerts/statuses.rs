//! Which alerts are triggered.

use crate::UnixSeconds;
use crate::api::{Listing, Page, lenient};
use crate::encode::{Path, Route};
use crate::json::{JsonError, Picked, Step, Text, decode};
use crate::transport::Method;

/// Asks which alerts are triggered and which were lately: `GET /alerts/status`.
///
/// A device reads it as a [list](crate::Client::list), one at a time; a desktop program as a whole.
///
/// ```
/// use core::ops::ControlFlow;
/// use librato::transports::Recording;
/// use librato::{Client, Credentials, Millis, Server, alerts};
///
/// let answer = r#"{"cleared":[{"id":127,"cleared_at":1454108320}],"firing":[{"id":106,"triggered_at":1413328283}]}"#;
/// let transport = Recording::<512>::new().answer_with(200, &[], answer);
/// let mut client = Client::new(Server::from_static("https://metrics.example.net"), Credentials::none(), transport);
/// let mut lamp = false;
/// client.list(alerts::statuses(), &mut [0; 64], Millis(0), |alert| {
///     lamp |= alert.is_ok_and(|alert| alert.is_firing());
///     ControlFlow::Continue(())
/// })?;
/// assert!(lamp);
/// # Ok::<(), librato::ApiError>(())
/// ```
#[must_use]
pub const fn statuses() -> GetStatuses {
    GetStatuses {}
}

/// See [`statuses`].
#[derive(Clone, Copy, Debug)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
pub struct GetStatuses {}

impl Route for GetStatuses {
    fn method(&self) -> Method {
        Method::Get
    }

    fn path(&self, path: &mut Path<'_>) {
        path.segment("alerts").segment("status");
    }
}

impl Listing for GetStatuses {
    type Item<'b> = ChangeRef<'b>;

    const WAY: &'static [Step] = &[Step::Any, Step::Each];

    fn item(picked: Picked<'_>) -> Result<ChangeRef<'_>, JsonError> {
        #[derive(serde::Deserialize)]
        struct Change {
            #[serde(deserialize_with = "lenient::id")]
            id: u64,
            triggered_at: Option<u64>,
            cleared_at: Option<u64>,
        }
        let Change { id, triggered_at, cleared_at } = decode(picked.json, picked.scratch)?;
        let time = triggered_at.or(cleared_at).map(UnixSeconds);
        Ok(ChangeRef { id, list: Text::of_key(picked.key), time })
    }

    fn turn(&mut self, _: &Page) -> bool {
        false
    }
}

/// An alert that is triggered or was lately, as a device reads it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
#[non_exhaustive]
pub struct ChangeRef<'b> {
    /// The id of the alert.
    pub id: u64,
    /// The list that it stands in: `firing` or `cleared`.
    pub list: Text<'b>,
    /// Since when.
    pub time: Option<UnixSeconds>,
}

impl ChangeRef<'_> {
    /// Whether it is triggered.
    #[must_use]
    pub fn is_firing(self) -> bool {
        self.list.is("firing")
    }
}

#[cfg(feature = "std")]
pub use owned::{Change, Statuses};

#[cfg(feature = "std")]
mod owned {
    use std::string::String;
    use std::vec::Vec;

    use serde_json::{Map, Value as Json};

    use crate::api::lenient::{id, or_default};

    /// Which alerts are triggered and which were lately.
    #[derive(Clone, Debug, Default, PartialEq, serde::Serialize, serde::Deserialize)]
    #[non_exhaustive]
    pub struct Statuses {
        /// Those that are triggered.
        #[serde(default, deserialize_with = "or_default")]
        pub firing: Vec<Change>,
        /// Those that no longer are.
        #[serde(default, deserialize_with = "or_default")]
        pub cleared: Vec<Change>,
        /// All other fields.
        #[serde(flatten)]
        pub other: Map<String, Json>,
    }

    /// An alert that is triggered or was lately.
    #[derive(Clone, Debug, PartialEq, serde::Serialize, serde::Deserialize)]
    #[non_exhaustive]
    pub struct Change {
        /// The id of the alert.
        #[serde(deserialize_with = "id")]
        pub id: u64,
        /// Since when it is triggered, in seconds since 1970.
        #[serde(skip_serializing_if = "Option::is_none")]
        pub triggered_at: Option<u64>,
        /// Since when it no longer is, in seconds since 1970.
        #[serde(skip_serializing_if = "Option::is_none")]
        pub cleared_at: Option<u64>,
        /// All other fields.
        #[serde(flatten)]
        pub other: Map<String, Json>,
    }

    impl crate::api::OwnedEndpoint for super::GetStatuses {
        type Object = Statuses;
    }

    impl core::fmt::Display for Change {
        fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
            let f = &mut crate::api::one_line::OneLine(f);
            write!(f, "{}", self.id)?;
            match (self.triggered_at, self.cleared_at) {
                (_, Some(time)) => write!(f, " cleared at {time}"),
                (Some(time), None) => write!(f, " triggered at {time}"),
                (None, None) => Ok(()),
            }
        }
    }

    impl core::fmt::Display for Statuses {
        fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
            write!(f, "{} firing, {} cleared", self.firing.len(), self.cleared.len())
        }
    }
}
