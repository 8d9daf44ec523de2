//! Codes in words.

use domain::api::visit::VisitOutcome;
use domain::api::work::{CloseReason, NextStep, Reached};
use domain::call::Finding;
use domain::condition::Severity;
use domain::duplicate::Linkage;
use domain::form::{self, Kind, Words};
use domain::notification::Notification;
use domain::outcome::Outcome;
use domain::person::Sex;
use domain::placement::{CareStatus, CaseKind, Channel, Risk};
use domain::reading::Measure;
use domain::review::{NotificationState, Revision};
use domain::rights::Role;
use domain::symptoms::{EmergencySymptom, PregnancySymptom, Symptom};
use domain::triage::Reason;
use domain::work::Family;
use ui::texts::{Language, language, t};

/// The words of a form's definition in the language on the screen.
pub fn said(words: &Words) -> &str {
    either(&words.ja, &words.en)
}

/// One of two texts, by the language on the screen.
pub fn either<'a>(japanese: &'a str, english: &'a str) -> &'a str {
    if language() == Language::Japanese { japanese } else { english }
}

/// 類型, as its form calls it.
pub fn case_type(notification: &Notification) -> Option<&'static str> {
    let chosen = notification.answers.text("case_type")?;
    let Kind::Choice { values } = &form::find(&notification.form)?.field("case_type")?.kind else {
        return None;
    };
    values.iter().find(|value| value.code == chosen).map(|value| either(&value.ja, &value.en))
}

/// Why work was opened.
pub fn reason(reason: Reason) -> &'static str {
    t(&["console.reason.", reason.code()].concat())
}

/// Several words as one list.
pub fn list<'a>(words: impl Iterator<Item = &'a str>) -> String {
    let between = if language() == Language::Japanese { "、" } else { ", " };
    words.collect::<Vec<_>>().join(between)
}

/// All reasons, as one list.
pub fn reasons(reasons: &[Reason]) -> String {
    list(reasons.iter().copied().map(reason))
}

/// A symptom of the daily check-in.
pub fn symptom(symptom: Symptom) -> &'static str {
    t(&["shared.symptom.", symptom.code()].concat())
}

/// An emergency symptom.
pub fn emergency(symptom: EmergencySymptom) -> &'static str {
    t(&["shared.emergency.", symptom.code()].concat())
}

/// A warning sign of pregnancy.
pub fn pregnancy(symptom: PregnancySymptom) -> &'static str {
    t(&["shared.pregnancy.", symptom.code()].concat())
}

/// What can be measured.
pub fn measure(measure: Measure) -> &'static str {
    t(&["shared.field.", measure.code()].concat())
}

/// Where the person is.
pub fn care_status(status: CareStatus) -> &'static str {
    t(&["console.care_status.", status.code()].concat())
}

/// How ill an inpatient is.
pub fn severity(severity: Severity) -> &'static str {
    t(match severity {
        Severity::Asymptomatic => "console.severity.asymptomatic",
        Severity::Mild => "console.severity.mild",
        Severity::ModerateOne => "console.severity.moderate_1",
        Severity::ModerateTwo => "console.severity.moderate_2",
        Severity::Severe => "console.severity.severe",
        Severity::Unknown => "console.other",
    })
}

/// What the case is.
pub fn case_kind(kind: CaseKind) -> &'static str {
    t(match kind {
        CaseKind::Suspected => "console.case_kind.suspected",
        CaseKind::Confirmed => "console.case_kind.confirmed",
        CaseKind::Asymptomatic => "console.case_kind.asymptomatic",
        CaseKind::ClinicallyDiagnosed => "console.case_kind.clinically_diagnosed",
        CaseKind::RuledOut => "console.case_kind.ruled_out",
        CaseKind::Withdrawn => "console.case_kind.withdrawn",
        CaseKind::Duplicate => "console.case_kind.duplicate",
        CaseKind::Canary | CaseKind::Unknown => "console.other",
    })
}

/// 性別
pub fn sex(sex: Sex) -> &'static str {
    t(match sex {
        Sex::Male => "console.sex.male",
        Sex::Female => "console.sex.female",
        Sex::Other => "console.sex.other",
    })
}

/// Risk class.
pub fn risk(risk: Risk) -> &'static str {
    t(match risk {
        Risk::Standard => "console.risk.standard",
        Risk::High => "console.risk.high",
        Risk::Unknown => "console.other",
    })
}

/// How check-ins come.
pub fn channel(channel: Channel) -> &'static str {
    t(match channel {
        Channel::App => "console.channel.app",
        Channel::StaffCall => "console.channel.staff_call",
        Channel::AutoCall => "console.channel.auto_call",
        Channel::Facility => "console.channel.facility",
        Channel::None => "console.channel.none",
        Channel::Unknown => "console.other",
    })
}

