//! `sweep-due`: every minute, finds whatever is overdue and settles it (design 2.1, 5).
//!
//! The index only says where to look; each decision is made on a strong read of the card and saved
//! under its version, so a stale entry, a second sweep or a check-in at the same moment cannot raise
//! a false alarm or lose one.

use std::collections::HashMap;
use std::time::{Duration, Instant};

use domain::card::Card;
use domain::change::CaseChange;
use domain::ids::{CaseId, OrganisationId, WorkId};
use domain::rights::Role;
use domain::ringing::heard_as;
use domain::time::Time;
use domain::work::{Family, Task, WorkState};
use futures::stream::{self, StreamExt};
use tokio::sync::Mutex;

use crate::App;
use crate::change::{pause, tasks};
use crate::error::Error;
use crate::reckon::reckon;
use crate::store::cards::StoredCard;
use crate::store::due::{Found, Overdue, OverdueRules, SHARDS};
use crate::store::work::Change;
use crate::store::{Failed, Transaction};

/// Cases that are settled at the same time.
const AT_ONCE: usize = 16;
/// Flags a second for one organisation: its list is one partition of the index (design 5).
const FLAGS_PER_SECOND: u32 = 200;
/// How often a case that others change at the same time is tried in one run.
const TRIES: u32 = 3;

/// What a run did.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Swept {
    /// Entries of the index that were looked at.
    pub looked_at: usize,
    /// Cases that were settled.
    pub settled: usize,
    /// Cases that could not be processed; the next run tries them again.
    pub skipped: usize,
    /// Whether every shard was looked at before the time was up.
    pub finished: bool,
}

/// Settles whatever is overdue at `now`, until `stop`. What is left, the next run finds.
pub async fn sweep_due(app: &App, now: Time, stop: Instant) -> Result<Swept, Error> {
    let pace = Pace::default();
    let mut swept = Swept { finished: true, ..Swept::default() };
    // Each minute begins at another shard, so that a run which stops early leaves no shard behind for ever.
    let first = u8::try_from(now.seconds() / 60 % i64::from(SHARDS)).unwrap_or(0);
    for shard in (0..SHARDS).map(|i| (first + i) % SHARDS) {
        if Instant::now() >= stop {
            swept.finished = false;
            break;
        }
        sweep_shard(app, shard, now, stop, &pace, &mut swept).await?;
    }
    if swept.finished {
        app.store.swept(now).await?;
    }
    Ok(swept)
}

async fn sweep_shard(
    app: &App,
    shard: u8,
    now: Time,
    stop: Instant,
    pace: &Pace,
    swept: &mut Swept,
) -> Result<(), Error> {
    loop {
        let Found { cases, rules, more } = app.store.overdue(shard, now).await?;
        for published in rules {
            reckon_all(app, &published, now, stop, swept).await;
        }
        swept.looked_at += cases.len();
        let mut settling = stream::iter(cases)
            .map(|overdue| settle_case(app, overdue, now, stop, pace))
            .buffer_unordered(AT_ONCE);
        let mut progress = false;
        while let Some(outcome) = settling.next().await {
            match outcome {
                Outcome::Settled => {
                    swept.settled += 1;
                    progress = true;
                }
                Outcome::Nothing => {}
                Outcome::Skipped => swept.skipped += 1,
                Outcome::OutOfTime => swept.finished = false,
            }
        }
        // What was settled has left this page; without progress the same page would come again.
        if !more || !progress || !swept.finished {
            return Ok(());
        }
    }
}

/// A schedule that was published moves the cases' times to look again. It must not keep what is overdue
/// waiting: what fails, the next run tries again.
async fn reckon_all(app: &App, published: &OverdueRules, now: Time, stop: Instant, swept: &mut Swept) {
    match reckon(app, published, now, stop).await {
        Ok(all) => swept.finished &= all || Instant::now() < stop,
        Err(error) => {
            let organisation = &published.organisation;
            tracing::error!(%organisation, %error, "published rules could not be reckoned");
            swept.skipped += 1;
        }
    }
}

enum Outcome {
    Settled,
    Nothing,
    Skipped,
    OutOfTime,
}

async fn settle_case(app: &App, overdue: Overdue, now: Time, stop: Instant, pace: &Pace) -> Outcome {
    let case = &overdue.case;
    match try_to_settle(app, &overdue, now, stop, pace).await {
        Ok(outcome) => outcome,
        Err(error) => {
            // One case that cannot be processed must not keep the others waiting.
            tracing::error!(%case, %error, "the sweep skips a case");
            Outcome::Skipped
        }
    }
}

async fn try_to_settle(
    app: &App,
    overdue: &Overdue,
    now: Time,
    stop: Instant,
    pace: &Pace,
) -> Result<Outcome, Error> {
    for attempt in 0..TRIES {
        if Instant::now() >= stop {
            return Ok(Outcome::OutOfTime);
        }
        let tried = match &overdue.work {
            None => settle_card(app, &overdue.case, now, pace).await,
            Some(work) => settle_work(app, &overdue.case, work, now, pace).await,
        };
        match tried {
            Ok(outcome) => return Ok(outcome),
            Err(Failed::Condition(_) | Failed::Conflict) => pause(attempt).await,
            Err(Failed::Store(error)) => return Err(error.into()),
        }
    }
    Ok(Outcome::Skipped)
}

