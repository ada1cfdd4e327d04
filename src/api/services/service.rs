//! The list of services, and a service as a device reads it.

use crate::api::id::id_of;
use crate::api::{Answer, List, Received, Resource};
use crate::json::{JsonError, Step, Text, decode};

/// The services of an account.
#[derive(Clone, Copy, Debug)]
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
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub struct ServiceRef<'b> {
    /// What calls name it by.
    pub id: u64,
    /// What it is: `mail`, `slack`, `pagerduty`, `webhook`...
    pub kind: Option<Text<'b>>,
    /// The name that people see.
    pub title: Option<Text<'b>>,
}

impl<'b> Answer<'b> for ServiceRef<'b> {
    fn read(received: Received<'b>) -> Result<Self, JsonError> {
        #[derive(serde::Deserialize)]
        struct Fields<'b> {
            #[serde(borrow, rename = "type")]
            kind: Option<Text<'b>>,
            title: Option<Text<'b>>,
        }
        let id = id_of(received.json)?;
        let Fields { kind, title } = decode(received.json, received.scratch)?;
        Ok(Self { id, kind, title })
    }
}
