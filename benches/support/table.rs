//! Figures beside those of others, beside the committed ones, and beside the budgets.

use super::figures::{Budget, Figure, Figures};
use super::measure::{Cost, name};
use super::readme::number;
use super::row::{Key, Of, Row};
use super::workloads::Workload;

/// Prints a table for each set of a workload.
pub(crate) fn print(workload: &Workload, rows: &[Row], costs: &[Cost], figures: &Figures) {
    let [by_instructions, by_time] = workload.one.map(|lines| lines.join(" + "));
    let mut set = None;
    for (row, cost) in rows.iter().zip(costs) {
        if set != Some(&row.key.set) {
            set = Some(&row.key.set);
            let of = if row.key.set.is_empty() { String::new() } else { format!(", {}", row.key.set) };
            println!("\n{}: {}{of}", workload.name, workload.title);
            println!("(x: times {by_instructions}; x time: times {by_time}, best of all rounds)\n");
            println!(
                "{:44} {:10} {:>12} {:>7} {:>9} {:>7} {:>11} {:>7}",
                "", "", "instructions", "x", "budget", "", "ns", "x time"
            );
        }
        let cost_of = |of: fn(&Cost) -> f64| {
            move |key: &Key| rows.iter().zip(costs).find(|(row, _)| row.key == *key).map(|(_, cost)| of(cost))
        };
        let (instructions, nanos) = (cost_of(|cost| cost.instructions), cost_of(|cost| cost.nanos));
        let times = |cost: f64, lines: &[&str], of: &dyn Fn(&Key) -> Option<f64>| {
            one(rows, &row.key, lines, of).map_or(String::new(), |one| format!("{:.2}", cost / one))
        };
        let budget = figures.find(workload.name, &row.key).and_then(|figure| figure.budget.as_ref());
        let limit = budget.and_then(|budget| limit(budget, &row.key, &instructions));
        let verdict = match limit {
            Some(limit) if cost.instructions <= limit => "met",
            Some(_) => "missed",
            None => "",
        };
        println!(
            "{:44} {:10} {:>12} {:>7} {:>9} {:>7} {:>11.1} {:>7}",
            row.key.line,
            row.key.column,
            number(cost.instructions),
            times(cost.instructions, workload.one[0], &instructions),
            limit.map(number).unwrap_or_default(),
            verdict,
            cost.nanos,
            times(cost.nanos, workload.one[1], &nanos),
        );
    }
}

fn limit(budget: &Budget, key: &Key, cost: &dyn Fn(&Key) -> Option<f64>) -> Option<f64> {
    budget.limit(|line| cost(&key.beside(line)))
}

/// The sum of the lines that are one: those of the same values if there are such.
fn one(rows: &[Row], key: &Key, lines: &[&str], cost: &dyn Fn(&Key) -> Option<f64>) -> Option<f64> {
    lines.iter().try_fold(0.0, |sum, line| {
        let anywhere = || rows.iter().find(|row| row.key.line == *line).and_then(|row| cost(&row.key));
        Some(sum + cost(&key.beside(line)).or_else(anywhere)?)
    })
}

/// Rows that were measured and are not among the committed figures, and the other way round.
pub(crate) fn missing(workload: &Workload, rows: &[Row], figures: &Figures) -> Vec<String> {
    let committed = |figure: &&Figure| figure.workload == workload.name;
    let not_measured = figures
        .rows
        .iter()
        .filter(committed)
        .filter(|figure| rows.iter().all(|row| row.key != figure.key))
        .map(|figure| format!("missing: {} | {}", figure.workload, figure.key));
    let not_committed = rows
        .iter()
        .filter(|row| figures.find(workload.name, &row.key).is_none())
        .map(|row| format!("not among the committed figures: {}", name(workload.name, row)));
    not_measured.chain(not_committed).collect()
}

/// How much more a row of ours may cost than the committed figure says, in per cent. The counts themselves do not vary.
const GROWTH: f64 = 2.0;

/// Rows of ours that cost more than that.
pub(crate) fn grown(workload: &Workload, rows: &[Row], costs: &[Cost], figures: &Figures) -> Vec<String> {
    let mut grown = Vec::new();
    for (row, cost) in rows.iter().zip(costs).filter(|(row, _)| row.of == Of::Ours) {
        let Some(figure) = figures.find(workload.name, &row.key) else { continue };
        if cost.instructions > figure.instructions * (1.0 + GROWTH / 100.0) {
            grown.push(format!(
                "grown by more than {GROWTH} %: {}: {} instructions, {} are committed",
                name(workload.name, row),
                cost.instructions,
                figure.instructions
            ));
        }
    }
    grown
}
