//! Temperature and SpO2 over time, with the limits of the rules drawn in.

use dioxus::prelude::*;
use domain::api::case::CaseView;
use domain::level::Level;
use domain::reading::Measure;
use domain::rules;
use domain::time::{Span, Time};
use ui::dates;
use ui::level::code;
use ui::texts::tf;

use super::facts::{Shown, check_ins};
use super::scale::{BOTTOM, HEIGHT, LEFT, RIGHT, Scale, WIDTH};
use crate::due::short_day;
use crate::words;

/// No more than the last two weeks: the days of an isolation.
const AT_MOST: Span = Span::hours(14 * 24);
/// At least so long, or the values of one morning would fill the chart.
const AT_LEAST: Span = Span::hours(48);

/// A value in a chart.
#[derive(Clone, Copy, Debug, PartialEq)]
struct Point {
    at: Time,
    value: f64,
    level: Level,
}

/// A limit of the rules.
#[derive(Clone, Copy, Debug, PartialEq)]
struct Limit {
    value: f64,
    level: Level,
}

/// Both charts; nothing before the first value.
#[component]
pub fn Charts(view: CaseView) -> Element {
    let triage = &rules::at(view.now).triage;
    let low = view.personal.spo2_low_limit.unwrap_or(triage.spo2_low);
    let critical = low.saturating_sub(triage.spo2_critical_below_low);
    let degrees = |tenths: u16| f64::from(tenths) / 10.0;
    let all = check_ins(&view.timeline);
    let temperature = points(&all, Measure::BodyTemperature);
    let spo2 = points(&all, Measure::Spo2);
    let first = temperature.iter().chain(&spo2).map(|point| point.at).min();
    let from = first.unwrap_or(view.now).max(view.now - AT_MOST).min(view.now - AT_LEAST);
    rsx! {
        if first.is_some() {
            div { class: "charts",
                Chart {
                    measure: Measure::BodyTemperature,
                    points: temperature,
                    limits: vec![
                        Limit { value: degrees(triage.fever_tenths), level: Level::Caution },
                        Limit { value: degrees(triage.high_fever_tenths), level: Level::Urgent },
                    ],
                    usual: (35.5, 39.5),
                    from,
                    until: view.now,
                }
                Chart {
                    measure: Measure::Spo2,
                    points: spo2,
                    limits: vec![
                        Limit { value: f64::from(low), level: Level::Urgent },
                        Limit { value: f64::from(critical), level: Level::Emergency },
                    ],
                    usual: (f64::from(critical) - 2.0, 100.0),
                    from,
                    until: view.now,
                }
            }
        }
    }
}

fn points(all: &[Shown<'_>], measure: Measure) -> Vec<Point> {
    let mut points: Vec<_> = all
        .iter()
        .filter_map(|shown| {
            let value = match measure {
                Measure::BodyTemperature => shown.answers.body_temperature,
                Measure::Spo2 => shown.answers.spo2,
                Measure::Pulse => shown.answers.pulse,
            };
            value.map(|value| Point { at: shown.effective_at, value, level: shown.level })
        })
        .collect();
    points.sort_by_key(|point| point.at);
    points
}

#[component]
fn Chart(
    measure: Measure,
    points: Vec<Point>,
    limits: Vec<Limit>,
    usual: (f64, f64),
    from: Time,
    until: Time,
) -> Element {
    let points: Vec<_> = points.into_iter().filter(|point| point.at >= from).collect();
    let scale = Scale::new(from, until, usual, points.iter().map(|point| point.value));
    let number = |value: f64| {
        if measure == Measure::BodyTemperature { format!("{value:.1}") } else { format!("{value:.0}") }
    };
    let line: Vec<_> =
        points.iter().map(|point| format!("{},{}", scale.x(point.at), scale.y(point.value))).collect();
    let last = points.last().copied();
    let days = days(from, until);
    let label = tf(
        "console.case.chart",
        &[
            ("what", words::measure(measure)),
            ("count", &points.len().to_string()),
            ("last", &last.map_or("–".to_owned(), |point| number(point.value))),
        ],
    );
    rsx! {
        figure { class: "chart",
            figcaption { {words::measure(measure)} }
            svg { view_box: "0 0 {WIDTH} {HEIGHT}", role: "img", "aria-label": "{label}",
                for (i , at) in days.into_iter().enumerate() {
                    g { key: "day-{i}",
                        line { class: "chart-day", x1: "{scale.x(at)}", x2: "{scale.x(at)}", y1: "0", y2: "{HEIGHT - BOTTOM}" }
                        text { class: "chart-name", x: "{scale.x(at) + 3.0}", y: "{HEIGHT - 6.0}", {short_day(at)} }
                    }
                }
                for limit in limits {
                    g { key: "limit-{limit.value}",
                        line { class: "chart-limit chart-{code(limit.level)}", x1: "{LEFT}", x2: "{WIDTH - RIGHT}", y1: "{scale.y(limit.value)}", y2: "{scale.y(limit.value)}" }
                        text { class: "chart-number", x: "{LEFT - 4.0}", y: "{scale.y(limit.value) + 4.0}", {number(limit.value)} }
                    }
                }
                polyline { class: "chart-line", points: line.join(" ") }
                for point in points {
                    circle { key: "{point.at}-{point.value}", class: "chart-point chart-{code(point.level)}", cx: "{scale.x(point.at)}", cy: "{scale.y(point.value)}", r: "4" }
                }
                if let Some(last) = last {
                    text { class: "chart-last", x: "{scale.x(last.at) + 8.0}", y: "{scale.y(last.value) + 5.0}", {number(last.value)} }
                }
            }
        }
    }
}

/// The midnights between two moments, so few that their names stand apart.
fn days(from: Time, until: Time) -> Vec<Time> {
    let offset = dates::offset(until);
    let first = Time::at(dates::day_of(from), 0, offset);
    let all: Vec<_> = (1..=20).map(|n| first + Span::hours(24 * n)).take_while(|at| *at <= until).collect();
    let step = all.len().div_ceil(6).max(1);
    all.into_iter().rev().step_by(step).collect()
}
