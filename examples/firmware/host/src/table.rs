//! The table at the end.

use crate::scenario::Row;

const HEAD: [&str; 12] = [
    "program",
    "board",
    "run",
    "flash",
    "RAM",
    "panics",
    "stack",
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
    let width = |column: usize| lines.iter().map(|line| line[column].len()).max().unwrap_or(0);
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

fn cells(row: &Row) -> [String; 12] {
    let show = |number: Option<u64>| number.map_or_else(|| "-".to_owned(), grouped);
    let outcome = row.result.as_ref().ok();
    [
        row.program.to_owned(),
        row.board.to_owned(),
        row.what.to_owned(),
        show(row.sizes.map(|sizes| sizes.flash)),
        show(row.sizes.map(|sizes| sizes.ram)),
        show(row.sizes.map(|sizes| sizes.panics)),
        show(row.stack.map(u64::from)),
        show(row.instructions),
        show(outcome.map(|outcome| outcome.requests as u64)),
        show(outcome.map(|outcome| outcome.repeated.into())),
        show(outcome.map(|outcome| outcome.readings)),
        if row.result.is_ok() { "ok" } else { "FAILED" }.to_owned(),
    ]
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
}
