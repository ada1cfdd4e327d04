//! Why bytes are no JSON.

/// Why bytes are no JSON.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
#[non_exhaustive]
pub enum JsonError {
    /// The text ends within the value. What came before was fine.
    Truncated,
    /// A character that cannot stand at its place.
    Unexpected,
    /// A number that JSON does not have, such as `01` or `1.`.
    BadNumber,
    /// A string with a control character, an unknown escape, or bytes that are no UTF-8.
    BadString,
    /// Arrays and objects nested deeper than [`Scanner::MAX_DEPTH`](super::Scanner::MAX_DEPTH).
    TooDeep,
    /// Something other than white space after the value.
    Trailing,
    /// JSON, but not what was asked for: a member is missing, there twice, or of another type.
    Mismatch,
    /// A text with an escape that the type owns does not fit the scratch that takes its characters.
    NoRoom,
}

impl core::fmt::Display for JsonError {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.write_str(match self {
            Self::Truncated => "the JSON text is cut off",
            Self::Unexpected => "the JSON text has a character that cannot stand there",
            Self::BadNumber => "the JSON text has a malformed number",
            Self::BadString => "the JSON text has a malformed string",
            Self::TooDeep => "the JSON text is nested too deep",
            Self::Trailing => "something follows the JSON value",
            Self::Mismatch => "the JSON value is not what was asked for",
            Self::NoRoom => "a text with an escape does not fit what is left of the buffer",
        })
    }
}

impl core::error::Error for JsonError {}
