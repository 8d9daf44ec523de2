//! A seeded simulation of a health centre: patients who check in, forget it, get worse, were offline or
//! have a wrong clock; nurses who close work; sweeps that crash, come twice or not at all for hours. The
//! work that stands at the end is compared with that of a model which knows nothing of sweeps.

use std::collections::BTreeMap;
use std::fmt::Debug;
use std::str::FromStr;
use std::time::{Duration, Instant};

use domain::api::check_in::SubmitCheckIn;
use domain::card::Card;
use domain::ids::{CaseId, CheckInId, WorkId};
use domain::level::Level;
use domain::operation::Operation;
use domain::person::Label;
use domain::placement::{CareStatus, CaseKind, Channel, Placement, Risk};
use domain::reading::Answers;
use domain::rules;
use domain::time::{Span, Time};
use functions::operations::sweep_due::sweep_due;
use functions::seal::Place;
use functions::store::{Transaction, keys};
use local::engine::{Refusal, Verdict};
use serde_json::Value;

use crate::people::{jst, well};
use crate::{NURSE, World};

/// How large a simulation is.
#[derive(Clone, Copy, Debug)]
pub struct Size {
    /// Patients.
    pub patients: usize,
    /// Days.
    pub days: i64,
}

/// Dice that fall the same for the same seed.
pub struct Dice(u64);

impl Dice {
    /// Dice of a seed.
    pub const fn new(seed: u64) -> Self {
        Self(seed.wrapping_mul(0x9e37_79b9_7f4a_7c15) ^ 0x5851_f42d_4c95_7f2d)
    }

    /// A number below `n`.
    pub const fn below(&mut self, n: u64) -> u64 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        self.0 % n
    }

    /// An id that comes again with the same seed: ids decide in which order equals stand.
    fn id<T: FromStr<Err: Debug>>(&mut self) -> T {
        let mut bytes = [0; 16];
        for byte in &mut bytes {
            *byte = u8::try_from(self.below(256)).unwrap();
        }
        uuid::Builder::from_random_bytes(bytes).into_uuid().to_string().parse().unwrap()
    }

    /// Whether something happens that happens so often in a hundred.
    pub const fn chance(&mut self, percent: u64) -> bool {
        self.below(100) < percent
    }
}

/// How work stands at the end, as far as sweeps must not matter.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Stands {
    /// Its level.
    pub level: Level,
    /// When it truly should have opened.
    pub should_open_at: Time,
    /// Due times of the missed windows.
    pub missed: Vec<Time>,
    /// Whether the patient reported late.
    pub reported_late: bool,
    /// Whether it was closed.
    pub closed: bool,
}

/// Every alert of every case.
pub type Alerts = BTreeMap<(CaseId, WorkId), Stands>;

/// What one run came to.
pub struct Run {
    /// The alerts in the table.
    pub found: Alerts,
    /// The alerts of the model.
    pub expected: Alerts,
    /// Check-ins that were sent.
    pub check_ins: usize,
    /// Sweeps that ran to their end.
    pub sweeps: usize,
    /// Sweeps that crashed on their way.
    pub crashes: usize,
}

/// One window as the model knows it: written out, not computed by the rules.
#[derive(Clone, Copy)]
struct Window {
    due: Time,
    starts: Time,
    ends: Time,
    alert_at: Time,
}

/// When the check-ins of a placement are due, in minutes of the day, and when silence rings.
struct Plan {
    due: &'static [i64],
    split: i64,
    after: i64,
    first: Level,
    again: Level,
}

const PLANS: [(CareStatus, Risk, Plan); 4] = [
    (
        CareStatus::HomeIsolation,
        Risk::Standard,
        Plan { due: &[540], split: 1440, after: 180, first: Level::Caution, again: Level::Urgent },
    ),
    (
        CareStatus::HomeIsolation,
        Risk::High,
        Plan { due: &[540, 900], split: 720, after: 60, first: Level::Urgent, again: Level::Urgent },
    ),
    (
        CareStatus::HotelIsolation,
        Risk::Standard,
        Plan { due: &[420, 960], split: 690, after: 60, first: Level::Urgent, again: Level::Urgent },
    ),
    (
        CareStatus::FacilityIsolation,
        Risk::High,
        Plan { due: &[540], split: 1440, after: 180, first: Level::Caution, again: Level::Urgent },
    ),
];

/// What happens to a patient, in the order in which the server hears of it.
#[derive(Clone, Debug)]
struct Event {
    received: Time,
    effective: Time,
    id: CheckInId,
    level: Level,
    complete: bool,
    /// How far the phone's clock is ahead.
    ahead: Span,
}

