//! A nurse's round: whatever is open is taken in hand, called about, and closed or kept.

use std::collections::HashSet;

use anyhow::Result;
use domain::api::work::{
    CloseReason, Closing, FinishCall, NextStep, Reached, SeenWork, TakeWork, ToldCheckIn, WorkChanged,
    WorkRow, Worklist,
};
use domain::ids::CaseId;
use domain::operation::Operation;
use domain::time::Time;
use domain::work::{Family, WorkState};

use super::calls::{get, post};
use super::course::Course;
use super::dice::Dice;
use super::people::{CENTRES, Centre};
use crate::machine::Machine;

/// Work that a nurse has in hand, as it was when she took it.
pub(super) struct InHand {
    centre: &'static Centre,
    case: CaseId,
    family: Family,
    seen: SeenWork,
}

/// Takes everything in hand that is open at both centres, but the cases that are left for the visitor.
pub(super) async fn take(
    machine: &Machine,
    dice: &mut Dice,
    left_open: &HashSet<String>,
    now: Time,
) -> Result<Vec<InHand>> {
    let mut in_hand = Vec::new();
    for centre in &CENTRES {
        let token = machine.issuer.token(centre.nurse, now).unwrap_or_default();
        for row in list(machine, centre, &token, now).await? {
            // First contacts have their own sheets, notifications their own page.
            let is_left = left_open.contains(row.case.as_str()) || !row.work.is_alert();
            if is_left || row.state != WorkState::Open {
                continue;
            }
            let id = dice.uuid();
            let seen = take_one(machine, &row, &id, &token, now).await?;
            in_hand.extend(seen.map(|seen| InHand { centre, case: row.case, family: row.family, seen }));
        }
    }
    Ok(in_hand)
}

/// Takes one row in hand; the version that it then has.
async fn take_one(
    machine: &Machine,
    row: &WorkRow,
    id: &str,
    token: &str,
    now: Time,
) -> Result<Option<SeenWork>> {
    let request = TakeWork {
        request_id: id.parse()?,
        case: row.case.clone(),
        work: row.work.clone(),
        in_hand: true,
        hold: None,
        to: None,
        gone: false,
        to_centre: false,
    };
    let changed: WorkChanged = post(&machine.app, Operation::TakeWork, Some(token), &request, now).await?;
    Ok(changed.work.into_iter().next().map(|work| SeenWork { id: work.id, version: work.version }))
}

/// Takes in hand what is open for one case.
pub(super) async fn take_case(
    machine: &Machine,
    centre: &Centre,
    case: &str,
    id: &str,
    now: Time,
) -> Result<()> {
    let token = machine.issuer.token(centre.nurse, now).unwrap_or_default();
    let rows = list(machine, centre, &token, now).await?;
    if let Some(row) = rows.iter().find(|row| row.case.as_str() == case && row.work.is_alert()) {
        take_one(machine, row, id, &token, now).await?;
    }
    Ok(())
}

/// Calls about everything in hand and closes it.
pub(super) async fn call(machine: &Machine, dice: &mut Dice, in_hand: Vec<InHand>, now: Time) -> Result<()> {
    for InHand { centre, case, family, seen } in in_hand {
        let token = machine.issuer.token(centre.nurse, now).unwrap_or_default();
        let told = match family {
            Family::Silence => {
                let answers = Course::Mild.answers(dice, 6, 97);
                Some(ToldCheckIn { id: dice.uuid().parse()?, answers })
            }
            _ => None,
        };
        let note = match family {
            Family::Silence => "入力を忘れていた。体調に変わりなし。",
            _ => "水分と休養をすすめた。悪化したらすぐ電話するよう伝えた。",
        };
        let request = FinishCall {
            request_id: dice.uuid().parse()?,
            case,
            work: vec![seen],
            reached: Reached::Patient,
            check_in: told,
            note: Some(note.to_owned()),
            next_step: NextStep::Continue,
            closing: Some(Closing {
                reason: if family == Family::Silence { CloseReason::Fine } else { CloseReason::Advised },
                watch_hours: None,
            }),
            result: None,
            call_back_at: None,
            at_door: false,
        };
        let _: WorkChanged = post(&machine.app, Operation::FinishCall, Some(&token), &request, now).await?;
    }
    Ok(())
}

async fn list(machine: &Machine, centre: &Centre, token: &str, now: Time) -> Result<Vec<WorkRow>> {
    let mut rows = Vec::new();
    let mut query = format!("?organisation={}", centre.id);
    loop {
        let page: Worklist = get(&machine.app, Operation::ListWorklist, &query, token, now).await?;
        rows.extend(page.rows);
        match page.next {
            Some(next) => query = format!("?organisation={}&after={next}", centre.id),
            None => return Ok(rows),
        }
    }
}
