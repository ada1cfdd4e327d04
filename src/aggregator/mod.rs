//! Many values become few readings: count, sum, minimum and maximum of each series, in fixed memory.

mod aggregate;
mod core;
mod delta;
mod entry;
mod into_queue;
#[cfg(feature = "std")]
mod lend;
mod payload;
mod shared;
mod state;
mod store;
mod timer;
mod transfer;

pub use aggregate::Aggregate;
pub use delta::DeltaCounter;
pub use shared::SharedAggregator;
pub use store::AggregatorStore;
pub use timer::Timer;

use self::core::Core;
use self::state::State;
use self::store::{Memory, PartsMut};
use crate::json::Text;
use crate::readings::tags::Members;
use crate::readings::{Input, NamePolicy, ReadingError, Tag, Value};
use crate::text::{TextState, TextTable, text};
use crate::{AddError, UnixSeconds};

/// Adds up the values of up to `SERIES` series: how many there were, their sum, the smallest and the largest; with
/// [`with_squares`](Self::with_squares) also the sum of their squares.
///
/// It has two halves: [`add`](Self::add) for gauges that go out with its source, [`add_tagged`](Self::add_tagged) for
/// measurements that go out with its tags. [`Queue::add_aggregator_at`](crate::Queue::add_aggregator_at) moves both
/// into a queue.
///
/// # Memory
/// A series takes 50 bytes, and its name its length and 4 bytes, rounded up to 4, out of `TEXT`; a name in both halves is
/// two series and one text. Source and tags are texts too; the rest is some 100 bytes. What is beyond 65,534 series or 16 KiB of text is not used.
/// A series goes when it has no values and its room is needed, unless it has a handle.
///
/// # Arithmetic
/// Integers and [`Decimal`](crate::Decimal)s are added exactly, in 64 bits at the finest number of places seen
/// (squares at twice as many). With feature `float`, the first `f64` or the first overflow turns the numbers of that series
/// into `f64`s until its values are moved or cleared, and values are added one after the other as they come, so that 0.1
/// and 0.2 are 0.30000000000000004, as everywhere. Without it, an `f64` counts as the decimal that it was written as
/// (at most three places), 0.1 and 0.2 are 0.3, and a value whose sum or square would not fit is refused.
///
/// ```
/// use librato::{Aggregator, AggregatorView, Decimal, Value};
/// fn sample(aggregator: &mut AggregatorView) -> Result<(), librato::AddError> {
///     let room = aggregator.series("temperature")?;
///     for centi in [2150, 2175, 2125] {
///         aggregator.record(room, Decimal::new(centi, 2))?;
///     }
///     aggregator.add("visitors", 3)
/// }
/// let mut aggregator = Aggregator::<8, 128>::new();
/// sample(&mut aggregator)?;
/// let temperature = aggregator.iter().next().unwrap();
/// assert_eq!((temperature.count, temperature.sum), (3, Value::from(Decimal::new(6450, 2))));
/// # Ok::<(), librato::AddError>(())
/// ```
pub type Aggregator<const SERIES: usize, const TEXT: usize> = AggregatorBase<Memory<SERIES, TEXT>>;

/// An [`Aggregator`] of any size.
pub type AggregatorView = AggregatorBase<dyn AggregatorStore>;

/// What [`Aggregator`] and [`AggregatorView`] have in common: all of their methods.
#[derive(Clone, Debug)]
pub struct AggregatorBase<M: ?Sized> {
    state: State,
    text: TextState,
    memory: M,
}

/// A registered series of an aggregator: adding to it looks no name up.
///
/// It belongs to the aggregator that made it and is good for as long as that lives, cleared or not.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
pub struct AggregateHandle(u16);

impl<const SERIES: usize, const TEXT: usize> Aggregator<SERIES, TEXT> {
    /// An empty aggregator: strict names, no period, no squares.
    #[must_use]
    pub const fn new() -> Self {
        Self { state: State::new(), text: TextState::EMPTY, memory: Memory::new() }
    }

    /// The same aggregator with measure times cut down to multiples of `seconds`, and taken from the clock where none was
    /// chosen. 0 is no period.
    #[must_use]
    pub const fn with_period(mut self, seconds: u32) -> Self {
        self.state.period = seconds;
        self
    }

    /// The same aggregator with sums of squares for gauges. Tagged measurements have none.
    #[must_use]
    pub const fn with_squares(mut self) -> Self {
        self.state.squares = true;
        self
    }

