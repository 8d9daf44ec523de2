//! The first contact sheet: both sides of every bound of the risk class, and what a sheet may hold.

#![allow(clippy::unwrap_used)]

use domain::api::error::Problem;
use domain::condition::Severity;
use domain::first_contact::{
    CallHours, EmergencyContact, FirstContact, HouseholdMember, Kin, Language, Onset, Oximeter, RiskFactor,
    RiskOverride,
};
use domain::form::{self, Kind};
use domain::placement::{Channel, Risk};
use domain::risk::{RiskReason, risk};
use domain::rules::{self, RuleSet, WallClock};
use domain::time::Date;
use proptest::prelude::*;

fn rules() -> &'static RuleSet {
    rules::at("2026-01-05T00:00:00Z".parse().unwrap())
}

fn today() -> Date {
    "2026-01-05".parse().unwrap()
}

/// Everything that counts was asked, and nothing of it raises the risk.
fn low() -> FirstContact {
    FirstContact {
        lives_alone: Some(false),
        risk_factors: Some(Vec::new()),
        immunocompromised: Some(false),
        pregnant: Some(false),
        severity: Some(Severity::Mild),
        ..FirstContact::default()
    }
}

fn reasons(years: u16, months: u16, sheet: &FirstContact) -> Vec<RiskReason> {
    let (class, reasons) = risk(rules(), Some(years * 12 + months), false, sheet);
    assert_eq!(class == Risk::Standard, reasons.is_empty());
    reasons
}

#[test]
fn both_sides_of_every_age() {
    let alone = FirstContact { lives_alone: Some(true), ..low() };
    for (years, months, sheet, expected) in [
        (64, 11, low(), vec![]),
        (65, 0, low(), vec![RiskReason::Old]),
        (2, 0, low(), vec![]),
        (1, 11, low(), vec![RiskReason::Young]),
        (49, 11, alone.clone(), vec![]),
        (50, 0, alone.clone(), vec![RiskReason::LivesAlone]),
        (65, 0, alone, vec![RiskReason::Old, RiskReason::LivesAlone]),
    ] {
        assert_eq!(reasons(years, months, &sheet), expected, "{years} years {months} months");
    }
    assert_eq!(risk(rules(), None, false, &low()).1, [RiskReason::AgeUnknown]);
}

#[test]
fn each_answer_alone_raises_the_risk() {
    for factor in RiskFactor::ALL.iter().copied() {
        let sheet = FirstContact { risk_factors: Some(vec![factor]), ..low() };
        assert_eq!(reasons(30, 0, &sheet), [RiskReason::RiskFactor], "{}", factor.code());
    }
    for (severity, expected) in [
        (Severity::Asymptomatic, None),
        (Severity::Mild, None),
        (Severity::ModerateOne, Some(RiskReason::Severity)),
        (Severity::ModerateTwo, Some(RiskReason::Severity)),
        (Severity::Severe, Some(RiskReason::Severity)),
        (Severity::Unknown, Some(RiskReason::SeverityNotAsked)),
    ] {
        let sheet = FirstContact { severity: Some(severity), ..low() };
        assert_eq!(reasons(30, 0, &sheet), expected.into_iter().collect::<Vec<_>>(), "{severity:?}");
    }
    let immune = FirstContact { immunocompromised: Some(true), ..low() };
    assert_eq!(reasons(30, 0, &immune), [RiskReason::Immunocompromised]);
    let pregnant = FirstContact { pregnant: Some(true), ..low() };
    assert_eq!(reasons(30, 0, &pregnant), [RiskReason::Pregnant]);
}

#[test]
fn what_was_not_asked_counts_as_high() {
    use RiskReason::{
        ImmunityNotAsked, LivesAloneNotAsked, PregnancyNotAsked, RiskFactorsNotAsked, SeverityNotAsked,
    };
    let empty = FirstContact::default();
    let young = [PregnancyNotAsked, RiskFactorsNotAsked, ImmunityNotAsked, SeverityNotAsked];
    assert_eq!(reasons(30, 0, &empty), young);
    assert_eq!(reasons(50, 0, &empty), [young.as_slice(), &[LivesAloneNotAsked]].concat());
    // Whether a younger person lives alone changes nothing, so it need not be asked.
    assert_eq!(reasons(49, 11, &FirstContact { lives_alone: None, ..low() }), []);
}

#[test]
fn the_sheet_goes_before_what_the_case_knew_of_a_pregnancy() {
    let of = |known, asked| risk(rules(), Some(360), known, &FirstContact { pregnant: asked, ..low() }).1;
    assert_eq!(of(true, None), [RiskReason::Pregnant]);
    assert_eq!(of(true, Some(false)), []);
    assert_eq!(of(false, None), [RiskReason::PregnancyNotAsked]);
}

