//! Writes memory.x, what the linker knows of the board.

use std::path::PathBuf;
use std::{env, fs, io};

/// Feature, and the sizes of flash and RAM.
const BOARDS: [(&str, &str, &str); 3] =
    [("LM3S6965EVB", "256K", "64K"), ("MICROBIT", "256K", "16K"), ("MPS2_AN386", "4M", "4M")];

fn main() -> io::Result<()> {
    println!("cargo:rerun-if-changed=build.rs");
    let is_chosen = |name: &str| env::var_os(format!("CARGO_FEATURE_{name}")).is_some();
    let memory = if let Some((_, flash, ram)) = BOARDS.iter().find(|(name, ..)| is_chosen(name)) {
        format!(
            "MEMORY {{\n  FLASH : ORIGIN = 0x00000000, LENGTH = {flash}\n  RAM : ORIGIN = 0x20000000, LENGTH = {ram}\n}}\n"
        )
    } else if is_chosen("VIRT") {
        let regions = ["TEXT", "RODATA", "DATA", "BSS", "HEAP", "STACK"];
        let aliases = regions.map(|region| format!("REGION_ALIAS(\"REGION_{region}\", RAM);\n")).concat();
        format!("MEMORY {{\n  RAM : ORIGIN = 0x80000000, LENGTH = 256K\n}}\n{aliases}")
    } else {
        return Err(io::Error::other("choose a board by a feature, such as lm3s6965evb"));
    };
    let out =
        PathBuf::from(env::var_os("OUT_DIR").ok_or_else(|| io::Error::other("cargo names no OUT_DIR"))?);
    println!("cargo:rustc-link-search={}", out.display());
    fs::write(out.join("memory.x"), memory)
}
