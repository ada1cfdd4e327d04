//! What an engine has of readings, and what it should have.

use std::collections::BTreeMap;

use crate::readings::{DRAWN, Planned};

/// The value of a field.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Field {
    Float(f64),
    Integer(i64),
}

/// A series and a time, in seconds.
pub(crate) type Key = (String, Vec<(String, String)>, i64);

/// The fields of each point.
#[derive(Default)]
pub(crate) struct Points(BTreeMap<Key, BTreeMap<String, Field>>);

impl Points {
    pub(crate) fn of(planned: &[Planned]) -> Self {
        let mut points = Self::default();
        for reading in planned {
            for (name, field) in &reading.fields {
                points.add(reading.key.clone(), name, *field);
            }
        }
        points
    }

    /// Adds a field that must not be there yet.
    pub(crate) fn add(&mut self, mut key: Key, name: &str, field: Field) {
        key.1.sort();
        let shown = format!("{key:?} {name}");
        let before = self.0.entry(key).or_default().insert(name.to_owned(), field);
        assert!(before.is_none(), "twice: {shown}");
    }

    pub(crate) fn len(&self) -> usize {
        self.0.len()
    }

    /// The same points without integer fields.
    pub(crate) fn without_integers(mut self) -> Self {
        for fields in self.0.values_mut() {
            fields.retain(|_, field| matches!(field, Field::Float(_)));
        }
        self
    }

    /// Fails unless all is equal to the last bit, and says how many fields that were.
    pub(crate) fn assert_same(&self, expected: &Self) -> usize {
        self.assert(expected, |_, found, expected| match (found, expected) {
            (Field::Float(found), Field::Float(expected)) => found.to_bits() == expected.to_bits(),
            (Field::Integer(found), Field::Integer(expected)) => found == expected,
            _ => false,
        })
    }

    /// Fails unless values of up to 13 digits are equal to the last bit and others within 1e-12. Says how many fields were equal,
    /// and how many only close. A float that was drawn bit by bit and has few digits by chance counts as one with more: the engine
    /// scales it in binary.
    pub(crate) fn assert_close(&self, expected: &Self) -> (usize, usize) {
        let mut equal = 0;
        let fields = self.assert(expected, |name, found, expected| {
            let (Field::Float(found), Field::Float(expected)) = (found, expected) else { return false };
            let is_equal = found.to_bits() == expected.to_bits();
            equal += usize::from(is_equal);
            let is_short = digits(expected) <= 13 && !DRAWN.contains(&name);
            is_equal || (!is_short && (found - expected).abs() <= expected.abs() * 1e-12)
        });
        (equal, fields - equal)
    }

    fn assert(&self, expected: &Self, mut same: impl FnMut(&str, Field, Field) -> bool) -> usize {
        assert_eq!(self.len(), expected.len(), "the number of points");
        let mut count = 0;
        for (key, fields) in &expected.0 {
            let found = self.0.get(key).unwrap_or_else(|| panic!("missing: {key:?}"));
            assert!(found.keys().eq(fields.keys()), "{key:?}: {found:?} is not {fields:?}");
            for (name, field) in fields {
                assert!(
                    same(&key.0, found[name], *field),
                    "{key:?}: {name}: {:?} is not {field:?}",
                    found[name]
                );
                count += 1;
            }
        }
        count
    }
}

/// How many digits a float needs.
fn digits(float: f64) -> usize {
    let text = format!("{float:e}");
    text.split('e').next().unwrap_or_default().bytes().filter(u8::is_ascii_digit).count()
}
