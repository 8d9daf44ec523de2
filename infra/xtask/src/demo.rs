//! `demo`: builds what is missing and becomes the one-machine server.

use anyhow::Result;

use crate::{shell, web};

/// Builds both apps and the server, then runs the server with the given options.
///
/// # Errors
/// If something cannot be built or the server cannot be started.
pub fn run(options: &[String]) -> Result<()> {
    web::build()?;
    shell::step("building the server", || shell::run(&mut shell::cargo(["build", "--package", "local"])))?;
    shell::become_program(shell::cargo(["run", "--quiet", "--package", "local", "--"]).args(options))
}
