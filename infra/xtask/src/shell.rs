//! Running other programs, and telling the person who waits what is going on.

use std::env;
use std::ffi::OsStr;
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};
use std::time::Instant;

use anyhow::{Context, Result, bail};

/// The workspace's root folder.
pub fn root() -> PathBuf {
    let here = Path::new(env!("CARGO_MANIFEST_DIR"));
    here.ancestors().nth(2).unwrap_or(here).to_path_buf()
}

/// A program to be run in the workspace's root.
pub fn program(name: impl AsRef<OsStr>) -> Command {
    let mut command = Command::new(name);
    command.current_dir(root());
    command
}

/// The cargo that started this program, so that a chosen toolchain stays chosen.
pub fn cargo<const N: usize>(arguments: [&str; N]) -> Command {
    let mut command = program(env::var_os("CARGO").unwrap_or_else(|| "cargo".into()));
    command.args(arguments);
    command
}

/// Runs a program to its end, its output going where ours goes.
///
/// # Errors
/// If it cannot be started, or ends with another status than 0.
pub fn run(command: &mut Command) -> Result<()> {
    let status = command.status().with_context(|| format!("cannot start {}", line(command)))?;
    if !status.success() {
        bail!("{} ended with {status}", line(command));
    }
    Ok(())
}

/// Runs a program to its end and returns what it printed, without the last line break.
///
/// # Errors
/// As [`run`]; what the program said on its error stream is part of the error.
pub fn read(command: &mut Command) -> Result<String> {
    let output =
        command.stdin(Stdio::null()).output().with_context(|| format!("cannot start {}", line(command)))?;
    if !output.status.success() {
        let said = String::from_utf8_lossy(&output.stderr);
        bail!("{} ended with {}: {}", line(command), output.status, said.trim());
    }
    Ok(String::from_utf8(output.stdout)?.trim_end().to_owned())
}

/// Whether a program can be found where the shell would look.
pub fn has(name: &str) -> bool {
    let path = env::var_os("PATH").unwrap_or_default();
    env::split_paths(&path).any(|folder| folder.join(name).is_file())
}

/// Announces a piece of work, does it, and says how long it took.
///
/// # Errors
/// Those of the work.
pub fn step<T>(what: &str, work: impl FnOnce() -> Result<T>) -> Result<T> {
    eprintln!("• {what} …");
    let start = Instant::now();
    let result = work().with_context(|| what.to_owned())?;
    eprintln!("  done in {:.1} s", start.elapsed().as_secs_f32());
    Ok(result)
}

/// The command as a person would type it, shortened to what identifies it.
fn line(command: &Command) -> String {
    let words = std::iter::once(command.get_program()).chain(command.get_args());
    let words: Vec<_> = words.take(8).map(OsStr::to_string_lossy).collect();
    format!("`{}`", words.join(" "))
}

/// Runs a program in place of this one, so that signals reach it directly.
///
/// # Errors
/// If it cannot be started; otherwise this does not return.
#[cfg(unix)]
pub fn become_program(command: &mut Command) -> Result<()> {
    use std::os::unix::process::CommandExt;
    let error = command.exec();
    Err(error).with_context(|| format!("cannot start {}", line(command)))
}

/// Runs a program in place of this one, as far as the system can.
///
/// # Errors
/// As [`run`].
#[cfg(not(unix))]
pub fn become_program(command: &mut Command) -> Result<()> {
    run(command)
}