/// Who was reached.
pub fn reached(reached: Reached) -> &'static str {
    t(match reached {
        Reached::Patient => "console.reached.patient",
        Reached::Family => "console.reached.family",
        Reached::EmergencyContact => "console.reached.emergency_contact",
        Reached::Nobody => "console.reached.nobody",
        Reached::WrongNumber => "console.reached.wrong_number",
        Reached::Unknown => "console.other",
    })
}

/// What a call found out.
pub fn finding(finding: Finding) -> &'static str {
    t(match finding {
        Finding::InHospital => "console.finding.in_hospital",
        Finding::Died => "console.finding.died",
        Finding::Language => "console.finding.language",
        Finding::Moved => "console.finding.moved",
        Finding::Unknown => "console.other",
    })
}

/// What came of a visit to a doctor.
pub fn visit_outcome(outcome: VisitOutcome) -> &'static str {
    match outcome {
        VisitOutcome::Unknown => t("console.other"),
        known => t(&["console.visit_outcome.", known.code()].concat()),
    }
}

/// What happens after a call.
pub fn next_step(step: NextStep) -> &'static str {
    t(match step {
        NextStep::Continue => "console.next_step.continue",
        NextStep::CallAgain => "console.next_step.call_again",
        NextStep::MeasureAgain => "console.next_step.measure_again",
        NextStep::SeeDoctor => "console.next_step.see_doctor",
        NextStep::ArrangeAdmission => "console.next_step.arrange_admission",
        NextStep::Ambulance => "console.next_step.ambulance",
        NextStep::Unknown => "console.other",
    })
}

/// How a case ended.
pub fn outcome(outcome: Outcome) -> &'static str {
    t(match outcome {
        Outcome::Discharged => "console.outcome.discharged",
        Outcome::Released => "console.outcome.released",
        Outcome::Deceased => "console.outcome.deceased",
        Outcome::TransferredOut => "console.outcome.transferred_out",
        Outcome::RuledOut => "console.outcome.ruled_out",
        Outcome::Lost => "console.outcome.lost",
        Outcome::Withdrawn => "console.outcome.withdrawn",
        Outcome::Duplicate => "console.outcome.duplicate",
        Outcome::Unknown => "console.other",
    })
}

/// Why work could be closed.
pub fn close_reason(reason: CloseReason) -> &'static str {
    t(match reason {
        CloseReason::Fine => "console.close_reason.fine",
        CloseReason::Advised => "console.close_reason.advised",
        CloseReason::CareArranged => "console.close_reason.care_arranged",
        CloseReason::ReportedLate => "console.close_reason.reported_late",
        CloseReason::EntryMistake => "console.close_reason.entry_mistake",
        CloseReason::Other => "console.close_reason.other",
        CloseReason::Read => "console.close_reason.read",
        CloseReason::CaseEnded => "console.close_reason.case_ended",
        CloseReason::Unknown => "console.other",
    })
}

/// What work is about, where no reasons say it.
pub fn family(family: Family) -> &'static str {
    t(match family {
        Family::Health => "console.family.health",
        Family::Silence => "console.family.silence",
        Family::Review => "console.family.review",
        Family::Correction => "console.family.correction",
        Family::FirstContact => "console.family.first_contact",
        Family::TestResult => "console.family.test_result",
        Family::Duplicate => "console.family.duplicate",
        Family::Placement => "console.family.placement",
        Family::Condition => "console.family.condition",
        Family::CallBack => "console.family.call_back",
        Family::CallDue => "console.family.call_due",
        Family::Visit => "console.family.visit",
        Family::Number => "console.family.number",
        Family::Interpreter => "console.family.interpreter",
        Family::Remarks => "console.family.remarks",
        Family::Release => "console.family.release",
        Family::Unknown => "console.family.unknown",
    })
}

/// What was decided about two cases.
pub fn linkage(linkage: Linkage) -> &'static str {
    t(&["console.linkage.", linkage.code()].concat())
}

/// What ends work that no call ends and that stands on a page of its own.
pub fn to_do(family: Family) -> Option<&'static str> {
    match family {
        Family::Placement => Some(t("console.to_do.placement")),
        Family::Condition => Some(t("console.to_do.condition")),
        Family::Release => Some(t("console.to_do.release")),
        _ => None,
    }
}

/// How a notification stands.
pub fn notification_state(state: NotificationState) -> &'static str {
    t(&["console.notification_state.", state.code()].concat())
}

/// What a further version of a notification is.
pub fn revision(revision: Revision) -> &'static str {
    t(&["console.revision.", revision.code()].concat())
}

/// What a person is in an organisation.
pub fn role(role: Role) -> &'static str {
    t(&["console.role.", role.code()].concat())
}
