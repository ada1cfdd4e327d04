//! The examples of the `librato` crate as programs.

use std::env;
use std::path::{Path, PathBuf};
use std::process::Command;
use std::sync::Mutex;

/// Where cargo puts an example: next to the folder that the calling test runs from. `cargo test` has built it, but not
/// `cargo test --test NAME`; then this does, with feature `std`.
///
/// # Panics
///
/// If it cannot be built.
pub fn program(name: &str) -> PathBuf {
    let test = env::current_exe().expect("the path of this test");
    let profile = test.parent().and_then(Path::parent).expect("a folder for the profile");
    let program = profile.join("examples").join(format!("{name}{}", env::consts::EXE_SUFFIX));
    // Tests run side by side; one of them builds.
    static BUILDING: Mutex<()> = Mutex::new(());
    let _alone = BUILDING.lock();
    if !program.exists() {
        let profile_name = profile.file_name().and_then(|name| name.to_str()).expect("a profile");
        let cargo = env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
        let built = Command::new(cargo)
            .args(["build", "--example", name, "--features", "std", "--profile"])
            .arg(if profile_name == "debug" { "dev" } else { profile_name })
            .arg("--target-dir")
            .arg(profile.parent().expect("a target folder"))
            .current_dir(Path::new(env!("CARGO_MANIFEST_DIR")).join("../.."))
            .status()
            .expect("cargo runs");
        assert!(built.success());
    }
    program
}
