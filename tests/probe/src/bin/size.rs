//! Links only if no panic path is left: the panic handler calls a function that is defined nowhere.
#![no_std]
#![no_main]

#[cfg(target_arch = "arm")]
use cortex_m as _;
use librato_probe as _;
#[cfg(target_arch = "riscv32")]
use riscv as _;

#[panic_handler]
fn panic(_: &core::panic::PanicInfo<'_>) -> ! {
    unsafe extern "C" {
        fn a_panic_path_is_left() -> !;
    }
    // SAFETY: it can be called by nobody: a program with this call does not link.
    unsafe { a_panic_path_is_left() }
}

#[cfg_attr(target_arch = "arm", cortex_m_rt::entry)]
#[cfg_attr(target_arch = "riscv32", riscv_rt::entry)]
fn main() -> ! {
    #[cfg(feature = "with-panic")]
    core::hint::black_box([1, 2][librato_probe::board::SENSOR.get() as usize]);
    #[cfg(feature = "least")]
    report();
    #[cfg(all(feature = "legacy", not(feature = "least")))]
    work();
    loop {
        core::hint::spin_loop();
    }
}

#[cfg(feature = "least")]
fn report() {
    use librato::transports::ByteStream;
    use librato::{Client, LibratoFormat, Millis, StatusOnly};
    use librato_probe::board::{NOISE, SENSOR, TIMER};
    use librato_probe::firmware::{CREDENTIALS, SERVER, flush, sample_one};
    use librato_probe::modem::Modem;

    let mut scratch = [0; 256];
    let stream = ByteStream::new(Modem, &mut scratch);
    let mut client = Client::with_format(SERVER, CREDENTIALS, stream, StatusOnly(LibratoFormat));
    let mut wake = Millis(0);
    loop {
        let now = Millis(u64::from(TIMER.get()));
        let _ = sample_one(SENSOR.get() as i32, now);
        if now >= wake {
            wake = flush(&mut client, now, NOISE.get());
        }
    }
}

#[cfg(all(feature = "legacy", not(feature = "least")))]
fn work() {
    use librato::{Client, Millis};
    use librato_probe::board::{NOISE, PULSES, SENSOR, TIMER};
    use librato_probe::firmware::{CREDENTIALS, SERVER, minute, register, sample};
    use librato_probe::modem::Modem;

    let mut scratch = [0; 256];
    #[cfg(not(any(feature = "polled", feature = "awaited")))]
    let stream = librato::transports::ByteStream::new(Modem, &mut scratch);
    #[cfg(feature = "awaited")]
    let stream = librato::Async(librato::transports::AsyncByteStream::new(Modem, &mut scratch));
    #[cfg(feature = "polled")]
    let (stream, mut modem) = (librato::Polled::new(), Modem);
    #[cfg(not(feature = "lines"))]
    let mut client = Client::new(SERVER, CREDENTIALS, stream);
    #[cfg(feature = "lines")]
    let mut client = Client::with_format(SERVER, CREDENTIALS, stream, librato::LineProtocol::v1("mydb"));
    let Ok(handles) = register() else { return };
    let mut wake = Millis(0);
    loop {
        let now = Millis(u64::from(TIMER.get()));
        let _ = sample(&handles, SENSOR.get() as i32, PULSES.get(), now);
        #[cfg(feature = "float")]
        {
            use librato_probe::board::{HIGH, LOW};
            let bits = u64::from(HIGH.get()) << 32 | u64::from(LOW.get());
            let _ = librato_probe::firmware::sample_float(f64::from_bits(bits));
        }
        #[cfg(feature = "tagged")]
        let _ = librato_probe::firmware::sample_tagged(SENSOR.get() as i32);
        if now >= wake {
            minute(now);
            #[cfg(not(feature = "polled"))]
            {
                #[cfg(feature = "awaited")]
                use librato_probe::awaited::flush;
                #[cfg(not(feature = "awaited"))]
                use librato_probe::firmware::flush;

                wake = flush(&mut client, now, NOISE.get());
                #[cfg(feature = "calls")]
                let _ = core::hint::black_box(librato_probe::firmware::look(&mut client, now));
                #[cfg(feature = "values")]
                let _ = core::hint::black_box(librato_probe::firmware::highest(&mut client, now));
            }
            #[cfg(feature = "polled")]
            {
                let seed = NOISE.get();
                wake = librato_probe::firmware::step(&mut client, &mut modem, &mut scratch, now, seed);
            }
        }
    }
}
