//! Writes `memory.x`, which the linker scripts of cortex-m-rt and riscv-rt include.

use std::{env, fs, path::PathBuf};

/// Flash and RAM as QEMU's netduinoplus2 has them. Code must not begin at address 0, where linkers let the line tables of
/// functions begin that they left out.
const MEMORY: &str = "MEMORY {
    FLASH : ORIGIN = 0x08000000, LENGTH = 256K
    RAM : ORIGIN = 0x20000000, LENGTH = 64K
}
";

/// Tables for unwinding serve nobody where a panic cannot happen.
const RISCV: &str = "
REGION_ALIAS(\"REGION_TEXT\", FLASH);
REGION_ALIAS(\"REGION_RODATA\", FLASH);
REGION_ALIAS(\"REGION_DATA\", RAM);
REGION_ALIAS(\"REGION_BSS\", RAM);
REGION_ALIAS(\"REGION_HEAP\", RAM);
REGION_ALIAS(\"REGION_STACK\", RAM);
SECTIONS { /DISCARD/ : { *(.eh_frame) } }
";

fn main() {
    let mut text = String::from(MEMORY);
    if env::var("CARGO_CFG_TARGET_ARCH").as_deref() == Ok("riscv32") {
        text += RISCV;
        println!("cargo:rustc-link-arg-bins=-Tmemory.x");
    }
    let out = PathBuf::from(env::var_os("OUT_DIR").expect("cargo sets it"));
    fs::write(out.join("memory.x"), text).expect("the folder is cargo's for this");
    println!("cargo:rustc-link-search={}", out.display());
    println!("cargo:rustc-link-arg-bins=-Tlink.x");
    println!("cargo:rerun-if-changed=build.rs");
}
