//! The fixed memory of a recording: requests one after the other, credentials taken out on the way in.

use super::redactor::Redactor;
use super::request::RecordedRequest;

/// What stands in front of each request: its length and two flags, as `length << 2 | flags`.
const PREFIX: usize = 4;
const COMPLETE: u32 = 1;
const TRUNCATED: u32 = 2;

#[derive(Clone)]
pub(super) struct Store<const N: usize> {
    memory: [u8; N],
    used: usize,
    /// Where the prefix of the request that is being stored lies; `None` if there was no room for one.
    current: Option<usize>,
    requests: usize,
    dropped: usize,
    redactor: Redactor,
}

impl<const N: usize> Store<N> {
    pub(super) const fn new() -> Self {
        Self { memory: [0; N], used: 0, current: None, requests: 0, dropped: 0, redactor: Redactor::new() }
    }

    pub(super) const fn requests(&self) -> usize {
        self.requests
    }

    pub(super) const fn dropped(&self) -> usize {
        self.dropped
    }

    pub(super) fn clear(&mut self) {
        self.memory.fill(0);
        (self.used, self.current, self.requests, self.dropped) = (0, None, 0, 0);
    }

    pub(super) fn begin(&mut self) {
        self.requests = self.requests.saturating_add(1);
        self.redactor = Redactor::new();
        let after = self.used.saturating_add(PREFIX);
        self.current = (after <= N).then_some(self.used);
        if self.current.is_some() {
            self.used = after;
        }
    }

    /// Stores the next bytes of the request.
    pub(super) fn add(&mut self, bytes: &[u8]) {
        for &byte in bytes {
            for byte in self.redactor.next(byte) {
                self.push(byte);
            }
        }
    }

    /// The request has been stored to its end.
    pub(super) fn complete(&mut self) {
        self.change_prefix(|prefix| prefix | COMPLETE);
    }

    /// An absent request is an empty one.
    pub(super) fn request(&self, index: usize) -> RecordedRequest<'_> {
        let mut rest = self.memory.get(..self.used).unwrap_or_default();
        let mut left = index;
        while let Some((prefix, bytes)) = rest.split_first_chunk::<PREFIX>() {
            let prefix = u32::from_le_bytes(*prefix);
            let length = usize::try_from(prefix >> 2).unwrap_or(usize::MAX);
            let (request, after) = bytes.split_at_checked(length).unwrap_or((bytes, &[]));
            if left == 0 {
                return RecordedRequest::new(request, prefix & COMPLETE != 0, prefix & TRUNCATED != 0);
            }
            (rest, left) = (after, left.saturating_sub(1));
        }
        RecordedRequest::new(&[], false, index < self.requests)
    }

    fn push(&mut self, byte: u8) {
        match self.memory.get_mut(self.used) {
            Some(place) if self.current.is_some() => {
                *place = byte;
                self.used = self.used.saturating_add(1);
                self.change_prefix(|prefix| prefix.saturating_add(1 << 2));
            }
            _ => {
                self.dropped = self.dropped.saturating_add(1);
                self.change_prefix(|prefix| prefix | TRUNCATED);
            }
        }
    }

    fn change_prefix(&mut self, change: impl Fn(u32) -> u32) {
        let start = self.current.unwrap_or(N);
        if let Some(place) = self.memory.get_mut(start..).and_then(<[u8]>::first_chunk_mut::<PREFIX>) {
            *place = change(u32::from_le_bytes(*place)).to_le_bytes();
        }
    }
}
