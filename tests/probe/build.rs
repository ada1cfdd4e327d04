//! Writes `memory.x`, which the linker scripts of cortex-m-rt and riscv-rt include.

use std::{env, fs, path::PathBuf};

fn main() {
    let mut text = String::from(
        "MEMORY { FLASH : ORIGIN = 0x00000000, LENGTH = 256K\n RAM : ORIGIN = 0x20000000, LENGTH = 64K }\n",
    );
    if env::var("CARGO_CFG_TARGET_ARCH").as_deref() == Ok("riscv32") {
        for region in ["TEXT", "RODATA"] {
            text += &format!("REGION_ALIAS(\"REGION_{region}\", FLASH);\n");
        }
        for region in ["DATA", "BSS", "HEAP", "STACK"] {
            text += &format!("REGION_ALIAS(\"REGION_{region}\", RAM);\n");
        }
        println!("cargo:rustc-link-arg-bins=-Tmemory.x");
    }
    let out = PathBuf::from(env::var_os("OUT_DIR").expect("cargo sets it"));
    fs::write(out.join("memory.x"), text).expect("the folder is cargo's for this");
    println!("cargo:rustc-link-search={}", out.display());
    println!("cargo:rustc-link-arg-bins=-Tlink.x");
    println!("cargo:rerun-if-changed=build.rs");
}
