//! A row of a table: a piece of work that can be done any number of times.

/// Work, ready to be done.
pub(crate) trait Work {
    /// Back to the state before any round. Not measured.
    fn reset(&mut self) {}

    /// Does it this many times.
    fn run(&mut self, rounds: u32);
}

impl<F: FnMut(u32)> Work for F {
    fn run(&mut self, rounds: u32) {
        self(rounds);
    }
}

/// What a figure is for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Of {
    /// This library; held to the committed figures.
    Ours,
    /// Something to compare with.
    Other,
}

/// A row of a table.
pub(crate) struct Row {
    /// Unique within a workload.
    pub(crate) name: String,
    pub(crate) of: Of,
    /// What one round is divided by.
    pub(crate) per: u32,
    /// The row whose work is part of each round and is taken off.
    pub(crate) less: Option<String>,
    /// Makes the work ready.
    pub(crate) start: Box<dyn Fn() -> Box<dyn Work>>,
}

impl Row {
    pub(crate) fn new<W: Work + 'static>(
        name: impl Into<String>,
        of: Of,
        per: u32,
        start: impl Fn() -> W + 'static,
    ) -> Self {
        Self { name: name.into(), of, per, less: None, start: Box::new(move || Box::new(start())) }
    }

    /// Without the work of that row.
    pub(crate) fn less(mut self, name: impl Into<String>) -> Self {
        self.less = Some(name.into());
        self
    }
}