struct Patient {
    case: CaseId,
    plan: &'static Plan,
    placed: Time,
    events: Vec<Event>,
    closed: Vec<(Time, WorkId)>,
}

fn start() -> Time {
    jst("2026-01-05 00:00")
}

/// Runs a simulation through the real functions.
pub async fn run(seed: u64, size: Size) -> Run {
    let world = World::new().await;
    let mut dice = Dice::new(seed);
    let mut patients = Vec::new();
    for _ in 0..size.patients {
        patients.push(enrol(&world, &mut dice, size.days).await);
    }
    let mut run = drive(&world, &mut dice, &mut patients, size).await;
    run.expected = patients.iter().flat_map(|patient| model(patient, end(size))).collect();
    run.found = found(&world, &patients).await;
    run
}

fn end(size: Size) -> Time {
    start() + Span::hours(24 * size.days)
}

async fn enrol(world: &World, dice: &mut Dice, days: i64) -> Patient {
    let (care_status, risk, plan) = &PLANS[usize::try_from(dice.below(4)).unwrap()];
    let placed = start() - Span::minutes(i64::try_from(dice.below(24 * 60)).unwrap());
    let hotel = *care_status == CareStatus::HotelIsolation;
    let placement = Placement {
        care_status: *care_status,
        place: hotel.then(|| "minato-hotel".parse().unwrap()),
        room: hotel.then(|| "0712".to_owned()),
        risk: *risk,
        channel: if *care_status == CareStatus::FacilityIsolation { Channel::Facility } else { Channel::App },
        pregnant: false,
    };
    let (centre, prefecture) = ("aoba-hc".parse().unwrap(), "mizuho-pref".parse().unwrap());
    let rules = rules::at(placed);
    let (case, person) = (dice.id(), dice.id());
    let card = Card::open(
        rules,
        case,
        person,
        CaseKind::Confirmed,
        centre,
        prefecture,
        &placement,
        Some(480),
        placed,
    );
    let label = Label { kana: "アオキ".to_owned(), age_months: Some(480), area: "青波市".to_owned() };
    let place = Place { key: &keys::case(&card.case), attribute: "label" };
    let label = world.app.secrets.seal(place, &label).unwrap();
    let mut transaction = Transaction::default();
    transaction.new_card(&world.app.store, &card, &label, card.wake_at(rules)).unwrap();
    world.app.store.commit(transaction).await.unwrap();
    let events = life(dice, plan, days);
    Patient { case: card.case, plan, placed, events, closed: Vec::new() }
}

/// The check-ins of a patient: most windows answered, some twice, some not, some known only much later.
fn life(dice: &mut Dice, plan: &Plan, days: i64) -> Vec<Event> {
    let mut events = Vec::new();
    // Somebody who falls silent altogether.
    let silent_from = if dice.chance(15) { dice.below(u64::try_from(days).unwrap()) } else { u64::MAX };
    for day in 0..days {
        for due in plan.due {
            if u64::try_from(day).unwrap() >= silent_from || dice.chance(20) {
                continue;
            }
            for _ in 0..=u64::from(dice.chance(15)) {
                let minute = due - 180 + i64::try_from(dice.below(420)).unwrap();
                let effective = start() + Span::minutes(day * 1440 + minute.max(0));
                let offline = if dice.chance(15) { dice.below(900) } else { 0 };
                let ahead =
                    if dice.chance(5) { i64::try_from(dice.below(2_000)).unwrap() - 1_000 } else { 0 };
                events.push(Event {
                    received: effective + Span::minutes(i64::try_from(offline).unwrap()),
                    effective,
                    id: dice.id(),
                    level: match dice.below(100) {
                        0..=2 => Level::Emergency,
                        3..=7 => Level::Urgent,
                        8..=17 => Level::Caution,
                        _ => Level::Ok,
                    },
                    complete: !dice.chance(8),
                    // Up to five minutes a clock is believed, so none of those.
                    ahead: Span::minutes(if ahead.abs() <= 5 { 0 } else { ahead }),
                });
            }
        }
    }
    events.retain(|event| event.received < start() + Span::hours(24 * days));
    events.sort_by(|a, b| (a.received, &a.id).cmp(&(b.received, &b.id)));
    events
}

