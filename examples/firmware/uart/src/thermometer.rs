//! The thermometer of the board.

use librato::Decimal;

#[cfg(feature = "lm3s6965evb")]
mod of_board {
    use boards::I2c;
    use lm75::{Address, Lm75, ic};

    /// A TMP105 on the I2C bus.
    pub(crate) struct Thermometer(Lm75<I2c, ic::Lm75>);

    impl Thermometer {
        pub(crate) fn new(bus: I2c) -> Self {
            Self(Lm75::new(bus, Address::default()))
        }

        pub(super) fn tenths(&mut self) -> Option<i32> {
            // It knows halves of a degree, of which this cast loses nothing; a finer value is to be rounded first.
            self.0.read_temperature().ok().map(|celsius| (celsius * 10.0) as i32)
        }
    }
}

#[cfg(feature = "virt")]
mod of_board {
    use boards::Sensor;

    /// The board's own.
    pub(crate) struct Thermometer(Sensor);

    impl Thermometer {
        pub(crate) fn new(sensor: Sensor) -> Self {
            Self(sensor)
        }

        pub(super) fn tenths(&mut self) -> Option<i32> {
            Some(self.0.tenths())
        }
    }
}

pub(crate) use of_board::Thermometer;

impl Thermometer {
    /// What it measures; `None` if it does not answer.
    pub(crate) fn celsius(&mut self) -> Option<Decimal> {
        self.tenths().map(|tenths| Decimal::new(tenths.into(), 1))
    }
}
