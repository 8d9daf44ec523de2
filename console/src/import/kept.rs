//! Which rows of a file are filed, kept on the device: hashes only, nothing of a person. It saves
//! requests and shows how far one was; forgotten, the same rows sent again file nobody twice.

use std::collections::BTreeSet;

use domain::ids::RequestId;
use ui::browser;

/// Only of the last file: an import is one piece of work.
const STORED_AS: &str = "mimamori-import";

/// Enough of an id to tell 20,000 rows apart.
pub fn short(id: &RequestId) -> String {
    id.as_str().chars().filter(|c| *c != '-').take(16).collect()
}

/// The rows of a file that are filed.
pub fn read(file: &str) -> BTreeSet<String> {
    let stored = browser::stored(STORED_AS).unwrap_or_default();
    let mut parts = stored.split(' ').map(str::to_owned);
    if parts.next().as_deref() == Some(file) { parts.collect() } else { BTreeSet::new() }
}

/// Keeps the rows of a file that are filed.
pub fn write(file: &str, filed: impl Iterator<Item = String>) {
    let parts: Vec<String> = std::iter::once(file.to_owned()).chain(filed).collect();
    browser::store(STORED_AS, &parts.join(" "));
}
