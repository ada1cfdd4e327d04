//! How firmware under QEMU ends.

use cortex_m_semihosting::{debug, hprintln};

/// All was as it must be.
pub fn passed() -> ! {
    exit(debug::EXIT_SUCCESS)
}

/// Something was not.
pub fn failed(info: &core::panic::PanicInfo<'_>) -> ! {
    hprintln!("{}", info);
    exit(debug::EXIT_FAILURE)
}

fn exit(status: debug::ExitStatus) -> ! {
    debug::exit(status);
    loop {
        core::hint::spin_loop();
    }
}
