//! Which tags a picture shows.

/// The values of a tag that a picture shows; `*` in one stands for any text.
///
/// ```
/// use librato::snapshots::{self, TagFilter};
/// let tags = [TagFilter::new("environment", &["prod*"])];
/// let call = snapshots::create(915, "line").tags(&tags);
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq, serde::Serialize)]
pub struct TagFilter<'a> {
    name: &'a str,
    values: &'a [&'a str],
}

impl<'a> TagFilter<'a> {
    /// The name of a tag, and its values.
    #[must_use]
    pub const fn new(name: &'a str, values: &'a [&'a str]) -> Self {
        Self { name, values }
    }
}
