//! `list-followed`: the residents of a hotel, or the cases that a contractor was assigned, with what they may
//! know of each (R12, R42).
//!
//! A page is one query of the index `roster` and half a read unit a row for the card, which says whether the
//! patient is still theirs and mirrors the alerts; beside them the names of those who have something in hand.

use std::cmp::Reverse;
use std::collections::{BTreeSet, HashMap};

use domain::api::following::{Followed, FollowedAlert, FollowedPage, LastEntry};
use domain::ids::{CaseId, OrganisationId};
use domain::operation::Operation;
use domain::person::Label;
use domain::placement::CareStatus;
use domain::rights::Role;
use domain::rules::RuleSet;
use domain::work::{Family, Work};
use futures::future::try_join_all;

use super::list_colleagues::organisation;
use super::list_worklist::membership;
use crate::App;
use crate::error::Error;
use crate::http::{Call, Reply};
use crate::seal;
use crate::store::audit::Read;
use crate::store::cards::StoredCard;
use crate::store::keys;
use crate::store::residents::Whose;

/// One page. Query: `organisation` (the first membership without), `after`.
pub async fn list_followed(app: &App, call: &Call) -> Result<Reply, Error> {
    let organisation = organisation(call)?;
    let who = call.caller.for_organisation(Operation::ListFollowed, &organisation)?;
    let member = call.caller.member(&organisation).ok_or_else(Error::not_found)?;
    let whose = match who.role {
        Role::HotelDesk => Whose::In(&organisation),
        _ => Whose::AssignedTo(&organisation),
    };
    let after: Option<String> = call.query("after")?;
    let page = app.store.roster_page(whose, after.as_deref()).await?;
    let (cases, next) = page.ok_or_else(Error::not_found)?;
    let cards = try_join_all(cases.iter().map(|case| app.store.settled_card(case))).await?;
    // The index may not know the last second yet: the card decides.
    let is_theirs = |stored: &StoredCard| match whose {
        Whose::AssignedTo(_) => stored.card.assigned_to(call.now) == Some(&organisation),
        Whose::In(_) | Whose::Of(_) => {
            stored.card.place.as_ref() == Some(&organisation)
                && stored.card.care_status == CareStatus::HotelIsolation
        }
    };
    let cards: Vec<StoredCard> = cards.into_iter().flatten().filter(is_theirs).collect();
    if !cards.is_empty() {
        let operation = Operation::ListFollowed.name();
        app.store.audit_read(&organisation, &who, operation, Read::List(cards.len()), call.now).await?;
    }
    let names = names(app, &organisation, &cards).await?;
    let eyes = Eyes { app, me: who.subject.as_deref().unwrap_or_default(), role: who.role, names };
    let mut rows = Vec::with_capacity(cards.len());
    for stored in cards {
        let rules = app.rules_of(&stored.card, call.now).await?;
        rows.push(eyes.row(&rules, stored));
    }
    Reply::json(&FollowedPage { now: call.now, organisation: membership(member), rows, next })
}

/// Who looks, and the names of everybody who may have something in hand.
struct Eyes<'a> {
    app: &'a App,
    me: &'a str,
    role: Role,
    names: HashMap<String, String>,
}

impl Eyes<'_> {
    fn row(&self, rules: &RuleSet, stored: StoredCard) -> Followed {
        let StoredCard { card, label } = stored;
        let label = self.label(&card.case, &label);
        let mut alerts: Vec<FollowedAlert> = Family::ALERTS
            .into_iter()
            .filter_map(|family| card.alert(family).map(|work| self.alert(family, work)))
            .collect();
        alerts.sort_by_key(|alert| (Reverse(alert.level), alert.due_at));
        Followed {
            kana: label.as_ref().map(|label| label.kana.clone()).filter(|kana| !kana.is_empty()),
            age_months: card.personal.age_months,
            room: card.room.clone().filter(|_| self.role == Role::HotelDesk),
            care_status: card.care_status,
            risk: card.risk,
            placed_at: card.placed_at,
            until: card.contractor_until.filter(|_| self.role == Role::ContractorStaff),
            last: card
                .digest
                .last
                .as_ref()
                .map(|last| LastEntry { at: last.place.effective, level: last.level }),
            next_due: card.next_due(rules),
            alerts,
            case: card.case,
        }
    }

    fn alert(&self, family: Family, work: &Work) -> FollowedAlert {
        let taken = work.taken.as_ref();
        FollowedAlert {
            work: work.id.clone(),
            family,
            level: work.level,
            due_at: work.due_at,
            reported_late: work.reported_late,
            taken_by: taken.map(|taken| self.names.get(&taken.by).cloned().unwrap_or_default()),
            mine: taken.is_some_and(|taken| taken.by == self.me),
        }
    }

    /// A label that does not open must not hide the patient.
    fn label(&self, case: &CaseId, sealed: &[u8]) -> Option<Label> {
        let place = seal::Place { key: &keys::case(case), attribute: "label" };
        self.app
            .secrets
            .open(place, sealed)
            .inspect_err(|error| tracing::error!(%error, "somebody who is followed is shown without a label"))
            .ok()
    }
}

/// The names of those who may have an alert in hand: read only if somebody has one.
async fn names(
    app: &App,
    own: &OrganisationId,
    cards: &[StoredCard],
) -> Result<HashMap<String, String>, Error> {
    let in_hand = |stored: &&StoredCard| {
        let alerts = [&stored.card.health, &stored.card.silence];
        alerts.into_iter().flatten().any(|work| work.taken.is_some())
    };
    let mut of = BTreeSet::new();
    for stored in cards.iter().filter(in_hand) {
        of.insert(&stored.card.centre);
        of.insert(own);
        of.extend(&stored.card.contractor);
        of.extend(
            stored.card.place.as_ref().filter(|_| stored.card.care_status == CareStatus::HotelIsolation),
        );
    }
    let members = try_join_all(of.into_iter().map(|id| app.store.members(id))).await?;
    Ok(members.into_iter().flatten().map(|(subject, member)| (subject, member.name)).collect())
}
