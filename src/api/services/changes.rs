//! What an update changes of a service.

use crate::api::pairs;

/// What an [update](super::update) changes of a service. What is not set stays as it is.
///
/// ```
/// use librato::services;
/// let changes = services::Changes::new().title("Night shift").settings(&[("addresses", "night@example.com")]);
/// let call = services::update(145, &changes);
/// ```
#[derive(Clone, Copy, Default, serde::Serialize)]
pub struct Changes<'a> {
    #[serde(skip_serializing_if = "Option::is_none")]
    title: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none", rename = "type")]
    kind: Option<&'a str>,
    #[serde(skip_serializing_if = "<[_]>::is_empty", serialize_with = "pairs::object")]
    settings: &'a [(&'a str, &'a str)],
}

impl<'a> Changes<'a> {
    /// Nothing.
    #[must_use]
    pub const fn new() -> Self {
        Self { title: None, kind: None, settings: &[] }
    }

    /// The name that people see.
    #[must_use]
    pub const fn title(mut self, title: &'a str) -> Self {
        self.title = Some(title);
        self
    }

    /// What it is: `mail`, `slack`, `pagerduty`, `webhook`...
    #[must_use]
    pub const fn kind(mut self, kind: &'a str) -> Self {
        self.kind = Some(kind);
        self
    }

    /// Where it sends to, and with which rights, as pairs of name and text. Which ones there are depends on the kind.
    #[must_use]
    pub const fn settings(mut self, settings: &'a [(&'a str, &'a str)]) -> Self {
        self.settings = settings;
        self
    }
}

/// Without the values of the settings, which may be secret.
impl core::fmt::Debug for Changes<'_> {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.debug_struct("Changes")
            .field("title", &self.title)
            .field("kind", &self.kind)
            .field("settings", &self.settings.len())
            .finish()
    }
}
