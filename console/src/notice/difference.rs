//! What one version of a notification says otherwise than the one before.

use std::collections::BTreeSet;

use domain::form::Filled;

/// The codes of the fields whose answers differ.
pub fn difference(before: &Filled, after: &Filled) -> BTreeSet<String> {
    let codes = before.values.keys().chain(after.values.keys()).chain(&before.unknown).chain(&after.unknown);
    let differs = |code: &&String| {
        before.values.get(*code) != after.values.get(*code)
            || before.unknown.contains(*code) != after.unknown.contains(*code)
    };
    codes.filter(differs).cloned().collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_what_differs_is_named() {
        let before = Filled::default().with("name", "青木").with("phone", "1").with("sex", "female");
        let after = Filled::default().with("name", "青木").with_unknown("phone").with("memo", "夜は不在");
        let expected: BTreeSet<String> = ["memo", "phone", "sex"].map(str::to_owned).into();
        assert_eq!(difference(&before, &after), expected);
        assert!(difference(&before, &before).is_empty());
    }
}
