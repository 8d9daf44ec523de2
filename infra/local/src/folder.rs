//! The data folder: everything that the one-machine server remembers.

use std::fs::{File, OpenOptions};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use tempfile::TempDir;

/// A data folder that this process has to itself.
#[derive(Debug)]
pub struct Folder {
    path: PathBuf,
    /// Freed by the operating system when the process ends, however it ends.
    _lock: File,
    /// Taken away when the process ends of its own accord.
    _temporary: Option<TempDir>,
}

impl Folder {
    /// Opens or creates a folder that is kept, or makes a temporary one.
    ///
    /// # Errors
    /// If it cannot be made, or another process is using it.
    pub fn open(kept: Option<&Path>) -> io::Result<Self> {
        let temporary = match kept {
            Some(_) => None,
            None => Some(tempfile::Builder::new().prefix("mimamori-demo-").tempdir()?),
        };
        let path = kept.or(temporary.as_ref().map(TempDir::path)).unwrap_or(Path::new(".")).to_owned();
        std::fs::create_dir_all(&path)?;
        let lock = OpenOptions::new().create(true).truncate(false).write(true).open(path.join("lock"))?;
        if lock.try_lock().is_err() {
            return Err(io::Error::other(format!("{} is in use by another server", path.display())));
        }
        Ok(Self { path, _lock: lock, _temporary: temporary })
    }

    /// Where it is.
    #[must_use]
    pub fn path(&self) -> &Path {
        &self.path
    }
}

/// Writes a file so that after a kill it holds either the old or the new content.
pub(crate) fn replace_file(file: &Path, content: &[u8]) -> io::Result<()> {
    let new = file.with_extension("new");
    std::fs::write(&new, content)?;
    std::fs::rename(new, file)
}

/// Reads a secret file, or writes what `make` gives, readable for its owner only.
pub(crate) fn secret_file(file: &Path, make: impl FnOnce() -> io::Result<Vec<u8>>) -> io::Result<Vec<u8>> {
    match std::fs::read(file) {
        Ok(secret) => return Ok(secret),
        Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error),
        Err(_) => {}
    }
    let secret = make()?;
    let mut options = OpenOptions::new();
    options.write(true).create(true).truncate(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    // Beside its place first: a kill in between must not leave half a secret that is then believed.
    let new = file.with_extension("new");
    options.open(&new)?.write_all(&secret)?;
    std::fs::rename(new, file)?;
    Ok(secret)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn one_server_a_folder() {
        let folder = tempfile::tempdir().unwrap();
        let first = Folder::open(Some(folder.path())).unwrap();
        assert!(Folder::open(Some(folder.path())).unwrap_err().to_string().contains("in use"));
        drop(first);
        assert!(Folder::open(Some(folder.path())).is_ok());
    }

    #[test]
    fn a_temporary_folder_goes_with_its_server() {
        let folder = Folder::open(None).unwrap();
        let path = folder.path().to_owned();
        assert!(path.is_dir());
        drop(folder);
        assert!(!path.exists());
    }

    #[test]
    fn a_secret_is_made_once() {
        let folder = tempfile::tempdir().unwrap();
        let file = folder.path().join("secret");
        assert_eq!(secret_file(&file, || Ok(b"one".to_vec())).unwrap(), b"one");
        assert_eq!(secret_file(&file, || Ok(b"two".to_vec())).unwrap(), b"one");
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt;
            assert_eq!(std::fs::metadata(&file).unwrap().permissions().mode() & 0o777, 0o600);
        }
    }
}