/// Settles what is overdue on a card.
async fn settle_card(app: &App, case: &CaseId, now: Time, pace: &Pace) -> Result<Outcome, Failed> {
    let Some(stored) = app.store.card(case).await? else { return Ok(Outcome::Nothing) };
    if stored.card.wake_at(&*app.rules_of(&stored.card, now).await?).is_none_or(|wake_at| wake_at >= now) {
        // The index was behind: somebody settled it meanwhile.
        return Ok(Outcome::Nothing);
    }
    // A visit that is due may have been owed before, for an earlier silence.
    let mut about: Vec<WorkId> =
        visit_is_due(&stored.card, now).then(|| WorkId::task(Family::Visit)).into_iter().collect();
    if assignment_is_over(&stored.card, now) {
        // What the contractor leaves goes back with it.
        about = contractors_tasks();
    }
    let tasks = tasks(app, &stored.card, &about).await?;
    save(app, stored, tasks, None, now, pace).await
}

/// A task whose time has come opens; open work rings again and higher; a silence makes its visit.
async fn settle_work(
    app: &App,
    case: &CaseId,
    work: &WorkId,
    now: Time,
    pace: &Pace,
) -> Result<Outcome, Failed> {
    let Some(was) = app.store.work(case, work).await? else { return Ok(Outcome::Nothing) };
    if was.wake_at.is_none_or(|wake_at| wake_at >= now) {
        return Ok(Outcome::Nothing);
    }
    let waits = was.state == WorkState::Waiting;
    if waits || was.visit_at.is_some_and(|visit| visit < now) {
        let Some(stored) = app.store.card(case).await? else { return Ok(Outcome::Nothing) };
        let about = if waits { work.clone() } else { WorkId::task(Family::Visit) };
        let tasks = tasks(app, &stored.card, &[about]).await?;
        return save(app, stored, tasks, Some(work), now, pace).await;
    }
    pace.wait(&was.owner).await;
    let rules = app.duties.rules(app, &was.owner, now).await?;
    let level = heard_as(was.level, was.reported_late);
    // One span after the ring that is due, however late the sweep came; after an outage, from now on.
    let next = was.wake_at.map(|due| rules.take_due(level, due)).filter(|next| *next > now);
    let wake_at = next.unwrap_or_else(|| rules.take_due(level, now));
    let wake_at = was.visit_at.map_or(wake_at, |visit| visit.min(wake_at));
    match app.store.escalate(case, work, &was, wake_at).await? {
        true => Ok(Outcome::Settled),
        false => Err(Failed::Conflict),
    }
}

fn assignment_is_over(card: &Card, now: Time) -> bool {
    card.contractor.is_some() && card.contractor_until.is_some_and(|until| until <= now)
}

/// The tasks that a contractor sees.
pub(super) fn contractors_tasks() -> Vec<WorkId> {
    let seen = Family::TASKS.into_iter().filter(|family| family.is_seen_by(Role::ContractorStaff));
    seen.map(WorkId::task).collect()
}

fn visit_is_due(card: &Card, now: Time) -> bool {
    card.silence.as_ref().and_then(|silence| silence.visit_at).is_some_and(|at| at < now)
}

/// Saves what settling a card, or this work of it, comes to.
async fn save(
    app: &App,
    stored: StoredCard,
    tasks: Vec<Task>,
    work: Option<&WorkId>,
    now: Time,
    pace: &Pace,
) -> Result<Outcome, Failed> {
    pace.wait(&stored.card.centre).await;
    let rules = app.rules_of(&stored.card, now).await?;
    let case = stored.card.case.clone();
    let owes_visit = visit_is_due(&stored.card, now);
    let over = stored.card.contractor.clone().filter(|_| work.is_none());
    let over = over.filter(|_| assignment_is_over(&stored.card, now));
    let theirs = match &over {
        Some(contractor) => app.store.subjects(contractor).await?,
        None => Vec::new(),
    };
    let mut change = CaseChange::begin_with(&rules, stored.card, tasks, now);
    // That of a silence which has only now been found is owed by the next run, which reads it first.
    if owes_visit {
        change.owe_visit();
    }
    if over.is_some() {
        change.end_assignment(&theirs);
    }
    if work.is_some_and(|work| work.family() == Family::Release) {
        // Only this task is about facts that the card does not hold.
        change.look_at_release(&app.store.release_facts(&rules, &case).await?);
    }
    let changed = change.finish();
    let mut transaction = Transaction::default();
    transaction.changed_card(&app.store, &changed, &stored.label)?;
    for work in &changed.work {
        transaction.work(&app.store, &changed.card, &stored.label, work, now, Change::default())?;
    }
    app.store.commit(transaction).await?;
    Ok(Outcome::Settled)
}

/// Keeps each organisation's flags under what its list can take.
#[derive(Default)]
struct Pace(Mutex<HashMap<OrganisationId, (Option<Instant>, u32)>>);

impl Pace {
    async fn wait(&self, organisation: &OrganisationId) {
        let until = {
            let mut all = self.0.lock().await;
            let (begun, flags) = all.entry(organisation.clone()).or_default();
            let begun = *begun.get_or_insert_with(Instant::now);
            *flags += 1;
            begun + Duration::from_secs(1) * *flags / FLAGS_PER_SECOND
        };
        tokio::time::sleep_until(until.into()).await;
    }
}
