//! Tags that a program owns.

use std::borrow::ToOwned;
use std::string::String;
use std::sync::atomic::{AtomicU32, Ordering};
use std::sync::{Mutex, MutexGuard, PoisonError};
use std::vec::Vec;

use crate::readings::Tag;

/// Tags by name, in the order in which they came. None at all is not tagged.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct OwnedTags(Vec<(String, String)>);

impl OwnedTags {
    pub(super) fn set(&mut self, tags: &[Tag<'_>]) {
        self.0.clear();
        self.add(tags);
    }

    /// A name that is there gets the new value.
    pub(super) fn add(&mut self, tags: &[Tag<'_>]) {
        for &(name, value) in tags {
            match self.0.iter_mut().find(|(known, _)| known == name) {
                Some((_, old)) => value.clone_into(old),
                None => self.0.push((name.to_owned(), value.to_owned())),
            }
        }
    }

    /// `None` where there are none.
    pub(super) fn borrowed(&self) -> Option<Vec<Tag<'_>>> {
        let tags: Vec<_> = self.0.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect();
        (!tags.is_empty()).then_some(tags)
    }

    /// These, and `more` over them.
    pub(super) fn merged(&self, more: &Self) -> Self {
        let mut all = self.clone();
        all.add(&more.borrowed().unwrap_or_default());
        all
    }
}

/// The tags of a client that others read while they are changed.
#[derive(Default)]
pub(super) struct SharedTags {
    tags: Mutex<OwnedTags>,
    /// Another number after each change, so that a batch need not compare the tags themselves for each reading.
    edition: AtomicU32,
}

impl SharedTags {
    pub(super) fn change(&self, change: impl FnOnce(&mut OwnedTags)) {
        change(&mut self.lock());
        self.edition.fetch_add(1, Ordering::Release);
    }

    pub(super) fn edition(&self) -> u32 {
        self.edition.load(Ordering::Acquire)
    }

    pub(super) fn merged(&self, more: &OwnedTags) -> OwnedTags {
        self.lock().merged(more)
    }

    pub(super) fn owned(&self) -> Vec<(String, String)> {
        self.lock().0.clone()
    }

    /// Tags are never left half changed.
    fn lock(&self) -> MutexGuard<'_, OwnedTags> {
        self.tags.lock().unwrap_or_else(PoisonError::into_inner)
    }
}
