//! `list-entries`: what those whom a centre follows entered on a day, worst first (R12).
//!
//! A page is one query of the index `roster`, the marks of the day, and one query a case. Only where remarks
//! may still be unread, the open work and, strongly, the case are read again, so that what is marked as read
//! was on the screen.

use std::collections::HashMap;

use domain::api::case::Actor;
use domain::api::entries::{DayEntry, Entries, EntryRow, ReadMark};
use domain::api::work::SeenWork;
use domain::entries::newest_first;
use domain::ids::{CaseId, CheckInId, OrganisationId, WorkId};
use domain::operation::Operation;
use domain::rules::{self, RuleSet};
use domain::stay::is_hospital;
use domain::test_report::check_day;
use domain::time::{Date, Span, Time};
use domain::work::{Family, WorkState};
use futures::future::try_join_all;

use super::list_colleagues::organisation;
use super::list_worklist::membership;
use crate::App;
use crate::error::Error;
use crate::http::{Call, Reply};
use crate::seal::Place;
use crate::store::audit::Read;
use crate::store::check_ins::StoredCheckIn;
use crate::store::day_entries::{Followed, StoredMark, packed};
use crate::store::keys;
use crate::story::answers;

/// Remarks that came this long ago are still looked for here; after that they are overdue in the worklist.
const REMARKS_LOOKED_FOR: Span = Span::hours(72);

/// One page. Query: `organisation` (the first membership without), `day` (today without), `after`.
pub async fn list_entries(app: &App, call: &Call) -> Result<Reply, Error> {
    let organisation = organisation(call)?;
    let who = call.caller.for_organisation(Operation::ListEntries, &organisation)?;
    let member = call.caller.member(&organisation).ok_or_else(Error::not_found)?;
    let offset = rules::at(call.now).utc_offset_minutes;
    let today = call.now.day(offset);
    let day = call.query::<Date>("day")?.unwrap_or(today);
    if let Some(error) = check_day(day, today) {
        return Err(Error::fields(vec![error]));
    }
    let after: Option<String> = call.query("after")?;
    let page = app.store.followed(&organisation, after.as_deref()).await?;
    let (cases, next) = page.ok_or_else(Error::not_found)?;
    let marks = marks(&app.store.entries_read(&organisation, day).await?);
    if !cases.is_empty() {
        let (operation, rows) = (Operation::ListEntries.name(), Read::List(cases.len()));
        app.store.audit_read(&organisation, &who, operation, rows, call.now).await?;
    }
    let look = Look { app, organisation: &organisation, day, offset, now: call.now, marks };
    let rows = try_join_all(cases.iter().map(|case| look.row(case))).await?;
    let mut rows: Vec<EntryRow> = rows.into_iter().flatten().collect();
    rows.sort_by_cached_key(EntryRow::place_in_list);
    Reply::json(&Entries { now: call.now, organisation: membership(member), day, rows, next })
}

/// Who read an entry first.
fn marks(stored: &[StoredMark]) -> HashMap<[u8; 16], ReadMark> {
    let mut marks: HashMap<[u8; 16], ReadMark> = HashMap::new();
    for mark in stored {
        for id in mark.ids() {
            let read = marks.entry(id).or_insert_with(|| ReadMark { by: mark.by.clone(), at: mark.at });
            if mark.at < read.at {
                *read = ReadMark { by: mark.by.clone(), at: mark.at };
            }
        }
    }
    marks
}

/// One look at the list.
struct Look<'a> {
    app: &'a App,
    organisation: &'a OrganisationId,
    day: Date,
    offset: i32,
    now: Time,
    marks: HashMap<[u8; 16], ReadMark>,
}

impl Look<'_> {
    /// A row; none if the case has ended, is another centre's by now or in a hospital, which the index may
    /// not know yet.
    async fn row(&self, case: &CaseId) -> Result<Option<EntryRow>, Error> {
        let store = &self.app.store;
        let Some(mut followed) = store.card_and_check_ins(case, false).await? else { return Ok(None) };
        let mut remarks = None;
        let is_recent = |entry: &StoredCheckIn| self.now - entry.received <= REMARKS_LOOKED_FOR;
        if followed.check_ins.iter().any(|(_, entry)| entry.remarks.is_some() && is_recent(entry)) {
            let work = WorkId::task(Family::Remarks);
            let open = store.work(case, &work).await?;
            let open = open.filter(|work| matches!(work.state, WorkState::Open | WorkState::InHand));
            if let Some(open) = open {
                // Read after the work, and strongly: whatever made that version is shown.
                followed = store.card_and_check_ins(case, true).await?.ok_or_else(Error::not_found)?;
                remarks = Some((SeenWork { id: work, version: open.version }, open.opened_at));
            }
        }
        let rules = self.app.rules_of(&followed.stored.card, self.now).await?;
        self.shown(case, followed, remarks, &rules)
    }

    fn shown(
        &self,
        case: &CaseId,
        followed: Followed,
        remarks: Option<(SeenWork, Time)>,
        rules: &RuleSet,
    ) -> Result<Option<EntryRow>, Error> {
        let Followed { stored, mut check_ins } = followed;
        let card = stored.card;
        let is_followed = card.ended_at.is_none() && !is_hospital(card.care_status);
        if card.centre != *self.organisation || !is_followed {
            return Ok(None);
        }
        check_ins.sort_by_key(|(_, entry)| newest_first(entry.effective, entry.received));
        let (mut entries, mut before, mut unread) = (Vec::new(), None, Vec::new());
        let waits_since = remarks.as_ref().map(|(_, since)| *since);
        for (id, entry) in check_ins {
            let on = entry.effective.day(self.offset);
            let is_waiting =
                entry.remarks.is_some() && waits_since.is_some_and(|since| entry.received >= since);
            if on == self.day {
                entries.push(self.entry(case, id, entry)?);
            } else if on < self.day && before.is_none() {
                before = Some(self.entry(case, id, entry)?);
            } else if is_waiting {
                unread.push(self.entry(case, id, entry)?);
            }
        }
        let next_due = card.next_due(rules);
        let place = Place { key: &keys::case(case), attribute: "label" };
        // A label that does not open must not hide what was entered.
        let label = self
            .app
            .secrets
            .open(place, &stored.label)
            .inspect_err(|error| tracing::error!(%error, "entries are shown without a label"))
            .ok();
        let alerts = [&card.health, &card.silence];
        let alert = alerts.into_iter().flatten().map(|alert| alert.level).max();
        Ok(Some(EntryRow {
            case: case.clone(),
            label,
            care_status: card.care_status,
            place: card.place,
            room: card.room,
            risk: card.risk,
            channel: card.channel,
            entries,
            before,
            unread,
            alert,
            next_due,
            remarks: remarks.map(|(work, _)| work),
        }))
    }

    fn entry(&self, case: &CaseId, id: CheckInId, stored: StoredCheckIn) -> Result<DayEntry, Error> {
        let key = keys::check_in(case, &id).logical();
        let remarks = match &stored.remarks {
            Some(sealed) => {
                let place = Place { key: &key, attribute: "remarks" };
                let opened: serde_json::Value = self.app.secrets.open(place, sealed)?;
                opened.get("remarks").and_then(|text| text.as_str()).map(str::to_owned)
            }
            None => None,
        };
        Ok(DayEntry {
            read: packed(&id).and_then(|id| self.marks.get(&id).cloned()),
            id,
            effective_at: stored.effective,
            received_at: stored.received,
            by: Actor { role: stored.role, name: stored.by },
            level: stored.level,
            reasons: stored.reasons,
            answers: answers(stored.reading, remarks),
        })
    }
}
