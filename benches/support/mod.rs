//! What the benches share: a bench makes rows, this measures them, prints them, and holds them to the committed figures.
// No bench uses all of it.
#![allow(dead_code)]

pub(crate) mod callgrind;
pub(crate) mod data;
pub(crate) mod each;
pub(crate) mod figures;
pub(crate) mod maps;
pub(crate) mod measure;
pub(crate) mod options;
pub(crate) mod peers;
pub(crate) mod readme;
pub(crate) mod row;
pub(crate) mod table;
pub(crate) mod workloads;

use std::process::ExitCode;

use figures::Figures;
use options::{Mode, Options};
use row::Row;
use workloads::Workload;

/// What a bench measures.
pub(crate) struct Bench {
    pub(crate) workloads: Vec<(Workload, Vec<Row>)>,
    /// What a child needs to be told to make the same rows.
    pub(crate) arguments: Vec<String>,
}

pub(crate) fn main(bench: impl FnOnce(&Options) -> Bench) -> ExitCode {
    match Options::parse(std::env::args().skip(1)).and_then(|options| run(&options, bench)) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("{error}");
            ExitCode::FAILURE
        }
    }
}

fn run(options: &Options, bench: impl FnOnce(&Options) -> Bench) -> Result<(), String> {
    if !cfg!(all(feature = "std", feature = "float")) {
        return Err("nothing measured: this needs `cargo bench --features std,float`".to_owned());
    }
    if options.mode == Mode::Tables {
        let figures = Figures::read()?;
        for row in &figures.rows {
            measure::something(row.instructions)
                .map_err(|error| format!("{} | {}: {error}", row.workload, row.key))?;
        }
        return readme::write(&figures);
    }
    let Bench { workloads, arguments } = bench(options);
    if let Mode::Child { row, less, rounds } = &options.mode {
        return child(&workloads, row, *less, *rounds);
    }
    let tools = tools()?;
    let mut figures = match (Figures::read(), &options.mode) {
        (Err(_), Mode::Record) => Figures { tools: tools.clone(), rows: Vec::new() },
        (figures, _) => figures?,
    };
    let mut wrong = Vec::new();
    for (workload, mut rows) in workloads {
        if let Some(only) = &options.only {
            rows.retain(|row| measure::name(workload.name, row).contains(only));
        }
        if rows.is_empty() {
            continue;
        }
        let costs = measure::all(workload.name, &rows, &arguments);
        let mut complete = Vec::new();
        for (row, cost) in rows.iter().zip(costs) {
            match cost {
                Ok(cost) => complete.push(cost),
                Err(error) => return Err(format!("{}: {error}", measure::name(workload.name, row))),
            }
        }
        if matches!(options.mode, Mode::Record) {
            let instructions: Vec<f64> = complete.iter().map(|cost| cost.instructions).collect();
            figures.replace(&workload, &rows, &instructions);
        }
        table::print(&workload, &rows, &complete, &figures);
        if options.only.is_none() {
            wrong.extend(table::missing(&workload, &rows, &figures));
        }
        if matches!(options.mode, Mode::Check) {
            wrong.extend(table::grown(&workload, &rows, &complete, &figures));
        }
    }
    if figures.tools != tools {
        println!("The figures were recorded with {}; this is {tools}.", figures.tools);
    }
    match options.mode {
        Mode::Record => {
            figures.tools = tools;
            figures.write()?;
            readme::write(&figures)?;
        }
        Mode::Check => wrong.extend(readme::check(&figures).err()),
        Mode::Print | Mode::Tables | Mode::Child { .. } => {}
    }
    if wrong.is_empty() { Ok(()) } else { Err(wrong.join("\n")) }
}

/// Does the rounds of one row; all that callgrind sees.
fn child(workloads: &[(Workload, Vec<Row>)], name: &str, less: bool, rounds: u32) -> Result<(), String> {
    let mut rows = workloads.iter().flat_map(|(workload, rows)| rows.iter().map(move |row| (workload, row)));
    let found = rows.find(|(workload, row)| measure::name(workload.name, row) == name);
    let (_, row) = found.ok_or_else(|| format!("there is no row {name:?}"))?;
    let start = if less { row.less.as_ref() } else { Some(&row.start) };
    let mut work = start.ok_or("that row has nothing taken off")?();
    work.reset();
    work.run(rounds);
    Ok(())
}

fn tools() -> Result<String, String> {
    let rustc = std::process::Command::new("rustc").arg("--version").output();
    let rustc = rustc.map_err(|error| format!("rustc does not start: {error}"))?;
    let rustc = String::from_utf8_lossy(&rustc.stdout);
    let rustc = rustc.split(" (").next().unwrap_or_default();
    Ok(format!("{rustc} for {}, {}", std::env::consts::ARCH, callgrind::version()?))
}
