//! `cargo xtask <command>`: builds, runs and checks the project.

mod bundle;
mod demo;
mod npm;
mod shell;
mod sizes;
mod test;
mod tools;
mod wasm;
mod web;

use std::process::ExitCode;

use anyhow::{Result, bail};

const HELP: &str = "\
cargo xtask <command>

  build                 both apps, release, into target/web/patient (served at /) and
                        target/web/console (served at /console/), with a table of sizes;
                        fails if an app is over its budget
  demo [options]        build what is missing or stale, then start the one-machine server;
                        the options are the server's own:
                          --port <port>   where it listens
                          --data <dir>    keep the data there between runs
                          --empty         start without the demo cases
                        (all of them: cargo run -p local -- --help)
  test [step ...]       every check in order, or only the steps named:
                          format, clippy, rust, template, web, browser
  load-organisations    load infra/data/organisations.json; options go to
                        cargo run -p local -- load-organisations
  openapi               write the checked-in OpenAPI document anew
  help                  this text

What a command needs and does not find it installs, on Debian as root; elsewhere it says
in one line what is missing and how to get it. Downloads are kept in target/tools.
";

fn main() -> ExitCode {
    match run() {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("\nerror: {error:#}");
            ExitCode::FAILURE
        }
    }
}

fn run() -> Result<()> {
    let mut arguments = std::env::args().skip(1);
    let command = arguments.next().unwrap_or_default();
    let rest: Vec<String> = arguments.collect();
    if rest.iter().any(|a| a == "--help" || a == "-h") && command != "load-organisations" {
        print!("{HELP}");
        return Ok(());
    }
    match command.as_str() {
        "build" => no_more(&rest).and_then(|()| web::build()),
        "demo" => demo::run(&rest),
        "test" => test::run(&rest),
        "load-organisations" => shell::run(
            shell::cargo(["run", "--quiet", "--package", "local", "--", "load-organisations"]).args(&rest),
        ),
        "openapi" => no_more(&rest).and_then(|()| openapi()),
        "" | "help" | "--help" | "-h" => {
            print!("{HELP}");
            Ok(())
        }
        other => bail!("no command `{other}`; `cargo xtask help` lists them"),
    }
}

/// Writes the document that `functions` generates to where it is checked in.
fn openapi() -> Result<()> {
    let program =
        ["run", "--quiet", "--package", "functions", "--features", "openapi", "--bin", "write-openapi"];
    let document = shell::read(&mut shell::cargo(program))?;
    let place = shell::root().join("functions/openapi.json");
    Ok(std::fs::write(place, document.trim_end().to_owned() + "\n")?)
}

/// Refuses words that the command would otherwise silently ignore.
fn no_more(rest: &[String]) -> Result<()> {
    match rest.first() {
        Some(word) => bail!("`{word}` is not expected here; `cargo xtask help` lists the commands"),
        None => Ok(()),
    }
}
