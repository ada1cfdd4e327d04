//! Count, sum, minimum, maximum and sum of squares, exact in digits for as long as they fit.

#[cfg(feature = "float")]
use super::arithmetic;
use super::{Number, ReadingError};

/// What may be known of readings that were added together, besides how many there were.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Field {
    Sum = 0,
    Min = 1,
    Max = 2,
    /// Sum of squares, for sources.
    Squares = 3,
    /// Last value, for tags.
    Last = 4,
    /// Population standard deviation, for tags.
    Stddev = 5,
}

impl Field {
    /// All, in the order of their numbers.
    pub(crate) const ALL: [Self; 6] =
        [Self::Sum, Self::Min, Self::Max, Self::Squares, Self::Last, Self::Stddev];

    /// Its name, in the API and in every other format.
    pub(crate) const fn name(self) -> &'static str {
        match self {
            Self::Sum => "sum",
            Self::Min => "min",
            Self::Max => "max",
            Self::Squares => "sum_squares",
            Self::Last => "last",
            Self::Stddev => "stddev",
        }
    }

    /// The bit of `meta` that says that it is known.
    const fn bit(self) -> u16 {
        1 << (4 + self as u16)
    }

    /// Where it is kept. Nothing has both a sum of squares and a last value.
    const fn index(self) -> usize {
        match self {
            Self::Last => Self::Squares as usize,
            Self::Stddev => 4,
            other => other as usize,
        }
    }
}

/// The totals of readings that were added together, in the form in which an aggregate stores them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
pub(crate) struct Totals {
    pub(crate) count: u32,
    /// The places of the digits, or [`FLOAT`], in four bits; then a bit for each field that is known.
    pub(crate) meta: u16,
    /// `i64` digits, those of a sum of squares with twice as many places; or the bits of `f64`s. 0 where nothing is known.
    pub(crate) fields: [u64; 5],
}

/// The four bits of `meta` that hold the scale.
pub(crate) const SCALE: u16 = 15;
/// The scale of floats.
#[cfg(feature = "float")]
pub(crate) const FLOAT: u16 = 15;

/// The sum no longer fits its digits.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Overflow;

/// How fields are joined: their sum, if there is one, and which of two is the lesser.
struct Join {
    add: fn(u64, u64) -> Option<u64>,
    less: fn(u64, u64) -> bool,
}

const DIGITS: Join = Join {
    add: |a, b| (a as i64).checked_add(b as i64).map(|sum| sum as u64),
    less: |a, b| (a as i64) < (b as i64),
};

#[cfg(feature = "float")]
const FLOATS: Join = Join {
    add: |a, b| {
        let sum = arithmetic::add(f64::from_bits(a), f64::from_bits(b));
        arithmetic::is_finite(sum).then_some(sum.to_bits())
    },
    less: |a, b| arithmetic::less(f64::from_bits(a), f64::from_bits(b)),
};

impl Totals {
    /// No readings yet.
    pub(crate) const EMPTY: Self = Self { count: 0, meta: 0, fields: [0; 5] };

    /// What is known of `count` readings, a number for each of [`Field::ALL`], brought to one scale.
    pub(crate) fn of(count: u32, numbers: &[Option<Number>; 6]) -> Result<Self, Overflow> {
        Self::of_digits(count, numbers).or_else(|_| Self::of_floats(count, numbers))
    }

    fn of_digits(count: u32, numbers: &[Option<Number>; 6]) -> Result<Self, Overflow> {
        let mut totals = Self { count, ..Self::EMPTY };
        let mut scale = 0;
        let places = |field, places: u8| if field == Field::Squares { places.div_ceil(2) } else { places };
        for (field, number) in Field::ALL.into_iter().zip(numbers) {
            if let Some(number) = *number {
                let Number::Digits(_, own) = number else { return Err(Overflow) };
                scale = places(field, own).max(scale);
            }
        }
        totals.meta = u16::from(scale);
        for (field, number) in Field::ALL.into_iter().zip(numbers) {
            if let Some(Number::Digits(digits, places)) = *number {
                let mut digits = digits as u64;
                let scale = if field == Field::Squares { scale * 2 } else { scale };
                for _ in places..scale {
                    ten_times(&mut digits)?;
                }
                totals.set(field, digits);
            }
        }
        Ok(totals)
    }

