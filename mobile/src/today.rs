//! How the check-in of the day stands.

use domain::api::isolation::MyCase;
use domain::time::Time;

use crate::outbox::Entry;

/// How the check-in of the day stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Today {
    /// The case has ended.
    Ended,
    /// No check-in is expected where the person is.
    NotExpected,
    /// It is on this device, and the server has not answered yet.
    Kept,
    /// It is done; the next is due then.
    Done(Time),
    /// It is open and due then.
    Open(Time),
    /// It was due then.
    Overdue(Time),
}

/// How the check-in of the day stands at `now`, with what waits in the outbox.
pub fn today(case: &MyCase, outbox: &[Entry], now: Time) -> Today {
    if case.ended_at.is_some() {
        return Today::Ended;
    }
    let Some(window) = case.window else { return Today::NotExpected };
    if now < window.starts {
        let waits = |entry: &Entry| entry.case == case.case && entry.refused.is_none();
        return if outbox.iter().any(waits) { Today::Kept } else { Today::Done(window.due) };
    }
    let answers = |entry: &Entry| {
        let complete = entry.draft.answers().check().is_ok_and(|reading| reading.is_complete());
        entry.case == case.case && entry.measured_at >= window.starts && complete
    };
    match window.due {
        _ if outbox.iter().any(answers) => Today::Kept,
        due if now < due => Today::Open(due),
        due => Today::Overdue(due),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::draft::Draft;
    use domain::api::isolation::{CentreContact, MyWindow};
    use domain::ids::CaseId;
    use domain::placement::CareStatus;
    use domain::reading::Measure;
    use domain::triage::Personal;

    const ID: &str = "6f2b7a0e-3a55-4c0c-9a3e-0a7d3f0f1c11";

    fn at(clock: &str) -> Time {
        format!("2026-01-02T{clock}:00+09:00").parse().unwrap()
    }

    fn case(window: Option<MyWindow>) -> MyCase {
        let text = String::new;
        let centre = CentreContact { name: text(), name_en: text(), phone: text(), night_phone: text() };
        MyCase {
            case: ID.parse::<CaseId>().unwrap(),
            care_status: CareStatus::HomeIsolation,
            centre,
            personal: Personal::default(),
            window,
            alert: None,
            check_ins: Vec::new(),
            ended_at: None,
        }
    }

    fn entry(draft: Draft, measured_at: Time) -> Entry {
        Entry::new(ID.parse().unwrap(), ID.parse().unwrap(), draft, measured_at, 1, &[])
    }

    #[test]
    fn open_overdue_done() {
        let case = case(Some(MyWindow { due: at("09:00"), starts: at("00:00") }));
        assert_eq!(today(&case, &[], at("08:59")), Today::Open(at("09:00")));
        assert_eq!(today(&case, &[], at("09:00")), Today::Overdue(at("09:00")));
        let tomorrow = MyWindow { due: at("15:00"), starts: at("12:00") };
        let done = MyCase { window: Some(tomorrow), ..case.clone() };
        assert_eq!(today(&done, &[], at("11:00")), Today::Done(at("15:00")));
        // What is not sent is not done.
        let kept = [entry(Draft::default(), at("10:59"))];
        assert_eq!(today(&done, &kept, at("11:00")), Today::Kept);
        let ended = MyCase { ended_at: Some(at("08:00")), ..case };
        assert_eq!(today(&ended, &[], at("09:00")), Today::Ended);
    }

    #[test]
    fn only_a_complete_check_in_of_the_window_counts() {
        let case = case(Some(MyWindow { due: at("15:00"), starts: at("12:00") }));
        let partial = Draft { spo2: "97".into(), ..Draft::default() };
        let mut whole = Draft { symptoms_answered: true, ..Draft::default() };
        whole.set_unmeasured(Measure::BodyTemperature, true);
        let now = at("13:00");
        assert_eq!(today(&case, &[entry(partial, now)], now), Today::Open(at("15:00")));
        assert_eq!(today(&case, &[entry(whole.clone(), at("11:00"))], now), Today::Open(at("15:00")));
        assert_eq!(today(&case, &[entry(whole, now)], now), Today::Kept);
    }
}
