//! A board of registers at fixed addresses. All that the firmware learns comes from them, so the compiler can foresee nothing.

/// A register of 32 bits.
pub struct Register(usize);

/// Milliseconds since the start, and noise.
pub const TIMER: Register = Register(0x4000_1000);
pub const NOISE: Register = Register(0x4000_1004);
/// What the sensor measures: hundredths, a count, and the two halves of an `f64`.
pub const SENSOR: Register = Register(0x4000_2000);
pub const PULSES: Register = Register(0x4000_2004);
#[cfg(feature = "float")]
pub const LOW: Register = Register(0x4000_2008);
#[cfg(feature = "float")]
pub const HIGH: Register = Register(0x4000_200c);
/// The modem's bytes: state (bit 0: there is a byte to read, bit 1: there is no room to write), data, and whether a
/// connection shall be open.
pub const UART_STATE: Register = Register(0x4000_4000);
pub const UART_DATA: Register = Register(0x4000_4004);
pub const UART_OPEN: Register = Register(0x4000_4008);

impl Register {
    pub fn get(&self) -> u32 {
        // SAFETY: an aligned address of the peripherals' region; nothing of this program lies there.
        unsafe { (self.0 as *const u32).read_volatile() }
    }

    pub fn set(&self, value: u32) {
        // SAFETY: as above.
        unsafe { (self.0 as *mut u32).write_volatile(value) }
    }
}