fn answers(event: &Event) -> Answers {
    let spo2 = match event.level {
        Level::Emergency => 90.0,
        Level::Urgent => 92.0,
        Level::Caution => 95.0,
        _ => 97.0,
    };
    let mut answers = Answers { spo2: Some(spo2), body_temperature: Some(36.5), ..well() };
    if !event.complete {
        // The symptom page was not reached.
        answers.symptoms = None;
    }
    answers
}

async fn drive(world: &World, dice: &mut Dice, patients: &mut [Patient], size: Size) -> Run {
    let mut run = Run { found: Alerts::new(), expected: Alerts::new(), check_ins: 0, sweeps: 0, crashes: 0 };
    let mut arrivals: Vec<(Time, usize, usize)> = Vec::new();
    for (who, patient) in patients.iter().enumerate() {
        arrivals.extend(patient.events.iter().enumerate().map(|(n, event)| (event.received, who, n)));
    }
    arrivals.sort_unstable();
    let mut arrivals = arrivals.into_iter().peekable();
    // Six hours in which nobody sweeps.
    let outage =
        start() + Span::hours(i64::try_from(dice.below(24 * u64::try_from(size.days).unwrap())).unwrap());
    let mut now = start();
    while now < end(size) {
        while let Some((at, who, n)) = arrivals.next_if(|(at, ..)| *at <= now) {
            send(world, &patients[who].case, &patients[who].events[n], at).await;
            run.check_ins += 1;
        }
        if dice.chance(30) {
            close_some(world, dice, patients, now).await;
        }
        let out = outage <= now && now < outage + Span::hours(6);
        if !out {
            sweep(world, dice, now, &mut run).await;
        }
        // Whatever the rhythm of the sweeps, it decides only when work opens.
        now = now + Span::minutes(30 + i64::try_from(dice.below(420)).unwrap());
    }
    for (at, who, n) in arrivals {
        send(world, &patients[who].case, &patients[who].events[n], at).await;
        run.check_ins += 1;
    }
    // One run after everything, however much the others left.
    world.engine.clear_hook();
    let last = sweep_due(&world.app, end(size), Instant::now() + Duration::from_secs(600)).await.unwrap();
    assert!(last.finished && last.skipped == 0, "{last:?}");
    run
}

async fn send(world: &World, case: &CaseId, event: &Event, now: Time) {
    let check_in = SubmitCheckIn {
        measured_at: event.effective + event.ahead,
        client_now: now + event.ahead,
        id: event.id.clone(),
        ..crate::people::check_in(case, answers(event), now)
    };
    let nurse = world.staff(NURSE, now);
    world.post(&nurse, Operation::SubmitCheckIn, &check_in, now).await.ok::<Value>();
}

/// A sweep: whole, crashed on its way, twice at once, or not at all.
async fn sweep(world: &World, dice: &mut Dice, now: Time, run: &mut Run) {
    let stop = || Instant::now() + Duration::from_secs(600);
    match dice.below(10) {
        0 => {}
        1 | 2 => {
            // From some write on nothing is saved any more.
            let left = std::sync::atomic::AtomicU64::new(dice.below(6));
            world.engine.set_hook(move |target| {
                let writes = target.operation == "TransactWriteItems" || target.operation == "UpdateItem";
                let order = std::sync::atomic::Ordering::SeqCst;
                if writes && left.fetch_update(order, order, |n| n.checked_sub(1)).is_err() {
                    Verdict::Refuse(Refusal::ServerError)
                } else {
                    Verdict::Pass
                }
            });
            let _ = sweep_due(&world.app, now, stop()).await;
            world.engine.clear_hook();
            run.crashes += 1;
        }
        3 => {
            let (one, two) =
                tokio::join!(sweep_due(&world.app, now, stop()), sweep_due(&world.app, now, stop()));
            assert!(one.is_ok() && two.is_ok());
            run.sweeps += 2;
        }
        _ => {
            let swept = sweep_due(&world.app, now, stop()).await.unwrap();
            assert!(swept.finished);
            run.sweeps += 1;
        }
    }
}

/// A nurse closes some of what she sees first.
async fn close_some(world: &World, dice: &mut Dice, patients: &mut [Patient], now: Time) {
    let nurse = world.staff(NURSE, now);
    for row in world.work(now).await {
        if !dice.chance(25) {
            continue;
        }
        let request = crate::people::close(&row);
        let answer = world.post(&nurse, Operation::CloseWork, &request, now).await;
        if answer.status == 200
            && let Some(patient) = patients.iter_mut().find(|patient| patient.case == row.case)
        {
            patient.closed.push((now, row.work));
        }
    }
}

