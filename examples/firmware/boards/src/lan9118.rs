//! SMSC LAN9118 Ethernet controller in programmed I/O: one frame at a time through its FIFOs, no DMA.
//!
//! `lan9118_smoltcp.rs` and `lan9118_embassy.rs` make a device of it for those network stacks.

use static_cell::ConstStaticCell;

use crate::register::Block;

/// Bytes of the longest frame, without its checksum.
pub(crate) const FRAME: usize = 1514;
/// The same in whole words, as the FIFO takes it.
const SENT: usize = FRAME.next_multiple_of(4);
/// With the checksum, which the controller hands over as well.
const RECEIVED: usize = (FRAME + CHECKSUM).next_multiple_of(4);
const CHECKSUM: usize = 4;

// Registers of the controller.
const RX_DATA: usize = 0x00;
const TX_DATA: usize = 0x20;
const RX_STATUS: usize = 0x40;
const IRQ_CFG: usize = 0x54;
const INT_STS: usize = 0x58;
const INT_EN: usize = 0x5c;
const BYTE_TEST: usize = 0x64;
const FIFO_INT: usize = 0x68;
const TX_CFG: usize = 0x70;
const HW_CFG: usize = 0x74;
const RX_FIFO_INF: usize = 0x7c;
const TX_FIFO_INF: usize = 0x80;
const MAC_CSR_CMD: usize = 0xa4;
const MAC_CSR_DATA: usize = 0xa8;

// Registers behind MAC_CSR_CMD.
const MAC_CR: u32 = 1;
const ADDRH: u32 = 2;
const ADDRL: u32 = 3;
const MII_ACC: u32 = 6;
const MII_DATA: u32 = 7;

// Registers of the PHY behind MII_ACC.
const PHY_STATUS: u32 = 1;
const PHY_INTERRUPT_SOURCE: u32 = 29;
const PHY_INTERRUPT_MASK: u32 = 30;

const BUSY: u32 = 1 << 31;
/// What interrupts: at least one frame has been received.
#[cfg(not(feature = "embassy"))]
const EVENTS: u32 = 1 << 3;
/// And the PHY has something to say, the link came or went, until [`Lan9118::is_link_up`] is asked.
#[cfg(feature = "embassy")]
const EVENTS: u32 = 1 << 18 | 1 << 3;

/// The controller.
pub struct Lan9118 {
    block: Block,
    frames: &'static mut Frames,
    mac: [u8; 6],
}

/// Room for one frame each way.
struct Frames {
    received: [u8; RECEIVED],
    sent: [u8; SENT],
}

static FRAMES: ConstStaticCell<Frames> =
    ConstStaticCell::new(Frames { received: [0; RECEIVED], sent: [0; SENT] });

impl Lan9118 {
    /// Resets the controller, and switches on its two directions and its interrupt. `None` if it does not answer, and
    /// the second time.
    pub(crate) fn start(block: Block) -> Option<Self> {
        let frames = FRAMES.try_take()?;
        if block.get(BYTE_TEST) != 0x8765_4321 {
            return None;
        }
        block.set(HW_CFG, 1); // soft reset
        while block.get(HW_CFG) & 1 != 0 {}
        block.set(HW_CFG, 5 << 16 | 1 << 20); // 5 KB of FIFO for sending; bit 20 must be set
        block.set(TX_CFG, 1 << 2 | 1 << 1); // sends, whether anybody reads how it went or not
        set_mac(block, MAC_CR, 1 << 20 | 1 << 3 | 1 << 2); // full duplex, sends and receives
        let ([a, b, c, d], [e, f, ..]) =
            (get_mac(block, ADDRL).to_le_bytes(), get_mac(block, ADDRH).to_le_bytes());
        set_phy(block, PHY_INTERRUPT_MASK, 1 << 6 | 1 << 4); // the link is up (negotiated), the link is down
        block.set(FIFO_INT, 0); // from the first frame on
        block.set(INT_STS, !0);
        listen(block);
        block.set(IRQ_CFG, 1 << 8 | 1 << 4 | 1); // on, active high, push-pull, as the NVIC wants it
        Some(Self { block, frames, mac: [a, b, c, d, e, f] })
    }

    /// The hardware address.
    #[must_use]
    pub fn mac(&self) -> [u8; 6] {
        self.mac
    }

