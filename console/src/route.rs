//! The addresses of the console, under its base path.

use dioxus::prelude::*;
use domain::ids::CaseId;

use crate::call::Call;
use crate::case::Case;
use crate::import::Import;
use crate::notification::Notification;
use crate::shell::{NotThere, Shell};
use crate::test_report::Tests;
use crate::worklist::Worklist;

/// A page.
#[derive(Routable, Clone, Debug, PartialEq)]
#[rustfmt::skip]
pub enum Route {
    #[layout(Shell)]
        /// Open work.
        #[route("/")]
        Worklist {},
        /// The notification form.
        #[route("/notifications/new")]
        Notification {},
        /// Notifications from a CSV file.
        #[route("/notifications/import")]
        Import {},
        /// A case.
        #[route("/cases/:case")]
        Case { case: CaseId },
        /// The form for a call.
        #[route("/cases/:case/call")]
        Call { case: CaseId },
        /// An institution's daily tests.
        #[route("/tests")]
        Tests {},
        /// Anything else.
        #[route("/:..rest")]
        NotThere { rest: Vec<String> },
}
