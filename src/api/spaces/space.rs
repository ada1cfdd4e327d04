//! A space as a device reads it, and the list of them.

use crate::api::{List, Resource, lenient};
use crate::json::{Step, Text};

/// The spaces of an account.
#[derive(Clone, Copy, Debug)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
pub enum Spaces {}

impl Resource for Spaces {
    type Item<'b> = SpaceRef<'b>;
    const PATH: &'static str = "spaces";
    const WAY: &'static [Step] = &[Step::Key("spaces"), Step::Each];
}

#[cfg(feature = "std")]
impl crate::api::OwnedResource for Spaces {
    type Object = super::Space;
}

/// Lists spaces, by name: `GET /spaces`.
///
/// ```
/// use core::ops::ControlFlow;
/// use librato::transports::Recording;
/// use librato::{Client, Credentials, Millis, Server, spaces};
///
/// let page = r#"{"spaces":[{"id":1,"name":"Production EU"},{"id":129,"name":"Production"}]}"#;
/// let transport = Recording::<512>::new().answer_with(200, &[], page);
/// let mut client = Client::new(Server::from_static("https://metrics.example.net"), Credentials::none(), transport);
/// let mut id = None;
/// client.list(spaces::list().name("production"), &mut [0; 128], Millis(0), |space| match space {
///     Ok(space) if space.is_called("production") => {
///         id = Some(space.id);
///         ControlFlow::Break(())
///     }
///     _ => ControlFlow::Continue(()),
/// })?;
/// assert_eq!(id, Some(129));
/// # Ok::<(), librato::ApiError>(())
/// ```
#[must_use]
pub const fn list<'a>() -> List<'a, Spaces> {
    List::new()
}

/// What a device keeps of a space. Its texts lie in the caller's buffer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Deserialize)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
#[non_exhaustive]
pub struct SpaceRef<'b> {
    /// The number that calls know it by.
    #[serde(deserialize_with = "lenient::id")]
    pub id: u64,
    /// Its name.
    #[serde(borrow)]
    pub name: Text<'b>,
    /// Whether its charts show measurements with tags.
    pub tags: Option<bool>,
}

impl SpaceRef<'_> {
    /// Whether this is its whole name, but for the case of ASCII letters.
    #[must_use]
    pub fn is_called(&self, name: &str) -> bool {
        is_called(self.name, name)
    }
}

/// Whether two names are the same but for the case of ASCII letters. That of others takes tables of some kilobytes.
pub(crate) fn is_called(text: Text<'_>, name: &str) -> bool {
    let lower = |character: char| character.to_ascii_lowercase();
    text.chars().map(lower).eq(name.chars().map(lower))
}
