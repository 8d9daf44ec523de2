//! The demo's cases.

use std::path::Path;

use anyhow::Result;

/// Takes away what an unfinished start left in a folder.
pub(crate) fn forget(folder: &Path) -> Result<()> {
    let _ = folder;
    Ok(())
}

/// Loads the demo's cases.
pub(crate) async fn load(folder: &Path, origin: &str) -> Result<()> {
    let _ = (folder, origin);
    Ok(())
}
