//! Which row is selected, and which becomes it when the list changes under the person's hands.

use domain::api::work::WorkRow;
use domain::ids::{CaseId, WorkId};

/// A row. A work id alone is not enough: all that missed the same window share theirs.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Key {
    /// The case.
    pub case: CaseId,
    /// The work.
    pub work: WorkId,
}

impl Key {
    /// The key of a row.
    pub fn of(row: &WorkRow) -> Self {
        Self { case: row.case.clone(), work: row.work.clone() }
    }

    /// As an id in the page.
    pub fn id(&self) -> String {
        format!("row-{}-{}", self.case, self.work)
    }
}

/// The selected row after a refresh: the same one wherever it is now; if it is gone, the first that
/// stood below it and is still there, else the one that now stands at the end; at first the first.
pub fn after_refresh(old: &[Key], selected: Option<&Key>, new: &[Key]) -> Option<Key> {
    let Some(selected) = selected else { return new.first().cloned() };
    if new.contains(selected) {
        return Some(selected.clone());
    }
    let place = old.iter().position(|key| key == selected).unwrap_or(0);
    old.iter().skip(place).find(|key| new.contains(key)).or(new.last()).cloned()
}

/// The row `by` rows further down; stops at both ends.
pub fn step(keys: &[Key], selected: Option<&Key>, by: isize) -> Option<Key> {
    let Some(place) = selected.and_then(|selected| keys.iter().position(|key| key == selected)) else {
        return keys.first().cloned();
    };
    let last = keys.len().saturating_sub(1);
    keys.get(place.saturating_add_signed(by).min(last)).cloned()
}

/// The row after this one, to go on with when it is done; the one before at the end.
pub fn next(keys: &[Key], done: &Key) -> Option<Key> {
    let place = keys.iter().position(|key| key == done)?;
    keys[place + 1..].iter().chain(keys[..place].iter().rev()).find(|key| key.case != done.case).cloned()
}

#[cfg(test)]
mod tests {
    use super::*;

    fn keys(numbers: &[u8]) -> Vec<Key> {
        numbers
            .iter()
            .map(|n| Key {
                case: format!("00000000-0000-4000-8000-0000000000{n:02}").parse().unwrap(),
                work: "silence-2026-01-02T00:00:00Z".parse().unwrap(),
            })
            .collect()
    }

    fn key(n: u8) -> Key {
        keys(&[n]).remove(0)
    }

    #[test]
    fn the_selection_stays_with_its_row_and_moves_down_when_the_row_is_gone() {
        let old = keys(&[1, 2, 3, 4]);
        assert_eq!(after_refresh(&[], None, &old), Some(key(1)));
        assert_eq!(after_refresh(&old, Some(&key(3)), &keys(&[3, 9, 1])), Some(key(3)));
        assert_eq!(after_refresh(&old, Some(&key(2)), &keys(&[9, 1, 3, 4])), Some(key(3)));
        assert_eq!(after_refresh(&old, Some(&key(2)), &keys(&[9, 1, 4])), Some(key(4)));
        assert_eq!(after_refresh(&old, Some(&key(4)), &keys(&[1, 2, 3])), Some(key(3)));
        assert_eq!(after_refresh(&old, Some(&key(4)), &[]), None);
    }

    #[test]
    fn steps_stop_at_the_ends() {
        let all = keys(&[1, 2, 3]);
        assert_eq!(step(&all, None, 1), Some(key(1)));
        assert_eq!(step(&all, Some(&key(1)), 1), Some(key(2)));
        assert_eq!(step(&all, Some(&key(3)), 1), Some(key(3)));
        assert_eq!(step(&all, Some(&key(1)), -1), Some(key(1)));
        assert_eq!(step(&[], Some(&key(1)), 1), None);
    }

    #[test]
    fn the_next_row_is_another_persons() {
        let mut all = keys(&[1, 2, 2, 3]);
        all[2].work = "silence-2026-01-03T00:00:00Z".parse().unwrap();
        assert_eq!(next(&all, &key(2)), Some(key(3)));
        assert_eq!(next(&all, &key(3)), Some(all[2].clone()));
        assert_eq!(next(&keys(&[1]), &key(1)), None);
    }
}
