//! The OpenAPI 3.1 document, generated from the domain's types and checked in as
//! `functions/openapi.json`. A test fails when it is stale.

use domain::api::error::{Code, ErrorBody};
use domain::api::{
    calls, capacity, case, check_in, desk, duplicate, entries, filing, first_contact, following, hospital,
    isolation, limits, link, outcome, release, review, rules, search, session, stay, test_report, visit,
    work,
};
use domain::operation::Operation;
use serde_json::{Value, json};
use utoipa::OpenApi;

/// Every type that goes over the wire.
#[derive(OpenApi)]
#[openapi(components(schemas(
    filing::FileNotification,
    filing::NotificationFiled,
    review::AcceptNotification,
    review::RefuseNotification,
    review::CorrectNotification,
    review::NotificationChanged,
    duplicate::DecideDuplicate,
    review::NotificationView,
    review::Notifications,
    review::RecordTest,
    review::TestRecorded,
    link::SendEntryLink,
    link::EntryLinkSent,
    session::ActivatePatient,
    session::RefreshSession,
    session::Session,
    check_in::SubmitCheckIn,
    check_in::CheckInReceived,
    isolation::MyIsolation,
    work::Worklist,
    entries::Entries,
    entries::MarkEntriesRead,
    entries::EntriesRead,
    desk::Colleagues,
    desk::ClosedWork,
    search::SearchCases,
    search::CasesFound,
    work::TakeWork,
    work::FinishCall,
    visit::RecordVisit,
    visit::VisitRecorded,
    calls::CallList,
    domain::api::downtime::DowntimeList,
    calls::SubmitAutomatedCall,
    calls::AutomatedCallTaken,
    first_contact::RecordFirstContact,
    first_contact::FirstContactRecorded,
    limits::SetPersonalLimits,
    limits::PersonalLimitsSet,
    work::CloseWork,
    test_report::FileTestReport,
    test_report::TestReportFiled,
    test_report::TestReports,
    capacity::FileCapacity,
    capacity::CapacityFiled,
    capacity::Capacities,
    rules::PublishRules,
    rules::RulesPublished,
    rules::Rules,
    work::WorkChanged,
    case::CaseView,
    stay::MovePatient,
    stay::PatientMoved,
    hospital::RecordCondition,
    hospital::ConditionRecorded,
    outcome::RecordOutcome,
    outcome::OutcomeRecorded,
    hospital::Inpatients,
    following::FollowedPage,
    following::AssignContractor,
    following::ContractorAssigned,
    release::Releases,
    release::ConfirmRelease,
    release::ReleaseConfirmed,
    ErrorBody,
)))]
struct Wire;

/// What an operation takes and gives.
struct Shape {
    summary: &'static str,
    request: Option<&'static str>,
    query: &'static [(&'static str, bool, &'static str)],
    answer: &'static str,
    /// Codes beyond those of every operation.
    codes: &'static [Code],
    signed_in: bool,
}

