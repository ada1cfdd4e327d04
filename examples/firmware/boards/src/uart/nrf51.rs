//! The UART of Nordic's nRF51. What arrives is taken by its interrupt into a ring, so that a loop with other things to do misses nothing.

use core::cell::RefCell;

use critical_section::Mutex;
use embedded_io::{ErrorKind, ErrorType, Write};
use heapless::Deque;
use librato::Millis;

use crate::clock;
use crate::register::Block;

/// Tasks: receive, transmit. Events: a byte came, a byte went.
const STARTRX: usize = 0x000;
const STARTTX: usize = 0x008;
const RXDRDY: usize = 0x108;
const TXDRDY: usize = 0x11c;
/// Interrupts on and off: bit 2 is that of [`RXDRDY`].
const INTENSET: usize = 0x304;
const INTENCLR: usize = 0x308;
const ON_BYTE: u32 = 1 << 2;
/// What was wrong with bytes that came, until it is written back: lost, parity, framing, the line was held low.
const ERRORSRC: usize = 0x480;
const ENABLE: usize = 0x500;
const RXD: usize = 0x518;
const TXD: usize = 0x51c;
const BAUDRATE: usize = 0x524;
/// Bit 0: RTS and CTS count.
const CONFIG: usize = 0x56c;

/// Of the ports: pins to set, pins that are outputs, and a pin's own settings, of which 0 is a connected input.
const OUTSET: usize = 0x508;
const DIRSET: usize = 0x518;
const PIN_CNF: usize = 0x700;

/// The pins, by the register that chooses each: RTS and TXD, which drive the modem, and CTS and RXD, which it drives. On the edge
/// connector they are 8, 0, 16 and 1.
const OUTPUTS: [(usize, u32); 2] = [(0x508, 18), (0x50c, 3)];
const INPUTS: [(usize, u32); 2] = [(0x510, 16), (0x514, 2)];

/// The most that a byte may take on its way out.
const LIMIT: Millis = Millis(100);

type Ring = Deque<u8, 64>;

static RING: Mutex<RefCell<Ring>> = Mutex::new(RefCell::new(Deque::new()));

/// The serial line. When the ring is full the controller's six bytes fill up, and then its RTS stops the other side.
pub struct BufferedUart(Block);

impl BufferedUart {
    /// Turns it on, at 115,200 baud, with flow control. `ports` are the pins.
    pub(crate) fn new(block: Block, ports: Block) -> Self {
        for (select, pin) in OUTPUTS {
            // High first: the line is idle, and the modem may not send yet.
            ports.set(OUTSET, 1 << pin);
            ports.set(DIRSET, 1 << pin);
            block.set(select, pin);
        }
        for (select, pin) in INPUTS {
            ports.set(PIN_CNF + 4 * pin as usize, 0);
            block.set(select, pin);
        }
        block.set(CONFIG, 1);
        block.set(BAUDRATE, 0x01d7_e000);
        block.set(ENABLE, 4);
        block.set(STARTTX, 1);
        block.set(STARTRX, 1);
        block.set(INTENSET, ON_BYTE);
        Self(block)
    }

    /// Whether something has arrived.
    pub fn has_data(&self) -> bool {
        let mut has_data = false;
        with_ring(|ring| has_data = !ring.is_empty());
        has_data
    }

    /// What has arrived, as far as it fits. Does not wait.
    ///
    /// # Errors
    /// [`ErrorKind::InvalidData`] if bytes were lost or damaged: what has arrived makes no sense without them.
    pub fn take<'b>(&mut self, buf: &'b mut [u8]) -> Result<&'b [u8], ErrorKind> {
        let errors = self.0.get(ERRORSRC);
        if errors != 0 {
            self.0.set(ERRORSRC, errors);
            return Err(ErrorKind::InvalidData);
        }
        let mut taken = 0;
        with_ring(|ring| {
            for slot in buf.iter_mut() {
                let Some(byte) = ring.pop_front() else { break };
                *slot = byte;
                taken += 1;
            }
        });
        self.0.set(INTENSET, ON_BYTE);
        Ok(buf.get(..taken).unwrap_or_default())
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

impl Write for BufferedUart {
    fn write(&mut self, buf: &[u8]) -> Result<usize, ErrorKind> {
        for (sent, &byte) in buf.iter().enumerate() {
            self.0.set(TXDRDY, 0);
            self.0.set(TXD, byte.into());
            let end = clock::uptime().after(LIMIT);
            while self.0.get(TXDRDY) == 0 {
                if clock::uptime() >= end {
                    // An error would say that nothing has gone out.
                    return if sent > 0 { Ok(sent) } else { Err(ErrorKind::TimedOut) };
                }
            }
        }
        Ok(buf.len())
    }

    fn flush(&mut self) -> Result<(), ErrorKind> {
        Ok(())
    }
}