    /// The same aggregator with another rule for names. A queue applies its own rule too when they get there.
    #[must_use]
    pub const fn with_names(mut self, names: NamePolicy) -> Self {
        self.state.set_names(names);
        self
    }
}

impl<const SERIES: usize, const TEXT: usize> Default for Aggregator<SERIES, TEXT> {
    fn default() -> Self {
        Self::new()
    }
}

impl<M: AggregatorStore + ?Sized> AggregatorBase<M> {
    /// Adds a value to the gauge of that name.
    ///
    /// # Errors
    /// The rule that name or value breaks, or what is full. Nothing of it is kept, and the loss is counted.
    pub fn add(&mut self, name: &str, value: impl Into<Value>) -> Result<(), AddError> {
        self.core().add(name, Input::of(value.into()), false)
    }

    /// Adds a value to the tagged measurement of that name.
    ///
    /// # Errors
    /// As [`add`](Self::add).
    pub fn add_tagged(&mut self, name: &str, value: impl Into<Value>) -> Result<(), AddError> {
        self.core().add(name, Input::of(value.into()), true)
    }

    /// Registers a gauge for [`record`](Self::record). It takes its room from then on, and goes out only when it has values.
    ///
    /// # Errors
    /// The rule that the name breaks, or what is full.
    pub fn series(&mut self, name: &str) -> Result<AggregateHandle, AddError> {
        self.register(name, false)
    }

    /// Registers a tagged measurement for [`record`](Self::record).
    ///
    /// # Errors
    /// As [`series`](Self::series).
    pub fn tagged_series(&mut self, name: &str) -> Result<AggregateHandle, AddError> {
        self.register(name, true)
    }

    fn register(&mut self, name: &str, tagged: bool) -> Result<AggregateHandle, AddError> {
        let mut core = self.core();
        let index = core.series(name, tagged)?;
        if let Some(entry) = core.entries.get_mut(usize::from(index)) {
            entry.hold();
        }
        Ok(AggregateHandle(index))
    }

    /// Adds a value to a registered series: some 25 instructions on a desktop where the value is of the same kind as those
    /// before it.
    ///
    /// # Errors
    /// The rule that the value breaks; for a handle of another aggregator that means nothing here,
    /// [`Full::Slots`](crate::Full::Slots). The loss is counted.
    #[inline]
    pub fn record(&mut self, series: AggregateHandle, value: impl Into<Value>) -> Result<(), AddError> {
        let value = value.into();
        // A second copy of the short way, in the caller: on a device that is flash for nothing.
        #[cfg(not(target_os = "none"))]
        if let Some(entry) = self.memory.parts_mut().entries.get_mut(usize::from(series.0)) {
            if entry.is_held() && entry.add_value(value) {
                return Ok(());
            }
        }
        self.core().record(series.0, Input::of(value))
    }

    /// Runs `work` and adds the milliseconds that it took, with three places, to the gauge of that name. If they are
    /// not taken, that is counted like any other loss; [`series`](Self::series) tells beforehand whether they would be.
    #[cfg(feature = "std")]
    pub fn time<R>(&mut self, name: &str, work: impl FnOnce() -> R) -> R {
        let started = std::time::Instant::now();
        let result = work();
        let _counted = self.add(name, Timer::millis(started.elapsed()));
        result
    }

    /// Series with values, of both halves. Each becomes one reading.
    #[must_use]
    pub fn len(&self) -> usize {
        usize::from(self.state.legacy.len) + self.tagged_len()
    }

    /// How many of them are tagged.
    #[must_use]
    pub fn tagged_len(&self) -> usize {
        usize::from(self.state.tagged.len)
    }

    /// Whether no series has values.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// Values that were refused, whatever the reason. Stops at its largest value.
    #[must_use]
    pub fn refused(&self) -> u32 {
        self.state.refused
    }

    /// Bytes of text in use.
    #[must_use]
    pub fn text_len(&self) -> usize {
        self.text.used_bytes()
    }

