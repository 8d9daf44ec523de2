//! Beds and rooms of the last days: the hotel has entered today's, the hospital not yet.

use anyhow::Result;
use domain::api::capacity::{CapacityFiled, FileCapacity};
use domain::capacity::Capacity;
use domain::operation::Operation;
use domain::time::{Span, Time};

use super::calls::post;
use super::dice::Dice;
use super::people::JST_MINUTES;
use crate::machine::Machine;

/// How many days before today are entered.
const DAYS: u32 = 4;

/// Enters them, as of `now`.
///
/// # Errors
/// If a function refuses what it should take.
pub(super) async fn file(machine: &Machine, dice: &mut Dice, now: Time) -> Result<()> {
    for ago in (0..=DAYS).rev() {
        let at = now - Span::hours(24 * i64::from(ago));
        let hotel = Capacity {
            secured: Some(120),
            usable: Some(104),
            occupied: Some(61 + 3 * (DAYS - ago)),
            cleaning: Some(9),
            ..Capacity::default()
        };
        enter(machine, dice, ("minato-hotel", "minato-desk-1"), hotel, at).await?;
        if ago > 0 {
            let hospital = Capacity {
                secured: Some(24),
                usable: Some(20),
                occupied: Some(13 + DAYS - ago),
                severe_secured: Some(4),
                severe_occupied: Some(1),
                cleaning: None,
            };
            enter(machine, dice, ("shiokaze-hospital", "shiokaze-staff-1"), hospital, at).await?;
        }
    }
    Ok(())
}

async fn enter(
    machine: &Machine,
    dice: &mut Dice,
    (organisation, subject): (&str, &str),
    capacity: Capacity,
    at: Time,
) -> Result<()> {
    let request = FileCapacity {
        request_id: dice.uuid().parse()?,
        organisation: organisation.parse()?,
        on_behalf_of: None,
        day: at.day(JST_MINUTES),
        replaces: None,
        capacity,
    };
    let token = machine.issuer.token(subject, at).unwrap_or_default();
    let _: CapacityFiled = post(&machine.app, Operation::FileCapacity, Some(&token), &request, at).await?;
    Ok(())
}
