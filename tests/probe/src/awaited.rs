//! The modem for a client that awaits, and an executor of one future.

use core::future::{Future, poll_fn};
use core::pin::pin;
use core::task::{Context, Poll, Waker};

use embedded_io_async::{ErrorKind, Read, Write};
use librato::transport::TransportErrorKind;
use librato::transports::{AsyncByteStream, AsyncRedial};
use librato::{Async, Client, Millis, Server, WireFormat};

use crate::board::{UART_DATA, UART_OPEN, UART_STATE};
use crate::firmware::QUEUE;
use crate::modem::Modem;

impl Read for Modem {
    fn read(&mut self, buf: &mut [u8]) -> impl Future<Output = Result<usize, ErrorKind>> {
        poll_fn(|_| {
            let mut taken = 0;
            for slot in buf.iter_mut().take_while(|_| UART_STATE.get() & 1 != 0) {
                *slot = UART_DATA.get() as u8;
                taken += 1;
            }
            unless_none(taken)
        })
    }
}

impl Write for Modem {
    fn write(&mut self, buf: &[u8]) -> impl Future<Output = Result<usize, ErrorKind>> {
        poll_fn(move |_| {
            let mut taken = 0;
            for byte in buf.iter().take_while(|_| UART_STATE.get() & 2 == 0) {
                UART_DATA.set(u32::from(*byte));
                taken += 1;
            }
            unless_none(taken)
        })
    }

    fn flush(&mut self) -> impl Future<Output = Result<(), ErrorKind>> {
        poll_fn(|_| Poll::Ready(Ok(())))
    }
}

fn unless_none(taken: usize) -> Poll<Result<usize, ErrorKind>> {
    if taken == 0 { Poll::Pending } else { Poll::Ready(Ok(taken)) }
}

impl AsyncRedial for Modem {
    type Stream = Self;

    fn dial(&mut self, server: Server<'_>) -> impl Future<Output = Result<(), TransportErrorKind>> {
        UART_OPEN.set(u32::from(server.port()));
        poll_fn(|_| if UART_STATE.get() & 2 == 0 { Poll::Ready(Ok(())) } else { Poll::Pending })
    }

    fn stream(&mut self) -> Option<&mut Self> {
        Some(self)
    }

    fn hang_up(&mut self) {
        UART_OPEN.set(0);
    }
}

/// In the main loop: sends what waits, and says when to come again.
pub fn flush<R: AsyncRedial, F: WireFormat + Sync>(
    client: &mut Client<'_, Async<AsyncByteStream<'_, R>>, F>,
    now: Millis,
    seed: u32,
) -> Millis {
    let mut flush = pin!(client.flush(&QUEUE, now, seed));
    let mut context = Context::from_waker(Waker::noop());
    loop {
        match flush.as_mut().poll(&mut context) {
            Poll::Ready(Ok(_)) => return now.after(Millis::from_secs(60)),
            Poll::Ready(Err(error)) => return error.retry_at(),
            Poll::Pending => {}
        }
    }
}
