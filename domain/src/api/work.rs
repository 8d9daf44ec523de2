//! `list-worklist`, `take-work`, `finish-call` and `close-work`.

use serde::{Deserialize, Serialize};

use crate::api::check_in::CheckInReceived;
use crate::api::isolation::CentreContact;
use crate::call::CallResult;
use crate::form::Adopted;
use crate::ids::{CaseId, CheckInId, OrganisationId, RequestId, WorkId};
use crate::level::Level;
use crate::person::Label;
use crate::reading::Answers;
use crate::rights::Role;
use crate::time::Time;
use crate::triage::Reason;
use crate::work::{Family, WorkState};

/// One page of an organisation's open work, in the order in which a person takes it.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Worklist {
    /// The server's clock.
    pub now: Time,
    /// Whose list this is.
    pub organisation: Membership,
    /// Every organisation of the signed-in person.
    pub memberships: Vec<Membership>,
    /// Hotels of the prefecture, to place people in.
    pub hotels: Vec<Place>,
    /// Hospitals of the prefecture.
    #[serde(default)]
    pub hospitals: Vec<Place>,
    /// Contractors of the prefecture, to assign cases to (R12).
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub contractors: Vec<Place>,
    /// Health centres of the prefecture, one of which owes each row that another organisation sees.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub centres: Vec<Place>,
    /// A secret of the organisation, from which its consoles make the ids of imported rows: an id that
    /// follows from what it files must tell nobody else who that is.
    #[serde(default)]
    pub import_key: String,
    /// How patients reach the responsible health centre: itself, or the nearest to an institution. It
    /// stands on the slip with the entry code.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub contact: Option<CentreContact>,
    /// Medical institutions of the prefecture, for which a health centre can file (R16).
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub institutions: Vec<Place>,
    /// Forms that the prefecture has adopted, and when; of a disease that is not among them, every form
    /// in force by its own dates.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub forms: Vec<Adopted>,
    /// At most 50 rows; none if the page is unchanged.
    pub rows: Vec<WorkRow>,
    /// Pass as `seen` when the same page is fetched again.
    #[serde(default)]
    pub fingerprint: String,
    /// The page is the one whose fingerprint was passed: its rows are not repeated.
    #[serde(default)]
    pub unchanged: bool,
    /// Pass as `after` to read on; absent on the last page.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub next: Option<String>,
}

/// What the signed-in person is in an organisation.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Membership {
    /// The organisation.
    pub id: OrganisationId,
    /// Its name in Japanese.
    pub name: String,
    /// Its name in English.
    pub name_en: String,
    /// The person's role there.
    pub role: Role,
    /// The person's name there.
    pub member: String,
}

/// Where people can be placed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Place {
    /// The organisation that runs it.
    pub id: OrganisationId,
    /// Its name in Japanese.
    pub name: String,
    /// Its name in English.
    pub name_en: String,
}

/// One open work item.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct WorkRow {
    /// The case that it is owed to.
    pub case: CaseId,
    /// Its id.
    pub work: WorkId,
    /// What it is about.
    pub family: Family,
    /// How bad it is.
    pub level: Level,
    /// Why, in the order of the table.
    pub reasons: Vec<Reason>,
    /// Open or in hand.
    pub state: WorkState,
    /// Name of the person who has it in hand.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub taken_by: Option<String>,
    /// The signed-in person has it in hand.
    #[serde(default)]
    pub mine: bool,
    /// When it truly should have opened.
    pub should_open_at: Time,
    /// When it opened; its clock counts from here.
    pub opened_at: Time,
    /// Until when it is to be dealt with.
    pub due_at: Time,
    /// What to state when closing it.
    pub version: u32,
    /// A missed check-in came late, or the patient was reached.
    #[serde(default)]
    pub reported_late: bool,
    /// How many windows were missed.
    #[serde(default)]
    pub missed: u32,
    /// The hotel or facility in which the patient was when the work was last changed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub place: Option<OrganisationId>,
    /// Surname in kana, age, area; only for the organisation that owns the work.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub label: Option<Label>,
    /// Until when whoever has it in hand writes a result.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub result_due: Option<Time>,
    /// Whom it is about, in the list of an organisation that sees the work of another.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub seen_as: Option<SeenAs>,
}

/// What a list says of a patient to an organisation that does not own the work, in place of a name.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct SeenAs {
    /// The first eight characters of the case's id.
    pub number: String,
    /// The organisation that owes the work.
    pub owner: OrganisationId,
    /// The room, if the patient stays with whoever asks.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub room: Option<String>,
    /// The decade of the age: 40 for whoever is 40 to 49.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub age_band: Option<u16>,
}

