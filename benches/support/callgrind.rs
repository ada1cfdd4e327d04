//! Instructions, counted by callgrind: exact, and the same in every run.
//!
//! The bench runs itself again under valgrind, once with a few rounds of one row and once with more. The difference is rounds
//! alone: start-up and set-up are in both. Only what that process does in user space counts, so a server in another process, and
//! the kernel, do not.

use std::process::{Command, Stdio};

/// Rounds of the shorter run.
pub(crate) const FEW: u32 = 2;
/// Rounds of the longer run.
pub(crate) const MANY: u32 = 6;

/// The C library copies and zeroes more than 2 KiB with `rep movsb` and `rep stosb`, of which valgrind counts each byte as an
/// instruction: a copy would seem ten times as dear as the same one in parts. Children use vectors for any length.
const NO_REP: &str = "glibc.cpu.x86_rep_movsb_threshold=0x7fffffffffffffff:\
                      glibc.cpu.x86_rep_stosb_threshold=0x7fffffffffffffff";

/// Instructions of one round of a row. `arguments` tell the child which row.
pub(crate) fn instructions(arguments: &[&str]) -> Result<f64, String> {
    let few = collected(FEW, arguments)?;
    let many = collected(MANY, arguments)?;
    Ok((many as f64 - few as f64) / f64::from(MANY - FEW))
}

/// What valgrind calls itself.
pub(crate) fn version() -> Result<String, String> {
    let output = Command::new("valgrind").arg("--version").output();
    let output = output.map_err(|error| format!("valgrind does not start: {error}"))?;
    Ok(String::from_utf8_lossy(&output.stdout).trim().to_owned())
}

fn collected(rounds: u32, arguments: &[&str]) -> Result<u64, String> {
    let bench = std::env::current_exe().map_err(|error| error.to_string())?;
    let output = Command::new("valgrind")
        .args(["--tool=callgrind", "--callgrind-out-file=/dev/null"])
        .arg(bench)
        .args(["--rounds", &rounds.to_string()])
        .args(arguments)
        // The environment lies on the stack, and would shift it.
        .env_clear()
        .envs(std::env::var_os("PATH").map(|path| ("PATH", path)))
        .env("GLIBC_TUNABLES", NO_REP)
        .stdin(Stdio::null())
        .output()
        .map_err(|error| format!("valgrind does not start: {error}"))?;
    let said = String::from_utf8_lossy(&output.stderr);
    let count = said.lines().find_map(|line| line.split_once("Collected : ")?.1.trim().parse().ok());
    match count {
        Some(count) if output.status.success() => Ok(count),
        _ => Err(format!("no count from callgrind, {}:\n{said}", output.status)),
    }
}