    /// Whether the cable is in and the other end awake.
    pub fn is_link_up(&mut self) -> bool {
        get_phy(self.block, PHY_INTERRUPT_SOURCE); // reading clears it
        get_phy(self.block, PHY_STATUS) & 1 << 2 != 0
    }

    /// Whether a frame has been received.
    pub fn has_frame(&self) -> bool {
        self.block.get(RX_FIFO_INF) >> 16 & 0xff != 0
    }

    /// The next frame received, and room for an answer.
    pub fn receive(&mut self) -> Option<(Received<'_>, Room<'_>)> {
        if !self.has_frame() || !self.has_room() {
            listen(self.block);
            return None;
        }
        let Frames { received, sent } = &mut *self.frames;
        let status = self.block.get(RX_STATUS);
        let length = (status >> 16 & 0x3fff) as usize;
        let mut words = received.chunks_exact_mut(4);
        for _ in 0..length.div_ceil(4) {
            // All of a frame has to leave the FIFO, also what is too long for us.
            let word = self.block.get(RX_DATA);
            if let Some(place) = words.next() {
                place.copy_from_slice(&word.to_le_bytes());
            }
        }
        let is_broken = status & 1 << 15 != 0;
        let frame = received.get_mut(..length.saturating_sub(CHECKSUM)).filter(|_| !is_broken)?;
        Some((Received(frame), Room { block: self.block, frame: sent }))
    }

    /// Room for a frame to send. `None` while the FIFO is full; it drains by itself.
    pub fn transmit(&mut self) -> Option<Room<'_>> {
        self.has_room().then_some(Room { block: self.block, frame: &mut self.frames.sent })
    }

    /// Whether a longest frame fits, with its two words of command and its status.
    fn has_room(&self) -> bool {
        (self.block.get(TX_FIFO_INF) & 0xffff) as usize >= SENT + 16
    }
}

/// For the interrupt's handler: the line is quiet until [`Lan9118::receive`] finds no frame.
pub(crate) fn interrupted(block: Block) {
    block.set(INT_EN, 0);
    block.set(INT_STS, EVENTS);
    #[cfg(feature = "embassy")]
    crate::lan9118_embassy::wake();
}

/// Lets the interrupt come again.
fn listen(block: Block) {
    block.set(INT_EN, EVENTS);
}

/// A frame that has been received, without its checksum.
pub struct Received<'a>(pub &'a mut [u8]);

/// Room for one frame.
pub struct Room<'a> {
    block: Block,
    frame: &'a mut [u8; SENT],
}

impl Room<'_> {
    /// Sends a frame of `length` bytes, at most [`FRAME`], that `fill` writes.
    pub fn send<R>(self, length: usize, fill: impl FnOnce(&mut [u8]) -> R) -> R {
        let length = length.min(FRAME);
        let (frame, _) = self.frame.split_at_mut(length);
        let result = fill(frame);
        self.block.set(TX_DATA, 1 << 13 | 1 << 12 | length as u32); // first and last segment
        self.block.set(TX_DATA, length as u32);
        let mut rest = self.frame.get(..length.next_multiple_of(4)).unwrap_or_default();
        while let Some((word, behind)) = rest.split_first_chunk() {
            self.block.set(TX_DATA, u32::from_le_bytes(*word));
            rest = behind;
        }
        result
    }
}

fn get_mac(block: Block, register: u32) -> u32 {
    block.set(MAC_CSR_CMD, BUSY | 1 << 30 | register);
    while block.get(MAC_CSR_CMD) & BUSY != 0 {}
    block.get(MAC_CSR_DATA)
}

fn set_mac(block: Block, register: u32, value: u32) {
    block.set(MAC_CSR_DATA, value);
    block.set(MAC_CSR_CMD, BUSY | register);
    while block.get(MAC_CSR_CMD) & BUSY != 0 {}
}

/// The PHY in the controller has address 1.
fn get_phy(block: Block, register: u32) -> u32 {
    set_mac(block, MII_ACC, 1 << 11 | register << 6 | 1);
    while get_mac(block, MII_ACC) & 1 != 0 {}
    get_mac(block, MII_DATA)
}

fn set_phy(block: Block, register: u32, value: u32) {
    set_mac(block, MII_DATA, value);
    set_mac(block, MII_ACC, 1 << 11 | register << 6 | 1 << 1 | 1);
    while get_mac(block, MII_ACC) & 1 != 0 {}
}
