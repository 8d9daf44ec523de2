//! The demo's clock: real time plus an offset that can only grow, so that a missed check-in can be
//! seen in seconds. The offset is kept in the data folder; the apps follow it by a header.

use std::io;
use std::path::{Path, PathBuf};
use std::sync::Mutex;
use std::time::{SystemTime, UNIX_EPOCH};

use domain::time::{Span, Time};
use tokio::sync::watch;

use crate::folder::replace_file;

/// The name of the file in the data folder that holds the offset in seconds.
const FILE: &str = "clock-offset";

/// Real time plus an offset.
#[derive(Debug)]
pub struct Clock {
    file: PathBuf,
    /// Held while the offset is moved, so that two moves add up.
    moving: Mutex<()>,
    offset: watch::Sender<i64>,
}

impl Clock {
    /// The clock of a data folder, with the offset that it had when it was last moved.
    ///
    /// # Errors
    /// If the offset's file cannot be read or holds no number of seconds ≥ 0. It is better not to
    /// start than to let time run backwards under data that were written later.
    pub fn open(folder: &Path) -> io::Result<Self> {
        let file = folder.join(FILE);
        let offset = match std::fs::read_to_string(&file) {
            Ok(text) => text.trim().parse().ok().filter(|seconds| *seconds >= 0).ok_or_else(|| {
                let place = file.display();
                io::Error::new(io::ErrorKind::InvalidData, format!("{place}: not a number of seconds"))
            })?,
            Err(error) if error.kind() == io::ErrorKind::NotFound => 0,
            Err(error) => return Err(error),
        };
        Ok(Self { file, moving: Mutex::new(()), offset: watch::Sender::new(offset) })
    }

    /// The demo's time, in whole seconds.
    pub fn now(&self) -> Time {
        let real = SystemTime::now().duration_since(UNIX_EPOCH).unwrap_or_default();
        let real = i64::try_from(real.as_secs()).unwrap_or(i64::MAX);
        Time::from_seconds(real.saturating_add(self.offset_seconds()))
    }

    /// By how many seconds the demo's time is ahead of real time.
    pub fn offset_seconds(&self) -> i64 {
        *self.offset.borrow()
    }

    /// Moves the clock forward. The offset is on disk before the first `now` shows it.
    ///
    /// # Errors
    /// If `by` is negative or the offset's file cannot be written; the clock then stays as it is.
    pub fn move_forward(&self, by: Span) -> io::Result<()> {
        if by.as_seconds() < 0 {
            return Err(io::Error::new(io::ErrorKind::InvalidInput, "the clock only moves forward"));
        }
        let _moving = self.moving.lock().map_err(|_| io::Error::other("the clock is broken"))?;
        let offset = self.offset_seconds().saturating_add(by.as_seconds());
        replace_file(&self.file, offset.to_string().as_bytes())?;
        self.offset.send_replace(offset);
        Ok(())
    }

    /// Sees every move of the clock from now on.
    pub fn moves(&self) -> watch::Receiver<i64> {
        self.offset.subscribe()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn moves_forward_only_and_remembers() {
        let folder = tempfile::tempdir().unwrap();
        let clock = Clock::open(folder.path()).unwrap();
        let before = clock.now();
        let mut moves = clock.moves();
        clock.move_forward(Span::hours(3)).unwrap();
        clock.move_forward(Span::hours(1)).unwrap();
        assert!(clock.move_forward(Span::seconds(-1)).is_err());
        assert!(moves.has_changed().unwrap());
        assert_eq!(*moves.borrow_and_update(), 4 * 3600);
        assert!(clock.now() - before >= Span::hours(4));
        let again = Clock::open(folder.path()).unwrap();
        assert_eq!(again.offset_seconds(), 4 * 3600);
    }

    #[test]
    fn refuses_an_offset_that_is_none() {
        let folder = tempfile::tempdir().unwrap();
        for text in ["", "-5", "soon"] {
            std::fs::write(folder.path().join(FILE), text).unwrap();
            assert!(Clock::open(folder.path()).is_err(), "{text}");
        }
    }
}
