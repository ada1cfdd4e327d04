//! The client of firmware, or of a program, that awaits.

use core::ops::ControlFlow;

use super::api::{Whole, written};
use super::call::Split;
use super::ended::Ended;
use super::engine::{Engine, Sending};
use super::pages::{Elements, Pages};
use super::{CallError, Client};
use crate::Clock;
use crate::api::{ApiError, Endpoint, ItemError, Listed, Listing};
use crate::encode::{
    AnyFormat as _, AsFormat as _, Call, CallRequest, Route, Settings, Submission, WireFormat,
};
use crate::ending::{Ending, Slot};
use crate::queue::QueueAccess;
use crate::session::{FlushError, Report, Step};
use crate::transport::{Async, AsyncHttpTransport, ResponseSink};

/// The client over a transport that is awaited. It waits for nothing else: no timer, no lock. A queue is reached for between two
/// `await`s and never across one. A flush and `learn_time` have no panic path of their own: polled after their end, they pend.
///
/// ```
/// use librato::transports::Recording;
/// use librato::transport::Async;
/// use librato::{Client, Credentials, Gauge, Millis, Server, SharedQueue};
///
/// static QUEUE: SharedQueue<64, 512> = SharedQueue::new();
///
/// async fn report() -> Result<(), librato::FlushError> {
///     let server = Server::from_static("https://metrics.example.net");
///     let mut client = Client::new(server, Credentials::none(), Async(Recording::<4096>::new()));
///     client.flush(&QUEUE, Millis(0), 1).await?;
///     assert_eq!(client.transport().0.request(0).gauge("t"), Some((21.5, "attic")));
///     Ok(())
/// }
///
/// QUEUE.add(Gauge::new("t", 21.5).source("attic"))?;
/// # let mut report = std::pin::pin!(report());
/// # let mut context = std::task::Context::from_waker(std::task::Waker::noop());
/// # assert_eq!(report.as_mut().poll(&mut context), std::task::Poll::Ready(Ok(())));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
impl<T: AsyncHttpTransport, F: WireFormat + Sync> Client<'_, Async<T>, F> {
    /// Sends what waits, in requests of one chunk each, as [`Client::flush`](#method.flush) does.
    ///
    /// Dropping the future loses nothing: the chunk that was under way is still queued, and goes out as the same bytes next time, for
    /// the server may have it. What it would have reported is not known then; the queue's [counts](crate::Counts) tell. From within
    /// [`SharedQueue::with`](crate::SharedQueue::with) the future must be neither polled nor dropped, as it cannot reach the queue there:
    /// the chunk under way would count as being sent for ever. So it would if the future were leaked.
    ///
    /// # Errors
    /// As [`Client::flush`](#method.flush).
    pub fn flush<Q: QueueAccess + Send>(
        &mut self,
        queue: Q,
        now: impl Clock,
        seed: u32,
    ) -> impl Future<Output = Result<Report, FlushError>> {
        // An `async` function would keep all of it a second time.
        self.engine.flush_async(&self.settings, &self.ended, queue, now, seed, true)
    }

    /// As [`flush`](#method.flush-1), but tries at once, whatever happened before.
    ///
    /// # Errors
    /// As [`flush`](#method.flush-1).
    pub fn flush_now<Q: QueueAccess + Send>(
        &mut self,
        queue: Q,
        now: impl Clock,
        seed: u32,
    ) -> impl Future<Output = Result<Report, FlushError>> {
        self.engine.flush_async(&self.settings, &self.ended, queue, now, seed, false)
    }

    /// Makes any call of the API, once. `sink` gets the answer if it is a success.
    ///
    /// When the future is dropped, the server may have the call or not.
    ///
    /// # Errors
    /// When the status is no 2xx, or no whole answer came.
    pub async fn call(
        &mut self,
        call: &Call<'_>,
        sink: &mut (dyn ResponseSink + Send),
        now: impl Clock,
    ) -> Result<u16, CallError> {
        self.engine.send_async(&self.settings, call, call.body(), sink, now).await
    }
}

