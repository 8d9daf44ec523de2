//! The demo's cases: a week of two health centres and a hotel, made through the functions themselves
//! at moments that have passed. The same seed makes the same people every time; only the days move.

mod assigned;
mod calls;
mod capacity;
mod case;
mod clinic;
mod course;
mod dice;
mod keys;
mod people;
mod round;
mod sheets;
mod special;
mod story;

use std::collections::{BTreeMap, HashSet};
use std::path::Path;
use std::sync::Arc;
use std::sync::atomic::{AtomicI64, Ordering};
use std::time::{Duration, Instant};

use anyhow::{Context, Result};
use domain::time::{Date, Span, Time};
use functions::operations::sweep_due::sweep_due;
use tokio::task::JoinSet;

use crate::demo_page::{DemoPatient, PATIENTS};
use crate::folder::replace_file;
use crate::machine::{Machine, TABLE_FILE};
use case::Case;
use dice::Dice;
use people::{JST_MINUTES, Sketch};
use story::Story;

/// The seed of everything that is thrown.
const SEED: u64 = 20_201_014;

/// How many cases there are.
pub(crate) const CASES: usize = 200;

/// When the demo sweeps in the past, in minutes of a day: a minute after alert times of the default
/// rules, and not after all of them, because each sweep costs everybody who starts the demo time.
const SWEEPS: [u32; 3] = [10 * 60 + 1, 12 * 60 + 1, 17 * 60 + 1];

/// Nurses take what a sweep found in hand so long after it, and have called so long after that.
const TAKEN_AFTER: Span = Span::minutes(14);
const CALLED_AFTER: Span = Span::minutes(8);

/// Takes away what an unfinished start left in a folder.
///
/// # Errors
/// If a file is there and cannot be removed.
pub(crate) fn forget(folder: &Path) -> Result<()> {
    for entry in std::fs::read_dir(folder)? {
        let entry = entry?;
        let name = entry.file_name();
        let name = name.to_string_lossy();
        let made_by_loading = name.starts_with(TABLE_FILE)
            || ["stream-position", "outbox.jsonl", "dead-letters.jsonl", PATIENTS].contains(&name.as_ref());
        if made_by_loading {
            std::fs::remove_file(entry.path())?;
        }
    }
    Ok(())
}

/// Loads so many of the demo's cases into a new folder, telling on the way how far it is.
///
/// # Errors
/// If a function refuses what it should take.
pub(crate) async fn load(folder: &Path, origin: &str, count: usize) -> Result<()> {
    let start = Instant::now();
    let sent_at = Arc::new(AtomicI64::new(0));
    let shown = sent_at.clone();
    let clock = Box::new(move || Time::from_seconds(shown.load(Ordering::Relaxed)));
    let machine = Arc::new(Machine::open(folder, origin, Some(clock)).await?);
    let now = machine.clock.now();
    let mut stories = special::stories(now);
    for number in stories.len()..count {
        let mut dice = dice_of(number);
        let sketch = Sketch::random(&mut dice, now);
        stories.push(Story::new(&mut dice, number, sketch, story::Turn::default(), now));
    }
    sheets::plan(&mut stories, SEED, now)?;
    let left_open = stories.iter().filter(|story| story.left_open).map(|story| story.id.clone()).collect();
    let cases = stories.into_iter().map(Case::new).enumerate().collect();
    let dice = Dice::new(SEED);

    machine.engine.hurry(true)?;
    let mut past = Past { machine: machine.clone(), dice, cases, left_open, sent_at, start };
    past.live(now).await?;
    let filed = past.cases.values().map(|case| case.story.id.parse()).collect::<Result<Vec<_>, _>>()?;
    assigned::assign(&past.machine, &mut past.dice, &filed, now).await?;
    past.tell(now).await?;
    clinic::file(&past.machine, &mut past.dice, now).await?;
    capacity::file(&past.machine, &mut past.dice, now).await?;
    machine.engine.hurry(false)?;
    replace_file(&folder.join(PATIENTS), &serde_json::to_vec_pretty(&past.patients())?)?;
    Ok(())
}

/// The dice of one story: its own, so that what the hour changes in one changes nothing in the others.
fn dice_of(number: usize) -> Dice {
    Dice::new(SEED.wrapping_mul(number as u64 + 1))
}

/// The week before the demo begins.
struct Past {
    machine: Arc<Machine>,
    dice: Dice,
    cases: BTreeMap<usize, Case>,
    left_open: HashSet<String>,
    sent_at: Arc<AtomicI64>,
    start: Instant,
}

impl Past {
    /// Everything that happens until `now`, in order.
    async fn live(&mut self, now: Time) -> Result<()> {
        let first = self.cases.values().map(|case| case.story.person.filed_at).min().unwrap_or(now);
        let mut day = first.day(JST_MINUTES);
        while day <= now.day(JST_MINUTES) {
            self.tell_progress(day);
            for minute in SWEEPS {
                let sweep = Time::at(day, minute, JST_MINUTES);
                if sweep + TAKEN_AFTER + CALLED_AFTER < now {
                    self.sweep_and_call(sweep).await?;
                }
            }
            day = day.succ_opt().context("the calendar ends")?;
        }
        self.advance(now).await?;
        self.tell(now).await
    }

    /// A sweep, and the round that follows it.
    async fn sweep_and_call(&mut self, sweep: Time) -> Result<()> {
        self.advance(sweep).await?;
        sweep_due(&self.machine.app, sweep, Instant::now() + Duration::from_secs(600)).await?;
        self.tell(sweep).await?;
        let take = sweep + TAKEN_AFTER;
        self.advance(take).await?;
        let in_hand = round::take(&self.machine, &mut self.dice, &self.left_open, take).await?;
        // Nobody's check-in falls between taking and calling: it would be news.
        let call = take + CALLED_AFTER;
        round::call(&self.machine, &mut self.dice, in_hand, call).await
    }

    /// What the patients do before `until`, each in order, different ones side by side.
    async fn advance(&mut self, until: Time) -> Result<()> {
        let mut running = JoinSet::new();
        let numbers: Vec<_> =
            self.cases.iter().filter(|(_, case)| case.is_due(until)).map(|(number, _)| *number).collect();
        for number in numbers {
            if let Some(mut case) = self.cases.remove(&number) {
                let machine = self.machine.clone();
                running.spawn(async move { case.advance(&machine, until).await.map(|()| (number, case)) });
            }
        }
        while let Some(case) = running.join_next().await {
            let (number, case) = case??;
            self.cases.insert(number, case);
        }
        Ok(())
    }

    async fn tell(&self, now: Time) -> Result<()> {
        self.sent_at.store(now.seconds(), Ordering::Relaxed);
        self.machine.tell().await
    }

    fn tell_progress(&self, day: Date) {
        let filed = self.cases.values().filter(|case| case.done > 0).count();
        let (count, seconds) = (self.cases.len(), self.start.elapsed().as_secs());
        eprintln!("demo: living through {day}, {filed} of {count} cases so far ({seconds} s)");
    }

    /// The patients of the demo page.
    fn patients(&self) -> Vec<DemoPatient> {
        let shown = |case: &Case| {
            let (story, story_en) = case.story.shown?;
            Some(DemoPatient {
                entry_code: case.entry_code.clone(),
                birth_date: case.story.person.birth_date.to_string(),
                story: story.to_owned(),
                story_en: story_en.to_owned(),
            })
        };
        self.cases.values().filter_map(shown).collect()
    }
}

#[cfg(test)]
mod tests;
