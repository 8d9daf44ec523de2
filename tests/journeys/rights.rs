//! Every cell of the rights table (design 7) against the real functions: what it allows is carried
//! out or refused for another reason, what it does not allow looks like what does not exist.

use std::collections::HashMap;

use bytes::Bytes;
use domain::api::work::WorkRow;
use domain::ids::{CaseId, OrganisationId};
use domain::operation::Operation;
use domain::placement::Channel;
use domain::rights::{Relation, Role, may};
use functions::staff::subject;
use functions::store::cards::StoredCard;
use functions::store::item::{self, Item};
use functions::store::organisations::{Member, Organisation};
use http::Response;
use serde_json::json;
use tests::people::{Filing, id, oxygen};
use tests::{As, CENTRE};

use crate::scene::{Scene, assert_same, bytes, now, raw};
use crate::table;

/// The organisation whose relation to a case is set up, and its one member.
const ORGANISATION: &str = "hibari-clinic";
const MEMBER: &str = "hibari-clinic-1";

/// A centre that has its automated calls made by the organisation.
const COMMISSIONING: &str = "wakakusa-hc";

/// Relations of an organisation to a case.
const TO_A_CASE: [Relation; 8] = [
    Relation::Responsible,
    Relation::Proposed,
    Relation::Assigned,
    Relation::Resident,
    Relation::Filed,
    Relation::Commissioned,
    Relation::Prefecture,
    Relation::None,
];

struct Cast {
    scene: Scene,
    /// The work of a case for every relation that the organisation can have to one.
    cases: HashMap<Relation, WorkRow>,
    member: As,
    other_phone: As,
    revoked_phone: As,
}

impl Cast {
    async fn new() -> Self {
        let scene = Scene::new().await;
        let world = &scene.world;
        let mut cases = HashMap::new();
        for relation in TO_A_CASE {
            cases.insert(relation, related(&scene, relation).await);
        }
        let other_phone = world.patient(Filing::default(), now()).await.phone;
        let revoked = world.patient(Filing::default(), now()).await;
        change(&scene, &revoked.case, |stored| stored.card.access_version += 1).await;
        let revoked_phone = revoked.phone.clone();
        let member = world.staff(MEMBER, now());
        Self { cases, member, other_phone, revoked_phone, scene }
    }

    /// The member of staff has this role from now on.
    async fn assign(&self, role: Role) {
        let member = Member {
            organisation: organisation(),
            prefecture: "mizuho-pref".parse().unwrap(),
            organisation_name: "試験".to_owned(),
            organisation_name_en: "Test".to_owned(),
            role,
            name: "試験 太郎".to_owned(),
        };
        let pk = format!("SUBJECT#{}", subject("http://issuer.invalid/oidc", MEMBER));
        let sk = format!("ORG#{ORGANISATION}");
        table::put(&self.scene.world, &pk, &sk, item::write(&member).unwrap()).await;
    }

    /// Who calls in this cell; nobody if there is no such caller or relation.
    fn caller(&self, operation: Operation, role: Role, relation: Relation) -> Option<As> {
        let scene = &self.scene;
        let of_anyone = matches!(operation, Operation::ActivatePatient | Operation::RefreshSession);
        match (role, relation) {
            (Role::System, _) => None,
            (Role::Anyone, Relation::None) if of_anyone => Some(scene.request(operation).0),
            (Role::Anyone, Relation::None) => Some(As::default()),
            // These two look at the cookie and the code, never at who is signed in.
            _ if of_anyone => None,
            (Role::Patient, Relation::Own) if on_case(operation) => Some(scene.phone.clone()),
            (Role::Patient, Relation::Own) if operation == Operation::GetMyIsolation => {
                Some(scene.phone.clone())
            }
            (Role::Patient, Relation::None) if operation == Operation::GetMyIsolation => {
                Some(self.revoked_phone.clone())
            }
            (Role::Patient, Relation::None) => Some(self.other_phone.clone()),
            (Role::Anyone | Role::Patient, _) => None,
            (_, Relation::OwnOrganisation) => for_organisation(operation).then(|| self.member.clone()),
            (_, relation) if on_case(operation) => {
                self.cases.contains_key(&relation).then(|| self.member.clone())
            }
            (_, Relation::None) => Some(self.member.clone()),
            _ => None,
        }
    }

