//! What the connection under an exchange has done so far.
//!
//! `ureq` says neither whether a connection was a kept one nor how far the request got, and both decide whether
//! a request may have been delivered. So the outermost layer of each connection notes it, in a thread-local: `ureq` runs
//! an exchange on the thread that asked for it, and its connections know nothing of exchanges.

use std::cell::Cell;

use ::ureq::Error;
use ::ureq::unversioned::transport::{Buffers, ConnectionDetails, Connector, NextTimeout, Transport};

/// What an exchange's connection has done.
#[derive(Clone, Copy)]
pub(super) struct Progress {
    /// The connection was made for this exchange, not kept from an earlier one.
    pub(super) dialled: bool,
    /// A byte of the request was handed to the connection.
    pub(super) touched: bool,
    /// A byte of an answer has come.
    pub(super) answered: bool,
    /// Reading ended with an error, not with an orderly end.
    pub(super) broken: bool,
}

impl Progress {
    const NONE: Self = Self { dialled: false, touched: false, answered: false, broken: false };
    /// What to assume when there is no telling: it permits nothing to be sent again.
    const WORST: Self = Self { dialled: true, touched: true, answered: true, broken: true };
}

std::thread_local! {
    static PROGRESS: Cell<Progress> = const { Cell::new(Progress::NONE) };
}

fn note(change: impl FnOnce(&mut Progress)) {
    let _ = PROGRESS.try_with(|cell| {
        let mut progress = cell.get();
        change(&mut progress);
        cell.set(progress);
    });
}

/// The time of one exchange. An exchange inside another one, in a request's own body, leaves that one's notes alone.
pub(super) struct Watch {
    outer: Progress,
}

impl Watch {
    pub(super) fn begin() -> Self {
        Self { outer: PROGRESS.try_with(|cell| cell.replace(Progress::NONE)).unwrap_or(Progress::WORST) }
    }

    pub(super) fn progress(&self) -> Progress {
        PROGRESS.try_with(Cell::get).unwrap_or(Progress::WORST)
    }
}

impl Drop for Watch {
    fn drop(&mut self) {
        let _ = PROGRESS.try_with(|cell| cell.set(self.outer));
    }
}

/// The last link in the chain of connectors.
#[derive(Debug)]
pub(super) struct WatchConnector {
    /// The transport uses a proxy: `ureq` runs the chain for the way to it as well.
    pub(super) proxied: bool,
}

impl<In: Transport> Connector<In> for WatchConnector {
    type Out = Watched<In>;

    fn connect(
        &self,
        details: &ConnectionDetails<'_>,
        chained: Option<In>,
    ) -> Result<Option<Watched<In>>, Error> {
        let Some(inner) = chained else { return Ok(None) };
        // `ureq` takes the proxy out of the settings for the way to the proxy itself. What goes to and fro there is
        // not the request.
        let to_proxy = self.proxied && details.config.proxy().is_none();
        if !to_proxy {
            note(|progress| progress.dialled = true);
        }
        Ok(Some(Watched { inner, silent: to_proxy }))
    }
}

/// A connection that notes what it does.
#[derive(Debug)]
pub(super) struct Watched<In> {
    inner: In,
    silent: bool,
}

impl<In: Transport> Transport for Watched<In> {
    fn buffers(&mut self) -> &mut dyn Buffers {
        self.inner.buffers()
    }

    fn transmit_output(&mut self, amount: usize, timeout: NextTimeout) -> Result<(), Error> {
        if !self.silent {
            note(|progress| progress.touched = true);
        }
        self.inner.transmit_output(amount, timeout)
    }

    fn await_input(&mut self, timeout: NextTimeout) -> Result<bool, Error> {
        let result = self.inner.await_input(timeout);
        if !self.silent {
            match &result {
                Ok(true) => note(|progress| progress.answered = true),
                Ok(false) => {}
                Err(_) => note(|progress| progress.broken = true),
            }
        }
        result
    }

    fn is_open(&mut self) -> bool {
        self.inner.is_open()
    }

    fn is_tls(&self) -> bool {
        self.inner.is_tls()
    }
}
