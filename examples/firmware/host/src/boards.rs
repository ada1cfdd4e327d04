//! The boards: how a program is built for them, and what QEMU calls them.

/// A board that QEMU has. Its name is that of the machine and of the feature.
#[derive(Debug)]
pub(crate) struct Board {
    pub(crate) name: &'static str,
    pub(crate) target: &'static str,
    pub(crate) qemu: &'static str,
    /// Ticks of the program's clock in a second.
    pub(crate) hz: u64,
    /// Virtual time is counted in instructions: each takes 2^`shift` nanoseconds.
    pub(crate) shift: u32,
    /// Whether sleep takes as long as it says, which it does where programs sleep while they wait for the other end: that lives in this
    /// world. Else time jumps to the end of it.
    pub(crate) sleeps: bool,
}

/// Cortex-M3, 256 KB of flash, 64 KB of RAM.
pub(crate) const LM3S6965EVB: Board = Board {
    name: "lm3s6965evb",
    target: "thumbv7m-none-eabi",
    qemu: "qemu-system-arm",
    hz: 12_500_000,
    shift: 8,
    sleeps: false,
};

/// Cortex-M0, 256 KB of flash, 16 KB of RAM.
pub(crate) const MICROBIT: Board = Board {
    name: "microbit",
    target: "thumbv6m-none-eabi",
    qemu: "qemu-system-arm",
    hz: 16_000_000,
    shift: 8,
    sleeps: true,
};

/// Cortex-M4F with Ethernet.
pub(crate) const MPS2_AN386: Board = Board {
    name: "mps2-an386",
    target: "thumbv7em-none-eabihf",
    qemu: "qemu-system-arm",
    hz: 25_000_000,
    shift: 7,
    sleeps: true,
};

/// RV32IMAC with 256 KB of memory for all.
pub(crate) const VIRT: Board = Board {
    name: "virt",
    target: "riscv32imac-unknown-none-elf",
    qemu: "qemu-system-riscv32",
    hz: 10_000_000,
    shift: 8,
    sleeps: false,
};