    /// Sends the cell's request; about something that does not exist if `exists` is false.
    async fn send(
        &self,
        who: &As,
        operation: Operation,
        role: Role,
        relation: Relation,
        exists: bool,
    ) -> Response<Bytes> {
        let mut row = match role {
            Role::Patient | Role::Anyone => &self.scene.row,
            _ => self.cases.get(&relation).unwrap_or(&self.scene.row),
        }
        .clone();
        if !exists {
            row.case = id();
        }
        let about = match relation {
            _ if !exists => "no-such-organisation",
            Relation::OwnOrganisation => ORGANISATION,
            _ => CENTRE,
        };
        let (query, body) = match operation {
            Operation::GetCase | Operation::GetNotification => (format!("case={}", row.case), json!({})),
            Operation::ListWorklist
            | Operation::ListNotifications
            | Operation::ListReleases
            | Operation::ListInpatients
            | Operation::ListFollowed
            | Operation::ListCalls
            | Operation::ListDowntime
            | Operation::ListEntries
            | Operation::ListColleagues
            | Operation::ListRules
            | Operation::ListCapacity => (format!("organisation={about}"), json!({})),
            Operation::ListClosedWork => {
                (format!("organisation={about}&since=2026-01-04T23:00:00Z"), json!({}))
            }
            Operation::ListTestReports => {
                (format!("organisation={about}&from=2026-01-01&to=2026-01-05"), json!({}))
            }
            // What the schedule and the stream call has no route.
            other if other.method().is_none() => (String::new(), json!({})),
            Operation::GetMyIsolation => (String::new(), json!({})),
            _ => (String::new(), self.scene.request_about(operation, &row).1),
        };
        let mut body = body;
        if matches!(
            operation,
            Operation::FileNotification
                | Operation::FileTestReport
                | Operation::FileCapacity
                | Operation::SearchCases
                | Operation::MarkEntriesRead
                | Operation::PublishRules
        ) {
            body["organisation"] = json!(about);
        }
        if operation == Operation::FileTestReport && role == Role::ClinicStaff {
            // A clinic acts for itself, everybody else for the clinic.
            body["on_behalf_of"] = json!(null);
        }
        if operation == Operation::FileCapacity && matches!(role, Role::HospitalStaff | Role::HotelDesk) {
            // An institution acts for itself, everybody else for the hospital.
            body["on_behalf_of"] = json!(null);
        }
        raw(&self.scene.world, who, operation, &query, bytes(&body), now()).await
    }
}

fn organisation() -> OrganisationId {
    ORGANISATION.parse().unwrap()
}

const fn on_case(operation: Operation) -> bool {
    matches!(
        operation,
        Operation::SubmitCheckIn
            | Operation::AcceptNotification
            | Operation::ReturnNotification
            | Operation::CorrectNotification
            | Operation::WithdrawNotification
            | Operation::DecideDuplicate
            | Operation::GetNotification
            | Operation::RecordTest
            | Operation::SendEntryLink
            | Operation::GetCase
            | Operation::AssignContractor
            | Operation::MovePatient
            | Operation::ConfirmRelease
            | Operation::RecordCondition
            | Operation::RecordOutcome
            | Operation::TakeWork
            | Operation::FinishCall
            | Operation::RecordVisit
            | Operation::SubmitAutomatedCall
            | Operation::RecordFirstContact
            | Operation::SetPersonalLimits
            | Operation::CloseWork
    )
}

const fn for_organisation(operation: Operation) -> bool {
    matches!(
        operation,
        Operation::FileNotification
            | Operation::ListNotifications
            | Operation::ListWorklist
            | Operation::ListReleases
            | Operation::ListInpatients
            | Operation::ListFollowed
            | Operation::ListCalls
            | Operation::ListDowntime
            | Operation::SearchCases
            | Operation::ListEntries
            | Operation::MarkEntriesRead
            | Operation::ListColleagues
            | Operation::ListClosedWork
            | Operation::FileTestReport
            | Operation::ListTestReports
            | Operation::FileCapacity
            | Operation::ListCapacity
            | Operation::PublishRules
            | Operation::ListRules
    )
}

