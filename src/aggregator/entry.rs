//! One series in 48 bytes: its name, its totals, and its places in the lists that it is on.

#[cfg(feature = "float")]
use crate::readings::{FLOAT, arithmetic};
use crate::readings::{Number, SCALE, Totals};
use crate::text::Handle;

/// A series. All-zero is a free one.
#[derive(Clone, Copy, Debug)]
pub(super) struct Entry {
    /// The text of its name; 0: free.
    pub(super) name: Handle,
    /// The next series with the same head, or the next free one; its index and one.
    pub(super) chain: u16,
    /// The next series with values, in the order of their first ones; its index and one.
    pub(super) next: u16,
    /// That of its [`Totals`], and the three bits below.
    meta: u16,
    /// Of its name.
    pub(super) hash: u32,
    count: u32,
    /// Those of its [`Totals`] but for the last, which no aggregator has.
    fields: [u64; 4],
}

/// Registered: it stays while it has no values.
const HELD: u16 = 1 << 15;
const TAGGED: u16 = 1 << 14;
/// Gets a sum of squares.
const SQUARES: u16 = 1 << 13;
/// What stays when the values go.
const OWN: u16 = HELD | TAGGED | SQUARES;

impl Entry {
    pub(super) const EMPTY: Self =
        Self { name: 0, chain: 0, next: 0, meta: 0, hash: 0, count: 0, fields: [0; 4] };

    /// A series without values. Tagged measurements have no sum of squares.
    pub(super) const fn new(name: Handle, hash: u32, tagged: bool, squares: bool) -> Self {
        let mut entry = Self::EMPTY;
        (entry.name, entry.hash) = (name, hash);
        entry.meta = if tagged {
            TAGGED
        } else if squares {
            SQUARES
        } else {
            0
        };
        entry
    }

    #[inline]
    pub(super) const fn is_held(&self) -> bool {
        self.meta & HELD != 0
    }

    pub(super) const fn hold(&mut self) {
        self.meta |= HELD;
    }

    #[inline]
    pub(super) const fn is_tagged(&self) -> bool {
        self.meta & TAGGED != 0
    }

    #[inline]
    pub(super) const fn has_values(&self) -> bool {
        self.count > 0
    }

    /// Whether nothing would be missed without it: it has a name, but neither values nor a handle.
    pub(super) const fn is_idle(&self) -> bool {
        self.name != 0 && !self.has_values() && !self.is_held()
    }

    /// Drops its values.
    pub(super) const fn reset(&mut self) {
        self.meta &= OWN;
        (self.next, self.count) = (0, 0);
    }

    /// Adds a value of the same kind as those before it. False: it is a case for [`add`](Self::add).
    #[cfg(not(target_os = "none"))]
    #[inline]
    pub(super) fn add_value(&mut self, value: crate::Value) -> bool {
        match value {
            crate::Value::Int(int) => self.add_digits(int, 0),
            crate::Value::Decimal(decimal) => self.add_digits(decimal.digits, decimal.places),
            #[cfg(feature = "float")]
            crate::Value::Float(float) => self.add_float(float),
            _ => false,
        }
    }

    /// Adds a number with as many places as those before it had. False: it is a case for [`add`](Self::add).
    #[inline]
    pub(super) fn add_digits(&mut self, digits: i64, places: u8) -> bool {
        if self.meta & (SCALE | SQUARES) != u16::from(places) || self.count == 0 || places > 9 {
            return false;
        }
        let [sum, min, max, _] = &mut self.fields;
        let (Some(total), Some(count)) = ((*sum as i64).checked_add(digits), self.count.checked_add(1))
        else {
            return false;
        };
        (*sum, self.count) = (total as u64, count);
        *min = digits.min(*min as i64) as u64;
        *max = digits.max(*max as i64) as u64;
        true
    }

