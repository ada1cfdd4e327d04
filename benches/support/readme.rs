//! The README's tables, made of the committed figures.

use std::fmt::Write as _;
use std::fs;

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
    fs::write(FILE, format!("{before}{BEGIN}{tables}{END}{after}")).map_err(|error| format!("{FILE}: {error}"))
}

/// Whether the README's tables are those of the figures.
pub(crate) fn check(figures: &Figures) -> Result<(), String> {
    let text = fs::read_to_string(FILE).map_err(|error| format!("{FILE}: {error}"))?;
    let (_, found, _) = split(&text)?;
    if found == tables(figures) { Ok(()) } else { Err(format!("{FILE}: the tables are not those of the figures")) }
}

fn split(text: &str) -> Result<(&str, &str, &str), String> {
    let parts = text
        .split_once(BEGIN)
        .and_then(|(before, rest)| rest.split_once(END).map(|(tables, after)| (before, tables, after)));
    parts.ok_or_else(|| format!("{FILE}: no place for the tables"))
}

fn tables(figures: &Figures) -> String {
    let mut text = String::new();
    budgets(&mut text, figures);
    for workload in &workloads::ALL {
        pivot(&mut text, workload, figures);
    }
    let _ = writeln!(text, "\nCounted with {}.", figures.tools);
    text
}

fn budgets(text: &mut String, figures: &Figures) {
    text.push_str("\n| budget | at most | instructions | |\n|---|--:|--:|---|\n");
    for row in &figures.rows {
        let Some(budget) = &row.budget else { continue };
        let cost = |line: &str| Some(figures.find(&row.workload, &row.key.beside(line))?.instructions);
        let limit = budget.limit(cost);
        let met = limit.is_some_and(|limit| row.instructions <= limit);
        let words = if met { "met" } else { "**missed**" };
        let limit = limit.map(number).unwrap_or_default();
        let _ = writeln!(text, "| {} {} | {limit} | {} | {words} |", row.workload, label(row), number(row.instructions));
    }
}

fn label(row: &Figure) -> String {
    let parts = [&row.key.line, &row.key.column].into_iter().filter(|part| !part.is_empty());
    parts.map(String::as_str).collect::<Vec<_>>().join(", ")
}

/// A line for each line, a column for each column, and how many times one it is.
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
    let _ = write!(text, "\n| {}: {} |", workload.name, workload.title);
    for column in &columns {
        let _ = write!(text, " {column} |");
    }
    let _ = write!(text, "\n|---|{}", "--:|".repeat(columns.len()));
    for line in lines {
        let _ = write!(text, "\n| {line} |");
        for column in &columns {
            let cell = rows.iter().find(|row| row.key.line == *line && row.key.column == **column);
            let cell = cell.map(|row| number(row.instructions)).unwrap_or_default();
            let _ = write!(text, " {cell} |");
        }
    }
    text.push('\n');
}

/// Whole from 100 on, with a comma for thousands.
pub(crate) fn number(figure: f64) -> String {
    if figure < 100.0 {
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
