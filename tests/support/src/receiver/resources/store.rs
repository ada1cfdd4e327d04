//! The objects of an account.

use std::collections::BTreeMap;

use serde_json::{Map, Value};

use crate::receiver::refusal::Refusal;

/// How many objects are kept. The oldest go first.
const MOST: usize = 100_000;

/// An object without the members that the store makes: its id, and what stands in it.
pub(crate) struct Object {
    kind: &'static str,
    /// The space of a chart, the stream of an event; else 0.
    parent: u64,
    pub(crate) fields: Map<String, Value>,
}

/// All objects by their ids. No two have the same, whatever they are.
#[derive(Default)]
pub(crate) struct Store {
    last: u64,
    objects: BTreeMap<u64, Object>,
}

impl Store {
    /// A number that nothing had before.
    pub(crate) fn number(&mut self) -> u64 {
        self.last += 1;
        self.last
    }

    pub(crate) fn add(&mut self, kind: &'static str, parent: u64, fields: Map<String, Value>) -> u64 {
        let id = self.number();
        self.objects.insert(id, Object { kind, parent, fields });
        if self.objects.len() > MOST {
            self.objects.pop_first();
        }
        id
    }

    pub(crate) fn get(&self, kind: &str, parent: u64, id: u64) -> Result<&Object, Refusal> {
        let is_it = |object: &&Object| object.kind == kind && object.parent == parent;
        self.objects.get(&id).filter(is_it).ok_or(Refusal::NotFound)
    }

    pub(crate) fn fields(
        &mut self,
        kind: &str,
        parent: u64,
        id: u64,
    ) -> Result<&mut Map<String, Value>, Refusal> {
        self.get(kind, parent, id)?;
        self.objects.get_mut(&id).map(|object| &mut object.fields).ok_or(Refusal::NotFound)
    }

    /// The objects of a kind in the order of their ids.
    pub(crate) fn of(&self, kind: &str, parent: u64) -> impl Iterator<Item = (u64, &Object)> {
        let is_one = move |object: &Object| object.kind == kind && object.parent == parent;
        self.objects.iter().filter(move |(_, object)| is_one(object)).map(|(id, object)| (*id, object))
    }

    /// The object of a kind that has this text as a member.
    pub(crate) fn find(&self, kind: &str, member: &str, text: &str) -> Option<u64> {
        let has_it = |object: &Object| object.fields.get(member).and_then(Value::as_str) == Some(text);
        self.of(kind, 0).find(|(_, object)| has_it(object)).map(|(id, _)| id)
    }

    /// Removes an object, what stands in it, and its id from the lists that have it.
    pub(crate) fn remove(&mut self, kind: &str, parent: u64, id: u64) -> Result<(), Refusal> {
        self.get(kind, parent, id)?;
        self.objects.retain(|other, object| *other != id && object.parent != id);
        for object in self.objects.values_mut() {
            if let Some(Value::Array(ids)) = object.fields.get_mut(kind) {
                ids.retain(|other| *other != id);
            }
        }
        Ok(())
    }
}
