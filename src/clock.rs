//! What says how late it is.

use crate::Millis;

/// What tells a [`Client`](crate::Client) the time since the device started: a function, or a time that was read before.
///
/// A function is asked again whenever an answer has come, which on a slow line is seconds after the call began: the waits after a failure
/// then count from the failure, and a server's `Date` is set beside the moment at which it arrived. A [`Millis`] stays what it is, so
/// both are early by what the call takes; that does no harm where exchanges are short, and in tests. A closure has to be [`Copy`], as one
/// is that borrows what it asks.
///
/// ```
/// use librato::transports::Recording;
/// use librato::{Client, Credentials, Gauge, Millis, Queue, Server};
/// # fn ticks() -> u64 { 7 }
///
/// fn uptime() -> Millis {
///     Millis(ticks())
/// }
///
/// let server = Server::from_static("https://metrics.example.net");
/// let mut client = Client::new(server, Credentials::none(), Recording::<4096>::new());
/// let mut queue = Queue::<64, 512>::new();
/// queue.add(Gauge::new("t", 21.5))?;
/// client.flush(&mut queue, uptime, 1)?;
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub trait Clock: Copy {
    /// The time since the device started.
    fn now(self) -> Millis;
}

impl Clock for Millis {
    fn now(self) -> Millis {
        self
    }
}

impl<F: Fn() -> Millis + Copy> Clock for F {
    fn now(self) -> Millis {
        self()
    }
}
