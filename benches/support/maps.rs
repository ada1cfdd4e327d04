//! What a program would keep sums in without this library: maps from name to sums.

use std::collections::HashMap;
use std::collections::hash_map::DefaultHasher;
use std::hash::{BuildHasher, BuildHasherDefault, Hasher};

use heapless::index_map::FnvIndexMap;
use heapless::linear_map::LinearMap;

use super::each::each;
use super::peers::Rounds;

/// What an aggregator keeps of a series.
#[derive(Clone, Copy, Debug, PartialEq)]
pub(crate) struct Sums {
    pub(crate) count: u32,
    pub(crate) sum: f64,
    pub(crate) min: f64,
    pub(crate) max: f64,
}

impl Default for Sums {
    fn default() -> Self {
        Self { count: 0, sum: 0.0, min: f64::INFINITY, max: f64::NEG_INFINITY }
    }
}

impl Sums {
    pub(crate) fn add(&mut self, value: f64) {
        self.count += 1;
        self.sum += value;
        self.min = self.min.min(value);
        self.max = self.max.max(value);
    }
}

/// Work on a map of these names: each value is added to the sums of the name with it.
pub(crate) type Adds = fn(&[&'static str], Vec<(&'static str, f64)>) -> Rounds;

fn rounds<K: 'static>(adds: Vec<(K, f64)>, mut add: impl FnMut(&K, f64) + 'static) -> Rounds {
    Box::new(move |rounds| {
        for _ in 0..rounds {
            each(&adds, |(key, value)| add(key, *value));
        }
    })
}

/// The floor: no name is looked up.
pub(crate) fn array(names: &[&'static str], adds: Vec<(usize, f64)>) -> Rounds {
    let mut sums = vec![Sums::default(); names.len()];
    rounds(adds, move |&key, value| sums[key].add(value))
}

/// The standard library's hash, with fixed keys, so that every run is the same.
pub(crate) fn sip(names: &[&'static str], adds: Vec<(&'static str, f64)>) -> Rounds {
    hashed::<BuildHasherDefault<DefaultHasher>>(names, adds)
}

/// A fast hash, as `rustc` has it.
pub(crate) fn fx(names: &[&'static str], adds: Vec<(&'static str, f64)>) -> Rounds {
    hashed::<BuildHasherDefault<Fx>>(names, adds)
}

fn hashed<S: BuildHasher + Default + 'static>(
    names: &[&'static str],
    adds: Vec<(&'static str, f64)>,
) -> Rounds {
    let mut map: HashMap<String, Sums, S> =
        names.iter().map(|&name| (name.to_owned(), Sums::default())).collect();
    rounds(adds, move |&name, value| map.get_mut(name).unwrap().add(value))
}

/// Keys of 64 bytes in place, as a device has them.
type Name = heapless::String<64>;

fn name(name: &str) -> Name {
    Name::try_from(name).unwrap()
}

pub(crate) fn index(names: &[&'static str], adds: Vec<(&'static str, f64)>) -> Rounds {
    let mut map = Box::new(FnvIndexMap::<Name, Sums, 128>::new());
    for text in names {
        map.insert(name(text), Sums::default()).unwrap();
    }
    rounds(adds, move |&name, value| map.get_mut(name).unwrap().add(value))
}

pub(crate) fn linear(names: &[&'static str], adds: Vec<(&'static str, f64)>) -> Rounds {
    let mut map = Box::new(LinearMap::<Name, Sums, 128>::new());
    for text in names {
        map.insert(name(text), Sums::default()).unwrap();
    }
    rounds(adds, move |&name, value| map.get_mut(name).unwrap().add(value))
}

/// A word at a time: rotated, mixed in, multiplied.
#[derive(Default)]
struct Fx(u64);

impl Fx {
    fn mix(&mut self, word: u64) {
        self.0 = (self.0.rotate_left(5) ^ word).wrapping_mul(0x517c_c1b7_2722_0a95);
    }
}

impl Hasher for Fx {
    fn write(&mut self, bytes: &[u8]) {
        let mut words = bytes.chunks_exact(8);
        for word in &mut words {
            self.mix(u64::from_le_bytes(word.try_into().unwrap()));
        }
        let rest = words.remainder().iter().fold(0, |rest, &byte| rest << 8 | u64::from(byte));
        self.mix(rest);
    }

    fn write_u8(&mut self, byte: u8) {
        self.mix(u64::from(byte));
    }

    fn finish(&self) -> u64 {
        self.0
    }
}
