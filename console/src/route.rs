//! The addresses of the console, under its base path.

use dioxus::prelude::*;
use domain::ids::CaseId;

use crate::call::Call;
use crate::capacity::Capacity;
use crate::case::Case;
use crate::daily::DailyCalls;
use crate::downtime::Downtime;
use crate::duplicate::Duplicates;
use crate::entries::TodaysEntries;
use crate::first_contact::FirstContact;
use crate::following::Following;
use crate::handover::HandOver;
use crate::import::Import;
use crate::inpatients::Inpatients;
use crate::notice::{Inbox, Notice};
use crate::notification::{Correct, Notification};
use crate::release::Releases;
use crate::rules::JudgementRules;
use crate::shell::{NotThere, Shell};
use crate::summary::PatientInformation;
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
        /// Notifications that are filed.
        #[route("/notifications")]
        Inbox {},
        /// One of them.
        #[route("/cases/:case/notification")]
        Notice { case: CaseId },
        /// Its form, to be corrected.
        #[route("/cases/:case/notification/correct")]
        Correct { case: CaseId },
        /// Cases that look like one.
        #[route("/cases/:case/duplicates")]
        Duplicates { case: CaseId },
        /// A case.
        #[route("/cases/:case")]
        Case { case: CaseId },
        /// What an ambulance and a hospital need to know, on one sheet.
        #[route("/cases/:case/information")]
        PatientInformation { case: CaseId },
        /// The form for a call.
        #[route("/cases/:case/call")]
        Call { case: CaseId },
        /// The first contact sheet.
        #[route("/cases/:case/first-contact")]
        FirstContact { case: CaseId },
        /// Whom staff still have to call today.
        #[route("/calls")]
        DailyCalls {},
        /// What patients entered today.
        #[route("/entries")]
        TodaysEntries {},
        /// What one shift tells the next.
        #[route("/handover")]
        HandOver {},
        /// Everybody who is followed, for when the system is down.
        #[route("/downtime")]
        Downtime {},
        /// Releases.
        #[route("/releases")]
        Releases {},
        /// Inpatients.
        #[route("/inpatients")]
        Inpatients {},
        /// Whom a hotel or a contractor follows.
        #[route("/followed")]
        Following {},
        /// Beds and hotel rooms.
        #[route("/capacity")]
        Capacity {},
        /// By which rules the organisation works.
        #[route("/rules")]
        JudgementRules {},
        /// An institution's daily tests.
        #[route("/tests")]
        Tests {},
        /// Anything else.
        #[route("/:..rest")]
        NotThere { rest: Vec<String> },
}
