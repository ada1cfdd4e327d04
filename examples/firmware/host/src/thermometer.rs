//! The thermometer that QEMU emulates: what it feels is set from here.

use std::sync::{Arc, Mutex, OnceLock, PoisonError};

use librato_test_support::receiver::{Answer, Config, Receiver};
use serde_json::json;

use crate::qmp::Qmp;
use crate::scenario::Error;

/// What QEMU is told to have one, at address 0x48 of the first I2C bus.
pub(crate) const QEMU: [&str; 2] = ["-device", "tmp105,id=thermometer,address=0x48"];

/// The time that the board is told: 2026-12-01T00:00:00Z.
pub(crate) const TIME: u64 = 1_796_083_200;

/// A receiver's settings with which the temperature goes on by a step with each request that is taken and is no duplicate: the receiver
/// asks for the time then, and only then.
pub(crate) fn stepping(thermometer: &Arc<Thermometer>) -> Config {
    let thermometer = Arc::clone(thermometer);
    Config::new("user@example.net", "75AFDB82").clock(move || {
        thermometer.step().expect("QEMU sets the temperature");
        TIME
    })
}

/// The board's time goes faster than this computer's. It is told the time once for each of its starts, as it asks for it then; after that
/// a date that no board believes.
pub(crate) fn tell_time(receiver: &Receiver, starts: usize) {
    let dated = |date| Answer::status(200).after_accepting().header("date", date);
    receiver.next_answers(std::iter::repeat_n(dated("Tue, 01 Dec 2026 00:00:00 GMT"), starts));
    receiver.next_answers(std::iter::repeat_n(dated("Thu, 01 Jan 1970 00:00:00 GMT"), 1000));
}

/// A thermometer whose temperature goes on by a step each time.
#[derive(Default)]
pub(crate) struct Thermometer {
    monitor: OnceLock<Arc<Mutex<Qmp>>>,
    steps: Mutex<usize>,
}

/// Temperatures, in halves of a degree, which is all that it tells apart: above zero, below, and its limits.
const HALVES: [i32; 8] = [43, -7, 0, 250, -110, 1, -1, 77];

impl Thermometer {
    /// The first temperature, in the QEMU of this monitor.
    pub(crate) fn attach(&self, monitor: Arc<Mutex<Qmp>>) -> Result<(), Error> {
        // There is one QEMU to a thermometer.
        let _ = self.monitor.set(monitor);
        self.set(0)
    }

    /// The next temperature.
    pub(crate) fn step(&self) -> Result<(), Error> {
        let mut steps = self.steps.lock().unwrap_or_else(PoisonError::into_inner);
        *steps += 1;
        self.set(*steps)
    }

    /// The temperature after so many steps, in degrees.
    pub(crate) fn at(step: usize) -> f64 {
        f64::from(HALVES[step % HALVES.len()]) / 2.0
    }

    fn set(&self, step: usize) -> Result<(), Error> {
        let Some(monitor) = self.monitor.get() else { return Ok(()) };
        let thousandths = HALVES[step % HALVES.len()] * 500;
        let arguments = json!({ "path": "/machine/peripheral/thermometer", "property": "temperature", "value": thousandths });
        monitor.lock().unwrap_or_else(PoisonError::into_inner).execute("qom-set", &arguments)
    }
}
