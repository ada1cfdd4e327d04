//! What the workloads share.

pub(crate) mod callgrind;
pub(crate) mod data;
pub(crate) mod row;

use std::process::ExitCode;

use row::Row;

pub(crate) fn main(rows: fn() -> Vec<Row>) -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let value = |name: &str| {
        let at = arguments.iter().position(|argument| argument == name)?;
        arguments.get(at + 1).cloned()
    };
    let rows = rows();
    if let (Some(name), Some(rounds)) = (value("--row"), value("--rounds")) {
        let row = rows.iter().find(|row| row.name == name).expect("a row of that name");
        (row.start)().run(rounds.parse().unwrap());
        return ExitCode::SUCCESS;
    }
    let only = value("--only").unwrap_or_default();
    let mut done: Vec<(String, f64)> = Vec::new();
    for row in rows.iter().filter(|row| row.name.contains(&only)) {
        let mut figure = callgrind::instructions(&row.name, &[]).unwrap();
        done.push((row.name.clone(), figure));
        if let Some(less) = &row.less {
            figure -= done.iter().find(|(name, _)| name == less).unwrap().1;
        }
        println!("{:50} {:10.1}", row.name, figure / f64::from(row.per));
    }
    ExitCode::SUCCESS
}
