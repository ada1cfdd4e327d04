//! The table in the README of the library.

use std::path::Path;
use std::{fs, io};

use librato_test_support::marked;

const BEGIN: &str = "<!-- firmware: written by examples/firmware/run --record -->\n";
const END: &str = "<!-- end of firmware -->\n";

/// Puts the table where the last one is.
pub(crate) fn write(table: &str) -> io::Result<()> {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../README.md");
    let text = fs::read_to_string(&file)?;
    let whole = marked::replaced(&text, BEGIN, END, table);
    fs::write(file, whole.ok_or_else(|| io::Error::other("no place for the table in README.md"))?)
}
