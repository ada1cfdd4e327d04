//! Tags that a program owns.

use std::borrow::ToOwned;
use std::string::String;
use std::vec::Vec;

use crate::readings::Tag;

/// Tags by name, in the order in which they came; `None` is not tagged, which no tags at all is.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct OwnedTags(Option<Vec<(String, String)>>);

impl OwnedTags {
    pub(super) fn set(&mut self, tags: &[Tag<'_>]) {
        self.0 = None;
        self.add(tags);
    }

    /// A name that is there gets the new value.
    pub(super) fn add(&mut self, tags: &[Tag<'_>]) {
        let own = self.0.get_or_insert_default();
        for &(name, value) in tags {
            match own.iter_mut().find(|(known, _)| known == name) {
                Some((_, old)) => value.clone_into(old),
                None => own.push((name.to_owned(), value.to_owned())),
            }
        }
    }

    pub(super) fn borrowed(&self) -> Option<Vec<Tag<'_>>> {
        let tags = self.0.as_ref()?;
        Some(tags.iter().map(|(name, value)| (name.as_str(), value.as_str())).collect())
    }

    /// These, and `more` over them.
    pub(super) fn merged(&self, more: &Self) -> Self {
        let mut all = self.clone();
        if let Some(more) = more.borrowed() {
            all.add(&more);
        }
        all
    }
}
