//! The lists of alerts, and an alert as a device reads it.

use core::ops::ControlFlow;

use crate::api::{ApiError, ItemError, List, Resource, lenient};
use crate::encode::WireFormat;
use crate::json::{Step, Text};
use crate::{Client, HttpTransport, Millis};

/// The alerts of an account.
#[derive(Clone, Copy, Debug)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
pub enum Alerts {}

impl Resource for Alerts {
    type Item<'b> = AlertRef<'b>;
    const PATH: &'static str = "alerts";
    const WAY: &'static [Step] = &[Step::Key("alerts"), Step::Each];
}

/// The alerts of an account that are of version 1 of the API.
#[derive(Debug)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
pub enum Version1 {}

impl Resource for Version1 {
    type Item<'b> = AlertRef<'b>;
    const PATH: &'static str = Alerts::PATH;
    const WAY: &'static [Step] = Alerts::WAY;
    const QUERY: &'static [(&'static str, &'static str)] = &[("version", "1")];
}

/// Lists alerts: `GET /alerts`.
///
/// Paused ones are among them: a device asks each whether it is [`active`](AlertRef::active), a desktop program filters with
/// `is_active`.
///
/// ```
/// use core::ops::ControlFlow;
/// use librato::transports::Recording;
/// use librato::{Client, Credentials, Millis, Server, alerts};
///
/// let page = r#"{"alerts":[{"id":1,"name":"a","active":false,"conditions":[]},{"id":2,"name":"b","active":true}]}"#;
/// let transport = Recording::<512>::new().answer_with(200, &[], page);
/// let mut client = Client::new(Server::from_static("https://metrics.example.net"), Credentials::none(), transport);
/// let mut active = 0;
/// client.list(alerts::list(), &mut [0; 512], Millis(0), |alert| {
///     active += u32::from(alert.is_ok_and(|alert| alert.active));
///     ControlFlow::Continue(())
/// })?;
/// assert_eq!(active, 1);
/// # Ok::<(), librato::ApiError>(())
/// ```
#[must_use]
pub const fn list<'a>() -> List<'a, Alerts> {
    List::new()
}

/// Lists alerts of version 1 of the API, which the server keeps apart: `GET /alerts?version=1`.
#[must_use]
pub const fn list_version_1<'a>() -> List<'a, Version1> {
    List::new()
}

/// Looks for the alert that has exactly this name, and gives its id.
///
/// The server looks for a part of a name, so that the first one it gives may be another. The buffer has to take the
/// longest of those, with its conditions and services: 1 KB each does for most.
///
/// # Errors
/// As [`Client::list`]. If none has this name, but one could not be read, its error.
///
/// ```
/// use librato::transports::Recording;
/// use librato::{Client, Credentials, Millis, Server, alerts};
///
/// let page = r#"{"alerts":[{"id":70,"name":"prod.backup"},{"id":71,"name":"prod"}]}"#;
/// let transport = Recording::<512>::new().answer_with(200, &[], page);
/// let mut client = Client::new(Server::from_static("https://metrics.example.net"), Credentials::none(), transport);
/// assert_eq!(alerts::find_id(&mut client, "prod", &mut [0; 1024], Millis(0))?, Some(71));
/// # Ok::<(), librato::ApiError>(())
/// ```
pub fn find_id<T: HttpTransport, F: WireFormat>(
    client: &mut Client<'_, T, F>,
    name: &str,
    buffer: &mut [u8],
    now: Millis,
) -> Result<Option<u64>, ApiError> {
    let mut found = Ok(None);
    client.list(list().name(name), buffer, now, |alert| {
        match alert {
            Ok(alert) if alert.name.is(name) => {
                found = Ok(Some(alert.id));
                return ControlFlow::Break(());
            }
            Ok(_) => {}
            Err(ItemError::TooLong { needed }) => found = Err(ApiError::TooLong { needed }),
            Err(ItemError::Answer(error)) => found = Err(ApiError::Answer(error)),
        }
        ControlFlow::Continue(())
    })?;
    found
}

/// What a device keeps of an alert. Its texts lie in the caller's buffer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Deserialize)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
#[non_exhaustive]
pub struct AlertRef<'b> {
    /// What calls name it by.
    #[serde(deserialize_with = "lenient::id")]
    pub id: u64,
    /// Its name.
    #[serde(borrow)]
    pub name: Text<'b>,
    /// What it is about.
    pub description: Option<Text<'b>>,
    /// Whether it can be triggered.
    #[serde(default = "unless_said", deserialize_with = "or_unless_said")]
    pub active: bool,
    /// How many seconds lie at least between two notifications.
    pub rearm_seconds: Option<u32>,
}

/// An alert can be triggered unless it is said that it cannot.
const fn unless_said() -> bool {
    true
}

fn or_unless_said<'de, D: serde::Deserializer<'de>>(deserializer: D) -> Result<bool, D::Error> {
    <Option<_> as serde::Deserialize>::deserialize(deserializer).map(|said| said.unwrap_or(unless_said()))
}