/// Takes work in hand, hands it to a colleague, or puts it back.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct TakeWork {
    /// Made by the client.
    pub request_id: RequestId,
    /// The case.
    pub case: CaseId,
    /// The work.
    pub work: WorkId,
    /// True to take it, false to put it back.
    pub in_hand: bool,
    /// Holds the clock of the result while this goes on.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub hold: Option<Hold>,
    /// Subject of the colleague to whom it is handed; with `in_hand` true only.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub to: Option<String>,
    /// Put back because nobody sits there any more: it rings anew. With `in_hand` false only.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub gone: bool,
    /// Left to the health centre by whoever follows the patient for it: it rings one step higher, and its
    /// clock keeps running. With `in_hand` false only.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub to_centre: bool,
}

/// What holds the clock of a result for half an hour (design 6, "Work and its clocks").
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum Hold {
    /// A call is in progress.
    CallInProgress,
    /// 119 was called, and an ambulance is on its way.
    AmbulanceArranged,
}

/// A work item in the version in which it was seen.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct SeenWork {
    /// The work.
    pub id: WorkId,
    /// Its version when it was looked at.
    pub version: u32,
}

/// Closes work, saying why.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct CloseWork {
    /// Made by the client.
    pub request_id: RequestId,
    /// The case.
    pub case: CaseId,
    /// The work as it was seen; refused with `has_news` if something arrived since.
    pub work: SeenWork,
    /// How it ends.
    pub closing: Closing,
    /// Free text, at most 500 characters.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
    /// One of many that are closed at once without a look at each: refused unless it is silence that was
    /// reported late, the last check-in was fine and no other alert is open.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub only_if_fine: bool,
}

/// How work ends.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct Closing {
    /// Why it can be closed.
    pub reason: CloseReason,
    /// Show further cautions with the same reasons without an alert, for so many hours (at most 48).
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub watch_hours: Option<u8>,
}

/// Why work can be closed.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum CloseReason {
    /// The patient was reached and is well enough.
    Fine,
    /// Advised, and will go on checking in.
    Advised,
    /// A doctor, hospital or ambulance has taken over.
    CareArranged,
    /// The check-in came late and is fine.
    ReportedLate,
    /// It was typed wrongly.
    EntryMistake,
    /// Anything else; see the note.
    Other,
    /// A person ended the case.
    CaseEnded,
    /// The remarks were read.
    Read,
    /// A reason of a newer version.
    #[serde(other)]
    Unknown,
}

/// What came of a call, in one form.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct FinishCall {
    /// Made by the client.
    pub request_id: RequestId,
    /// The case.
    pub case: CaseId,
    /// The open work that the call was about, as it was seen.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub work: Vec<SeenWork>,
    /// Who was reached.
    pub reached: Reached,
    /// Values told on the phone, typed in on behalf of the patient.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub check_in: Option<ToldCheckIn>,
    /// The result in words, at most 500 characters.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub note: Option<String>,
    /// What happens next.
    pub next_step: NextStep,
    /// Ends the work; without it the work stays in hand.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub closing: Option<Closing>,
    /// What was found out; its consequence is part of the same change.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub result: Option<CallResult>,
    /// When the patient was promised another call; at most 7 days from now.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub call_back_at: Option<Time>,
    /// Somebody went there: this was said at the door, or nobody opened.
    #[serde(default, skip_serializing_if = "std::ops::Not::not")]
    pub at_door: bool,
}

/// A check-in told on the phone.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct ToldCheckIn {
    /// Made by the client.
    pub id: CheckInId,
    /// What was told.
    pub answers: Answers,
}

/// Who was reached by a call (R13).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum Reached {
    /// The patient.
    Patient,
    /// Somebody of the family; the patient was not seen.
    Family,
    /// The emergency contact; the patient was not seen.
    EmergencyContact,
    /// Nobody.
    Nobody,
    /// Somebody else: the number is wrong.
    WrongNumber,
    /// A value of a newer version.
    #[serde(other)]
    Unknown,
}

/// What happens after the call.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum NextStep {
    /// Nothing beyond the daily check-in.
    Continue,
    /// Somebody calls again.
    CallAgain,
    /// The patient measures again.
    MeasureAgain,
    /// The patient sees a doctor.
    SeeDoctor,
    /// Admission is arranged.
    ArrangeAdmission,
    /// 119 was called.
    Ambulance,
    /// A step of a newer version.
    #[serde(other)]
    Unknown,
}

/// What a change of work has left behind.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct WorkChanged {
    /// The case.
    pub case: CaseId,
    /// When the change was made.
    pub at: Time,
    /// The named work items after the change.
    pub work: Vec<WorkStanding>,
    /// The check-in told on the phone, as it was judged.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub check_in: Option<CheckInReceived>,
}

/// How a work item stands.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct WorkStanding {
    /// The work.
    pub id: WorkId,
    /// Its state now.
    pub state: WorkState,
    /// Its version now.
    pub version: u32,
}
