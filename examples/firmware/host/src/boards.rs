//! The boards: how a program is built for them, and what QEMU calls them.

/// A board that QEMU has. Its name is that of the machine and of the feature.
#[derive(Debug)]
pub(crate) struct Board {
    pub(crate) name: &'static str,
    pub(crate) target: &'static str,
    pub(crate) qemu: &'static str,
    /// Ticks of the program's clock in a second.
    pub(crate) hz: u64,
}

/// Cortex-M3, 256 KB of flash, 64 KB of RAM.
pub(crate) const LM3S6965EVB: Board =
    Board { name: "lm3s6965evb", target: "thumbv7m-none-eabi", qemu: "qemu-system-arm", hz: 12_500_000 };

/// Cortex-M4F with Ethernet.
#[allow(dead_code)]
pub(crate) const MPS2_AN386: Board =
    Board { name: "mps2-an386", target: "thumbv7em-none-eabihf", qemu: "qemu-system-arm", hz: 25_000_000 };
