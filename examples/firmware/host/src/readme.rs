//! The table in the README of the library.

use std::path::Path;
use std::{fs, io};

const BEGIN: &str = "<!-- firmware: written by examples/firmware/run --record -->\n";
const END: &str = "<!-- end of firmware -->\n";

/// Puts the table where the last one is.
pub(crate) fn write(table: &str) -> io::Result<()> {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../../README.md");
    let text = fs::read_to_string(&file)?;
    let whole =
        with_table(&text, table).ok_or_else(|| io::Error::other("no place for the table in README.md"))?;
    fs::write(file, whole)
}

fn with_table(text: &str, table: &str) -> Option<String> {
    let (before, rest) = text.split_once(BEGIN)?;
    let (_, after) = rest.split_once(END)?;
    Some(format!("{before}{BEGIN}{table}{END}{after}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_table_alone_changes() {
        let text = format!("a\n{BEGIN}old\n{END}b\n");
        assert_eq!(with_table(&text, "new\n"), Some(format!("a\n{BEGIN}new\n{END}b\n")));
        assert_eq!(with_table("a\n", "new\n"), None);
    }
}
