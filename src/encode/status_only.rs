//! A wire format of whose answers only the status counts.

use super::call::Call;
use super::format::{Shape, sealed::Format};
use super::sink::Sink;
use crate::UnixSeconds;
use crate::answers::ErrorBody;
use crate::json::Text;
use crate::queue::{Kinds, Models, Pinned, Record};

/// The same wire format, for firmware that has no room to understand what answers say in words: their status and headers count,
/// their bodies do not. It spares 2.4 KB of flash on a Cortex-M4.
///
/// ```
/// use librato::transports::Recording;
/// use librato::{Blame, Client, Credentials, Gauge, LibratoFormat, Millis, Queue, Server, StatusOnly};
///
/// const SERVER: Server = Server::from_static("https://metrics.example.net");
/// const CREDENTIALS: Credentials = Credentials::from_static("user@example.net", "75AFDB82");
///
/// let transport = Recording::<4096>::new().answer(400).answer(200);
/// let mut client = Client::with_format(SERVER, CREDENTIALS, transport, StatusOnly(LibratoFormat));
/// let mut queue = Queue::<64, 512>::new();
/// queue.add(Gauge::new("temperature", 21.5))?;
/// let error = client.flush(&mut queue, Millis(0), 1).unwrap_err();
/// // Nothing is lost: firmware that would rather go on than keep what the server refuses says so.
/// assert_eq!((error.blame(), queue.len()), (Blame::Data, 1));
/// queue.discard_chunk();
/// assert_eq!((queue.len(), queue.counts().discarded), (0, 1));
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
///
/// What it gives up:
///
/// - A metric that the server refuses by name is not set aside. The request's readings stay, all of them, and are tried again
///   slowly, until [`Queue::discard_chunk`](crate::Queue::discard_chunk).
/// - Readings that the server reports as rejected, in a 2xx that takes the others, count as accepted. A partial write of line
///   protocol, which is a 400, stays as a whole.
/// - A 403 is taken for one of wrong credentials and tried again slowly, also where its text speaks of a rate limit. `Retry-After`
///   and the limits in headers count as ever.
/// - The time is taken from the `Date` header alone.
///
/// A page of something else than the API, such as the login of a network, is still told from an answer, by its type or first
/// character.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[cfg_attr(feature = "defmt", derive(defmt::Format))]
pub struct StatusOnly<F>(pub F);

#[allow(private_interfaces, reason = "the trait is sealed")]
impl<F: Format> Format for StatusOnly<F> {
    const BASE: &'static str = F::BASE;
    const CONTENT_TYPE: &'static str = F::CONTENT_TYPE;
    const FIRST: Models = F::FIRST;
    const SECTIONS: u8 = F::SECTIONS;
    const ASK: Call<'static> = F::ASK;

    fn target(&self, models: Models, piece: &mut dyn FnMut(&str)) {
        self.0.target(models, piece);
    }

    fn has_section(&self, section: u8, queue: &Pinned<'_>) -> bool {
        self.0.has_section(section, queue)
    }

    fn kinds(&self, section: u8) -> Option<Kinds> {
        self.0.kinds(section)
    }

    fn open<S: Sink>(&self, out: &mut S, section: u8, queue: &Pinned<'_>, shape: Shape) {
        self.0.open(out, section, queue, shape);
    }

    #[cfg_attr(not(target_os = "none"), inline(always))]
    fn record<S: Sink>(
        &self,
        out: &mut S,
        record: &Record<'_>,
        first: bool,
        queue: &Pinned<'_>,
        shape: Shape,
    ) {
        self.0.record(out, record, first, queue, shape);
    }

    fn close<S: Sink>(&self, out: &mut S, section: u8, queue: &Pinned<'_>) {
        self.0.close(out, section, queue);
    }

    fn rejected(&self, _: ErrorBody<'_>) -> Option<u32> {
        None
    }

    fn named(&self, _: ErrorBody<'_>, _: &mut dyn FnMut(Text<'_>)) {}

    fn limits_rate(&self, _: ErrorBody<'_>) -> bool {
        false
    }

    fn time(&self, _: ErrorBody<'_>) -> Option<UnixSeconds> {
        None
    }
}