    #[cfg(not(feature = "float"))]
    fn of_floats(_: u32, _: &[Option<Number>; 6]) -> Result<Self, Overflow> {
        Err(Overflow)
    }

    #[cfg(feature = "float")]
    fn of_floats(count: u32, numbers: &[Option<Number>; 6]) -> Result<Self, Overflow> {
        let mut totals = Self { count, meta: FLOAT, fields: [0; 5] };
        for (field, number) in Field::ALL.into_iter().zip(numbers) {
            if let Some(number) = *number {
                totals.set(field, number.to_f64().to_bits());
            }
        }
        Ok(totals)
    }

    fn set(&mut self, field: Field, bits: u64) {
        self.meta |= field.bit();
        if let Some(place) = self.fields.get_mut(field.index()) {
            *place = bits;
        }
    }

    const fn has(&self, field: Field) -> bool {
        self.meta & field.bit() != 0
    }

    pub(crate) const fn has_stddev(&self) -> bool {
        self.has(Field::Stddev)
    }

    /// A field as a number, if it is known.
    pub(crate) fn get(&self, field: Field) -> Option<Number> {
        if !self.has(field) {
            return None;
        }
        let bits = self.fields.get(field.index()).copied()?;
        let places = (self.meta & SCALE) as u8;
        Some(match field {
            #[cfg(feature = "float")]
            _ if self.meta & SCALE == FLOAT => Number::Float(f64::from_bits(bits)),
            Field::Squares => Number::Digits(bits as i64, places * 2),
            _ => Number::Digits(bits as i64, places),
        })
    }

    /// The fields that are known.
    pub(crate) fn known(&self) -> impl Iterator<Item = (Field, Number)> {
        Field::ALL.into_iter().filter_map(|field| Some((field, self.get(field)?)))
    }

    /// Adds a number, and its square where wanted. What is not known of the readings before stays unknown. After an overflow the
    /// totals mean nothing any more; with feature `float` there is none: they go on as floats.
    pub(crate) fn add(&mut self, number: Number, squares: bool) -> Result<(), Overflow> {
        let before = *self;
        let one = before.one(number, squares);
        if one.and_then(|one| self.join_digits(one)).is_err() {
            *self = before.joined_floats(&Self::one_float(number, squares, before.has(Field::Last))?)?;
        }
        Ok(())
    }

    /// The totals of one number; its last value is known if that of these is.
    fn one(&self, number: Number, squares: bool) -> Result<Self, Overflow> {
        let Number::Digits(digits, places) = number else { return Err(Overflow) };
        let square = squares.then(|| squared(digits)).transpose()?;
        Ok(Self::single(digits as u64, u16::from(places), square, self.has(Field::Last)))
    }

    fn single(bits: u64, scale: u16, square: Option<u64>, last: bool) -> Self {
        let known = Field::Sum.bit() | Field::Min.bit() | Field::Max.bit();
        let mut one = Self { count: 1, meta: scale | known, fields: [bits, bits, bits, 0, 0] };
        if let Some(square) = square {
            one.set(Field::Squares, square);
        } else if last {
            one.set(Field::Last, bits);
        }
        one
    }

    /// Adds other totals, as if each of their readings had been added. After an overflow it is as with [`add`](Self::add).
    pub(crate) fn merge(&mut self, other: Self) -> Result<(), Overflow> {
        let before = *self;
        if self.join_digits(other).is_err() {
            *self = before.joined_floats(&other)?;
        }
        Ok(())
    }

    /// Joins totals at the finer scale of both.
    fn join_digits(&mut self, mut other: Self) -> Result<(), Overflow> {
        self.make_finer(other.meta & SCALE)?;
        other.make_finer(self.meta & SCALE)?;
        self.join(&other, &DIGITS)
    }

