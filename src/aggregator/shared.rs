//! An aggregator that interrupts and threads add to.

use core::cell::RefCell;

use critical_section::Mutex;

use super::{AggregateHandle, Aggregator};
use crate::{AddError, Value};

/// An [`Aggregator`] in a `static`, to be added to from interrupts and threads.
///
/// Each call is one critical section, as with [`SharedQueue`](crate::SharedQueue).
///
/// ```
/// use librato::{Aggregator, Decimal, SharedAggregator, SharedQueue, UnixSeconds};
/// static SENSORS: SharedAggregator<8, 128> = SharedAggregator::of(Aggregator::new().with_period(60));
/// static QUEUE: SharedQueue<64, 512> = SharedQueue::new();
/// # let now = Some(UnixSeconds(1_421_744_400));
/// // In an interrupt:
/// SENSORS.add("temperature", Decimal::new(2150, 2))?;
/// // Once a minute:
/// QUEUE.add_aggregator_at(&SENSORS, now)?;
/// assert_eq!(QUEUE.len(), 1);
/// # Ok::<(), librato::AddError>(())
/// ```
pub struct SharedAggregator<const SERIES: usize, const TEXT: usize> {
    aggregator: Mutex<RefCell<Aggregator<SERIES, TEXT>>>,
}

impl<const SERIES: usize, const TEXT: usize> SharedAggregator<SERIES, TEXT> {
    /// An empty aggregator: strict names, no period, no squares.
    #[must_use]
    pub const fn new() -> Self {
        Self::of(Aggregator::new())
    }

    /// Shares an aggregator that was set up before.
    #[must_use]
    pub const fn of(aggregator: Aggregator<SERIES, TEXT>) -> Self {
        Self { aggregator: Mutex::new(RefCell::new(aggregator)) }
    }

    /// As [`Aggregator::add`].
    ///
    /// # Errors
    /// As [`Aggregator::add`], or [`AddError::Busy`] from within [`with`](Self::with).
    pub fn add(&self, name: &str, value: impl Into<Value>) -> Result<(), AddError> {
        self.with(|aggregator| aggregator.add(name, value)).unwrap_or(Err(AddError::Busy))
    }

    /// As [`Aggregator::add_tagged`].
    ///
    /// # Errors
    /// As [`add`](Self::add).
    pub fn add_tagged(&self, name: &str, value: impl Into<Value>) -> Result<(), AddError> {
        self.with(|aggregator| aggregator.add_tagged(name, value)).unwrap_or(Err(AddError::Busy))
    }

    /// As [`Aggregator::series`].
    ///
    /// # Errors
    /// As [`add`](Self::add).
    pub fn series(&self, name: &str) -> Result<AggregateHandle, AddError> {
        self.with(|aggregator| aggregator.series(name)).unwrap_or(Err(AddError::Busy))
    }

    /// As [`Aggregator::tagged_series`].
    ///
    /// # Errors
    /// As [`add`](Self::add).
    pub fn tagged_series(&self, name: &str) -> Result<AggregateHandle, AddError> {
        self.with(|aggregator| aggregator.tagged_series(name)).unwrap_or(Err(AddError::Busy))
    }

    /// As [`Aggregator::record`].
    ///
    /// # Errors
    /// As [`add`](Self::add).
    pub fn record(&self, series: AggregateHandle, value: impl Into<Value>) -> Result<(), AddError> {
        self.with(|aggregator| aggregator.record(series, value)).unwrap_or(Err(AddError::Busy))
    }

    /// Any other use of the aggregator, as one critical section: keep it short. `None` if it is called from within itself.
    pub fn with<R>(&self, work: impl FnOnce(&mut Aggregator<SERIES, TEXT>) -> R) -> Option<R> {
        critical_section::with(|section| {
            let mut aggregator = self.aggregator.borrow(section).try_borrow_mut().ok()?;
            Some(work(&mut aggregator))
        })
    }
}

impl<const SERIES: usize, const TEXT: usize> Default for SharedAggregator<SERIES, TEXT> {
    fn default() -> Self {
        Self::new()
    }
}

impl<const SERIES: usize, const TEXT: usize> core::fmt::Debug for SharedAggregator<SERIES, TEXT> {
    fn fmt(&self, f: &mut core::fmt::Formatter<'_>) -> core::fmt::Result {
        f.debug_struct("SharedAggregator").finish_non_exhaustive()
    }
}
