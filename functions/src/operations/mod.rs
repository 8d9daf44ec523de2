//! The operations, one file each: parse → authorise → load → decide (domain) → save → answer.

pub mod accept_notification;
pub mod activate_patient;
pub mod assign_contractor;
mod call_result;
pub mod close_work;
pub mod confirm_release;
pub mod correct_notification;
pub mod decide_duplicate;
pub mod file_capacity;
pub mod file_notification;
pub mod file_test_report;
pub mod finish_call;
pub mod get_case;
pub mod get_my_isolation;
pub mod get_notification;
pub mod hear_canary;
pub mod list_calls;
pub mod list_capacity;
pub mod list_closed_work;
pub mod list_colleagues;
pub mod list_downtime;
pub mod list_entries;
pub mod list_followed;
pub mod list_inpatients;
pub mod list_notifications;
pub mod list_releases;
pub mod list_rules;
pub mod list_test_reports;
pub mod list_worklist;
pub mod mark_entries_read;
pub mod move_patient;
pub mod notify_health_centre;
pub mod publish_rules;
pub mod record_condition;
pub mod record_first_contact;
pub mod record_outcome;
pub mod record_test;
pub mod record_visit;
pub mod refresh_session;
pub mod remind_patient;
pub mod return_notification;
pub mod search_cases;
pub mod send_entry_link;
pub mod set_personal_limits;
pub mod submit_automated_call;
pub mod submit_check_in;
pub mod sweep_due;
pub mod take_work;
pub mod watch_sweep;
pub mod withdraw_notification;

use domain::operation::Operation;

use crate::App;
use crate::error::Error;
use crate::http::{Call, Reply};

/// Carries out an operation that is called over HTTP.
pub async fn run(app: &App, operation: Operation, call: &Call) -> Result<Reply, Error> {
    match operation {
        Operation::FileNotification => file_notification::file_notification(app, call).await,
        Operation::AcceptNotification => accept_notification::accept_notification(app, call).await,
        Operation::ReturnNotification => return_notification::return_notification(app, call).await,
        Operation::CorrectNotification => correct_notification::correct_notification(app, call).await,
        Operation::WithdrawNotification => withdraw_notification::withdraw_notification(app, call).await,
        Operation::DecideDuplicate => decide_duplicate::decide_duplicate(app, call).await,
        Operation::GetNotification => get_notification::get_notification(app, call).await,
        Operation::ListNotifications => list_notifications::list_notifications(app, call).await,
        Operation::RecordTest => record_test::record_test(app, call).await,
        Operation::SendEntryLink => send_entry_link::send_entry_link(app, call).await,
        Operation::ActivatePatient => activate_patient::activate_patient(app, call).await,
        Operation::RefreshSession => refresh_session::refresh_session(app, call).await,
        Operation::SubmitCheckIn => submit_check_in::submit_check_in(app, call).await,
        Operation::GetMyIsolation => get_my_isolation::get_my_isolation(app, call).await,
        Operation::ListWorklist => list_worklist::list_worklist(app, call).await,
        Operation::SearchCases => search_cases::search_cases(app, call).await,
        Operation::GetCase => get_case::get_case(app, call).await,
        Operation::MovePatient => move_patient::move_patient(app, call).await,
        Operation::RecordCondition => record_condition::record_condition(app, call).await,
        Operation::RecordOutcome => record_outcome::record_outcome(app, call).await,
        Operation::ListReleases => list_releases::list_releases(app, call).await,
        Operation::ConfirmRelease => confirm_release::confirm_release(app, call).await,
        Operation::ListFollowed => list_followed::list_followed(app, call).await,
        Operation::AssignContractor => assign_contractor::assign_contractor(app, call).await,
        Operation::ListInpatients => list_inpatients::list_inpatients(app, call).await,
        Operation::ListEntries => list_entries::list_entries(app, call).await,
        Operation::MarkEntriesRead => mark_entries_read::mark_entries_read(app, call).await,
        Operation::ListColleagues => list_colleagues::list_colleagues(app, call).await,
        Operation::ListClosedWork => list_closed_work::list_closed_work(app, call).await,
        Operation::TakeWork => take_work::take_work(app, call).await,
        Operation::RecordVisit => record_visit::record_visit(app, call).await,
        Operation::ListCalls => list_calls::list_calls(app, call).await,
        Operation::ListDowntime => list_downtime::list_downtime(app, call).await,
        Operation::SubmitAutomatedCall => submit_automated_call::submit_automated_call(app, call).await,
        Operation::FinishCall => finish_call::finish_call(app, call).await,
        Operation::RecordFirstContact => record_first_contact::record_first_contact(app, call).await,
        Operation::SetPersonalLimits => set_personal_limits::set_personal_limits(app, call).await,
        Operation::CloseWork => close_work::close_work(app, call).await,
        Operation::FileTestReport => file_test_report::file_test_report(app, call).await,
        Operation::ListTestReports => list_test_reports::list_test_reports(app, call).await,
        Operation::FileCapacity => file_capacity::file_capacity(app, call).await,
        Operation::ListCapacity => list_capacity::list_capacity(app, call).await,
        Operation::PublishRules => publish_rules::publish_rules(app, call).await,
        Operation::ListRules => list_rules::list_rules(app, call).await,
        // The schedule and the stream call these; they have no route.
        Operation::SweepDue
        | Operation::NotifyHealthCentre
        | Operation::RemindPatient
        | Operation::WatchSweep
        | Operation::HearCanary => Err(Error::not_found()),
    }
}