/// A case in trouble to which the organisation has this relation and no other.
async fn related(scene: &Scene, relation: Relation) -> WorkRow {
    let mut patient = scene.world.patient(Filing::default(), now()).await;
    patient.checks_in(oxygen(94), now()).await;
    let case = patient.case.clone();
    let row = scene.world.work(now()).await.into_iter().find(|row| row.case == case).unwrap();
    change(scene, &case, |StoredCard { card, .. }| match relation {
        Relation::Responsible => card.centre = organisation(),
        Relation::Proposed => card.proposed_centre = Some(organisation()),
        Relation::Assigned => card.contractor = Some(organisation()),
        Relation::Resident => card.place = Some(organisation()),
        Relation::Prefecture => card.prefecture = organisation(),
        Relation::Commissioned => {
            card.centre = COMMISSIONING.parse().unwrap();
            card.channel = Channel::AutoCall;
        }
        _ => {}
    })
    .await;
    if relation == Relation::Filed {
        let pk = format!("ORG#{ORGANISATION}");
        table::put(&scene.world, &pk, &format!("CASE#filed#{case}"), Item::new()).await;
    }
    if relation == Relation::Commissioned {
        let store = &scene.world.app.store;
        let centre = store.organisation(&COMMISSIONING.parse().unwrap()).await.unwrap().unwrap();
        let centre = Organisation { call_provider: Some(organisation()), ..centre };
        let pk = format!("ORG#{COMMISSIONING}");
        table::put(&scene.world, &pk, "PROFILE", item::write(&centre).unwrap()).await;
    }
    row
}

async fn change(scene: &Scene, case: &CaseId, edit: impl FnOnce(&mut StoredCard)) {
    let mut stored = scene.world.app.store.card(case).await.unwrap().unwrap();
    edit(&mut stored);
    table::put_card(&scene.world, &stored).await;
}

#[tokio::test]
async fn every_cell_of_the_rights_table() {
    let cast = Cast::new().await;
    let (mut cells, mut allowed) = (0, 0);
    for role in Role::ALL.iter().copied() {
        cast.assign(role).await;
        for operation in Operation::ALL.iter().copied() {
            for relation in Relation::ALL.iter().copied() {
                let Some(who) = cast.caller(operation, role, relation) else { continue };
                let cell = format!("{} × {} × {}", operation.name(), role.code(), relation.code());
                let answer = cast.send(&who, operation, role, relation, true).await;
                let refused = matches!(answer.status().as_u16(), 401 | 404);
                assert_eq!(may(operation, role, relation), !refused, "{cell}: {answer:?}");
                if refused {
                    assert_same(&answer, &cast.send(&who, operation, role, relation, false).await);
                }
                cells += 1;
                allowed += usize::from(!refused);
            }
        }
    }
    println!("{cells} cells, {allowed} of them allowed");
    assert!(cells >= 200 && allowed >= 20, "{cells} cells, {allowed} of them allowed");
}

#[tokio::test]
async fn a_case_that_moved_belongs_to_its_new_centre_only() {
    let cast = Cast::new().await;
    cast.assign(Role::Nurse).await;
    let query = format!("case={}", cast.cases[&Relation::Responsible].case);
    let get = async |who: &As| {
        raw(&cast.scene.world, who, Operation::GetCase, &query, Vec::new(), now()).await.status()
    };
    assert_eq!(get(&cast.member).await, 200);
    // The nurse whose centre filed it.
    assert_eq!(get(&cast.scene.nurse).await, 404);
}

#[tokio::test]
async fn a_member_of_two_organisations_acts_for_the_one_that_may() {
    let cast = Cast::new().await;
    cast.assign(Role::ClinicStaff).await;
    let second = Member {
        organisation: CENTRE.parse().unwrap(),
        prefecture: "mizuho-pref".parse().unwrap(),
        organisation_name: "青葉保健所".to_owned(),
        organisation_name_en: "Aoba Health Centre".to_owned(),
        role: Role::Nurse,
        name: "試験 太郎".to_owned(),
    };
    let pk = format!("SUBJECT#{}", subject("http://issuer.invalid/oidc", MEMBER));
    table::put(&cast.scene.world, &pk, &format!("ORG#{CENTRE}"), item::write(&second).unwrap()).await;
    let query = format!("case={}", cast.scene.case);
    let mine = raw(&cast.scene.world, &cast.member, Operation::GetCase, &query, Vec::new(), now()).await;
    assert_eq!(mine.status(), 200);
    let clinic = format!("case={}", cast.cases[&Relation::Responsible].case);
    let refused = raw(&cast.scene.world, &cast.member, Operation::GetCase, &clinic, Vec::new(), now()).await;
    assert_eq!(refused.status(), 404);
}
