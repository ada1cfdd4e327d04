//! What comes of cases.

use std::fmt;

/// What comes of a case.
#[derive(Debug, PartialEq)]
pub(crate) enum Verdict {
    Passed,
    /// All that differs.
    Failed(Vec<String>),
    /// A step that there is no call for yet. All before it is right, nothing behind it was played.
    NotSupported(String),
    /// The types of the library have no room for an input.
    NotExpressible(&'static str),
}

/// How many cases came to what.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Summary {
    pub(crate) passed: usize,
    pub(crate) failed: usize,
    pub(crate) not_supported: usize,
    pub(crate) not_expressible: usize,
}

impl Summary {
    pub(crate) fn count(&mut self, verdict: &Verdict) {
        *match verdict {
            Verdict::Passed => &mut self.passed,
            Verdict::Failed(_) => &mut self.failed,
            Verdict::NotSupported(_) => &mut self.not_supported,
            Verdict::NotExpressible(_) => &mut self.not_expressible,
        } += 1;
    }

    pub(crate) fn add(&mut self, more: &Self) {
        self.passed += more.passed;
        self.failed += more.failed;
        self.not_supported += more.not_supported;
        self.not_expressible += more.not_expressible;
    }
}

impl fmt::Display for Summary {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { passed, failed, not_supported, not_expressible } = self;
        write!(
            f,
            "{passed} passed, {failed} failed, {not_supported} not supported, {not_expressible} not expressible"
        )
    }
}
