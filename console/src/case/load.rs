//! Fetching a case.

use dioxus::prelude::*;
use domain::api::case::CaseView;
use domain::ids::CaseId;
use domain::operation::Operation;
use ui::api::Failure;

use crate::calls;
use crate::desk::Desk;

/// A case as it was last fetched.
#[derive(Clone, Copy, PartialEq)]
pub struct CaseFile {
    /// The case; none before the first answer.
    pub view: Signal<Option<CaseView>>,
    /// Why the last fetch failed.
    pub failure: Signal<Option<Failure>>,
    case: Signal<CaseId>,
}

/// The file of a case, empty until somebody loads it.
pub fn use_case_file(case: CaseId) -> CaseFile {
    CaseFile { view: use_signal(|| None), failure: use_signal(|| None), case: use_signal(|| case) }
}

impl CaseFile {
    /// Fetches it anew; what is on the screen stays if that fails.
    pub async fn load(mut self) -> Option<CaseView> {
        let case = self.case.peek().to_string();
        match calls::read::<CaseView>(Operation::GetCase, &[("case", &case)]).await {
            Ok(view) => {
                self.failure.set(None);
                self.view.set(Some(view.clone()));
                Some(view)
            }
            Err(failure) => {
                self.failure.set(Some(failure));
                None
            }
        }
    }
}

/// Fetches the case again when the list knows of another version of its work.
pub fn use_follow(file: CaseFile, desk: Desk) {
    use_effect(move || {
        let list = desk.list.read();
        let view = file.view.peek();
        let (Some(list), Some(view)) = (list.as_ref(), view.as_ref()) else { return };
        let here = list.rows.iter().filter(|row| row.case == view.case);
        let has_news = here
            .clone()
            .any(|row| view.work.iter().all(|seen| (&seen.work, seen.version) != (&row.work, row.version)));
        if has_news && list.at > view.now {
            spawn(async move { _ = file.load().await });
        }
    });
}
