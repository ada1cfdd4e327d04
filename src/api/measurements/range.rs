//! The stretch of time that is read.

use crate::UnixSeconds;
use crate::encode::Query;

/// The stretch of time that is read: by any two of start, end and length, or by a start or a length alone. Without an end it goes
/// up to now.
///
/// ```
/// use librato::UnixSeconds;
/// use librato::measurements::TimeRange;
/// let last_hour = TimeRange::last(3600);
/// let noon = UnixSeconds(1_421_755_200);
/// assert_eq!(TimeRange::of(None, Some(noon), Some(60)), Ok(TimeRange::before(noon, 60)));
/// assert!(TimeRange::of(None, Some(noon), None).is_err());
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
pub struct TimeRange {
    start: Option<u64>,
    end: Option<u64>,
    duration: Option<u64>,
}

impl TimeRange {
    const NONE: Self = Self { start: None, end: None, duration: None };

    /// The last so many seconds.
    #[must_use]
    pub const fn last(seconds: u64) -> Self {
        Self { duration: Some(seconds), ..Self::NONE }
    }

    /// From this time on.
    #[must_use]
    pub const fn since(start: UnixSeconds) -> Self {
        Self { start: Some(start.0), ..Self::NONE }
    }

    /// From one time to another.
    #[must_use]
    pub const fn between(start: UnixSeconds, end: UnixSeconds) -> Self {
        Self { start: Some(start.0), end: Some(end.0), duration: None }
    }

    /// So many seconds from this time on.
    #[must_use]
    pub const fn after(start: UnixSeconds, seconds: u64) -> Self {
        Self { start: Some(start.0), end: None, duration: Some(seconds) }
    }

    /// So many seconds up to this time.
    #[must_use]
    pub const fn before(end: UnixSeconds, seconds: u64) -> Self {
        Self { start: None, end: Some(end.0), duration: Some(seconds) }
    }

    /// By what somebody says of it, a user or a file: start, end and length in seconds.
    ///
    /// # Errors
    /// If it has neither a start nor a length, or all three.
    pub const fn of(
        start: Option<UnixSeconds>,
        end: Option<UnixSeconds>,
        seconds: Option<u64>,
    ) -> Result<Self, TimeRangeError> {
        match (start, end, seconds) {
            (Some(start), None, None) => Ok(Self::since(start)),
            (Some(start), Some(end), None) => Ok(Self::between(start, end)),
            (Some(start), None, Some(seconds)) => Ok(Self::after(start, seconds)),
            (None, None, Some(seconds)) => Ok(Self::last(seconds)),
            (None, Some(end), Some(seconds)) => Ok(Self::before(end, seconds)),
            (None, _, None) => Err(TimeRangeError::NoStart),
            (Some(_), Some(_), Some(_)) => Err(TimeRangeError::TooMuch),
        }
    }

    /// The start, for a call that takes no length.
    ///
    /// # Errors
    /// If it has none of its own.
    pub const fn start(self) -> Result<UnixSeconds, TimeRangeError> {
        match self.start {
            Some(start) => Ok(UnixSeconds(start)),
            None => Err(TimeRangeError::NoStart),
        }
    }

    /// The end, if it is said.
    #[must_use]
    pub const fn end(self) -> Option<UnixSeconds> {
        match self.end {
            Some(end) => Some(UnixSeconds(end)),
            None => None,
        }
    }

    pub(super) fn say(self, query: &mut Query<'_>) {
        query.pair("start_time", self.start).pair("end_time", self.end).pair("duration", self.duration);
    }
}

/// Why something is no [`TimeRange`].
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
#[non_exhaustive]
pub enum TimeRangeError {
    /// It has no start.
    NoStart,
    /// It has a start, an end and a length.
    TooMuch,
}

impl core::fmt::Display for TimeRangeError {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.write_str(match self {
            Self::NoStart => "a stretch of time without a start",
            Self::TooMuch => "a stretch of time with start, end and length",
        })
    }
}

impl core::error::Error for TimeRangeError {}
