//! Who hears a ring: the organisations' own hours and night cover, read once a minute, and the ladder of
//! `domain/src/ringing.rs`.

use std::collections::HashMap;
use std::sync::Arc;

use domain::ids::OrganisationId;
use domain::ringing::{Audience, Call, Duty, heard_as};
use domain::rules::{self, RuleSet};
use domain::time::{Span, Time};
use domain::work::Family;
use tokio::sync::Mutex;

use crate::App;
use crate::error::Error;
use crate::store::StoreError;
use crate::store::organisations::Organisation;
use crate::store::work::StoredWork;

/// How long an organisation is remembered as it was read: changes of its hours are for tomorrow.
const REMEMBERED: Span = Span::minutes(1);

/// The organisations that were rung lately, so that telling reads each of them at most once a minute.
#[derive(Default)]
pub struct Duties(Mutex<HashMap<OrganisationId, (Time, Organisation)>>);

impl Duties {
    /// Who hears this step of this work at `now`.
    ///
    /// In a hotel its desk hears everything first, and the health centre hears of a silence only what the
    /// desk leaves. A contractor answers for everything that it was assigned; the centre hears what it leaves.
    /// Who does not watch, such as a clinic, has no topic: what it leaves is its centre's.
    pub async fn hear(
        &self,
        app: &App,
        family: Family,
        work: &StoredWork,
        now: Time,
    ) -> Result<Vec<Call>, Error> {
        if work.canary {
            return Ok(vec![Call { organisation: work.owner.clone(), audience: Audience::Canary }]);
        }
        let level = heard_as(work.level, work.reported_late);
        let owner = self.of(app, &work.owner, now).await?;
        if !owner.watches {
            let centre = owner.centre.filter(|_| work.step > 0);
            return Ok(centre
                .map(|organisation| Call { organisation, audience: Audience::Staff })
                .into_iter()
                .collect());
        }
        let mut calls = Vec::new();
        let mut step = Some(work.step);
        if let Some(hotel) = &work.hotel {
            calls.extend(duty(&self.of(app, hotel, now).await?, now).hear(level, work.step, now));
            if family == Family::Silence {
                step = work.step.checked_sub(1);
            }
        }
        if let Some(contractor) = &work.contractor {
            calls.extend(duty(&self.of(app, contractor, now).await?, now).hear(level, work.step, now));
            step = work.step.checked_sub(1);
        }
        calls.extend(step.map(|step| duty(&owner, now).hear(level, step, now)).unwrap_or_default());
        calls.sort_unstable();
        calls.dedup();
        Ok(calls)
    }

    /// The rules by which an organisation works.
    pub async fn rules(
        &self,
        app: &App,
        organisation: &OrganisationId,
        now: Time,
    ) -> Result<Arc<RuleSet>, StoreError> {
        let known = self.of(app, organisation, now).await?;
        app.rules_for(&known.id, &known.prefecture, now).await
    }

    async fn of(&self, app: &App, id: &OrganisationId, now: Time) -> Result<Organisation, StoreError> {
        let known = self.0.lock().await.get(id).cloned();
        if let Some((_, known)) = known.filter(|(read, _)| (now - *read).abs() < REMEMBERED) {
            return Ok(known);
        }
        let missing = || StoreError::Other(format!("there is no organisation {id}"));
        let found = app.store.organisation(id).await?.ok_or_else(missing)?;
        self.0.lock().await.insert(id.clone(), (now, found.clone()));
        Ok(found)
    }
}

/// When an organisation answers itself, and who does otherwise.
pub fn duty(organisation: &Organisation, now: Time) -> Duty {
    Duty {
        organisation: organisation.id.clone(),
        prefecture: organisation.prefecture.clone(),
        hours: organisation.hours,
        night: organisation.night_cover.clone(),
        utc_offset_minutes: rules::at(now).utc_offset_minutes,
    }
}
