//! Fetching a notification.

use dioxus::prelude::*;
use domain::api::error::Code;
use domain::api::review::NotificationView;
use domain::ids::CaseId;
use domain::operation::Operation;
use ui::api::Failure;
use ui::texts::t;
use ui::wait::Waiting;

use crate::calls;
use crate::route::Route;
use crate::shell::{Failed, Missing};

/// A notification as it was last fetched.
#[derive(Clone, Copy, PartialEq)]
pub struct NoticeFile {
    /// The notification; none before the first answer.
    pub view: Signal<Option<NotificationView>>,
    failure: Signal<Option<Failure>>,
    /// Fetches it anew; what is on the screen stays if that fails.
    pub load: Callback,
}

/// The notification of a case, fetched when the page opens.
pub fn use_notice(case: CaseId) -> NoticeFile {
    let mut view = use_signal(|| None);
    let mut failure = use_signal(|| None);
    let load = use_callback(move |()| {
        let case = case.to_string();
        spawn(async move {
            match calls::read(Operation::GetNotification, &[("case", &case)]).await {
                Ok(fetched) => {
                    view.set(Some(fetched));
                    failure.set(None);
                }
                Err(why) => failure.set(Some(why)),
            }
        });
    });
    use_hook(move || load(()));
    NoticeFile { view, failure, load }
}

/// What stands in place of a notification that is not there yet, or above one that could not be fetched
/// anew.
#[component]
pub fn Fetching(file: NoticeFile) -> Element {
    let is_there = file.view.read().is_some();
    match (file.failure)() {
        None if is_there => rsx! {},
        None => rsx! {
            Waiting { label: t("console.case.waiting") }
        },
        Some(failure) if !is_there && failure.code() == Some(Code::NotFound) => rsx! {
            Missing { text: t("console.case.missing") }
        },
        Some(failure) => rsx! {
            Failed { failure, onretry: file.load }
            if !is_there {
                Link { class: "button", to: Route::Inbox {}, {t("console.inbox.title")} }
            }
        },
    }
}
