//! A message of a JSON error body.

use super::values::Values;
use crate::json::Text;

/// One message of an error body, and what it is about.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
#[non_exhaustive]
pub struct Message<'a> {
    /// `params`, `request`, `system`, or what else the body has on the first level.
    pub group: Option<Text<'a>>,
    /// The field that the message is about, such as `name`.
    pub field: Option<Text<'a>>,
    /// A field within the field, such as `duration` of `conditions`. Names that are nested deeper are left out.
    pub sub_field: Option<Text<'a>>,
    /// The message, or a value that stands in its place.
    pub text: Text<'a>,
    /// The body was cut within the text.
    pub is_cut: bool,
}

impl<'a> Message<'a> {
    /// The message that a value is, in a member of the outermost object.
    pub(super) fn of(value: &Values<'a>) -> Self {
        let name = |level| Some(Text::from_raw(value.name(level))).filter(|name| !name.raw().is_empty());
        Self {
            group: name(1),
            field: name(2),
            sub_field: name(3),
            text: Text::from_raw(value.text),
            is_cut: value.is_cut,
        }
    }
}
