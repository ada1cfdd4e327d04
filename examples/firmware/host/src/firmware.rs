//! Builds a program for a board, and says how large it is.

use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use crate::boards::Board;
use crate::scenario::Error;
use crate::tools;

/// What the linker laid down, in bytes.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct Sizes {
    /// Code, constants, and what variables begin with.
    pub(crate) flash: u64,
    /// Variables, without the stack.
    pub(crate) ram: u64,
    /// Functions that only a panic calls, its handler aside.
    pub(crate) panics: u64,
}

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
        .status()?;
    if !status.success() {
        return Err("it does not build".into());
    }
    let built = target.join(format!("{program}-{}.elf", board.name));
    fs::copy(target.join(board.target).join("release").join(program), &built)?;
    Ok(built)
}

/// How large it is.
pub(crate) fn sizes(built: &Path) -> Result<Sizes, Error> {
    let sections = printed(Command::new(tools::llvm("llvm-size")?).arg("-A").arg(built))?;
    let symbols = printed(Command::new(tools::llvm("llvm-nm")?).arg("--demangle").arg(built))?;
    let mut sizes = add_up(&sections);
    let is_of_panic = |line: &&str| {
        let name = line.splitn(3, ' ').nth(2).unwrap_or_default();
        name.contains("core::panicking") || name.ends_with("_failed") || name.ends_with("_fail")
    };
    sizes.panics = symbols.lines().filter(is_of_panic).count() as u64;
    Ok(sizes)
}

fn printed(command: &mut Command) -> Result<String, Error> {
    let run = command.output()?;
    if !run.status.success() {
        return Err(String::from_utf8_lossy(&run.stderr).into());
    }
    Ok(String::from_utf8(run.stdout)?)
}

fn add_up(sections: &str) -> Sizes {
    let mut sizes = Sizes::default();
    for line in sections.lines() {
        let mut words = line.split_whitespace();
        let (Some(name), Some(Ok(size))) = (words.next(), words.next().map(str::parse::<u64>)) else {
            continue;
        };
        // Where it lies is what tells sections of the program from what is said about it.
        if words.next().is_none_or(|address| address == "0") && name != ".vector_table" {
            continue;
        }
        // What is left of the RAM.
        if [".stack", ".heap"].contains(&name) {
            continue;
        }
        let is_variable = [".data", ".bss", ".uninit"].iter().any(|kind| name.starts_with(kind));
        sizes.ram += if is_variable { size } else { 0 };
        sizes.flash += if is_variable && !name.starts_with(".data") { 0 } else { size };
    }
    sizes
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_lies_on_the_board_counts() {
        let printed = "uart  :\nsection  size  addr\n.vector_table 256 0\n.text 1000 256\n.rodata 100 1256\n.data 8 536870912\n\
                       .bss 50 536870920\n.uninit 2 536870970\n.stack 900 536871000\n.debug_info 9999 0\nTotal 11415\n";
        assert_eq!(add_up(printed), Sizes { flash: 1364, ram: 60, panics: 0 });
    }
}