#[test]
fn the_risk_factors_are_those_of_the_notification_form() {
    let form = form::find("covid-19/full-2021-11-01").unwrap();
    let Kind::Many { values } = &form.field("risk_factors").unwrap().kind else { panic!("not several") };
    let of_the_form: Vec<_> = values.iter().map(|value| value.code.as_str()).collect();
    let of_the_sheet: Vec<_> = RiskFactor::ALL.iter().map(|factor| factor.code()).collect();
    // "None" is an empty list here, and "unknown" only what a newer version sends.
    assert_eq!(of_the_form.strip_suffix(&["none"]), of_the_sheet.strip_suffix(&["unknown"]));
    // Each of them counts, and nothing else does.
    assert_eq!(rules().staff().risk.factors, RiskFactor::ALL[..RiskFactor::ALL.len() - 1]);
}

fn clock(text: &str) -> WallClock {
    text.to_owned().try_into().unwrap()
}

/// A sheet with everything.
fn full() -> FirstContact {
    FirstContact {
        emergency_contact: Some(EmergencyContact {
            name: "青木 太郎".to_owned(),
            relation: Some(Kin::Partner),
            phone: "090-0000-0001".to_owned(),
        }),
        oximeter: Some(Oximeter::Sent),
        language: Some(Language::Japanese),
        interpreter: Some(false),
        channel: Some(Channel::App),
        onset: Some(Onset::Date("2026-01-02".parse().unwrap())),
        best_hours: Some(CallHours { from: clock("10:00"), to: clock("12:00") }),
        household: vec![HouseholdMember {
            name_kana: "アオキ タロウ".to_owned(),
            relation: Some(Kin::Partner),
            case: None,
        }],
        notes: Some("インターホンが鳴らない".to_owned()),
        risk_override: Some(RiskOverride { risk: Risk::High, reason: "不安が強い".to_owned() }),
        ..low()
    }
}

#[track_caller]
fn wrong(edit: impl FnOnce(&mut FirstContact), field: &str, problem: Problem) {
    let mut sheet = full();
    edit(&mut sheet);
    let errors = sheet.check(today());
    let found: Vec<_> = errors.iter().map(|error| (error.field.as_str(), error.problem)).collect();
    assert_eq!(found, [(field, problem)]);
}

#[track_caller]
fn right(edit: impl FnOnce(&mut FirstContact)) {
    let mut sheet = full();
    edit(&mut sheet);
    assert_eq!(sheet.check(today()), []);
}

#[test]
fn both_sides_of_every_limit_of_a_sheet() {
    right(|_| {});
    assert_eq!(FirstContact::default().check(today()), []);
    let contact = |sheet: &mut FirstContact, edit: fn(&mut EmergencyContact)| {
        edit(sheet.emergency_contact.as_mut().unwrap());
    };
    right(|sheet| contact(sheet, |contact| contact.name = "青".repeat(60)));
    wrong(
        |sheet| contact(sheet, |contact| contact.name = "青".repeat(61)),
        "emergency_contact.name",
        Problem::TooLong,
    );
    wrong(
        |sheet| contact(sheet, |contact| contact.name = "　".to_owned()),
        "emergency_contact.name",
        Problem::Missing,
    );
    wrong(
        |sheet| contact(sheet, |contact| contact.phone = " ".to_owned()),
        "emergency_contact.phone",
        Problem::Missing,
    );
    wrong(
        |sheet| contact(sheet, |contact| contact.phone = "0312".to_owned()),
        "emergency_contact.phone",
        Problem::NotAPhone,
    );
    wrong(|sheet| sheet.no_emergency_contact = true, "no_emergency_contact", Problem::Contradiction);
    wrong(|sheet| sheet.lives_alone = Some(true), "lives_alone", Problem::Contradiction);
    let onset = |day: &str| Some(Onset::Date(day.parse().unwrap()));
    right(|sheet| sheet.onset = onset("2026-01-05"));
    wrong(|sheet| sheet.onset = onset("2026-01-06"), "onset", Problem::InFuture);
    right(|sheet| sheet.onset = onset("2025-01-05"));
    wrong(|sheet| sheet.onset = onset("2025-01-04"), "onset", Problem::TooLongAgo);
    let hours = |to: &str| Some(CallHours { from: clock("10:00"), to: clock(to) });
    right(|sheet| sheet.best_hours = hours("10:01"));
    wrong(|sheet| sheet.best_hours = hours("10:00"), "best_hours.to", Problem::Contradiction);
    right(|sheet| sheet.notes = Some("熱".repeat(500)));
    wrong(|sheet| sheet.notes = Some("熱".repeat(501)), "notes", Problem::TooLong);
    let reason = |length| Some(RiskOverride { risk: Risk::Standard, reason: "理".repeat(length) });
    right(|sheet| sheet.risk_override = reason(200));
    wrong(|sheet| sheet.risk_override = reason(201), "risk_override.reason", Problem::TooLong);
    wrong(|sheet| sheet.risk_override = reason(0), "risk_override.reason", Problem::Missing);
    wrong(
        |sheet| sheet.risk_override.as_mut().unwrap().risk = Risk::Unknown,
        "risk_override.risk",
        Problem::WrongType,
    );
    wrong(|sheet| sheet.risk_factors = Some(vec![RiskFactor::Unknown]), "risk_factors", Problem::WrongType);
    wrong(|sheet| sheet.oximeter = Some(Oximeter::Unknown), "oximeter", Problem::WrongType);
    wrong(|sheet| sheet.channel = Some(Channel::Unknown), "channel", Problem::WrongType);
}