/// The alerts that a patient must have had, from what happened and when it was heard of. It does not know
/// that there are sweeps: a window is missed if nothing complete that was true in it had arrived by its
/// alert time.
fn model(patient: &Patient, end: Time) -> Vec<((CaseId, WorkId), Stands)> {
    #[derive(Clone)]
    enum Step {
        Missed(Window),
        Arrived(Event),
        Closed(WorkId),
    }
    let windows = windows(patient, end);
    let answered = |window: &Window| {
        patient.events.iter().any(|event| {
            event.complete
                && window.starts <= event.effective
                && event.effective < window.ends
                && event.received <= window.alert_at
        })
    };
    // Whatever happens at the very second of an alert time comes before it.
    let mut steps: Vec<(Time, u8, Step)> = Vec::new();
    let mut before_missed = BTreeMap::new();
    let mut before = false;
    for window in &windows {
        before_missed.insert(window.due, before);
        before = !answered(window);
        if before && window.alert_at < end {
            steps.push((window.alert_at, 2, Step::Missed(*window)));
        }
    }
    steps.extend(patient.events.iter().map(|event| (event.received, 0, Step::Arrived(event.clone()))));
    steps.extend(patient.closed.iter().map(|(at, work)| (*at, 1, Step::Closed(work.clone()))));
    steps.sort_by_key(|step| (step.0, step.1));

    let (mut health, mut silence): (Option<WorkId>, Option<WorkId>) = (None, None);
    let mut all: BTreeMap<WorkId, Stands> = BTreeMap::new();
    for (at, _, step) in steps {
        match step {
            Step::Missed(window) => {
                let again = before_missed[&window.due];
                let level = if again { patient.plan.again } else { patient.plan.first };
                let id = silence.get_or_insert_with(|| WorkId::silence(window.due)).clone();
                let stands = all.entry(id).or_insert_with(|| opened(level, window.alert_at));
                stands.level = stands.level.max(level);
                stands.missed.push(window.due);
                stands.reported_late = false;
            }
            Step::Arrived(event) => {
                if let Some(open) = silence.as_ref().filter(|_| event.complete)
                    && let Some(stands) = all.get_mut(open)
                    && stands.missed.iter().all(|due| *due < event.effective)
                {
                    stands.reported_late = true;
                }
                if event.level > Level::Ok {
                    let id = health.get_or_insert_with(|| WorkId::health(&event.id)).clone();
                    let stands = all.entry(id).or_insert_with(|| opened(event.level, at));
                    stands.level = stands.level.max(event.level);
                }
            }
            Step::Closed(work) => {
                if let Some(stands) = all.get_mut(&work) {
                    stands.closed = true;
                }
                health = health.filter(|open| *open != work);
                silence = silence.filter(|open| *open != work);
            }
        }
    }
    all.into_iter().map(|(work, stands)| ((patient.case.clone(), work), stands)).collect()
}

const fn opened(level: Level, should_open_at: Time) -> Stands {
    Stands { level, should_open_at, missed: Vec::new(), reported_late: false, closed: false }
}

/// The windows of a placement that count, written out day by day.
fn windows(patient: &Patient, end: Time) -> Vec<Window> {
    let plan = patient.plan;
    let mut windows = Vec::new();
    for day in -1..=(end - start()).as_seconds() / 86_400 {
        let midnight = start() + Span::hours(24 * day);
        let at = |minute: i64| midnight + Span::minutes(minute);
        let last = plan.due.len() - 1;
        for (n, due) in plan.due.iter().enumerate() {
            let window = Window {
                due: at(*due),
                starts: at(if n == 0 { 0 } else { plan.split }),
                ends: at(if n == last { 1440 } else { plan.split }),
                alert_at: at(due + plan.after),
            };
            if window.due >= patient.placed + Span::hours(4) {
                windows.push(window);
            }
        }
    }
    windows
}

/// The alerts that stand in the table.
async fn found(world: &World, patients: &[Patient]) -> Alerts {
    let mut all = Alerts::new();
    for patient in patients {
        for (id, stored) in world.app.store.all_work(&patient.case).await.unwrap() {
            if !id.is_alert() {
                continue;
            }
            let mut missed: Vec<Time> = stored.missed.iter().map(|due| Time::from_seconds(*due)).collect();
            missed.sort_unstable();
            let stands = Stands {
                level: stored.level,
                should_open_at: stored.should_open_at,
                missed,
                reported_late: stored.reported_late,
                closed: stored.state == domain::work::WorkState::Closed,
            };
            all.insert((patient.case.clone(), id), stands);
        }
    }
    all
}
