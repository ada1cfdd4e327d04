//! The LAN9118 as a driver of embassy-net.

use core::task::Context;

use embassy_net_driver::{Capabilities, Driver, HardwareAddress, LinkState, RxToken, TxToken};
use embassy_sync::waitqueue::AtomicWaker;

use crate::lan9118::{FRAME, Lan9118, Received, Room};

static NETWORK: AtomicWaker = AtomicWaker::new();

/// For the interrupt: a frame came, or the link changed.
pub(crate) fn wake() {
    NETWORK.wake();
}

impl Driver for Lan9118 {
    type RxToken<'a> = Received<'a>;
    type TxToken<'a> = Room<'a>;

    fn receive(&mut self, context: &mut Context) -> Option<(Received<'_>, Room<'_>)> {
        NETWORK.register(context.waker());
        self.receive()
    }

    fn transmit(&mut self, context: &mut Context) -> Option<Room<'_>> {
        let room = self.transmit();
        if room.is_none() {
            // The FIFO drains without an interrupt.
            context.waker().wake_by_ref();
        }
        room
    }

    fn link_state(&mut self, context: &mut Context) -> LinkState {
        NETWORK.register(context.waker());
        if self.is_link_up() { LinkState::Up } else { LinkState::Down }
    }

    fn capabilities(&self) -> Capabilities {
        let mut capabilities = Capabilities::default();
        capabilities.max_transmission_unit = FRAME;
        capabilities.max_burst_size = Some(1);
        capabilities
    }

    fn hardware_address(&self) -> HardwareAddress {
        HardwareAddress::Ethernet(self.mac())
    }
}

impl RxToken for Received<'_> {
    fn consume<R, F: FnOnce(&mut [u8]) -> R>(self, read: F) -> R {
        read(self.0)
    }
}

impl TxToken for Room<'_> {
    fn consume<R, F: FnOnce(&mut [u8]) -> R>(self, length: usize, fill: F) -> R {
        self.send(length, fill)
    }
}
