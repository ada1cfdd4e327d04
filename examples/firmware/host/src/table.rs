//! The table at the end.

use crate::boards::LM3S6965EVB;
use crate::image::Image;
use crate::scenario::{FUTURE, Row};

/// What `uart` with its thermometer on I2C may take, in bytes.
const FLASH: u64 = 16 * 1024;
const RAM: u64 = 2 * 1024;

const HEAD: [&str; 13] = [
    "program",
    "board",
    "run",
    "flash",
    "RAM",
    "panics",
    "stack",
    "future",
    "instructions",
    "requests",
    "repeated",
    "readings",
    "result",
];

/// The table, as Markdown.
pub(crate) fn of(rows: &[Row]) -> String {
    let mut lines = vec![HEAD.map(str::to_owned), HEAD.map(|_| "---".to_owned())];
    lines.extend(rows.iter().map(cells));
    let width = |column: usize| lines.iter().map(|line| line[column].chars().count()).max().unwrap_or(0);
    let widths: Vec<usize> = (0..HEAD.len()).map(width).collect();
    let mut table = String::new();
    for line in &lines {
        for (cell, width) in line.iter().zip(&widths) {
            table += &format!("| {cell:width$} ");
        }
        table += "|\n";
    }
    table
}

fn cells(row: &Row) -> [String; 13] {
    let show = |number: Option<u64>| number.map_or_else(|| "-".to_owned(), grouped);
    let (image, outcome) = (row.image.as_ref(), row.result.as_ref().ok());
    let has_budget = row.program == "uart" && row.board == LM3S6965EVB.name;
    let size = |size: Option<u64>, budget| match size {
        Some(size) if has_budget => beside(size, budget),
        size => show(size),
    };
    let panics = |image: &Image| {
        format!("{} ({})", grouped(image.panics.len() as u64), image.panics_of_library().count())
    };
    [
        row.program.to_owned(),
        row.board.to_owned(),
        row.what.to_owned(),
        size(image.map(|image| image.flash), FLASH),
        size(image.map(|image| image.ram), RAM),
        image.map_or_else(|| "-".to_owned(), panics),
        show(row.stack.map(u64::from)),
        outcome
            .and_then(|outcome| outcome.future)
            .map_or_else(|| "-".to_owned(), |size| beside(size, FUTURE)),
        show(row.instructions),
        show(outcome.map(|outcome| outcome.requests as u64)),
        show(outcome.map(|outcome| outcome.repeated.into())),
        show(outcome.map(|outcome| outcome.readings)),
        if row.result.is_ok() { "ok" } else { "FAILED" }.to_owned(),
    ]
}

/// A size and its budget.
fn beside(size: u64, budget: u64) -> String {
    format!("{} {} {}", grouped(size), if size <= budget { '≤' } else { '>' }, grouped(budget))
}

/// With commas between thousands.
fn grouped(number: u64) -> String {
    let digits = number.to_string();
    let mut grouped = String::new();
    for (at, digit) in digits.chars().enumerate() {
        if at > 0 && (digits.len() - at).is_multiple_of(3) {
            grouped.push(',');
        }
        grouped.push(digit);
    }
    grouped
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn thousands_are_grouped() {
        assert_eq!(
            [0, 999, 1000, 12_345, 1_234_567].map(grouped),
            ["0", "999", "1,000", "12,345", "1,234,567"]
        );
    }

    #[test]
    fn a_budget_is_kept_up_to_its_last_byte() {
        assert_eq!(beside(512, 512), "512 ≤ 512");
        assert_eq!(beside(2049, 2048), "2,049 > 2,048");
    }
}
