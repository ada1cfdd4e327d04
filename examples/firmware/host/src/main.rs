//! Builds the firmware, runs it under QEMU against a local receiver, checks what arrives, and prints what each program takes.
//!
//! `run [PROGRAM…]`: all programs, or those named. `run --record`: all, and the table goes into the library's README.

mod boards;
mod certificates;
mod firmware;
mod frames;
mod image;
mod log;
mod logged;
mod modem;
mod net;
mod panics;
mod pulses;
mod qemu;
mod qmp;
mod readme;
mod reset;
mod scenario;
mod sleepy;
mod table;
mod thermometer;
mod tls;
mod tools;
mod uart;
mod unproven;

use std::process::ExitCode;

use scenario::Scenario;

/// All that is run, in this order. A file of its own has those of a kind.
fn scenarios() -> Vec<Scenario> {
    [
        uart::scenarios(),
        sleepy::scenarios(),
        pulses::scenarios(),
        reset::scenarios(),
        logged::scenarios(),
        net::scenarios(),
        tls::scenarios(),
    ]
    .into_iter()
    .flatten()
    .collect()
}

fn main() -> ExitCode {
    let named: Vec<String> = std::env::args().skip(1).collect();
    if let [what, port] = named.as_slice()
        && what == net::PIPE
    {
        return net::pipe(port);
    }
    let records = named == ["--record"];
    let named = if records { &[] } else { named.as_slice() };
    let mut scenarios = scenarios();
    if let Some(unknown) = named.iter().find(|name| scenarios.iter().all(|known| known.program != **name)) {
        eprintln!("there is no program {unknown}");
        return ExitCode::FAILURE;
    }
    scenarios.retain(|scenario| named.is_empty() || named.iter().any(|name| name == scenario.program));
    let missing = tools::missing(&scenarios);
    if !missing.is_empty() {
        eprintln!("{}", missing.join("\n"));
        return ExitCode::FAILURE;
    }
    let mut rows = Vec::new();
    for scenario in &scenarios {
        eprintln!("{} on {}: {}", scenario.program, scenario.board.name, scenario.what);
        let row = scenario.play();
        if let Err(error) = &row.result {
            eprintln!("  failed: {error}");
        }
        rows.push(row);
    }
    let table = table::of(&rows);
    print!("{table}");
    if rows.iter().any(|row| row.result.is_err()) {
        return ExitCode::FAILURE;
    }
    if records && let Err(error) = readme::write(&table) {
        eprintln!("{error}");
        return ExitCode::FAILURE;
    }
    ExitCode::SUCCESS
}