    /// Adds a float to floats. False: it is a case for [`add`](Self::add).
    #[cfg(feature = "float")]
    #[inline]
    pub(super) fn add_float(&mut self, value: f64) -> bool {
        if self.meta & (SCALE | SQUARES) != FLOAT || self.count == 0 {
            return false;
        }
        let [sum, min, max, _] = &mut self.fields;
        let total = arithmetic::add(f64::from_bits(*sum), value);
        let Some(count) = self.count.checked_add(1).filter(|_| arithmetic::is_finite(total)) else {
            return false;
        };
        (*sum, self.count) = (total.to_bits(), count);
        if arithmetic::less(value, f64::from_bits(*min)) {
            *min = value.to_bits();
        }
        if arithmetic::less(f64::from_bits(*max), value) {
            *max = value.to_bits();
        }
        true
    }

    /// Adds a number. On overflow nothing changes.
    pub(super) fn add(&mut self, number: Number) -> Result<(), crate::ReadingError> {
        let mut totals = self.totals();
        totals.add(number, self.meta & SQUARES != 0)?;
        self.meta = self.meta & OWN | totals.meta;
        self.count = totals.count;
        let [sum, min, max, squares, _] = totals.fields;
        self.fields = [sum, min, max, squares];
        Ok(())
    }

    /// What a queue takes.
    pub(super) const fn totals(&self) -> Totals {
        if !self.has_values() {
            return Totals::EMPTY;
        }
        let [sum, min, max, squares] = self.fields;
        Totals { count: self.count, meta: self.meta & !OWN, fields: [sum, min, max, squares, 0] }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn forty_eight_bytes() {
        assert_eq!(size_of::<Entry>(), 48);
    }

    #[test]
    fn the_short_way_adds_up_as_the_long_way() {
        let (mut short, mut long) = (Entry::new(1, 0, false, false), Entry::new(1, 0, false, false));
        assert!(!short.add_digits(5, 1), "the first value takes the long way");
        for entry in [&mut short, &mut long] {
            entry.add(Number::Digits(5, 1)).unwrap();
        }
        for digits in [7, -3, 0, 12, i64::MAX - 100, -40] {
            assert!(short.add_digits(digits, 1));
            long.add(Number::Digits(digits, 1)).unwrap();
            assert_eq!(short.totals(), long.totals());
        }
        for (digits, places) in [(1, 0), (1, 2), (i64::MAX, 1), (1, 15)] {
            assert!(!short.add_digits(digits, places), "{digits} {places}");
        }
        assert_eq!(short.totals(), long.totals());
    }

    #[cfg(not(feature = "float"))]
    #[test]
    fn overflow_changes_nothing() {
        let mut entry = Entry::new(1, 0, false, true);
        entry.add(Number::Digits(3_000_000_000, 0)).unwrap();
        let before = entry.totals();
        for number in [Number::Digits(i64::MAX, 0), Number::Digits(1, 9), Number::Large(u64::MAX)] {
            assert_eq!(entry.add(number), Err(crate::ReadingError::TooPrecise));
            assert_eq!(entry.totals(), before);
        }
    }

    #[cfg(feature = "float")]
    #[test]
    fn floats_the_short_way_too() {
        let (mut short, mut long) = (Entry::new(1, 0, true, true), Entry::new(1, 0, true, true));
        for entry in [&mut short, &mut long] {
            entry.add(Number::Float(0.1)).unwrap();
        }
        for float in [0.2, -5.0, 1e290, f64::MIN_POSITIVE] {
            assert!(short.add_float(float));
            long.add(Number::Float(float)).unwrap();
            assert_eq!(short.totals(), long.totals());
        }
        for float in [f64::NAN, f64::INFINITY, f64::MAX] {
            assert_eq!(short.add_float(float), float == f64::MAX, "{float}");
        }
        assert!(!short.add_float(f64::MAX), "the sum would be infinite");
        assert!(!short.add_digits(1, 15), "no digits among floats");
        assert_eq!(short.totals().get(crate::readings::Field::Squares), None, "tagged");
    }
}
