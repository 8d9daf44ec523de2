//! What the machine must have: installed where that is possible, asked for where it is not.

use std::fs;
use std::path::{Path, PathBuf};

use anyhow::{Result, bail};

use crate::shell;

/// Where downloaded tools are kept between runs.
pub fn folder() -> PathBuf {
    shell::root().join("target/tools")
}

/// Makes sure that a program exists, from Debian's packages if it does not.
///
/// # Errors
/// If it is missing and cannot be installed here; the message says how to get it.
pub fn need(program: &str, packages: &[&str]) -> Result<()> {
    if shell::has(program) {
        return Ok(());
    }
    apt(&format!("`{program}`"), packages)
}

/// Installs Debian packages, or says what is missing.
///
/// # Errors
/// If this is not Debian, not root, or the installation fails.
pub fn apt(missing: &str, packages: &[&str]) -> Result<()> {
    let root = shell::read(shell::program("id").arg("-u")).is_ok_and(|id| id == "0");
    if !root || !shell::has("apt-get") {
        bail!("{missing} is missing; on Debian: apt-get install {}", packages.join(" "));
    }
    shell::step(&format!("installing {}", packages.join(", ")), || {
        // Stale lists are no reason to stop: the install says so itself if they are too old.
        let _ = shell::run(shell::program("apt-get").args(["--quiet=2", "update"]));
        let mut install = shell::program("apt-get");
        install.args(["--quiet=2", "--yes", "--no-install-recommends", "install"]);
        shell::run(install.args(packages).env("DEBIAN_FRONTEND", "noninteractive"))
    })
}

/// Chromium and Japanese letters, for the browser journeys.
///
/// # Errors
/// As [`apt`].
pub fn browser() -> Result<()> {
    let known = ["chromium", "chromium-browser", "google-chrome"];
    if std::env::var_os("CHROMIUM").is_none() && !known.iter().any(|name| shell::has(name)) {
        apt("Chromium", &["chromium"])?;
    }
    let cjk = Path::new("/usr/share/fonts/opentype/noto/NotoSansCJK-Regular.ttc").exists()
        || shell::read(shell::program("fc-list").arg(":lang=ja")).is_ok_and(|fonts| !fonts.is_empty());
    if cjk { Ok(()) } else { apt("a font with Japanese letters", &["fonts-noto-cjk"]) }
}

/// The test runner.
///
/// # Errors
/// If it is missing and does not compile.
pub fn nextest() -> Result<()> {
    if shell::has("cargo-nextest") {
        return Ok(());
    }
    shell::step("installing cargo-nextest", || {
        shell::run(&mut shell::cargo(["install", "cargo-nextest", "--locked"]))
    })
}

/// The folder of programs of the Python environment with `sam` and `cfn-lint`.
///
/// # Errors
/// If Python is missing or the packages cannot be fetched.
pub fn python() -> Result<PathBuf> {
    let wanted = include_str!("../requirements.txt");
    let home = folder().join("python");
    let installed = home.join("installed.txt");
    if fs::read_to_string(&installed).is_ok_and(|list| list == wanted) {
        return Ok(home.join("bin"));
    }
    need("python3", &["python3"])?;
    shell::step("installing aws-sam-cli and cfn-lint", || {
        let venv = || shell::run(shell::program("python3").args(["-m", "venv", "--clear"]).arg(&home));
        // Debian keeps this module in a package of its own.
        if venv().is_err() {
            apt("Python's venv", &["python3-venv"])?;
            venv()?;
        }
        let mut pip = shell::program(home.join("bin/pip"));
        pip.args(["install", "--quiet", "--disable-pip-version-check", "--requirement"]);
        shell::run(pip.arg(shell::root().join("infra/xtask/requirements.txt")))?;
        fs::write(&installed, wanted)?;
        Ok(home.join("bin"))
    })
}
