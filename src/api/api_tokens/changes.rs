//! What an update changes of a token.

/// What an [update](super::update) changes of a token. What is not set stays as it is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, serde::Serialize)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
pub struct Changes<'a> {
    #[serde(skip_serializing_if = "Option::is_none")]
    name: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    active: Option<bool>,
    #[serde(skip_serializing_if = "Option::is_none")]
    role: Option<&'a str>,
}

impl<'a> Changes<'a> {
    /// Nothing.
    #[must_use]
    pub const fn new() -> Self {
        Self { name: None, active: None, role: None }
    }

    /// Its name.
    #[must_use]
    pub const fn name(mut self, name: &'a str) -> Self {
        self.name = Some(name);
        self
    }

    /// Whether the server lets it in. One that it does not answers with 401.
    #[must_use]
    pub const fn active(mut self, active: bool) -> Self {
        self.active = Some(active);
        self
    }

    /// What it may do: `admin`, `recorder` or `viewer`.
    #[must_use]
    pub const fn role(mut self, role: &'a str) -> Self {
        self.role = Some(role);
        self
    }
}
