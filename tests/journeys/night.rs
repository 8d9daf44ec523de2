//! One night at a centre with night cover, hour by hour: who was rung when, and why. The table that this
//! makes is kept in `night.md`, where a person can read it.

use std::fmt::Write as _;

use domain::api::work::{CloseReason, Closing};
use domain::operation::Operation;
use domain::rules::WallClock;
use domain::time::{Span, Time};
use serde_json::Value;
use tests::people::{Filing, close, jst, oxygen, take, well};
use tests::{COLLEAGUE, NURSE, World};

const KEPT: &str = include_str!("night.md");

/// What is told to a person who reads the table.
struct Table {
    text: String,
    heard: usize,
}

impl Table {
    fn new() -> Self {
        let head = "# One night at 青葉保健所\n\n\
            Open 08:30–17:15. Until 22:00 its own on-call people answer, then the prefecture's.\n\n\
            | time | what happens | who is rung |\n|---|---|---|\n";
        Self { text: head.to_owned(), heard: 0 }
    }

    fn row(&mut self, at: Time, what: &str, rung: &str) {
        writeln!(self.text, "| {} | {what} | {rung} |", clock(at)).unwrap();
    }

    /// Lets the stream tell, and writes down whom.
    async fn tell(&mut self, world: &World, at: Time, what: &str) {
        world.tell().await;
        let all = world.told.notices();
        let new = all[self.heard..].iter().map(|notice| {
            let counts: Vec<String> =
                notice.counts.iter().map(|(level, n)| format!("{n} {}", word(level.0))).collect();
            format!("{} {} ({})", notice.organisation, notice.audience.code(), counts.join(", "))
        });
        let new: Vec<String> = new.collect();
        self.heard = all.len();
        if new.is_empty() && what.is_empty() {
            return;
        }
        let what = if what.is_empty() { "still not dealt with" } else { what };
        let rung = if new.is_empty() { "nobody".to_owned() } else { new.join("; ") };
        self.row(at, what, &rung);
    }
}

/// The wall clock at a moment.
fn clock(at: Time) -> String {
    WallClock::of(at.minute_of_day(540)).unwrap().to_string()
}

const fn word(level: domain::level::Level) -> &'static str {
    use domain::level::Level;
    match level {
        Level::Emergency | Level::Unknown => "emergency",
        Level::Urgent => "urgent",
        Level::Caution => "caution",
        Level::Ok => "ok",
    }
}

#[tokio::test]
async fn one_night_hour_by_hour() {
    let world = World::new().await;
    let placed = jst("2026-01-04 10:00");
    let mut patients = Vec::new();
    for _ in 0..4 {
        let mut patient = world.patient(Filing::default(), placed).await;
        world.spoken_to(&patient.case, placed).await;
        patient.checks_in(well(), jst("2026-01-05 08:00")).await;
        patients.push(patient);
    }
    world.tell().await;
    let mut table = Table::new();
    table.heard = world.told.notices().len();

    let mut now = jst("2026-01-05 16:30");
    while now < jst("2026-01-06 09:00") {
        let what = match clock(now).as_str() {
            "16:30" => {
                patients[0].checks_in(oxygen(95), now).await;
                "A: SpO2 95, a caution by day"
            }
            "18:10" => {
                patients[1].checks_in(oxygen(95), now).await;
                "B: SpO2 95, a caution out of hours: it waits for noon"
            }
            "18:40" => {
                patients[2].checks_in(oxygen(92), now).await;
                "C: SpO2 92, urgent"
            }
            "20:50" => {
                act(&world, COLLEAGUE, &patients[2].case, now, false).await;
                "C: the on-call nurse has it in hand"
            }
            "21:20" => {
                act(&world, COLLEAGUE, &patients[2].case, now, true).await;
                "C: she has called and closes it"
            }
            "22:30" => {
                patients[3].checks_in(oxygen(90), now).await;
                "D: SpO2 90, an emergency"
            }
            "23:40" => {
                act(&world, NURSE, &patients[3].case, now, false).await;
                "D: a nurse has it in hand"
            }
            "00:20" => {
                act(&world, NURSE, &patients[3].case, now, true).await;
                "D: an ambulance came; she closes it"
            }
            _ => "",
        };
        world.sweep(now).await;
        table.tell(&world, now, what).await;
        now = now + Span::minutes(5);
    }
    if std::env::var_os("MIMAMORI_WRITE_NIGHT").is_some() {
        std::fs::write(concat!(env!("CARGO_MANIFEST_DIR"), "/journeys/night.md"), &table.text).unwrap();
    }
    assert_eq!(table.text, KEPT, "\n{}", table.text);
}

/// Takes the alert of a case in hand, or closes it.
async fn act(world: &World, who: &str, case: &domain::ids::CaseId, now: Time, closes: bool) {
    let staff = world.staff(who, now);
    let rows = world.work(now).await;
    let row = rows.iter().find(|row| row.case == *case).unwrap();
    let answer = if closes {
        let mut request = close(row);
        request.closing = Closing { reason: CloseReason::CareArranged, watch_hours: None };
        world.post(&staff, Operation::CloseWork, &request, now).await
    } else {
        world.post(&staff, Operation::TakeWork, &take(row), now).await
    };
    answer.ok::<Value>();
}