fn shape(operation: Operation) -> Option<Shape> {
    use Code::{
        ActivationRefused, AlreadyClosed, AlreadyTaken, CaseEnded, HasNews, NotSent, RequestIdReused,
        TooManyDevices, TooManyMessages, UnknownField,
    };
    let post = |summary, request, answer, codes, signed_in| Shape {
        summary,
        request: Some(request),
        query: &[],
        answer,
        codes,
        signed_in,
    };
    let get =
        |summary, query, answer| Shape { summary, request: None, query, answer, codes: &[], signed_in: true };
    Some(match operation {
        Operation::FileNotification => post(
            "Files a case with a notification form and gets its entry code.",
            "FileNotification",
            "NotificationFiled",
            &[RequestIdReused, UnknownField],
            true,
        ),
        Operation::AcceptNotification => post(
            "Accepts a notification that the health centre has checked.",
            "AcceptNotification",
            "NotificationChanged",
            &[HasNews, CaseEnded, RequestIdReused, UnknownField],
            true,
        ),
        Operation::ReturnNotification => post(
            "Returns a notification: whoever filed it owes a correction.",
            "RefuseNotification",
            "NotificationChanged",
            &[HasNews, CaseEnded, RequestIdReused, UnknownField],
            true,
        ),
        Operation::CorrectNotification => post(
            "Takes in a further version of a notification: a correction, a suspected case notified anew as a positive one, or ruled out by a negative test.",
            "CorrectNotification",
            "NotificationChanged",
            &[HasNews, CaseEnded, RequestIdReused, UnknownField],
            true,
        ),
        Operation::WithdrawNotification => post(
            "Withdraws a notification that was a mistake. It is kept, with the reason.",
            "RefuseNotification",
            "NotificationChanged",
            &[HasNews, CaseEnded, RequestIdReused, UnknownField],
            true,
        ),
        Operation::DecideDuplicate => post(
            "Decides whether two cases are one illness, two illnesses of one person, or two people; or takes that back.",
            "DecideDuplicate",
            "NotificationChanged",
            &[HasNews, CaseEnded, RequestIdReused, UnknownField],
            true,
        ),
        Operation::GetNotification => get(
            "A notification with all its versions, tests and remarks.",
            &[("case", true, "The case.")],
            "NotificationView",
        ),
        Operation::ListNotifications => get(
            "A page of an organisation's notifications in one state.",
            &[
                ("organisation", false, "The organisation; the first membership without."),
                ("state", false, "`submitted` (without), `returned`, `accepted` or `withdrawn`."),
                ("after", false, "`next` of the page before."),
            ],
            "Notifications",
        ),
        Operation::RecordTest => post(
            "Enters a test of the person of a case.",
            "RecordTest",
            "TestRecorded",
            &[RequestIdReused, UnknownField],
            true,
        ),
        Operation::SendEntryLink => post(
            "Sends the link with the entry code to the patient's mobile phone, at most 3 times a day.",
            "SendEntryLink",
            "EntryLinkSent",
            &[CaseEnded, TooManyMessages, NotSent, RequestIdReused, UnknownField],
            true,
        ),
        Operation::ActivatePatient => post(
            "Opens the patient's app on this device with entry code and birth date. Sets the device cookie.",
            "ActivatePatient",
            "Session",
            &[ActivationRefused, RequestIdReused, TooManyDevices, UnknownField],
            false,
        ),
        Operation::RefreshSession => post(
            "Gives the device whose cookie comes along a new access token. Turns the cookie on.",
            "RefreshSession",
            "Session",
            &[UnknownField],
            false,
        ),
        Operation::SubmitCheckIn => post(
            "Takes in a check-in. Fields that this version does not know are kept.",
            "SubmitCheckIn",
            "CheckInReceived",
            &[RequestIdReused, CaseEnded],
            true,
        ),
        Operation::GetMyIsolation => get("What the patient's app shows.", &[], "MyIsolation"),
        Operation::ListWorklist => get(
            "A page of an organisation's open work, in the order in which a person takes it.",
            &[
                ("organisation", false, "The organisation; the first membership without."),
                ("after", false, "`next` of the page before."),
                ("seen", false, "`fingerprint` of this page as it was last fetched."),
            ],
            "Worklist",
        ),
        Operation::SearchCases => post(
            "Finds people of an organisation by name, birth date, telephone number or entry code.",
            "SearchCases",
            "CasesFound",
            &[UnknownField],
            true,
        ),
        Operation::GetCase => get("A case with its timeline.", &[("case", true, "The case.")], "CaseView"),
        Operation::MovePatient => post(
            "Moves a patient to another place or care status. The new stay closes the one before.",
            "MovePatient",
            "PatientMoved",
            &[HasNews, CaseEnded, RequestIdReused, UnknownField],
            true,
        ),
        Operation::RecordCondition => post(
            "Enters how an inpatient is; the newest severity decides between the two care statuses.",
            "RecordCondition",
            "ConditionRecorded",
            &[CaseEnded, RequestIdReused, UnknownField],
            true,
        ),
        Operation::RecordOutcome => post(
            "Ends a case: no check-in is expected any more, and open alerts are closed. Cannot be undone.",
            "RecordOutcome",
            "OutcomeRecorded",
            &[HasNews, CaseEnded, RequestIdReused, UnknownField],
            true,
        ),
        Operation::ListReleases => get(
            "A page of the releases on which a person of a health centre is to decide, each computed anew.",
            &[
                ("organisation", false, "The organisation; the first membership without."),
                ("after", false, "`next` of the page before."),
            ],
            "Releases",
        ),
        Operation::ConfirmRelease => post(
            "Releases a case whose conditions hold, or says with a reason that it is not time yet. Cannot be undone.",
            "ConfirmRelease",
            "ReleaseConfirmed",
            &[HasNews, AlreadyTaken, AlreadyClosed, CaseEnded, RequestIdReused, UnknownField],
            true,
        ),
        Operation::ListFollowed => get(
            "A page of a hotel's residents, or of the cases that a contractor was assigned, with what they may know.",
            &[
                ("organisation", false, "The organisation; the first membership without."),
                ("after", false, "`next` of the page before."),
            ],
            "FollowedPage",
        ),
        Operation::AssignContractor => post(
            "Assigns a case to a contractor up to and with a day, or takes it back. No clock moves.",
            "AssignContractor",
            "ContractorAssigned",
            &[HasNews, CaseEnded, RequestIdReused, UnknownField],
            true,
        ),
        Operation::ListInpatients => get(
            "A page of a hospital's inpatients, or of a health centre's cases in hospitals, and how they are.",
            &[
                ("organisation", false, "The organisation; the first membership without."),
                ("after", false, "`next` of the page before."),
            ],
            "Inpatients",
        ),
        Operation::ListEntries => get(
            "A page of those whom a health centre follows, with what they entered on a day and the day before.",
            &[
                ("organisation", false, "The organisation; the first membership without."),
                ("day", false, "The day, `YYYY-MM-DD`; today without."),
                ("after", false, "`next` of the page before."),
            ],
            "Entries",
        ),
        Operation::MarkEntriesRead => post(
            "Marks entries as read, with name and time; ends the work that asks to read their remarks.",
            "MarkEntriesRead",
            "EntriesRead",
            &[RequestIdReused, UnknownField],
            true,
        ),
        Operation::ListColleagues => get(
            "The members of an organisation, to whom work can be handed.",
            &[("organisation", false, "The organisation; the first membership without.")],
            "Colleagues",
        ),
        Operation::ListClosedWork => get(
            "A page of what a health centre closed since a moment of the last seven days, newest first.",
            &[
                ("organisation", false, "The organisation; the first membership without."),
                ("since", true, "Since when."),
                ("after", false, "`next` of the page before."),
            ],
            "ClosedWork",
        ),
        Operation::TakeWork => post(
            "Takes work in hand, hands it to a colleague, or puts it back.",
            "TakeWork",
            "WorkChanged",
            &[AlreadyTaken, AlreadyClosed, RequestIdReused, UnknownField],
            true,
        ),
        Operation::FinishCall => post(
            "Writes what came of a call: values, result, next step; closes the work or keeps it.",
            "FinishCall",
            "WorkChanged",
            &[HasNews, AlreadyTaken, AlreadyClosed, CaseEnded, RequestIdReused, UnknownField],
            true,
        ),
        Operation::RecordVisit => post(
            "Enters a visit to a doctor during isolation: when, where, and what came of it.",
            "RecordVisit",
            "VisitRecorded",
            &[CaseEnded, RequestIdReused, UnknownField],
            true,
        ),
        Operation::ListCalls => get(
            "Whom the staff of a health centre still have to call today, of those who are followed by telephone.",
            &[
                ("organisation", false, "The health centre; the first membership without."),
                ("after", false, "Where the page begins: `next` of the page before."),
            ],
            "CallList",
        ),
        Operation::ListDowntime => get(
            "A page of those whom a health centre follows with name, telephone number, clocks and last entry, to be saved before the system is down.",
            &[
                ("organisation", false, "The health centre; the first membership without."),
                ("after", false, "`next` of the page before."),
            ],
            "DowntimeList",
        ),
        Operation::SubmitAutomatedCall => post(
            "Takes in what an automated call has heard, or that nobody answered it. For the provider that the health centre names, which gets to know nothing.",
            "SubmitAutomatedCall",
            "AutomatedCallTaken",
            &[CaseEnded, RequestIdReused, UnknownField],
            true,
        ),
        Operation::RecordFirstContact => post(
            "Records a first contact sheet: risk class, schedule and the linked cases of a household follow it.",
            "RecordFirstContact",
            "FirstContactRecorded",
            &[HasNews, CaseEnded, RequestIdReused, UnknownField],
            true,
        ),
        Operation::CloseWork => post(
            "Closes work without a call, stating the version that was seen.",
            "CloseWork",
            "WorkChanged",
            &[HasNews, AlreadyTaken, AlreadyClosed, RequestIdReused, UnknownField],
            true,
        ),
        Operation::FileTestReport => post(
            "Files an institution's tests of a day, or corrects them with a further version.",
            "FileTestReport",
            "TestReportFiled",
            &[HasNews, RequestIdReused, UnknownField],
            true,
        ),
        Operation::ListTestReports => get(
            "An institution's reported tests of at most 62 days, every version.",
            &[
                ("organisation", false, "For whom the caller acts; the first membership without."),
                ("on_behalf_of", false, "The clinic, if a health centre asks; without it only the clinics."),
                ("from", true, "The first day, `YYYY-MM-DD`."),
                ("to", true, "The last day."),
            ],
            "TestReports",
        ),
        Operation::FileCapacity => post(
            "Files the beds or rooms of an institution on a day, or corrects them with a further version.",
            "FileCapacity",
            "CapacityFiled",
            &[HasNews, RequestIdReused, UnknownField],
            true,
        ),
        Operation::ListCapacity => get(
            "Beds and rooms of a prefecture on a day: who entered what, who has not, and the sums; a hospital or a hotel sees itself.",
            &[
                ("organisation", false, "For whom the caller acts; the first membership without."),
                ("day", false, "The day, `YYYY-MM-DD`; today without."),
            ],
            "Capacities",
        ),
        Operation::SetPersonalLimits => post(
            "Sets the limits of SpO2 that a physician decided on for one patient, or takes them back.",
            "SetPersonalLimits",
            "PersonalLimitsSet",
            &[CaseEnded, RequestIdReused, UnknownField],
            true,
        ),
        Operation::PublishRules => post(
            "Publishes rules of a health centre or a prefecture in place of its earlier ones, or only tells what they would change.",
            "PublishRules",
            "RulesPublished",
            &[HasNews, RequestIdReused, UnknownField],
            true,
        ),
        Operation::ListRules => get(
            "The rules that count for an organisation, whose each value is, and what is published and planned.",
            &[("organisation", false, "For whom the caller acts; the first membership without.")],
            "Rules",
        ),
        Operation::SweepDue
        | Operation::NotifyHealthCentre
        | Operation::RemindPatient
        | Operation::WatchSweep
        | Operation::HearCanary => return None,
    })
}

