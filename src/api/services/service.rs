//! The list of services, and a service as a device reads it.

use crate::api::{List, Resource, lenient};
use crate::json::{Step, Text};

/// The services of an account.
#[derive(Clone, Copy, Debug)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
pub enum Services {}

impl Resource for Services {
    type Item<'b> = ServiceRef<'b>;
    const PATH: &'static str = "services";
    const WAY: &'static [Step] = &[Step::Key("services"), Step::Each];
}

/// Lists services: `GET /services`. They come in the order of `title` or `updated_at`.
///
/// ```
/// use core::ops::ControlFlow;
/// use librato::transports::Recording;
/// use librato::{Client, Credentials, Millis, Server, services};
///
/// let page = r#"{"services":[{"id":"145","type":"campfire","settings":{"room":"Ops"},"title":"Ops room"}]}"#;
/// let transport = Recording::<512>::new().answer_with(200, &[], page);
/// let mut client = Client::new(Server::from_static("https://metrics.example.net"), Credentials::none(), transport);
/// let mut room = None;
/// client.list(services::list(), &mut [0; 256], Millis(0), |service| {
///     room = service.ok().filter(|service| service.title.is_some_and(|title| title.is("Ops room"))).map(|it| it.id);
///     if room.is_some() { ControlFlow::Break(()) } else { ControlFlow::Continue(()) }
/// })?;
/// assert_eq!(room, Some(145));
/// # Ok::<(), librato::ApiError>(())
/// ```
#[must_use]
pub const fn list<'a>() -> List<'a, Services> {
    List::new()
}

/// What a device keeps of a service. Its texts lie in the caller's buffer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Deserialize)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
#[non_exhaustive]
pub struct ServiceRef<'b> {
    /// What calls name it by.
    #[serde(deserialize_with = "lenient::id")]
    pub id: u64,
    /// What it is: `mail`, `slack`, `pagerduty`, `webhook`...
    #[serde(borrow, rename = "type")]
    pub kind: Option<Text<'b>>,
    /// The name that people see.
    pub title: Option<Text<'b>>,
}
