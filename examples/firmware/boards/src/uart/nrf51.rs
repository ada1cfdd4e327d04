//! The UART of Nordic's nRF51. What arrives is taken by its interrupt into a ring, so that a loop with other things to do misses nothing.

use core::cell::RefCell;

use critical_section::Mutex;
use embedded_io::{ErrorKind, ErrorType, Read, ReadReady, Write};
use heapless::Deque;
use librato::Millis;

use crate::register::Block;
use crate::{clock, meter};

/// Tasks: receive, transmit. Events: a byte came, a byte went.
const STARTRX: usize = 0x000;
const STARTTX: usize = 0x008;
const RXDRDY: usize = 0x108;
const TXDRDY: usize = 0x11c;
/// Interrupts on and off: bit 2 is that of [`RXDRDY`].
const INTENSET: usize = 0x304;
const INTENCLR: usize = 0x308;
const ON_BYTE: u32 = 1 << 2;
const ENABLE: usize = 0x500;
const RXD: usize = 0x518;
const TXD: usize = 0x51c;
const BAUDRATE: usize = 0x524;

/// The most that a byte may take on its way out.
const LIMIT: Millis = Millis(100);

type Ring = Deque<u8, 64>;

static RING: Mutex<RefCell<Ring>> = Mutex::new(RefCell::new(Deque::new()));

/// The serial line. When the ring is full the controller's six bytes fill up, and then its RTS stops the other side.
pub struct BufferedUart(Block);

impl BufferedUart {
    /// Turns it on, at 115,200 baud.
    pub(crate) fn new(block: Block) -> Self {
        block.set(BAUDRATE, 0x01d7_e000);
        block.set(ENABLE, 4);
        block.set(STARTTX, 1);
        block.set(STARTRX, 1);
        block.set(INTENSET, ON_BYTE);
        Self(block)
    }

    /// What has arrived, as far as it fits. Does not wait.
    pub fn take<'b>(&mut self, buf: &'b mut [u8]) -> &'b [u8] {
        let mut taken = 0;
        with_ring(|ring| {
            for slot in buf.iter_mut() {
                let Some(byte) = ring.pop_front() else { break };
                *slot = byte;
                taken += 1;
            }
        });
        self.0.set(INTENSET, ON_BYTE);
        buf.get(..taken).unwrap_or_default()
    }
}

/// Nobody has it already: what uses it calls nothing that does.
fn with_ring(work: impl FnOnce(&mut Ring)) {
    critical_section::with(|section| {
        if let Ok(mut ring) = RING.borrow(section).try_borrow_mut() {
            work(&mut ring);
        }
    });
}

/// In the interrupt of this UART.
pub(crate) fn received(block: Block) {
    with_ring(|ring| {
        while block.get(RXDRDY) != 0 {
            if ring.is_full() {
                // Until there is room.
                block.set(INTENCLR, ON_BYTE);
                return;
            }
            block.set(RXDRDY, 0);
            // There is room for it.
            let _ = ring.push_back(block.get(RXD) as u8);
        }
    });
}

impl ErrorType for BufferedUart {
    type Error = ErrorKind;
}

impl ReadReady for BufferedUart {
    fn read_ready(&mut self) -> Result<bool, ErrorKind> {
        let mut is_ready = false;
        with_ring(|ring| is_ready = !ring.is_empty());
        Ok(is_ready)
    }
}

impl Read for BufferedUart {
    fn read(&mut self, buf: &mut [u8]) -> Result<usize, ErrorKind> {
        while !buf.is_empty() && !self.read_ready()? {
            meter::wait(clock::doze);
        }
        Ok(self.take(buf).len())
    }
}

impl Write for BufferedUart {
    fn write(&mut self, buf: &[u8]) -> Result<usize, ErrorKind> {
        for &byte in buf {
            self.0.set(TXDRDY, 0);
            self.0.set(TXD, byte.into());
            let end = clock::uptime().after(LIMIT);
            while self.0.get(TXDRDY) == 0 {
                if clock::uptime() >= end {
                    return Err(ErrorKind::TimedOut);
                }
            }
        }
        Ok(buf.len())
    }

    fn flush(&mut self) -> Result<(), ErrorKind> {
        Ok(())
    }
}
