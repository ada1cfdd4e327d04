//! Running totals out of increments, and increments out of running totals.

/// A running total for a [`Counter`](crate::Counter), out of increments or out of a count that the hardware keeps in
/// few bits.
///
/// ```
/// use librato::{Counter, DeltaCounter, Queue};
/// let mut pulses = DeltaCounter::new().starting_at(0xffff_fff0);
/// pulses.update(0x10); // the register ran over: 32 more
/// pulses.add(3);
/// let mut queue = Queue::<64, 512>::new();
/// queue.add(Counter::new("pulses", pulses.total()))?;
/// assert_eq!(pulses.total(), 35);
/// # Ok::<(), librato::AddError>(())
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
pub struct DeltaCounter {
    total: u64,
    taken: u64,
    /// The last reading of the hardware.
    last: u32,
    /// Bits that the hardware does not count with.
    missing: u8,
}

impl DeltaCounter {
    /// A total of 0, over hardware that counts from 0 with 32 bits.
    #[must_use]
    pub const fn new() -> Self {
        Self { total: 0, taken: 0, last: 0, missing: 0 }
    }

    /// The same over hardware that counts with this many bits, 1 to 32 (16 for many timers, 24 for SysTick).
    #[must_use]
    pub const fn with_bits(mut self, bits: u8) -> Self {
        let missing = 32_u8.saturating_sub(bits);
        self.missing = if missing > 31 { 31 } else { missing };
        self
    }

    /// The same over hardware that stands at `raw` now: what it counted before does not count.
    #[must_use]
    pub const fn starting_at(mut self, raw: u32) -> Self {
        self.last = raw;
        self
    }

    /// Adds an increment; gives the new total. Beyond 64 bits it starts at 0 again.
    pub const fn add(&mut self, increment: u64) -> u64 {
        self.total = self.total.wrapping_add(increment);
        self.total
    }

    /// Adds what the hardware has counted since the last call; gives the new total.
    ///
    /// `raw` is its count. If that is lower than the last one, the hardware ran over, or it was reset: it counts as run over
    /// if it came by less than half of its range that way, else as started at 0 again. So look at it at least twice in
    /// the time that it takes to run over; a reset counts as one unless the count stood in the upper half of the range
    /// before it and comes less than half of the range further.
    pub const fn update(&mut self, raw: u32) -> u64 {
        let raw = raw << self.missing;
        let last = self.last << self.missing;
        self.last = raw >> self.missing;
        let ahead = raw.wrapping_sub(last) >> self.missing;
        let half = 1 << 31 >> self.missing;
        let was_reset = raw < last && ahead >= half;
        self.add(if was_reset { self.last as u64 } else { ahead as u64 })
    }

    /// The total.
    #[must_use]
    pub const fn total(&self) -> u64 {
        self.total
    }

    /// What has been added since the last call of this: for a gauge or an aggregate of increments.
    pub const fn delta(&mut self) -> u64 {
        let delta = self.total.wrapping_sub(self.taken);
        self.taken = self.total;
        delta
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hardware_runs_over() {
        let mut counter = DeltaCounter::new();
        assert_eq!(counter.update(17), 17);
        assert_eq!(counter.update(u32::MAX - 4), u64::from(u32::MAX - 4));
        assert_eq!(counter.update(5), u64::from(u32::MAX) + 6);
        assert_eq!(counter.update(5), u64::from(u32::MAX) + 6);
    }

    #[test]
    fn hardware_starts_again() {
        let mut counter = DeltaCounter::new();
        assert_eq!(counter.update(1_000_000), 1_000_000);
        assert_eq!(counter.update(12), 1_000_012);
        assert_eq!(counter.update(20), 1_000_020);
    }

    #[test]
    fn few_bits() {
        let mut counter = DeltaCounter::new().with_bits(16).starting_at(0xfff0);
        assert_eq!(counter.update(0x10), 0x20);
        assert_eq!(counter.update(0x9000), 0x9010);
        assert_eq!(counter.update(0x5), 0x10015, "0x7005 further is less than half of the range");
        assert_eq!(counter.update(0x4000), 0x14010);
        assert_eq!(counter.update(0x100), 0x14110, "reset");
        assert_eq!(DeltaCounter::new().with_bits(0).update(1), 1);
        assert_eq!(DeltaCounter::new().with_bits(200).update(u32::MAX), u64::from(u32::MAX));
    }

    #[test]
    fn every_way_around_adds_up() {
        let mut counter = DeltaCounter::new().with_bits(24);
        let mut hardware = 0_u64;
        for step in (0..2_000_u64).map(|step| step * 7_919 % 0x7f_ffff) {
            hardware += step;
            assert_eq!(counter.update((hardware & 0xff_ffff) as u32), hardware);
        }
        assert!(hardware > 1 << 30, "it ran over many times");
    }

    #[test]
    fn increments_and_deltas() {
        let mut counter = DeltaCounter::new();
        counter.add(5);
        assert_eq!((counter.delta(), counter.delta()), (5, 0));
        counter.add(u64::MAX);
        assert_eq!((counter.total(), counter.delta()), (4, u64::MAX));
    }
}
