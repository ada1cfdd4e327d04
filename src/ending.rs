//! Futures that end without a panic behind their end.
//!
//! The compiler gives each future of an `async` block a panic for whoever polls it after its end, and cannot tell that nobody does. Work
//! that has no end gets none: it leaves what came of it in a slot, and from there it is taken.

use core::cell::Cell;
use core::convert::Infallible;
use core::future::{Future, Pending, pending};
use core::pin::Pin;
use core::task::{Context, Poll};

use critical_section::Mutex;
use pin_project_lite::pin_project;

/// Where work leaves what came of it. It outlives the work, which cannot be where it is borrowed.
pub(crate) struct Slot<T>(Mutex<Cell<Option<T>>>);

impl<T> Slot<T> {
    pub(crate) const fn new() -> Self {
        Self(Mutex::new(Cell::new(None)))
    }

    /// Leaves it. What is awaited then never comes, but the work is polled no more.
    pub(crate) fn end(&self, value: T) -> Pending<Infallible> {
        critical_section::with(|section| self.0.borrow(section).set(Some(value)));
        pending()
    }

    fn take(&self) -> Option<T> {
        critical_section::with(|section| self.0.borrow(section).take())
    }
}

pin_project! {
    /// Work that is over once it has left something. Polled after that it pends.
    pub(crate) struct Ending<'s, W, T, P> {
        #[pin]
        work: W,
        slot: &'s Slot<T>,
        pick: P,
    }
}

impl<'s, W: Future<Output = Infallible>, T, P> Ending<'s, W, T, P> {
    /// `pick` takes what is this work's from what it left.
    pub(crate) const fn new(work: W, slot: &'s Slot<T>, pick: P) -> Self {
        Self { work, slot, pick }
    }
}

impl<W: Future<Output = Infallible>, T, R, P: Fn(T) -> Option<R>> Future for Ending<'_, W, T, P> {
    type Output = R;

    fn poll(self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<R> {
        let this = self.project();
        let Poll::Pending = this.work.poll(context);
        this.slot.take().and_then(this.pick).map_or(Poll::Pending, Poll::Ready)
    }
}
