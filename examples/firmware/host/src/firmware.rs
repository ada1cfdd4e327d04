//! Builds a program for a board.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::boards::Board;
use crate::scenario::Error;

/// Builds it, and keeps it under a name that no other board's build takes.
pub(crate) fn build(program: &str, board: &Board) -> Result<PathBuf, Error> {
    let workspace =
        Path::new(env!("CARGO_MANIFEST_DIR")).parent().ok_or("a package at the root of the disk")?;
    let target = workspace.join("target");
    let status = Command::new("cargo")
        .args(["build", "--quiet", "--release", "--locked", "-p", program])
        .args(["--target", board.target, "--features", board.name])
        .arg("--target-dir")
        .arg(&target)
        // Where this workspace's settings are.
        .current_dir(workspace)
        .env_remove("RUSTFLAGS")
        .env_remove("DEFMT_LOG")
        .status()?;
    if !status.success() {
        return Err("it does not build".into());
    }
    let built = target.join(format!("{program}-{}.elf", board.name));
    // In one step: another run may be at it as well.
    let copy = built.with_extension(std::process::id().to_string());
    fs::copy(target.join(board.target).join("release").join(program), &copy)?;
    fs::rename(copy, &built)?;
    Ok(built)
}
