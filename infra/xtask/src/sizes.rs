//! What an app's first screen weighs, and whether that is within its budget.

use std::fs;
use std::path::Path;

use anyhow::Result;

use crate::web::{App, files};

/// Prints the size of every file that a browser fetches for the first screen and to work
/// offline from then on, and returns what to say if their sum in brotli is over the budget.
///
/// # Errors
/// If a file cannot be read.
pub fn over_budget(app: &App) -> Result<Option<String>> {
    println!("\n{:<46} {:>9} {:>9}", format!("{} (bytes)", app.name), "raw", "brotli");
    let (mut raw_sum, mut small_sum) = (0, 0);
    for file in files(&app.output())? {
        if !is_first_screen(&file) {
            continue;
        }
        let raw = fs::metadata(&file)?.len();
        let mut packed = file.clone().into_os_string();
        packed.push(".br");
        let small = fs::metadata(packed).map_or(raw, |about| about.len());
        let name = file.strip_prefix(app.output()).unwrap_or(&file);
        println!("{:<46} {raw:>9} {small:>9}", name.display());
        raw_sum += raw;
        small_sum += small;
    }
    println!("{:<46} {raw_sum:>9} {small_sum:>9}", format!("all; the budget is {}", app.budget));
    let over = small_sum.checked_sub(app.budget).filter(|over| *over > 0);
    Ok(over.map(|over| format!("the {} app is {over} bytes over its budget", app.name)))
}

/// The launcher's icons are fetched only when somebody installs the app.
fn is_first_screen(file: &Path) -> bool {
    file.extension().is_some_and(|kind| kind != "br" && kind != "png")
}
