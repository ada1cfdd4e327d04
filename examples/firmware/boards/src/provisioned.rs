//! What differs from device to device: a sector at the end of the flash that is written once, in the factory.

/// Where the sector begins.
const SECTOR: usize = 0x003f_f000;

/// The sector.
pub fn sector() -> &'static [u8; 4096] {
    // SAFETY: this is memory of the machine that no part of the program is linked to and nothing ever writes to.
    unsafe { &*(SECTOR as *const [u8; 4096]) }
}
