//! Measures access patterns on a fresh world; used by the tests of the bounds and by the benchmark.

/// What one operation consumed on average.
#[derive(Clone, Debug)]
pub struct Cost {
    /// The access pattern.
    pub what: &'static str,
    /// DynamoDB calls.
    pub calls: u64,
    /// Read units.
    pub reads: f64,
    /// Write units, table and indexes.
    pub writes: f64,
}

/// The measurements.
pub mod measure {
    use domain::card::Card;
    use domain::operation::Operation;
    use domain::person::Label;
    use domain::placement::{CareStatus, CaseKind, Channel, Placement, Risk};
    use domain::rules;
    use domain::time::{Span, Time};
    use functions::seal::Place;
    use functions::store::{Transaction, keys};

    use super::Cost;
    use crate::people::{Filing, check_in, id, jst, oxygen, well};
    use crate::{NURSE, World};

    fn cost(world: &World, what: &'static str) -> Cost {
        let usage = world.engine.meter().usage();
        Cost { what, calls: usage.calls(), reads: usage.read_units(), writes: usage.write_units() }
    }

    /// The page of a case with 40 check-ins, remarks in each of them.
    pub async fn case_page() -> Cost {
        let world = World::new().await;
        let mut patient = world.patient(Filing::default(), jst("2026-01-04 16:00")).await;
        let mut at = jst("2026-01-05 08:00");
        for _ in 0..40 {
            let mut answers = well();
            answers.remarks = Some("昨夜はよく眠れた。朝は少しせきが出た。".to_owned());
            patient.checks_in(answers, at).await;
            at = at + Span::hours(12);
        }
        rules_are_known(&world, at).await;
        world.engine.meter().reset();
        let view = world.case(&patient.case, at).await;
        assert!(view.timeline.len() > 40);
        cost(&world, "page of a case with 40 check-ins")
    }

    /// Check-ins of one patient, in the situations that design 5 prices.
    pub async fn check_ins() -> Vec<Cost> {
        let world = World::new().await;
        let mut patient = world.patient(Filing::default(), jst("2026-01-04 16:00")).await;
        let mut other = world.patient(Filing::default(), jst("2026-01-04 16:00")).await;
        one(&world, &mut other, "", well(), jst("2026-01-05 08:00")).await;
        let mut costs = Vec::new();
        for (what, answers, at) in [
            ("check-in that answers its window", well(), "2026-01-05 08:00"),
            ("check-in in an answered window", well(), "2026-01-05 08:30"),
            ("with a new alert, answering", oxygen(93), "2026-01-06 08:00"),
        ] {
            costs.push(one(&world, &mut patient, what, answers, jst(at)).await);
        }
        let what = "with a new alert, answered before";
        costs.push(one(&world, &mut other, what, oxygen(93), jst("2026-01-05 08:10")).await);
        for (what, answers, at) in [
            ("joining an open alert, answering", oxygen(93), "2026-01-07 08:00"),
            ("joining an open alert, answered before", oxygen(93), "2026-01-07 08:10"),
            ("raising an open alert, answered before", oxygen(90), "2026-01-07 08:20"),
        ] {
            costs.push(one(&world, &mut patient, what, answers, jst(at)).await);
        }
        costs
    }

    /// Check-ins with remarks: fine, so that they are owed a reading; again; and with a new alert.
    pub async fn remarks() -> Vec<Cost> {
        let world = World::new().await;
        let mut patient = world.patient(Filing::default(), jst("2026-01-04 16:00")).await;
        one(&world, &mut patient, "", well(), jst("2026-01-05 08:00")).await;
        let mut costs = Vec::new();
        for (what, mut answers, at) in [
            ("with remarks, the first", well(), "2026-01-05 08:10"),
            ("with remarks, further ones", well(), "2026-01-05 08:20"),
            ("with remarks and a new alert", oxygen(93), "2026-01-05 08:30"),
        ] {
            answers.remarks = Some("昨夜はよく眠れた。".to_owned());
            costs.push(one(&world, &mut patient, what, answers, jst(at)).await);
        }
        costs
    }

    /// A page of today's entries: 25 patients with 14 check-ins each.
    pub async fn entries_page() -> Cost {
        let world = World::new().await;
        for _ in 0..25 {
            let mut patient = world.patient(Filing::default(), jst("2026-01-04 16:00")).await;
            for day in 0..14 {
                patient.checks_in(well(), jst("2026-01-05 08:00") + Span::hours(24 * day)).await;
            }
        }
        let now = jst("2026-01-18 08:30");
        let nurse = world.staff(NURSE, now);
        rules_are_known(&world, now).await;
        world.engine.meter().reset();
        let answer = world.get(&nurse, Operation::ListEntries, "", now).await;
        assert_eq!(answer.body["rows"].as_array().unwrap().len(), 25);
        cost(&world, "a page of today's entries")
    }

