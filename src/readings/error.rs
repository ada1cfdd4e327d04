//! Why a reading is refused, whatever room there is.

use super::name::NameRule;

/// What is wrong with a reading. The reading itself is still in the caller's hand.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
#[non_exhaustive]
// In one word: three bytes are put together and taken apart at each step on the way out.
#[repr(align(4))]
pub enum ReadingError {
    /// The metric name breaks this rule.
    Name(NameRule),
    /// The source breaks this rule.
    Source(NameRule),
    /// The name of a tag breaks this rule.
    TagName(NameRule),
    /// The value of a tag breaks this rule.
    TagValue(NameRule),
    /// More than 50 tags.
    TooManyTags,
    /// Two tags of the same name.
    TagTwice,
    /// The tags, or the name with its attributes and other fields, are longer than 4,095 bytes as JSON.
    TooMuchText,
    /// NaN or an infinity, which JSON has not.
    NotFinite,
    /// An `f64` that is neither whole nor a decimal of at most three places. Feature `float` takes any.
    NeedsFloat,
    /// More than nine decimal places, or more digits than 64 bits hold.
    TooPrecise,
    /// A time after the year 2106.
    Time,
    /// A summary with a count of 0, a minimum above the maximum, or fields that do not go together
    /// (`sum_squares` is for sources; `last` and `stddev` are for tags).
    Summary,
    /// A raw field or attribute is no valid JSON value.
    Json,
    /// The name of a raw field or attribute is empty, there twice, or one that the reading has of its own.
    Field,
    /// A series that another queue registered.
    Series,
    /// A source on a tagged measurement, which has none: say it as a tag.
    SourceWithTags,
}

impl core::fmt::Display for ReadingError {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        let (what, rule) = match self {
            Self::Name(rule) => ("metric name", rule),
            Self::Source(rule) => ("source", rule),
            Self::TagName(rule) => ("tag name", rule),
            Self::TagValue(rule) => ("tag value", rule),
            Self::TooManyTags => return f.write_str("more than 50 tags"),
            Self::TagTwice => return f.write_str("two tags have the same name"),
            Self::TooMuchText => return f.write_str("the tags or attributes are longer than 4095 bytes"),
            Self::NotFinite => return f.write_str("the value is not finite"),
            Self::NeedsFloat => {
                return f
                    .write_str("the value needs more than three decimal places, which needs feature float");
            }
            Self::TooPrecise => return f.write_str("the value has too many digits or decimal places"),
            Self::Time => return f.write_str("the time is after the year 2106"),
            Self::Summary => return f.write_str("the fields of the summary do not go together"),
            Self::Json => return f.write_str("a raw field is no valid JSON"),
            Self::Field => return f.write_str("a raw field has a name that it cannot have"),
            Self::Series => return f.write_str("the series belongs to another queue"),
            Self::SourceWithTags => return f.write_str("a tagged measurement has no source"),
        };
        f.write_str(what)?;
        f.write_str(": ")?;
        rule.fmt(f)
    }
}

impl core::error::Error for ReadingError {}