    /// Joins totals of one scale.
    fn join(&mut self, other: &Self, by: &Join) -> Result<(), Overflow> {
        if self.count == 0 {
            *self = *other;
            return Ok(());
        }
        let [sum, min, max, extra, stddev] = &mut self.fields;
        let [sum2, min2, max2, extra2, _] = other.fields;
        self.count = self.count.checked_add(other.count).ok_or(Overflow)?;
        *sum = (by.add)(*sum, sum2).ok_or(Overflow)?;
        if (by.less)(min2, *min) {
            *min = min2;
        }
        if (by.less)(*max, max2) {
            *max = max2;
        }
        self.meta &= other.meta & !Field::Stddev.bit() & !Field::Last.bit();
        // What is known no more has no digits either, or they would stand in the way of finer ones.
        for (field, number) in [(Field::Min, min), (Field::Max, max), (Field::Stddev, stddev)] {
            if self.meta & field.bit() == 0 {
                *number = 0;
            }
        }
        *extra = if self.meta & Field::Squares.bit() != 0 {
            (by.add)(*extra, extra2).ok_or(Overflow)?
        } else {
            self.meta |= other.meta & Field::Last.bit();
            if other.has(Field::Last) { extra2 } else { 0 }
        };
        Ok(())
    }

    /// At least this many places, if the digits fit then.
    fn make_finer(&mut self, places: u16) -> Result<(), Overflow> {
        #[cfg(feature = "float")]
        if places == FLOAT || self.meta & SCALE == FLOAT {
            return Err(Overflow);
        }
        while self.meta & SCALE < places {
            self.meta += 1;
            for field in &mut self.fields {
                ten_times(field)?;
            }
            if self.has(Field::Squares) {
                let [_, _, _, squares, _] = &mut self.fields;
                ten_times(squares)?;
            }
        }
        Ok(())
    }
}

/// What goes on as floats where digits no longer fit.
#[cfg(feature = "float")]
impl Totals {
    fn one_float(number: Number, squares: bool, last: bool) -> Result<Self, Overflow> {
        let value = number.to_f64();
        let square = squares.then(|| arithmetic::square(value).to_bits());
        Ok(Self::single(value.to_bits(), FLOAT, square, last))
    }

    fn joined_floats(&self, other: &Self) -> Result<Self, Overflow> {
        let mut joined = self.as_floats();
        joined.join(&other.as_floats(), &FLOATS)?;
        // The square of the first value has been added to nothing.
        let is_finite = |number: Number| arithmetic::is_finite(number.to_f64());
        if joined.get(Field::Squares).is_none_or(is_finite) { Ok(joined) } else { Err(Overflow) }
    }

    /// The same totals with floats for digits.
    fn as_floats(&self) -> Self {
        let mut floats = Self { count: self.count, meta: FLOAT, fields: [0; 5] };
        for field in Field::ALL {
            if let Some(number) = self.get(field) {
                floats.set(field, number.to_f64().to_bits());
            }
        }
        floats
    }
}

#[cfg(not(feature = "float"))]
impl Totals {
    fn one_float(_: Number, _: bool, _: bool) -> Result<Self, Overflow> {
        Err(Overflow)
    }

    fn joined_floats(&self, _: &Self) -> Result<Self, Overflow> {
        Err(Overflow)
    }
}

#[cfg(feature = "float")]
impl Number {
    /// The nearest float.
    pub(crate) fn to_f64(self) -> f64 {
        match self {
            Self::Digits(digits, places) => arithmetic::of_decimal(digits, places),
            Self::Large(int) => arithmetic::of_whole(int),
            Self::Float(float) => float,
        }
    }
}

impl From<Overflow> for ReadingError {
    fn from(_: Overflow) -> Self {
        Self::TooPrecise
    }
}

/// Not `checked_mul`, which takes 100 bytes for 64 bits on a machine of 32.
#[cfg_attr(target_os = "none", inline(never))]
fn ten_times(digits: &mut u64) -> Result<(), Overflow> {
    const MOST: i64 = i64::MAX / 10;
    let before = *digits as i64;
    if !(-MOST..=MOST).contains(&before) {
        return Err(Overflow);
    }
    *digits = (before * 10) as u64;
    Ok(())
}

