//! Tables for people.

use std::io::{self, Write};

use unicode_width::UnicodeWidthStr;

/// Rows of cells, of which none is cut.
pub struct Table {
    rows: Vec<Vec<String>>,
}

impl Table {
    pub fn new(titles: &[&str]) -> Self {
        Self { rows: vec![titles.iter().map(|title| title.to_uppercase()).collect()] }
    }

    pub fn row(&mut self, cells: Vec<String>) {
        self.rows.push(cells.into_iter().map(printable).collect());
    }

    /// Whether there is no row but the titles.
    pub fn is_empty(&self) -> bool {
        self.rows.len() == 1
    }

    /// Prints the columns one beside the other, those of numbers at their right.
    pub fn print(&self, out: &mut dyn Write) -> io::Result<()> {
        let columns = self.rows.iter().map(Vec::len).max().unwrap_or(0);
        let cells = |column: usize| self.rows.iter().filter_map(move |row| row.get(column));
        let widths: Vec<usize> =
            (0..columns).map(|at| cells(at).map(|cell| cell.width()).max().unwrap_or(0)).collect();
        let is_number = |cell: &String| cell.is_empty() || cell.parse::<f64>().is_ok();
        let numbers: Vec<bool> = (0..columns).map(|at| cells(at).skip(1).all(is_number)).collect();
        for row in &self.rows {
            let mut line = String::new();
            for ((cell, width), is_number) in row.iter().zip(&widths).zip(&numbers) {
                let gap = " ".repeat(width - cell.width());
                let (before, behind) = if *is_number { (gap.as_str(), "") } else { ("", gap.as_str()) };
                line.extend([before, cell, behind, "  "]);
            }
            writeln!(out, "{}", line.trim_end())?;
        }
        Ok(())
    }
}

/// A text from a server may hold what a terminal would do something about.
pub fn printable(text: String) -> String {
    if text.chars().any(char::is_control) {
        text.chars().map(|c| if c.is_control() { '\u{fffd}' } else { c }).collect()
    } else {
        text
    }
}
