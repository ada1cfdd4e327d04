//! The README's tables, made of the committed figures.

use std::fmt::Write as _;
use std::fs;

use librato_test_support::marked;

use super::figures::{Figure, Figures};
use super::workloads::{self, Workload};

const FILE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/README.md");
const BEGIN: &str = "<!-- written by `cargo bench --features std,float -- --record` -->\n";
const END: &str = "<!-- end of what is written -->\n";

/// Puts the tables into the README.
pub(crate) fn write(figures: &Figures) -> Result<(), String> {
    let text = fs::read_to_string(FILE).map_err(|error| format!("{FILE}: {error}"))?;
    let (before, _, after) = split(&text)?;
    let tables = tables(figures);
    fs::write(FILE, format!("{before}{tables}{after}")).map_err(|error| format!("{FILE}: {error}"))
}

/// Whether the README's tables are those of the figures.
pub(crate) fn check(figures: &Figures) -> Result<(), String> {
    let text = fs::read_to_string(FILE).map_err(|error| format!("{FILE}: {error}"))?;
    let (_, found, _) = split(&text)?;
    if found == tables(figures) {
        Ok(())
    } else {
        Err(format!("{FILE}: the tables are not those of the figures"))
    }
}

fn split(text: &str) -> Result<(&str, &str, &str), String> {
    marked::parts(text, BEGIN, END).ok_or_else(|| format!("{FILE}: no place for the tables"))
}

fn tables(figures: &Figures) -> String {
    let mut text = String::new();
    for workload in &workloads::ALL {
        pivot(&mut text, workload, figures);
    }
    let _ = writeln!(text, "\nCounted with {}.\n", figures.tools);
    text
}

/// A figure, and its budget.
fn cell(row: &Figure, figures: &Figures) -> String {
    let text = number(row.instructions);
    let Some(budget) = &row.budget else { return text };
    let cost = |line: &str| Some(figures.find(&row.workload, &row.key.beside(line))?.instructions);
    match budget.limit(cost) {
        Some(limit) if row.instructions <= limit => format!("{text} ≤ {}", number(limit)),
        Some(limit) => format!("{text} > {}", number(limit)),
        None => format!("{text} ? {budget}"),
    }
}

/// A line for each line, a column for each column.
fn pivot(text: &mut String, workload: &Workload, figures: &Figures) {
    let shown = |row: &&Figure| row.workload == workload.name && row.key.set == workload.shown;
    let rows: Vec<&Figure> = figures.rows.iter().filter(shown).collect();
    let (mut lines, mut columns) = (Vec::new(), Vec::new());
    for row in &rows {
        if !lines.contains(&&row.key.line) {
            lines.push(&row.key.line);
        }
        if !columns.contains(&&row.key.column) {
            columns.push(&row.key.column);
        }
    }
    let set = if workload.shown.is_empty() { String::new() } else { format!("; {}", workload.shown) };
    let _ = write!(text, "\n| {}: {}{set} |", workload.name, workload.title);
    for column in &columns {
        let _ = write!(text, " {column} |");
    }
    let _ = write!(text, "\n|---|{}", "--:|".repeat(columns.len()));
    for line in lines {
        let _ = write!(text, "\n| {line} |");
        for column in &columns {
            let cell = rows.iter().find(|row| row.key.line == *line && row.key.column == **column);
            let cell = cell.map(|row| self::cell(row, figures)).unwrap_or_default();
            let _ = write!(text, " {cell} |");
        }
    }
    text.push('\n');
}

/// Whole from 100 on, with a comma for thousands.
pub(crate) fn number(figure: f64) -> String {
    if figure < 100.0 && figure.fract() != 0.0 {
        return format!("{figure:.1}");
    }
    let whole = format!("{figure:.0}");
    let mut text = String::new();
    for (at, digit) in whole.chars().enumerate() {
        if at > 0 && (whole.len() - at) % 3 == 0 {
            text.push(',');
        }
        text.push(digit);
    }
    text
}
