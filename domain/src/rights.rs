//! Who may do what: one table of operation × role × relation (design 7; domain.md 6.2).
//!
//! Every operation asks [`may`] and nothing else. A refusal looks like "does not exist".

use crate::operation::Operation;
use crate::symptoms::codes;
use serde::{Deserialize, Serialize};

codes! {
    /// What a caller is.
    Role {
        /// The patient, on an activated device.
        Patient = "patient",
        /// A nurse of a health centre.
        Nurse = "nurse",
        /// A manager of a health centre.
        Manager = "manager",
        /// Staff of a clinic.
        ClinicStaff = "clinic_staff",
        /// The desk of an isolation hotel.
        HotelDesk = "hotel_desk",
        /// Staff of a hospital.
        HospitalStaff = "hospital_staff",
        /// The machine of a provider of automated calls, with credentials of its own.
        CallProvider = "call_provider",
        /// Staff of a contractor to whom cases are assigned: a doctors' association, a support centre.
        ContractorStaff = "contractor_staff",
        /// Staff of a prefecture.
        PrefectureStaff = "prefecture_staff",
        /// The system itself: schedule and stream.
        System = "system",
        /// Somebody who is not signed in.
        Anyone = "anyone",
    }
}

codes! {
    /// What the caller's organisation (or the caller) is to what the operation touches.
    Relation {
        /// The patient's own case.
        Own = "own",
        /// The organisation named in the request is the caller's.
        OwnOrganisation = "own_organisation",
        /// The responsible health centre of the case.
        Responsible = "responsible",
        /// The health centre that a transfer proposes.
        Proposed = "proposed",
        /// A contractor to whom the case is assigned.
        Assigned = "assigned",
        /// The hotel or hospital in which the patient stays.
        Resident = "resident",
        /// The organisation that filed the notification.
        Filed = "filed",
        /// The provider of automated calls that the responsible centre names, of a case that is called so.
        Commissioned = "commissioned",
        /// The prefecture of the case.
        Prefecture = "prefecture",
        /// Nothing.
        None = "none",
    }
}

/// Whether a caller of this role may call this operation on something it has this relation to.
pub fn may(operation: Operation, role: Role, relation: Relation) -> bool {
    row(operation).contains(&(role, relation))
}

