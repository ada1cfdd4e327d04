//! What an update changes of a source.

/// What an [update](super::update) changes of a source. What is not set stays as it is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, serde::Serialize)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
pub struct Changes<'a> {
    #[serde(skip_serializing_if = "Option::is_none")]
    display_name: Option<&'a str>,
}

impl<'a> Changes<'a> {
    /// Nothing.
    #[must_use]
    pub const fn new() -> Self {
        Self { display_name: None }
    }

    /// The name that people see, at most 255 characters.
    #[must_use]
    pub const fn display_name(mut self, name: &'a str) -> Self {
        self.display_name = Some(name);
        self
    }
}
