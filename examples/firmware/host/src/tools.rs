//! What must be installed.

use std::collections::BTreeSet;
use std::path::PathBuf;
use std::process::Command;

use crate::scenario::{Error, Scenario};

/// What is missing, and how to install it.
pub(crate) fn missing(scenarios: &[Scenario]) -> Vec<String> {
    let mut missing = BTreeSet::new();
    for scenario in scenarios {
        let board = scenario.board;
        if !Command::new(board.qemu).arg("--version").output().is_ok_and(|run| run.status.success()) {
            let package =
                if board.qemu == "qemu-system-arm" { "qemu-system-arm" } else { "qemu-system-misc" };
            missing.insert(format!("{} is missing: apt-get install {package}", board.qemu));
        }
        let libraries = sysroot().map(|root| root.join("lib/rustlib").join(board.target).join("lib"));
        if !libraries.is_ok_and(|path| path.is_dir()) {
            missing.insert(format!("{0} is missing: rustup target add {0}", board.target));
        }
    }
    missing.into_iter().collect()
}

fn sysroot() -> Result<PathBuf, Error> {
    let run = Command::new("rustc").args(["--print", "sysroot"]).output()?;
    Ok(String::from_utf8(run.stdout)?.trim().into())
}
