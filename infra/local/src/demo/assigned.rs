//! What the contractor follows: a few of the first health centre's people at home, some of them in trouble.

use anyhow::Result;
use domain::api::following::{AssignContractor, ContractorAssigned};
use domain::ids::CaseId;
use domain::operation::Operation;
use domain::placement::CareStatus;
use domain::time::Time;

use super::calls::post;
use super::dice::Dice;
use super::people::{CENTRES, JST_MINUTES};
use crate::machine::Machine;

/// To whom.
const CONTRACTOR: &str = "hidamari-support";
/// How many.
const PEOPLE: usize = 8;
/// For how many days.
const DAYS: u64 = 7;

/// Assigns them at `now`, out of these cases.
///
/// # Errors
/// If a function refuses what it should take.
pub(super) async fn assign(machine: &Machine, dice: &mut Dice, cases: &[CaseId], now: Time) -> Result<()> {
    let centre = &CENTRES[0];
    let token = machine.issuer.token(centre.nurse, now).unwrap_or_default();
    let mut left = PEOPLE;
    for case in cases {
        let Some(stored) = machine.app.store.card(case).await? else { continue };
        let at_home = stored.card.care_status == CareStatus::HomeIsolation;
        if !at_home || stored.card.centre.as_str() != centre.id || left == 0 {
            continue;
        }
        let request = AssignContractor {
            request_id: dice.uuid().parse()?,
            case: case.clone(),
            contractor: Some(CONTRACTOR.parse()?),
            until: Some(now.day(JST_MINUTES) + chrono::Days::new(DAYS)),
            seen: None,
        };
        let operation = Operation::AssignContractor;
        post::<ContractorAssigned>(&machine.app, operation, Some(&token), &request, now).await?;
        left -= 1;
    }
    Ok(())
}
