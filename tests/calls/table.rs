//! The table in the README.

use std::fmt::Write as _;

use librato_test_support::marked;

use crate::code::one_line;
use crate::documented::LEFT_OUT;
use crate::route::Route;
use crate::row::{Row, Since};
use crate::rows::Group;
use crate::vectors::Steps;

/// A text with the table of this name in it.
pub(crate) fn within(text: &str, name: &str, table: &str) -> String {
    let (begin, end) =
        (format!("<!-- {name}: written by tests/calls -->\n"), format!("<!-- end of {name} -->"));
    marked::replaced(text, &begin, &end, table).expect("a place for the table")
}

/// Writes the table of another client.
pub(crate) fn elsewhere(client: &str, rows: &[Row]) -> String {
    let mut text = format!("| {client} | here |\n|---|---|\n");
    for row in rows {
        let _ = writeln!(text, "| {} | {} |", python(row), code(&one_line(row.tokens)));
    }
    text
}

/// Writes the table.
pub(crate) fn table(groups: &[Group], steps: &Steps) -> String {
    let mut text = String::from("| python-librato | here | route | recorded cases |\n|---|---|---|---|\n");
    for group in groups {
        let _ = writeln!(text, "| **{}** | | | |", group.title);
        for row in &group.rows {
            let cells =
                [python(row), code(&one_line(row.tokens)), routes(row), cases(row, steps, group.area)];
            let _ = writeln!(text, "| {} |", cells.join(" | "));
        }
    }
    text.push_str("\nWithout a call here:\n\n");
    for (what, why) in LEFT_OUT {
        let _ = writeln!(text, "- {what}: {why}.");
    }
    text
}

fn python(row: &Row) -> String {
    let calls: Vec<_> = row.python.split("; ").map(code).collect();
    let calls = calls.join(", ");
    match row.since {
        Since::Both => calls,
        Since::Upstream => format!("{calls} (3.1.0)"),
        Since::Seed => format!("{calls} (0.8.3)"),
        Since::Neither => "none".into(),
    }
}

fn routes(row: &Row) -> String {
    let routes: Vec<_> = Route::all(row.routes).iter().map(|route| code(route.0)).collect();
    routes.join(", ")
}

fn cases(row: &Row, steps: &Steps, area: &str) -> String {
    steps.cases(row.ops, &Route::all(row.routes), area).unwrap_or_default()
}

/// A cell ends at a bar, also within code.
fn code(text: &str) -> String {
    format!("`{}`", text.replace('|', "\\|"))
}
