//! A compiler for the browser: the active one, one helped by rustup, or Debian's.

use std::env::consts::ARCH;
use std::fs;
use std::path::{Path, PathBuf};
use std::process::Command;

use anyhow::{Context, Result, bail};

use crate::{shell, tools};

/// What the browser runs.
pub const TARGET: &str = "wasm32-unknown-unknown";

/// How cargo is told to compile for the browser.
pub enum Toolchain {
    /// The active toolchain has the target.
    Active,
    /// Debian's compiler for its browser packages, unpacked in this folder. It brings the
    /// standard library as source only, so that is compiled with the app.
    Debian(PathBuf),
}

impl Toolchain {
    /// Finds a compiler: the active toolchain; the same with the target that rustup adds;
    /// Debian's packages, which are unpacked and not installed (they conflict with rustup).
    ///
    /// # Errors
    /// If all three are out of reach; the message names the first, which is the usual one.
    pub fn find() -> Result<Self> {
        if active_has_target() {
            return Ok(Self::Active);
        }
        if shell::has("rustup") {
            eprintln!("• adding the target {TARGET} …");
            let added = shell::read(shell::program("rustup").args(["target", "add", TARGET]));
            if added.is_ok() && active_has_target() {
                return Ok(Self::Active);
            }
        }
        debian().map(Self::Debian).with_context(|| {
            format!("no compiler for {TARGET}: `rustup target add {TARGET}` failed, and so did")
        })
    }

    /// `cargo build` for the browser, in a target folder of its own: sharing one with the
    /// host's compiler would make each rebuild what the other built.
    ///
    /// # Errors
    /// If the active toolchain does not say where it lives.
    pub fn cargo_build(&self) -> Result<Command> {
        let mut cargo = shell::cargo(["build", "--target", TARGET]);
        cargo.env("CARGO_TARGET_DIR", target_folder());
        cargo.env("CARGO_ENCODED_RUSTFLAGS", smaller());
        // A stable compiler refuses `-Z` without it.
        cargo.env("RUSTC_BOOTSTRAP", "1");
        if let Self::Debian(home) = self {
            let sysroot = shell::read(shell::program("rustc").args(["--print", "sysroot"]))?;
            let linker = format!("{sysroot}/lib/rustlib/{ARCH}-unknown-linux-gnu/bin/rust-lld");
            cargo
                .arg("-Zbuild-std=std,panic_abort")
                .env("RUSTC", home.join("usr/bin/rustc"))
                .env("LD_LIBRARY_PATH", home.join(format!("usr/lib/{ARCH}-linux-gnu")))
                .env("CARGO_TARGET_WASM32_UNKNOWN_UNKNOWN_LINKER", linker);
        }
        Ok(cargo)
    }
}

/// Where cargo leaves what it compiled for the browser.
pub fn target_folder() -> PathBuf {
    shell::root().join("target/wasm")
}

fn active_has_target() -> bool {
    let mut rustc = shell::program("rustc");
    rustc.args(["--print", "target-libdir", "--target", TARGET]);
    shell::read(&mut rustc).is_ok_and(|folder| Path::new(&folder).is_dir())
}

/// Panic messages name source files: neither the builder's home nor its length belongs there. Nor does
/// the text of debug output, which nobody reads on a phone but everybody would download. (Places in the
/// source must stay: Dioxus tells global signals apart by them.)
fn smaller() -> String {
    let cargo_home = std::env::var("CARGO_HOME")
        .or_else(|_| std::env::var("HOME").map(|home| format!("{home}/.cargo")))
        .unwrap_or_default();
    [
        format!("--remap-path-prefix={cargo_home}/registry/src="),
        format!("--remap-path-prefix={}=", shell::root().display()),
        "-Zfmt-debug=none".to_owned(),
    ]
    // Cargo separates flags by this character, because a path may hold a space.
    .join("\u{1f}")
}

/// Fetches and unpacks Debian's compiler, once.
fn debian() -> Result<PathBuf> {
    let home = tools::folder().join("wasm-toolchain");
    if home.join("complete").exists() {
        return Ok(home);
    }
    if !shell::has("apt-get") || !shell::has("dpkg") {
        bail!("this is not Debian, whose packages could stand in");
    }
    shell::step("unpacking Debian's compiler for browsers", || {
        // Ordinary users cannot update the lists; theirs may be good enough.
        let _ = shell::read(shell::program("apt-get").arg("update"));
        let mut packages = vec!["rustc-web".to_owned(), "libstd-rust-web-dev".to_owned()];
        packages.push("rust-web-src".to_owned());
        // These two carry a version in their name.
        packages.push(dependency("libstd-rust-web-dev", "libstd-rust-web-")?);
        packages.push(dependency(&packages[3], "libllvm")?);
        let downloads = tools::folder().join("wasm-debs");
        fs::create_dir_all(&downloads)?;
        let mut download = shell::program("apt-get");
        shell::read(download.arg("download").args(&packages).current_dir(&downloads))?;
        for package in fs::read_dir(&downloads)? {
            shell::read(shell::program("dpkg").arg("-x").arg(package?.path()).arg(&home))?;
        }
        fs::remove_dir_all(&downloads)?;
        fs::write(home.join("complete"), packages.join("\n"))?;
        Ok(home)
    })
}

/// The package that `package` depends on and whose name starts so.
fn dependency(package: &str, start: &str) -> Result<String> {
    let list = shell::read(shell::program("apt-cache").args(["depends", package]))?;
    list.lines()
        .filter_map(|line| line.trim().strip_prefix("Depends: "))
        .find(|name| name.starts_with(start))
        .map(str::to_owned)
        .with_context(|| format!("{package} does not depend on any {start}…"))
}
