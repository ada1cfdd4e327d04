//! `Idempotency-Key`: which writes were accepted before, and what was answered.

use std::collections::{HashMap, VecDeque};
use std::hash::{DefaultHasher, Hash, Hasher};

use axum::http::StatusCode;
use axum::response::Response;

use super::write;

/// How many keys are remembered; the oldest go first.
const MOST: usize = 4096;

/// A key on a route.
pub(crate) type Key = (&'static str, Vec<u8>);

/// The keys of accepted writes. A refused write stored nothing, so its key is not remembered.
#[derive(Default)]
pub(crate) struct Keys {
    known: HashMap<Key, Earlier>,
    order: VecDeque<Key>,
}

impl Keys {
    pub(crate) fn find(&self, key: &Key) -> Option<&Earlier> {
        self.known.get(key)
    }

    pub(crate) fn remember(&mut self, key: Key, earlier: Earlier) {
        if self.known.insert(key.clone(), earlier).is_none() {
            self.order.push_back(key);
        }
        if self.order.len() > MOST
            && let Some(oldest) = self.order.pop_front()
        {
            self.known.remove(&oldest);
        }
    }
}

/// An accepted write.
pub(crate) struct Earlier {
    length: usize,
    hash: u64,
    status: StatusCode,
    text: Option<String>,
}

impl Earlier {
    pub(crate) fn new(body: &[u8], status: StatusCode, text: Option<String>) -> Self {
        Self { length: body.len(), hash: hash(body), status, text }
    }

    pub(crate) fn is_for(&self, body: &[u8]) -> bool {
        self.length == body.len() && self.hash == hash(body)
    }

    pub(crate) fn answer(&self) -> Response {
        write::answer(self.status, self.text.as_deref())
    }
}

fn hash(body: &[u8]) -> u64 {
    let mut hasher = DefaultHasher::new();
    body.hash(&mut hasher);
    hasher.finish()
}