    async fn one(
        world: &World,
        patient: &mut crate::Patient<'_>,
        what: &'static str,
        answers: domain::reading::Answers,
        now: Time,
    ) -> Cost {
        let phone = patient.awake(now).await;
        let request = check_in(&patient.case, answers, now);
        rules_are_known(world, now).await;
        world.engine.meter().reset();
        world.post(&phone, Operation::SubmitCheckIn, &request, now).await.ok::<serde_json::Value>();
        cost(world, what)
    }

    /// Whoever came in the minute before has read the centre's rules.
    async fn rules_are_known(world: &World, now: Time) {
        let (centre, prefecture) = ("aoba-hc".parse().unwrap(), "mizuho-pref".parse().unwrap());
        world.app.rules_for(&centre, &prefecture, now).await.unwrap();
    }

    /// What the first of a minute pays for everybody else: the rules of its centre and prefecture.
    pub async fn rules_of_a_minute() -> Cost {
        let world = World::new().await;
        let now = jst("2026-01-05 08:00");
        world.engine.meter().reset();
        rules_are_known(&world, now).await;
        rules_are_known(&world, now + Span::seconds(59)).await;
        cost(&world, "the rules of a centre, once a minute")
    }

    /// Flagging and telling, on average over so many silent patients; the empty queries are not theirs.
    pub async fn flags(patients: u32) -> [Cost; 2] {
        let world = World::new().await;
        for _ in 0..patients {
            world.patient(Filing::high_risk(), jst("2026-01-04 16:00")).await;
        }
        // Whoever has no mobile number is reminded of nothing, at 09:30; one ring reads the night cover.
        let mut first = world.patient(Filing::default(), jst("2026-01-04 16:00")).await;
        world.sweep(jst("2026-01-05 09:31")).await;
        first.checks_in(oxygen(93), jst("2026-01-05 10:00:30")).await;
        world.tell().await;
        world.engine.meter().reset();
        world.sweep(jst("2026-01-05 10:01")).await;
        let mut flag = cost(&world, "flagging a silent patient");
        flag.reads -= 32.0;
        flag.writes -= 1.0;
        flag.calls -= 65;
        let usage = {
            world.engine.meter().reset();
            world.tell().await;
            world.engine.meter().usage()
        };
        // Reading the stream is not billed by the table.
        let (get, update) = (usage.of("GetItem"), usage.of("UpdateItem"));
        let telling = Cost {
            what: "telling of it",
            calls: get.calls + update.calls,
            reads: get.read_units,
            writes: update.write_units,
        };
        [per(flag, patients), per(telling, patients)]
    }

    fn per(mut cost: Cost, n: u32) -> Cost {
        cost.calls = cost.calls.div_ceil(u64::from(n));
        cost.reads /= f64::from(n);
        cost.writes /= f64::from(n);
        cost
    }

    /// A sweep when nothing is overdue, with so many cases enrolled.
    pub async fn empty_sweep(cases: u32) -> Cost {
        let world = World::new().await;
        let now = jst("2026-01-05 08:00");
        enrol(&world, cases, now - Span::hours(12)).await;
        world.engine.meter().reset();
        let swept = world.sweep(now).await;
        assert!(swept.finished && swept.looked_at == 0);
        cost(&world, "sweep with nothing overdue")
    }

    /// Puts bare cards, forty a transaction; filing each through its form would take minutes.
    async fn enrol(world: &World, cases: u32, placed_at: Time) {
        let rules = rules::at(placed_at);
        let placement = Placement {
            care_status: CareStatus::HomeIsolation,
            place: None,
            room: None,
            risk: Risk::Standard,
            channel: Channel::App,
            pregnant: false,
        };
        let mut left = cases;
        while left > 0 {
            let mut transaction = Transaction::default();
            for _ in 0..left.min(40) {
                let (centre, prefecture) = ("aoba-hc".parse().unwrap(), "mizuho-pref".parse().unwrap());
                let (kind, age) = (CaseKind::Confirmed, Some(480));
                let card =
                    Card::open(rules, id(), id(), kind, centre, prefecture, &placement, age, placed_at);
                let label =
                    Label { kana: "アオキ".to_owned(), age_months: age, area: "青波市".to_owned() };
                let place = Place { key: &keys::case(&card.case), attribute: "label" };
                let label = world.app.secrets.seal(place, &label).unwrap();
                transaction.new_card(&world.app.store, &card, &label, card.wake_at(rules)).unwrap();
            }
            world.app.store.commit(transaction).await.unwrap();
            left -= left.min(40);
        }
    }

    /// The first page of a list that is longer than a page.
    pub async fn worklist_page() -> Cost {
        let world = World::new().await;
        enrol(&world, 60, jst("2026-01-04 08:00")).await;
        let now = jst("2026-01-05 12:01");
        world.sweep(now).await;
        let nurse = world.staff(NURSE, now);
        world.engine.meter().reset();
        let answer = world.get(&nurse, Operation::ListWorklist, "", now).await;
        assert_eq!(answer.body["rows"].as_array().unwrap().len(), 50);
        cost(&world, "first page of a worklist")
    }
}
