//! From the command line to a running server.

use std::io::Write;
use std::net::Ipv4Addr;
use std::path::Path;

use anyhow::{Context, Result};
use tokio::net::TcpListener;

use crate::demo;
use crate::demo_page;
use crate::folder::Folder;
use crate::machine::Machine;
use crate::options::Options;

/// The file in the data folder that says that loading was finished.
const READY: &str = "ready";

/// Starts, prints where everything is, and serves until the process is told to end.
///
/// # Errors
/// If the port or the data folder is taken, or a part of the folder cannot be read or written.
pub async fn run(options: Options) -> Result<()> {
    let folder = Folder::open(options.data.as_deref()).context("the data folder")?;
    // Before anything is loaded: who has to wait should wait for something.
    let listener = TcpListener::bind((Ipv4Addr::LOCALHOST, options.port))
        .await
        .with_context(|| format!("port {} (choose another with --port)", options.port))?;
    let origin = format!("http://127.0.0.1:{}", options.port);
    prepare(folder.path(), &origin, options.empty).await?;
    let machine = Machine::open(folder.path(), &origin, None).await?;
    let router = machine.router(&options.web)?;
    welcome(&machine, &origin, folder.path(), &options)?;
    tokio::select! {
        () = machine.drive() => {}
        served = axum::serve(listener, router).into_future() => served?,
        () = told_to_end() => println!("Stopped."),
    }
    Ok(())
}

/// Loads the demo cases into a new folder. What a killed start left behind is taken away first.
async fn prepare(folder: &Path, origin: &str, empty: bool) -> Result<()> {
    let ready = folder.join(READY);
    if ready.exists() {
        return Ok(());
    }
    demo::forget(folder)?;
    if !empty {
        demo::load(folder, origin, demo::CASES).await.context("the demo cases")?;
    }
    Ok(std::fs::write(ready, "")?)
}

async fn told_to_end() {
    let interrupt = tokio::signal::ctrl_c();
    #[cfg(unix)]
    if let Ok(mut terminate) = tokio::signal::unix::signal(tokio::signal::unix::SignalKind::terminate()) {
        tokio::select! { _ = interrupt => {} _ = terminate.recv() => {} }
        return;
    }
    let _ = interrupt.await;
}

fn welcome(machine: &Machine, origin: &str, folder: &Path, options: &Options) -> Result<()> {
    let mut out = std::io::stdout().lock();
    writeln!(
        out,
        "\nMimamori runs on this machine. It is a demo: not for production, no data of real people.\n"
    )?;
    if !crate::apps::are_built(&options.web) {
        writeln!(out, "  The apps are not in {}: `cargo xtask demo` builds them.\n", options.web.display())?;
    }
    for (what, path) in [
        ("patient's app", "/"),
        ("staff's console", "/console/"),
        ("demo and clock", "/demo"),
        ("sent messages", "/outbox"),
    ] {
        writeln!(out, "  {what:<16} {origin}{path}")?;
    }
    writeln!(out, "  {:<16} {}\n", "data folder", folder.display())?;
    writeln!(out, "  {:<20} {:<25} who", "staff sign-in", "password")?;
    for staff in &machine.staff {
        let who = format!("{}, {}", staff.name_en, staff.organisation_en);
        writeln!(out, "  {:<20} {:<25} {who}", staff.subject, staff.password())?;
    }
    let patients = demo_page::patients(folder);
    if !patients.is_empty() {
        writeln!(out, "\n  {:<20} {:<25} patient", "entry code", "birth date")?;
    }
    for patient in patients {
        writeln!(out, "  {:<20} {:<25} {}", patient.entry_code, patient.birth_date, patient.story_en)?;
    }
    Ok(writeln!(out, "\nReady. Stop with Ctrl-C.")?)
}