fn squared(digits: i64) -> Result<u64, Overflow> {
    let magnitude = u32::try_from(digits.unsigned_abs()).map_err(|_| Overflow)?;
    let square = u64::from(magnitude) * u64::from(magnitude);
    if square >> 63 == 0 { Ok(square) } else { Err(Overflow) }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn totals(numbers: &[Number]) -> Totals {
        let mut totals = Totals::EMPTY;
        for &number in numbers {
            totals.add(number, true).unwrap();
        }
        totals
    }

    #[test]
    fn digits_move_to_the_finest_scale() {
        let sum = totals(&[Number::Digits(1, 0), Number::Digits(-25, 2), Number::Digits(5, 1)]);
        assert_eq!(sum.count, 3);
        assert_eq!(sum.get(Field::Sum), Some(Number::Digits(125, 2)));
        assert_eq!(sum.get(Field::Min), Some(Number::Digits(-25, 2)));
        assert_eq!(sum.get(Field::Max), Some(Number::Digits(100, 2)));
        // 1 + 0.0625 + 0.25
        assert_eq!(sum.get(Field::Squares), Some(Number::Digits(13125, 4)));
        assert_eq!((sum.get(Field::Last), sum.get(Field::Stddev)), (None, None));
    }

    #[test]
    fn merging_is_adding_each() {
        let numbers =
            [Number::Digits(7, 0), Number::Digits(-3, 1), Number::Digits(12, 2), Number::Digits(9, 0)];
        let mut left = totals(&numbers[..2]);
        left.merge(totals(&numbers[2..])).unwrap();
        assert_eq!(left, totals(&numbers));
    }

    #[test]
    fn what_is_not_known_stays_unknown() {
        const NONE: Option<Number> = None;
        let digits = |digits| Some(Number::Digits(digits, 0));
        let mut sum = Totals::of(2, &[digits(5), NONE, NONE, NONE, NONE, digits(1)]).unwrap();
        assert!(sum.has_stddev());
        sum.add(Number::Digits(7, 0), true).unwrap();
        let known = |totals: &Totals| Field::ALL.map(|field| totals.get(field));
        assert_eq!((sum.count, known(&sum)), (3, [digits(12), NONE, NONE, NONE, NONE, NONE]));
        let mut tagged = Totals::of(1, &[digits(4), digits(4), digits(4), NONE, digits(4), NONE]).unwrap();
        tagged.add(Number::Digits(75, 1), false).unwrap();
        let tenths = |digits| Some(Number::Digits(digits, 1));
        assert_eq!(known(&tagged), [tenths(115), tenths(40), tenths(75), NONE, tenths(75), NONE]);
        #[cfg(feature = "float")]
        {
            let mut sum = Totals::of(2, &[Some(Number::Float(0.5)), NONE, NONE, NONE, NONE, NONE]).unwrap();
            sum.add(Number::Float(0.1), true).unwrap();
            assert_eq!(known(&sum), [Some(Number::Float(0.6)), NONE, NONE, NONE, NONE, NONE]);
        }
    }

    #[test]
    fn given_numbers_come_to_one_scale() {
        let digits = |digits, places| Some(Number::Digits(digits, places));
        let sum = Totals::of(4, &[digits(125, 1), digits(1, 0), digits(7, 0), digits(5025, 2), None, None]);
        let sum = sum.unwrap();
        assert_eq!((sum.get(Field::Sum), sum.get(Field::Min)), (digits(125, 1), digits(10, 1)));
        assert_eq!(sum.get(Field::Squares), digits(5025, 2));
    }

    #[cfg(feature = "float")]
    #[test]
    fn overflow_goes_on_in_floats() {
        let mut sum = totals(&[Number::Digits(3, 0)]);
        sum.add(Number::Digits(i64::MAX, 0), false).unwrap();
        assert_eq!(sum.get(Field::Sum), Some(Number::Float(9.223_372_036_854_776e18)));
        let mut most = totals(&[Number::Float(f64::MAX / 2.0 / 1e200)]);
        assert_eq!(most.add(Number::Float(f64::MAX), true), Err(Overflow));
        assert_eq!(most.count, 1);
    }

    #[cfg(feature = "float")]
    #[test]
    fn floats_add_up_as_floats() {
        let mut sum = totals(&[Number::Float(0.1), Number::Float(0.2)]);
        assert_eq!(sum.get(Field::Sum), Some(Number::Float(0.1 + 0.2)));
        sum.add(Number::Digits(1, 0), false).unwrap();
        assert_eq!(sum.get(Field::Max), Some(Number::Float(1.0)));
        assert_eq!(sum.get(Field::Min), Some(Number::Float(0.1)));
    }
}
