//! The rest of the household: one call, several cases. Each of them gets a contact attempt of its own, with
//! the note and the next step of this call.

use dioxus::prelude::*;
use domain::api::first_contact::LinkedCase;
use domain::api::work::{FinishCall, Reached, SeenWork, WorkChanged, WorkRow};
use domain::ids::{CaseId, RequestId};
use domain::operation::Operation;
use serde::{Deserialize, Serialize};
use ui::api::Failure;
use ui::errors::failure_text;
use ui::texts::{language, t};

use super::begin::is_about_calls;
use super::form::Editing;
use crate::calls;
use crate::desk::{Desk, use_desk};
use crate::form::Choice;
use crate::route::Route;
use crate::worklist::why;
use crate::{people, words};

/// Who can be said to have been reached of somebody else in the same household.
const REACHED: [Reached; 3] = [Reached::Patient, Reached::Family, Reached::Nobody];

/// Somebody of the household about whom the call was, too.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct MemberCall {
    /// The request of this case; a second press is the same one.
    pub request_id: RequestId,
    /// The case.
    pub case: CaseId,
    /// Who was reached as for this case.
    pub reached: Reached,
}

/// Somebody of the household with open work that a call may end.
#[derive(Clone, PartialEq)]
pub struct Member {
    linked: LinkedCase,
    work: Vec<WorkRow>,
}

/// The household's other cases that have open work in the list; nothing is read for it.
pub fn members(desk: Desk, linked: &[LinkedCase]) -> Vec<Member> {
    let list = desk.list.read();
    let work = |case: &CaseId| {
        let rows = list.iter().flat_map(|list| &list.rows);
        let free = |row: &&WorkRow| row.mine || row.taken_by.is_none();
        rows.filter(|row| row.case == *case && is_about_calls(row)).filter(free).cloned().collect()
    };
    let all = linked.iter().map(|linked| Member { work: work(&linked.case), linked: linked.clone() });
    all.filter(|member| !member.work.is_empty()).collect()
}

/// The requests of the household, made of that of this case.
pub fn requests(
    desk: Desk,
    linked: &[LinkedCase],
    chosen: &[MemberCall],
    own: &FinishCall,
) -> Vec<FinishCall> {
    let members = members(desk, linked);
    let of = |call: &MemberCall| {
        let member = members.iter().find(|member| member.linked.case == call.case)?;
        let seen = |row: &WorkRow| SeenWork { id: row.work.clone(), version: row.version };
        Some(FinishCall {
            request_id: call.request_id.clone(),
            case: call.case.clone(),
            work: member.work.iter().map(seen).collect(),
            reached: call.reached,
            check_in: None,
            note: own.note.clone(),
            next_step: own.next_step,
            closing: own
                .closing
                .clone()
                .map(|closing| domain::api::work::Closing { watch_hours: None, ..closing }),
            result: None,
            call_back_at: None,
            at_door: false,
        })
    };
    chosen.iter().filter_map(of).collect()
}

/// Sends them one by one; those that failed, with why.
pub async fn send(requests: &[FinishCall]) -> Vec<(CaseId, Failure)> {
    let mut failed = Vec::new();
    for request in requests {
        if let Err(failure) = calls::change::<WorkChanged>(Operation::FinishCall, request).await {
            failed.push((request.case.clone(), failure));
        }
    }
    failed
}

/// Asks for whom else of the household this call was.
#[component]
pub fn HouseholdPart(editing: Editing, linked: Vec<LinkedCase>) -> Element {
    let desk = use_desk();
    let members = members(desk, &linked);
    let values = editing.values.read();
    let options = || {
        std::iter::once((None, t("console.call.not_about").to_owned()))
            .chain(REACHED.map(|reached| (Some(reached), words::reached(reached).to_owned())))
            .collect::<Vec<_>>()
    };
    rsx! {
        if !members.is_empty() {
            section { class: "form-part",
                h2 { {t("console.call.household")} }
                p { class: "field-hint", {t("console.call.household_hint")} }
                for member in members {
                    Choice {
                        key: "{member.linked.case}",
                        name: name(&linked, &member.linked.case),
                        legend: who(&member.linked),
                        hint: words::list(member.work.iter().map(why).collect::<Vec<_>>().iter().map(String::as_str)),
                        options: options(),
                        chosen: Some(values.household.iter().find(|call| call.case == member.linked.case).map(|call| call.reached)),
                        onchoose: {
                            let case = member.linked.case.clone();
                            move |chosen: Option<Reached>| {
                                let case = case.clone();
                                editing.change(move |values| choose(&mut values.household, case, chosen));
                            }
                        },
                    }
                }
            }
        }
    }
}

fn choose(household: &mut Vec<MemberCall>, case: CaseId, reached: Option<Reached>) {
    household.retain(|call| call.case != case);
    household.extend(reached.map(|reached| MemberCall { request_id: calls::new_id(), case, reached }));
}

/// What those failed whose calls could not be written, with the way to each of them.
#[component]
pub fn NotWritten(failed: Vec<(CaseId, Failure)>, linked: Vec<LinkedCase>) -> Element {
    rsx! {
        if !failed.is_empty() {
            div { class: "banner banner-wrong", role: "alert",
                p { {t("console.call.household_failed")} }
                ul {
                    for (case , failure) in failed {
                        li { key: "{case}",
                            Link { to: Route::Call { case: case.clone() },
                                {linked.iter().find(|linked| linked.case == case).map(who)}
                            }
                            ": "
                            {failure_text(language(), &failure)}
                        }
                    }
                }
            }
        }
    }
}

fn who(linked: &LinkedCase) -> String {
    linked.label.as_ref().map_or_else(|| people::number(&linked.case), people::label)
}

/// Names of the groups of radio buttons; a household has at most ten people.
fn name(linked: &[LinkedCase], case: &CaseId) -> &'static str {
    const NAMES: [&str; 10] = [
        "member-0", "member-1", "member-2", "member-3", "member-4", "member-5", "member-6", "member-7",
        "member-8", "member-9",
    ];
    let place = linked.iter().position(|linked| linked.case == *case).unwrap_or_default();
    NAMES.get(place).copied().unwrap_or("member-9")
}
