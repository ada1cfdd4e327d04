//! A row of a table: a piece of work that can be done any number of times.

/// Work, ready to be done.
pub(crate) trait Work {
    /// Makes ready for up to [`MANY`](super::callgrind::MANY) rounds. Not measured.
    fn reset(&mut self) {}

    /// Does it this many times.
    fn run(&mut self, rounds: u32);
}

impl<F: FnMut(u32)> Work for F {
    fn run(&mut self, rounds: u32) {
        self(rounds);
    }
}

/// Whose work it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Of {
    /// This library's: held to the committed figures.
    Ours,
    /// Something to compare with.
    Other,
}

/// Which row: the data, what is done, and the kind of values. Each may be empty.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Key {
    pub(crate) set: String,
    pub(crate) line: String,
    pub(crate) column: String,
}

impl Key {
    pub(crate) fn new(set: &str, line: &str, column: &str) -> Self {
        Self { set: set.to_owned(), line: line.to_owned(), column: column.to_owned() }
    }

    /// The key of another line beside this one.
    pub(crate) fn beside(&self, line: &str) -> Self {
        Self { line: line.to_owned(), ..self.clone() }
    }
}

impl std::fmt::Display for Key {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let parts = [&self.set, &self.line, &self.column].into_iter().filter(|part| !part.is_empty());
        f.write_str(&parts.map(String::as_str).collect::<Vec<_>>().join(" | "))
    }
}

/// A row of a table.
pub(crate) struct Row {
    /// Unique within a workload.
    pub(crate) key: Key,
    pub(crate) of: Of,
    /// What one round is divided by.
    pub(crate) per: u32,
    /// Work that is part of each round and is taken off.
    pub(crate) less: Option<Start>,
    /// Makes the work ready.
    pub(crate) start: Start,
}

pub(crate) type Start = Box<dyn Fn() -> Box<dyn Work>>;

fn boxed<W: Work + 'static>(start: impl Fn() -> W + 'static) -> Start {
    Box::new(move || Box::new(start()))
}

impl Row {
    /// Work of this library.
    pub(crate) fn ours<W: Work + 'static>(key: Key, per: u32, start: impl Fn() -> W + 'static) -> Self {
        Self { key, of: Of::Ours, per, less: None, start: boxed(start) }
    }

    /// Work to compare with.
    pub(crate) fn other<W: Work + 'static>(key: Key, per: u32, start: impl Fn() -> W + 'static) -> Self {
        Self { key, of: Of::Other, per, less: None, start: boxed(start) }
    }

    /// Without this work.
    pub(crate) fn less<W: Work + 'static>(mut self, start: impl Fn() -> W + 'static) -> Self {
        self.less = Some(boxed(start));
        self
    }
}