    /// The series with values: gauges, then tagged measurements, each half in the order of their first values.
    pub fn iter(&self) -> impl Iterator<Item = Aggregate<'_>> {
        aggregate::aggregates(&self.state, self.memory.parts())
    }

    /// Drops all values and the measure time, even one that was chosen. Period, source, tags and registered series stay.
    pub fn clear(&mut self) {
        self.clear_gauges();
        self.clear_tagged();
    }

    /// Drops the values of all gauges. All else stays; if these were all values, the measure time goes as well.
    pub fn clear_gauges(&mut self) {
        self.core().clear(false);
    }

    /// Drops the values of all tagged measurements. All else stays; if these were all values, the measure time goes as well.
    pub fn clear_tagged(&mut self) {
        self.core().clear(true);
    }

    /// The source of all gauges. An empty one is none: then that of the queue holds.
    ///
    /// # Errors
    /// The rule that it breaks, or no room; the old one stays.
    pub fn set_source(&mut self, source: &str) -> Result<(), AddError> {
        self.core().set_source(source)
    }

    /// The source, if there is one.
    #[must_use]
    pub fn source(&self) -> Option<&str> {
        let source = text(self.memory.parts().text, self.state.source);
        ::core::str::from_utf8(source).ok().filter(|_| self.state.source != 0)
    }

    /// The tags of all tagged measurements, in place of those before. They have no others: neither those of the client nor
    /// those of the queue are added. `None` is none.
    ///
    /// # Errors
    /// The rule that they break, or no room; the old ones stay.
    pub fn set_tags(&mut self, tags: Option<&[Tag<'_>]>) -> Result<(), AddError> {
        self.core().set_tags(tags.unwrap_or_default(), false)
    }

    /// Adds tags to those that there are. Where both have a name, the new one wins.
    ///
    /// # Errors
    /// As [`set_tags`](Self::set_tags).
    pub fn add_tags(&mut self, tags: &[Tag<'_>]) -> Result<(), AddError> {
        self.core().set_tags(tags, true)
    }

    /// The tags, name and value.
    pub fn tags(&self) -> impl Iterator<Item = (Text<'_>, Text<'_>)> {
        let set = text(self.memory.parts().text, self.state.tags);
        let text = Text::from_raw;
        Members::new(set).map(move |(name, value)| (text(name), text(value)))
    }

    /// Chooses the measure time of all series. With a period it is cut down to a multiple of that. It belongs to the values
    /// that are added: once all of them have been moved into a queue, or with [`clear`](Self::clear), it is
    /// forgotten, and the next ones need a time of their own. `None` leaves it to the clock, or to the server if there is no
    /// period.
    ///
    /// # Errors
    /// [`ReadingError::Time`] for a time after the year 2106; the old one stays.
    pub fn set_measure_time(&mut self, time: Option<UnixSeconds>) -> Result<(), AddError> {
        if time.is_some_and(|time| u32::try_from(time.0).is_err()) {
            return Err(ReadingError::Time.into());
        }
        self.state.time = time;
        Ok(())
    }

    /// The measure time: the chosen one; else, with a period, `now`. Both are cut down to a multiple of the period. `None`: the
    /// server's time of receipt counts.
    ///
    /// A time from the clock that was read here stays as if it had been chosen; until it is read it follows the clock. 0 is a time
    /// like any other.
    ///
    /// ```
    /// use librato::{Aggregator, UnixSeconds};
    /// let mut aggregator = Aggregator::<8, 128>::new().with_period(60);
    /// let minute = aggregator.measure_time_at(Some(UnixSeconds(1_419_302_671)));
    /// assert_eq!(minute, Some(UnixSeconds(1_419_302_640)));
    /// assert_eq!(aggregator.measure_time_at(Some(UnixSeconds(1_419_309_999))), minute);
    /// ```
    pub fn measure_time_at(&mut self, now: Option<UnixSeconds>) -> Option<UnixSeconds> {
        // A time that no reading can have is not kept: it would stand in the way of every one to come.
        let time = self.state.time(now).filter(|time| u32::try_from(time.0).is_ok());
        self.state.time = time;
        time
    }

    /// As [`measure_time_at`](Self::measure_time_at), at the time of the system's clock.
    #[cfg(feature = "std")]
    pub fn measure_time(&mut self) -> Option<UnixSeconds> {
        self.measure_time_at(clock())
    }

    fn core(&mut self) -> Core<'_> {
        let PartsMut { entries, heads, text } = self.memory.parts_mut();
        Core { state: &mut self.state, entries, heads, texts: TextTable::new(&mut self.text, text) }
    }
}

/// The time of the system's clock, if that is past 1970.
#[cfg(feature = "std")]
fn clock() -> Option<UnixSeconds> {
    let since = std::time::SystemTime::now().duration_since(std::time::UNIX_EPOCH).ok()?;
    Some(UnixSeconds(since.as_secs()))
}
