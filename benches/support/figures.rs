//! The committed figures: a table with a line for each row, its instructions, and its budget if it has one.

use std::fmt::Write as _;
use std::fs;

use super::row::{Key, Row};
use super::workloads::Workload;

const FILE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/benches/figures.tsv");
const COLUMNS: &str = "workload\tset\tline\tcolumn\tinstructions\tbudget";

/// The most that a row of ours is to cost.
#[derive(Clone, Debug, PartialEq)]
pub(crate) enum Budget {
    /// So many instructions.
    AtMost(f64),
    /// So many times fewer than another line, in the same run.
    Below(f64, String),
}

impl Budget {
    fn parse(text: &str) -> Option<Self> {
        if let Some((factor, line)) = text.split_once(" x fewer than ") {
            return Some(Self::Below(factor.parse().ok()?, line.to_owned()));
        }
        text.parse().ok().map(Self::AtMost)
    }

    /// In instructions, given what other lines cost.
    pub(crate) fn limit(&self, cost: impl Fn(&str) -> Option<f64>) -> Option<f64> {
        match self {
            Self::AtMost(limit) => Some(*limit),
            Self::Below(factor, line) => Some(cost(line)? / factor),
        }
    }
}

impl std::fmt::Display for Budget {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::AtMost(limit) => write!(f, "{limit}"),
            Self::Below(factor, line) => write!(f, "{factor} x fewer than {line}"),
        }
    }
}

/// A row of the table.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct Figure {
    pub(crate) workload: String,
    pub(crate) key: Key,
    pub(crate) instructions: f64,
    pub(crate) budget: Option<Budget>,
}

/// The whole table.
pub(crate) struct Figures {
    /// What the figures were counted with.
    pub(crate) tools: String,
    pub(crate) rows: Vec<Figure>,
}

impl Figures {
    pub(crate) fn read() -> Result<Self, String> {
        let text = fs::read_to_string(FILE).map_err(|error| format!("{FILE}: {error}"))?;
        let mut lines = text.lines();
        let tools = lines.next().and_then(|line| line.strip_prefix("# ")).ok_or("no tools in the figures")?;
        if lines.next() != Some(COLUMNS) {
            return Err(format!("{FILE}: other columns than {COLUMNS:?}"));
        }
        let rows = lines.map(|line| figure(line).ok_or(format!("{FILE}: {line:?}")));
        Ok(Self { tools: tools.to_owned(), rows: rows.collect::<Result<_, _>>()? })
    }

    pub(crate) fn find(&self, workload: &str, key: &Key) -> Option<&Figure> {
        self.rows.iter().find(|row| row.workload == workload && row.key == *key)
    }

    /// Puts new figures in the place of a workload's old ones. Budgets stay.
    pub(crate) fn replace(&mut self, workload: &Workload, rows: &[Row], instructions: &[f64]) {
        let new = rows.iter().zip(instructions).map(|(row, &instructions)| {
            let old = self.find(workload.name, &row.key);
            Figure {
                workload: workload.name.to_owned(),
                key: row.key.clone(),
                instructions,
                budget: old.and_then(|old| old.budget.clone()),
            }
        });
        let new: Vec<_> = new.collect();
        self.rows.retain(|row| row.workload != workload.name);
        self.rows.extend(new);
        self.rows.sort_by(|one, other| one.workload.cmp(&other.workload));
    }

    pub(crate) fn write(&self) -> Result<(), String> {
        let mut text = format!("# {}\n{COLUMNS}\n", self.tools);
        for Figure { workload, key: Key { set, line, column }, instructions, budget } in &self.rows {
            let budget = budget.as_ref().map(ToString::to_string).unwrap_or_default();
            let _ = writeln!(text, "{workload}\t{set}\t{line}\t{column}\t{instructions:.1}\t{budget}");
        }
        fs::write(FILE, text).map_err(|error| format!("{FILE}: {error}"))
    }
}

fn figure(line: &str) -> Option<Figure> {
    let fields: Vec<&str> = line.split('\t').collect();
    let &[workload, set, line, column, instructions, budget] = fields.as_slice() else { return None };
    Some(Figure {
        workload: workload.to_owned(),
        key: Key::new(set, line, column),
        instructions: instructions.parse().ok()?,
        budget: if budget.is_empty() { None } else { Some(Budget::parse(budget)?) },
    })
}