/// The row of an operation. A new operation does not compile without one.
const fn row(operation: Operation) -> &'static [(Role, Relation)] {
    use Relation::{Assigned, Commissioned, Filed, None, Own, OwnOrganisation, Resident, Responsible};
    use Role::{
        Anyone, CallProvider, ClinicStaff, ContractorStaff, HospitalStaff, HotelDesk, Manager, Nurse,
        Patient, PrefectureStaff, System,
    };
    const RESPONSIBLE_CENTRE: &[(Role, Relation)] = &[(Nurse, Responsible), (Manager, Responsible)];
    // Who follows a patient for the responsible centre (R12, R42), as far as `sight` lets them look.
    const FOLLOWING: &[(Role, Relation)] =
        &[(Nurse, Responsible), (Manager, Responsible), (HotelDesk, Resident), (ContractorStaff, Assigned)];
    match operation {
        Operation::SearchCases
        | Operation::ListCalls
        | Operation::ListDowntime
        | Operation::ListReleases
        | Operation::ListEntries
        | Operation::ListClosedWork => &[(Nurse, OwnOrganisation), (Manager, OwnOrganisation)],
        // To whom work can be handed on.
        Operation::ListColleagues => &[
            (Nurse, OwnOrganisation),
            (Manager, OwnOrganisation),
            (HotelDesk, OwnOrganisation),
            (ContractorStaff, OwnOrganisation),
        ],
        Operation::ListFollowed => &[(HotelDesk, OwnOrganisation), (ContractorStaff, OwnOrganisation)],
        // A medical institution for its own patients, a health centre for an institution (R16, R18).
        Operation::FileNotification | Operation::ListNotifications => &[
            (Nurse, OwnOrganisation),
            (Manager, OwnOrganisation),
            (ClinicStaff, OwnOrganisation),
            (HospitalStaff, OwnOrganisation),
        ],
        Operation::CorrectNotification
        | Operation::WithdrawNotification
        | Operation::GetNotification
        | Operation::SendEntryLink
        | Operation::RecordTest => {
            &[(Nurse, Responsible), (Manager, Responsible), (ClinicStaff, Filed), (HospitalStaff, Filed)]
        }
        Operation::ActivatePatient | Operation::RefreshSession => &[(Anyone, None)],
        Operation::SubmitCheckIn => &[
            (Patient, Own),
            (Nurse, Responsible),
            (Manager, Responsible),
            (HotelDesk, Resident),
            (ContractorStaff, Assigned),
        ],
        // It may enter and sees nothing.
        Operation::SubmitAutomatedCall => &[(CallProvider, Commissioned)],
        Operation::GetMyIsolation => &[(Patient, Own)],
        Operation::ListWorklist => &[
            (Nurse, OwnOrganisation),
            (Manager, OwnOrganisation),
            (ClinicStaff, OwnOrganisation),
            (HotelDesk, OwnOrganisation),
            (HospitalStaff, OwnOrganisation),
            (ContractorStaff, OwnOrganisation),
            (PrefectureStaff, OwnOrganisation),
        ],
        // Who reads for a centre may end what its cases owe a reading.
        Operation::MarkEntriesRead => &[
            (Nurse, OwnOrganisation),
            (Manager, OwnOrganisation),
            (Nurse, Responsible),
            (Manager, Responsible),
        ],
        Operation::AcceptNotification
        | Operation::DecideDuplicate
        | Operation::ReturnNotification
        | Operation::AssignContractor
        | Operation::MovePatient
        | Operation::ConfirmRelease
        | Operation::RecordVisit
        | Operation::RecordFirstContact
        | Operation::SetPersonalLimits => RESPONSIBLE_CENTRE,
        Operation::GetCase | Operation::TakeWork | Operation::FinishCall | Operation::CloseWork => FOLLOWING,
        // A clinic for itself, a health centre for a clinic (R16, R43): see `test_report::institution`.
        Operation::FileTestReport | Operation::ListTestReports => {
            &[(ClinicStaff, OwnOrganisation), (Nurse, OwnOrganisation), (Manager, OwnOrganisation)]
        }
        // An institution for itself, a health centre or the prefecture for one that phoned (R16); whoever
        // decides on placements sees all of them (R9, R46): see `capacity::whose`.
        Operation::FileCapacity | Operation::ListCapacity => &[
            (HospitalStaff, OwnOrganisation),
            (HotelDesk, OwnOrganisation),
            (Nurse, OwnOrganisation),
            (Manager, OwnOrganisation),
            (PrefectureStaff, OwnOrganisation),
        ],
        // Of outcomes a hospital only its discharges and deaths: see `outcome::may_enter`.
        Operation::RecordCondition | Operation::RecordOutcome => {
            &[(Nurse, Responsible), (Manager, Responsible), (HospitalStaff, Resident)]
        }
        Operation::ListInpatients => {
            &[(Nurse, OwnOrganisation), (Manager, OwnOrganisation), (HospitalStaff, OwnOrganisation)]
        }
        // Each authority its own (design 6); whoever works by them may read them.
        Operation::PublishRules => &[(Manager, OwnOrganisation), (PrefectureStaff, OwnOrganisation)],
        Operation::ListRules => {
            &[(Nurse, OwnOrganisation), (Manager, OwnOrganisation), (PrefectureStaff, OwnOrganisation)]
        }
        Operation::SweepDue
        | Operation::NotifyHealthCentre
        | Operation::RemindPatient
        | Operation::WatchSweep
        | Operation::HearCanary => &[(System, None)],
    }
}
