//! How long a call goes on trying.

use core::time::Duration;

use super::options::Options;
use crate::session::Cause;

/// The tries that a call has left, and the wait between them.
pub(super) struct Patience<'a> {
    options: &'a Options,
    /// How many there are after each success.
    tries: u32,
    left: u32,
    last: Duration,
}

impl<'a> Patience<'a> {
    /// The longest wait that a server can have a call sleep for. After one that is longer it is the program's turn.
    const LONGEST: Duration = Duration::from_secs(300);

    pub(super) const fn new(options: &'a Options) -> Self {
        Self::of(options, options.retries)
    }

    /// For who does not want to wait.
    pub(super) const fn once(options: &'a Options) -> Self {
        Self::of(options, 0)
    }

    const fn of(options: &'a Options, tries: u32) -> Self {
        Self { options, tries, left: tries, last: Duration::from_secs(1) }
    }

    /// Begins anew, after something was accepted.
    pub(super) const fn renew(&mut self) {
        *self = Self::of(self.options, self.tries);
    }

    /// Waits before the next try, if there is to be one.
    pub(super) fn wait(&mut self, cause: Cause, announced: Option<Duration>) -> Result<(), ()> {
        let too_long = announced.is_some_and(|announced| announced > Self::LONGEST);
        if !matches!(cause, Cause::Status(500..)) || self.left == 0 || too_long {
            return Err(());
        }
        self.left -= 1;
        self.last = (self.options.backoff)(self.last);
        (self.options.sleep)(self.last.max(announced.unwrap_or_default()));
        Ok(())
    }
}