#[test]
fn both_sides_of_every_limit_of_a_household() {
    let member = |kana: &str, case: Option<&str>| HouseholdMember {
        name_kana: kana.to_owned(),
        relation: None,
        case: case.map(|case| case.parse().unwrap()),
    };
    let of = |count: usize| (0..count).map(|_| member("アオキ", None)).collect::<Vec<_>>();
    right(|sheet| sheet.household = of(10));
    wrong(|sheet| sheet.household = of(11), "household", Problem::TooMany);
    wrong(|sheet| sheet.household = vec![member("", None)], "household[0].name_kana", Problem::Missing);
    right(|sheet| sheet.household = vec![member(&"ア".repeat(60), None)]);
    wrong(
        |sheet| sheet.household = vec![member("ア", None), member(&"ア".repeat(61), None)],
        "household[1].name_kana",
        Problem::TooLong,
    );
    wrong(|sheet| sheet.household = vec![member("青木", None)], "household[0].name_kana", Problem::NotKana);
    let case = Some("0e6c7f1e-0000-4000-8000-000000000001");
    wrong(
        |sheet| sheet.household = vec![member("ア", case), member("イ", case)],
        "household[1].case",
        Problem::Contradiction,
    );
}

#[test]
fn a_sheet_survives_the_wire_and_tells_nothing_in_debug_output() {
    let text = serde_json::to_string(&full()).unwrap();
    assert!(text.contains(r#""best_hours":{"from":"10:00","to":"12:00"}"#), "{text}");
    assert!(text.contains(r#""onset":{"date":"2026-01-02"}"#), "{text}");
    assert_eq!(serde_json::from_str::<FirstContact>(&text).unwrap(), full());
    assert_eq!(serde_json::from_str::<FirstContact>("{}").unwrap(), FirstContact::default());
    assert_eq!(format!("{:?}", full()), "FirstContact(…)");
}

fn maybe_bool() -> impl Strategy<Value = Option<bool>> {
    prop::option::of(any::<bool>())
}

fn sheets() -> impl Strategy<Value = FirstContact> {
    let factors = prop::collection::vec(prop::sample::select(RiskFactor::ALL), 0..4);
    let severity = prop::sample::select(vec![
        Severity::Asymptomatic,
        Severity::Mild,
        Severity::ModerateOne,
        Severity::ModerateTwo,
        Severity::Severe,
        Severity::Unknown,
    ]);
    (maybe_bool(), prop::option::of(factors), maybe_bool(), maybe_bool(), prop::option::of(severity))
        .prop_map(|(lives_alone, risk_factors, immunocompromised, pregnant, severity)| FirstContact {
            lives_alone,
            risk_factors,
            immunocompromised,
            pregnant,
            severity,
            ..FirstContact::default()
        })
}

proptest! {
    /// The rule of design 6, written down a second time and in another way.
    #[test]
    fn a_risk_is_standard_only_if_everything_was_asked_and_nothing_holds(
        sheet in sheets(),
        months in prop::option::of(0..1_400_u16),
        known: bool,
    ) {
        let (class, reasons) = risk(rules(), months, known, &sheet);
        let standard = months.is_some_and(|months| {
            (24..780).contains(&months) && (months < 600 || sheet.lives_alone == Some(false))
        }) && (sheet.pregnant == Some(false))
            && sheet.risk_factors == Some(Vec::new())
            && sheet.immunocompromised == Some(false)
            && matches!(sheet.severity, Some(Severity::Asymptomatic | Severity::Mild));
        prop_assert_eq!(class == Risk::Standard, standard);
        prop_assert_eq!(reasons.is_empty(), standard);
    }

    /// Taking an answer back never lowers the risk.
    #[test]
    fn asking_less_never_lowers_a_risk(sheet in sheets(), months in 0..1_400_u16) {
        let of = |sheet: &FirstContact| risk(rules(), Some(months), false, sheet).0;
        let less = [
            FirstContact { lives_alone: None, ..sheet.clone() },
            FirstContact { risk_factors: None, ..sheet.clone() },
            FirstContact { immunocompromised: None, ..sheet.clone() },
            FirstContact { pregnant: None, ..sheet.clone() },
            FirstContact { severity: None, ..sheet.clone() },
        ];
        for less in less {
            prop_assert!(of(&sheet) == Risk::Standard || of(&less) == Risk::High);
        }
    }
}
