//! Objects are shown on one line each, whatever stands in their texts.

use core::fmt::{Arguments, Formatter, Result, Write};

/// Writes on one line: a line feed, or another control character, becomes a space. It has the methods that `write!` and a
/// [`Formatter`] have, so that it can stand in its place.
pub(super) struct OneLine<'f, 'a>(pub(super) &'f mut Formatter<'a>);

impl OneLine<'_, '_> {
    pub(super) fn write_str(&mut self, text: &str) -> Result {
        Write::write_str(self, text)
    }

    pub(super) fn write_fmt(&mut self, arguments: Arguments<'_>) -> Result {
        Write::write_fmt(self, arguments)
    }
}

impl Write for OneLine<'_, '_> {
    fn write_str(&mut self, text: &str) -> Result {
        for (number, piece) in text.split(char::is_control).enumerate() {
            if number > 0 {
                self.0.write_char(' ')?;
            }
            self.0.write_str(piece)?;
        }
        Ok(())
    }
}
