//! What a program logs through `defmt`: frames, which become lines with the help of the program's ELF file alone.

use std::fs;
use std::io::BufRead;
use std::path::Path;

use defmt_decoder::{Frame, Table};

use crate::scenario::Error;

/// The words of a program's log, which its ELF file has and its flash has not.
pub(crate) struct Frames {
    table: Table,
}

impl Frames {
    /// Those of this program; `None` if it does not log.
    pub(crate) fn of(program: &Path) -> Result<Option<Self>, Error> {
        Ok(Table::parse(&fs::read(program)?)?.map(|table| Self { table }))
    }

    /// All words, each with where it comes from.
    pub(crate) fn words(&self) -> impl Iterator<Item = &str> {
        self.table.raw_symbols()
    }

    /// Gives each frame as a line, and as text what is none: the last words of a panic.
    pub(crate) fn decode(&self, mut output: impl BufRead, mut line: impl FnMut(String)) {
        let mut decoder = self.table.new_stream_decoder();
        let mut bytes = Vec::new();
        // A frame ends with a zero byte, and has no other.
        while matches!(output.read_until(0, &mut bytes), Ok(1..)) {
            decoder.received(&bytes);
            match decoder.decode() {
                Ok(frame) => line(shown(&frame)),
                Err(_) => String::from_utf8_lossy(&bytes)
                    .lines()
                    .filter(|text| *text != "\0")
                    .for_each(|text| line(text.to_owned())),
            }
            bytes.clear();
        }
    }
}

/// Time and level stand before what was logged; what was just printed stands alone.
fn shown(frame: &Frame<'_>) -> String {
    let message = frame.display_message();
    match (frame.level(), frame.display_timestamp()) {
        (Some(level), Some(time)) => format!("{time} {:5} {message}", level.as_str()),
        (Some(level), None) => format!("{:5} {message}", level.as_str()),
        (None, _) => message.to_string(),
    }
}
