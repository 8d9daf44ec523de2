//! `test`: every check of the project, in order, each with its time.

use std::io::{self, Write};
use std::process::Stdio;
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail};

use crate::{npm, shell, tools, web};

/// Name on the command line, what it does, and the check itself.
type Step = (&'static str, &'static str, fn() -> Result<()>);

const STEPS: [Step; 6] = [
    ("format", "Rust is formatted", format),
    ("clippy", "clippy has nothing to say", clippy),
    ("rust", "Rust tests, rule vectors, OpenAPI document up to date", rust),
    ("template", "infra/template.yaml is clean", template),
    ("web", "both apps build and keep to their budgets", web::build),
    ("browser", "browser journeys", browser),
];

/// What needs nothing of the other steps and keeps one core busy at most, when everything is checked: the
/// apps are linked one after the other, by one thread each.
const BESIDE: [&str; 2] = ["template", "web"];

/// Runs the named steps, or all. A failed step does not keep the others from running.
///
/// # Errors
/// If a step failed or a name is unknown.
pub fn run(names: &[String]) -> Result<()> {
    if names.is_empty() { all() } else { only(names) }
}

/// Every step; some of them beside the others, whose output comes when they are done.
fn all() -> Result<()> {
    let mut beside = shell::program(std::env::current_exe()?);
    beside.arg("test").args(BESIDE).stdin(Stdio::null()).stdout(Stdio::piped()).stderr(Stdio::piped());
    println!("━━ {}: beside the following, shown after it", BESIDE.join(", "));
    let beside = beside.spawn().context("cannot start the steps beside")?;
    let before = only(&["format", "clippy", "rust"]);
    let done = beside.wait_with_output()?;
    io::stderr().write_all(&done.stderr)?;
    io::stdout().write_all(&done.stdout)?;
    let browser = only(&["browser"]);
    before.and(if done.status.success() { browser } else { bail!("failed: one of {}", BESIDE.join(", ")) })
}

fn only(names: &[impl AsRef<str>]) -> Result<()> {
    let names: Vec<&str> = names.iter().map(AsRef::as_ref).collect();
    if let Some(unknown) = names.iter().find(|name| STEPS.iter().all(|step| step.0 != **name)) {
        bail!("no step `{unknown}`; there are {}", STEPS.map(|step| step.0).join(", "));
    }
    let mut results = Vec::new();
    for (name, about, check) in STEPS {
        if !names.contains(&name) {
            continue;
        }
        println!("\n━━ {name}: {about}");
        let start = Instant::now();
        let result = check();
        if let Err(error) = &result {
            println!("✗ {name}: {error:#}");
        }
        results.push((name, result.is_ok(), start.elapsed()));
    }
    summary(&results)
}

fn summary(results: &[(&str, bool, Duration)]) -> Result<()> {
    println!();
    for (name, passed, time) in results {
        let (mark, word) = if *passed { ("✓", "passed") } else { ("✗", "FAILED") };
        println!("{mark} {name:<10} {word} {:>7.1} s", time.as_secs_f32());
    }
    let failed: Vec<_> = results.iter().filter(|result| !result.1).map(|result| result.0).collect();
    if failed.is_empty() {
        return Ok(());
    }
    bail!("failed: {}", failed.join(", "))
}

fn format() -> Result<()> {
    shell::run(&mut shell::cargo(["fmt", "--all", "--check"]))
}

fn clippy() -> Result<()> {
    shell::run(&mut shell::cargo([
        "clippy",
        "--workspace",
        "--all-targets",
        "--all-features",
        "--locked",
        "--",
        "-D",
        "warnings",
    ]))
}

fn rust() -> Result<()> {
    tools::nextest()?;
    shell::run(&mut shell::cargo(["nextest", "run", "--workspace", "--locked"]))
}

fn template() -> Result<()> {
    let programs = tools::python()?;
    shell::run(shell::program(programs.join("cfn-lint")).arg("infra/template.yaml"))?;
    let mut sam = shell::program(programs.join("sam"));
    sam.args(["validate", "--lint", "--template", "infra/template.yaml"]);
    // The lint needs some region, and no account.
    sam.args(["--region", "ap-northeast-1"]).env("SAM_CLI_TELEMETRY", "0");
    shell::run(&mut sam)
}

fn browser() -> Result<()> {
    tools::browser()?;
    npm::install()?;
    web::build()?;
    // The server as the Rust tests build it: by itself, it and all below it would be compiled again,
    // because development dependencies switch on features.
    shell::run(&mut shell::cargo(["test", "--workspace", "--no-run", "--locked"]))?;
    shell::run(shell::program("node").args(["--test", "--test-concurrency=2"]).current_dir(npm::folder()))
}