/// The document.
pub fn document() -> Value {
    let mut schemas = serde_json::to_value(Wire::openapi()).unwrap_or_default();
    let mut paths = serde_json::Map::new();
    for operation in Operation::ALL {
        if let Some((shape, method)) = shape(*operation).zip(operation.method()) {
            paths.insert(operation.path(), json!({ method.to_lowercase(): describe(*operation, &shape) }));
        }
    }
    json!({
        "openapi": "3.1.0",
        "info": {
            "title": "Mimamori",
            "version": "1",
            "description": "Follows people who isolate at home or in a hotel. Times are UTC, `YYYY-MM-DDTHH:MM:SSZ`. Every change carries an id that the client makes: the same id with the same body gets the same answer again.",
            "license": { "name": "Apache-2.0", "identifier": "Apache-2.0" },
        },
        "paths": paths,
        "components": {
            "schemas": schemas["components"]["schemas"].take(),
            "securitySchemes": {
                "bearer": { "type": "http", "scheme": "bearer", "bearerFormat": "JWT" },
            },
        },
    })
}

fn describe(operation: Operation, shape: &Shape) -> Value {
    let mut entry = json!({
        "operationId": operation.name(),
        "summary": shape.summary,
        "responses": responses(shape),
    });
    if let Some(request) = shape.request {
        entry["requestBody"] =
            json!({ "required": true, "content": { "application/json": { "schema": reference(request) } } });
    }
    if !shape.query.is_empty() {
        let parameter = |(name, required, description): &(&str, bool, &str)| json!({ "name": name, "in": "query", "required": required, "description": description, "schema": { "type": "string" } });
        entry["parameters"] = shape.query.iter().map(parameter).collect();
    }
    if shape.signed_in {
        entry["security"] = json!([{ "bearer": [] }]);
    }
    entry
}

fn responses(shape: &Shape) -> Value {
    let mut all = serde_json::Map::new();
    all.insert(
        "200".to_owned(),
        json!({ "description": "Done.", "content": { "application/json": { "schema": reference(shape.answer) } } }),
    );
    let mut codes =
        vec![Code::Unauthenticated, Code::TooLarge, Code::InvalidFields, Code::Internal, Code::Busy];
    if shape.request.is_some() {
        codes.push(Code::InvalidJson);
    }
    if shape.signed_in {
        codes.push(Code::NotFound);
    }
    codes.extend(shape.codes);
    for code in &codes {
        let of_status: Vec<&str> =
            codes.iter().filter(|other| other.status() == code.status()).map(|other| other.code()).collect();
        let description = format!("One of the codes {}.", of_status.join(", "));
        let schema = json!({ "application/json": { "schema": reference("ErrorBody") } });
        all.insert(code.status().to_string(), json!({ "description": description, "content": schema }));
    }
    Value::Object(all)
}

fn reference(name: &str) -> Value {
    json!({ "$ref": format!("#/components/schemas/{name}") })
}
