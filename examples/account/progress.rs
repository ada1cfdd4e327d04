//! How far a long work is, on a terminal.

use std::io::{self, IsTerminal, Write};
use std::time::{Duration, Instant};

/// The time between two looks of people.
const BLINK: Duration = Duration::from_millis(100);

/// A line on standard error that is written over, and goes in the end. It is there only if that is a terminal.
pub struct Progress {
    is_shown: bool,
    last: Option<Instant>,
    done: u64,
}

impl Progress {
    pub fn new(quiet: bool) -> Self {
        Self { is_shown: !quiet && io::stderr().is_terminal(), last: None, done: 0 }
    }

    /// One more is done, of this kind.
    pub fn step(&mut self, kind: &str) {
        self.done += 1;
        if self.is_shown && self.last.is_none_or(|last| last.elapsed() >= BLINK) {
            self.last = Some(Instant::now());
            // Who cannot see it needs it least.
            let _ = write!(io::stderr(), "\r{} objects, {kind} ...\x1b[K", self.done);
        }
    }

    /// Makes room for a message.
    pub fn clear(&self) {
        if self.is_shown && self.last.is_some() {
            let _ = write!(io::stderr(), "\r\x1b[K");
        }
    }
}

impl Drop for Progress {
    fn drop(&mut self) {
        self.clear();
    }
}
