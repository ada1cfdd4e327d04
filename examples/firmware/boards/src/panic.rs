//! What a panic does: it says the line and ends the run. A product resets.

use crate::log::Line;
use crate::semihosting;

#[panic_handler]
fn panic(info: &core::panic::PanicInfo<'_>) -> ! {
    Line::new("panic").pair("line", info.location().map_or(0, core::panic::Location::line)).print_at_once();
    semihosting::exit(101)
}

#[cfg(target_arch = "arm")]
#[cortex_m_rt::exception]
unsafe fn HardFault(_: &cortex_m_rt::ExceptionFrame) -> ! {
    Line::new("fault").print_at_once();
    semihosting::exit(102)
}
