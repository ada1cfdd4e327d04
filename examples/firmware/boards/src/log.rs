//! Lines about the run, `name=value` pairs, without `core::fmt`.

use librato::{FlushError, Report};

use crate::{clock, semihosting, stack};

/// A line. What is beyond its room is cut off.
pub struct Line {
    text: [u8; 192],
    len: usize,
}

impl Line {
    /// A line that begins with this word.
    pub fn new(what: &str) -> Self {
        let mut line = Self { text: [0; 192], len: 0 };
        line.push(what.as_bytes());
        line
    }

    /// The same line with another pair.
    #[must_use]
    pub fn pair(mut self, name: &str, value: u32) -> Self {
        let mut digits = [0; 10];
        let mut rest = value;
        let mut first = digits.len();
        for (at, digit) in digits.iter_mut().enumerate().rev() {
            (*digit, rest, first) = (b'0' + (rest % 10) as u8, rest / 10, at);
            if rest == 0 {
                break;
            }
        }
        for part in [b" ", name.as_bytes(), b"=", digits.get(first..).unwrap_or_default()] {
            self.push(part);
        }
        self
    }

    /// Prints it; where the program logs, through its logger.
    pub fn print(self) {
        #[cfg(feature = "defmt")]
        defmt::println!("{=str}", self.as_str());
        #[cfg(not(feature = "defmt"))]
        self.print_at_once();
    }

    /// Prints it, whatever the program logs just then.
    pub(crate) fn print_at_once(mut self) {
        self.push(b"\n");
        semihosting::print(&self.text);
    }

    #[cfg(feature = "defmt")]
    fn as_str(&self) -> &str {
        self.text.get(..self.len).and_then(|text| core::str::from_utf8(text).ok()).unwrap_or_default()
    }

    fn push(&mut self, bytes: &[u8]) {
        // The last byte stays zero: it ends the text.
        let room = self.text.len() - 1;
        for &byte in bytes {
            if let Some(slot) = self.text.get_mut(self.len).filter(|_| self.len < room) {
                *slot = byte;
                self.len += 1;
            }
        }
    }
}

/// Prints what came of a flush, and what it took: ticks without the time that it waited for the line.
pub fn flushed(result: &Result<Report, FlushError>, ticks: u32) {
    let report = match result {
        Ok(report) => report,
        Err(error) => &error.report,
    };
    Line::new("flush")
        .pair("ok", result.is_ok().into())
        .pair("uptime", clock::uptime().as_secs() as u32)
        .pair("accepted", report.accepted)
        .pair("waiting", report.waiting)
        .pair("dropped", report.dropped)
        .pair("resent", report.resent)
        .pair("requests", report.requests)
        .pair("ticks", ticks)
        .pair("stack", stack::peak())
        .print();
}
