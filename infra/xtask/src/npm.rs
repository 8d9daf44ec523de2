//! Programs from npm: their versions are pinned in `tests/browser/package-lock.json`.

use std::fs;
use std::path::PathBuf;
use std::process::Command;

use anyhow::{Context, Result, bail};

use crate::{shell, tools};

/// Oldest Node that the pinned packages accept.
const NODE: u32 = 20;

/// The one folder whose `package.json` names everything that comes from npm.
pub fn folder() -> PathBuf {
    shell::root().join("tests/browser")
}

/// Installs the pinned packages unless they are there already.
///
/// # Errors
/// If Node is missing or too old, or the packages cannot be fetched.
pub fn install() -> Result<()> {
    tools::need("node", &["nodejs", "npm"])?;
    tools::need("npm", &["npm"])?;
    let version = shell::read(shell::program("node").arg("--version"))?;
    let major = version.trim_start_matches('v').split('.').next().and_then(|n| n.parse::<u32>().ok());
    if major.is_none_or(|major| major < NODE) {
        bail!("Node {NODE} or newer is needed, this is {version}; https://nodejs.org has it");
    }
    let wanted = folder().join("package-lock.json");
    let wanted = fs::read(&wanted).with_context(|| format!("reading {}", wanted.display()))?;
    // The lock as it was when the packages were last installed.
    let installed = folder().join("node_modules/.installed-lock.json");
    if fs::read(&installed).is_ok_and(|lock| lock == wanted) {
        return Ok(());
    }
    shell::step("installing the pinned npm packages", || {
        // No package here needs its install script, so none may run one.
        let mut npm = shell::program("npm");
        npm.args(["ci", "--ignore-scripts", "--no-audit", "--no-fund", "--loglevel=error"]);
        shell::run(npm.current_dir(folder()))?;
        Ok(fs::write(&installed, &wanted)?)
    })
}

/// A program that one of the packages brings.
pub fn program(name: &str) -> Command {
    shell::program(folder().join("node_modules/.bin").join(name))
}