impl<T: AsyncHttpTransport, F: WireFormat + Sync> Client<'_, Async<T>, F> {
    /// Makes a call once, and decodes its answer, as [`Client::send`](#method.send) does.
    ///
    /// When the future is dropped, the server may have the call or not.
    ///
    /// # Errors
    /// As [`Client::send`](#method.send).
    pub async fn send<'b, E: Endpoint + Sync>(
        &mut self,
        call: &E,
        buffer: &'b mut [u8],
        now: impl Clock,
    ) -> Result<E::Answer<'b>, ApiError> {
        let (body, rest) = written(call, buffer)?;
        let mut whole = Whole::new(rest);
        self.engine.send_async(&self.settings, call, body, &mut whole, now).await?;
        whole.answer()
    }

    /// Makes a call for a list and gives its elements one at a time, while they arrive, as [`Client::list`](#method.list) does.
    ///
    /// `each` has to be [`Send`], with an executor of one thread as well: it can fill what it borrows alone, or share it by a `Mutex` or
    /// an atomic, but not by a `Cell`. When the future is dropped, what was given until then counts; the rest of the list was not read.
    ///
    /// # Errors
    /// As [`Client::list`](#method.list).
    pub async fn list<L: Listing + Send + Sync>(
        &mut self,
        listing: L,
        buffer: &mut [u8],
        now: impl Clock,
        each: impl FnMut(Result<L::Item<'_>, ItemError>) -> ControlFlow<()> + Send,
    ) -> Result<Listed, ApiError> {
        let (mut pages, mut elements) = (Pages::of(listing)?, Elements::new(buffer, each));
        loop {
            self.engine.send_async(&self.settings, &pages.call(), None, &mut elements, now).await?;
            if !pages.turn(&mut elements)? {
                return Ok(pages.listed);
            }
        }
    }
}

impl<T: AsyncHttpTransport, F: WireFormat + Sync> Engine<Async<T>, F> {
    fn flush_async<Q: QueueAccess + Send>(
        &mut self,
        settings: &Settings<'_>,
        ended: &Slot<Ended>,
        mut queue: Q,
        clock: impl Clock,
        seed: u32,
        patient: bool,
    ) -> impl Future<Output = Result<Report, FlushError>> {
        let work = async move {
            let mut report = Report::default();
            let stop = loop {
                let format = self.format.as_format();
                let (models, sequence) =
                    match self.session.step(&mut queue, format.first(), clock.now(), patient, &mut report) {
                        Step::Send(models, sequence) => (models, sequence),
                        Step::Stop(cause) => break Some(cause),
                        Step::Done => break None,
                    };
                self.answer.reset();
                let sending = Sending(&mut queue);
                let mut request = Submission::new(sending.0, format, settings, models, sequence);
                #[cfg(feature = "std")]
                request.lend(&mut self.body);
                let sent = self.transport.0.exchange(&mut request, &mut self.answer).await;
                core::mem::forget(sending);
                let stop = self.answered(settings, &mut queue, sent, (clock.now(), seed), &mut report);
                if stop.is_some() {
                    break stop;
                }
            };
            ended.end(Ended::Flushed(self.session.ended(stop, &report, clock.now()))).await
        };
        Ending::new(work, ended, Ended::flushed)
    }

    /// As the blocking one.
    pub(super) async fn send_async(
        &mut self,
        settings: &Settings<'_>,
        route: &(dyn Route + Sync),
        body: Option<&[u8]>,
        sink: &mut (dyn ResponseSink + Send),
        clock: impl Clock,
    ) -> Result<u16, CallError> {
        self.answer.reset();
        let mut request = CallRequest::new(route, body, settings, self.format.as_format().base());
        let mut split = Split { answer: &mut self.answer, sink };
        let sent = self.transport.0.exchange(&mut request, &mut split).await;
        self.called(settings, sent, clock.now())
    }
}
