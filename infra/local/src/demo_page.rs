//! `/demo`: what there is to see, whom to be, and a clock that can be moved forward.

use std::path::Path;
use std::sync::Arc;

use axum::extract::State;
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Redirect, Response};
use axum::routing::{get, post};
use axum::{Form, Router, middleware};
use domain::time::Span;
use serde::{Deserialize, Serialize};

use crate::clock::Clock;
use crate::pages::{Language, escape, page, same_origin_only};
use crate::staff::Staff;

/// The name of the file in the data folder that holds the patients to try.
pub(crate) const PATIENTS: &str = "demo-patients.json";

/// A month at most at once: a slip of a finger should not end the demo.
const LONGEST_MOVE: Span = Span::hours(24 * 31);

/// A patient whose app can be opened in the demo.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DemoPatient {
    /// The entry code, as printed.
    pub entry_code: String,
    /// The birth date that goes with it, `YYYY-MM-DD`.
    pub birth_date: String,
    /// What is going on, in Japanese.
    pub story: String,
    /// What is going on, in English.
    pub story_en: String,
}

/// What the page shows.
pub struct DemoPage {
    /// The server's address without a path.
    pub origin: String,
    /// The clock that the page moves.
    pub clock: Arc<Clock>,
    /// Who can sign in.
    pub staff: Vec<Staff>,
    /// Patients to try; empty after `--empty`.
    pub patients: Vec<DemoPatient>,
}

/// The patients that an earlier start of the demo wrote down; none if there are none.
pub(crate) fn patients(folder: &Path) -> Vec<DemoPatient> {
    let text = std::fs::read(folder.join(PATIENTS)).unwrap_or_default();
    serde_json::from_slice(&text).unwrap_or_default()
}

#[derive(Deserialize)]
struct Move {
    seconds: i64,
}

impl DemoPage {
    /// The page and the form that moves the clock.
    pub fn router(self: &Arc<Self>) -> Router {
        Router::new()
            .route("/demo", get(show))
            .route("/demo/clock", post(move_clock))
            .layer(middleware::from_fn_with_state(self.origin.clone(), same_origin_only))
            .with_state(self.clone())
    }
}

async fn move_clock(State(demo): State<Arc<DemoPage>>, Form(by): Form<Move>) -> Response {
    let by = Span::seconds(by.seconds);
    if by <= Span::ZERO || by > LONGEST_MOVE {
        return (StatusCode::BAD_REQUEST, "seconds: 1 to 31 days\n").into_response();
    }
    match demo.clock.move_forward(by) {
        Ok(()) => Redirect::to("/demo").into_response(),
        Err(error) => (StatusCode::INTERNAL_SERVER_ERROR, format!("{error}\n")).into_response(),
    }
}

async fn show(State(demo): State<Arc<DemoPage>>, headers: HeaderMap) -> impl IntoResponse {
    let language = Language::of(&headers, None);
    let main = [addresses(language), clock(language, &demo.clock), staff(language, &demo.staff)].concat()
        + &patient_table(language, &demo.patients);
    page(language, language.pick("デモの案内", "The demo"), &main)
}

fn addresses(language: Language) -> String {
    let rows = [
        ("/", language.pick("患者のアプリ", "The patient's app")),
        ("/console/", language.pick("職員の管理画面", "The staff's console")),
        ("/outbox", language.pick("送信箱：機関に送られた通知", "Outbox: what the organisations were sent")),
        ("/api/openapi.json", language.pick("APIの定義", "Description of the API")),
    ];
    let rows = rows.map(|(path, what)| format!("<li><a href=\"{path}\">{what}</a></li>"));
    format!("<ul>{}</ul>", rows.concat())
}

fn clock(language: Language, clock: &Clock) -> String {
    let now = clock.now().local(540);
    let hours = clock.offset_seconds() / 3600;
    let text = match language {
        Language::Ja => format!("デモの時計は {now}（日本時間）、実際より{hours}時間進んでいます。"),
        Language::En => format!("The demo's clock shows {now} (Japan), {hours} hours ahead of the real one."),
    };
    let about = language.pick(
        "進めると、未入力の警報がすぐに見られます。デモの患者は自分では入力しないので、1日進めると全員が未入力になります。戻すことはできません。",
        "Move it forward to see at once what a missed check-in does. The demo's patients type nothing by themselves: \
         after a day all of them have missed. It cannot be moved back.",
    );
    let steps = [
        (3600, language.pick("1時間進める", "Forward by 1 hour")),
        (3 * 3600, language.pick("3時間進める", "Forward by 3 hours")),
        (24 * 3600, language.pick("1日進める", "Forward by 1 day")),
    ];
    let buttons =
        steps.map(|(seconds, name)| format!("<button name=\"seconds\" value=\"{seconds}\">{name}</button>"));
    format!(
        "<h2>{}</h2><p id=\"clock\">{text}</p><p>{about}</p>\
         <form method=\"post\" action=\"/demo/clock\" class=\"row\">{}</form>",
        language.pick("時計", "Clock"),
        buttons.concat()
    )
}

fn staff(language: Language, staff: &[Staff]) -> String {
    let rows = staff.iter().map(|staff| {
        format!(
            "<tr><th scope=\"row\">{}<td>{}<td><code>{}</code><td><code>{}</code></tr>",
            escape(language.pick(&staff.name, &staff.name_en)),
            escape(language.pick(&staff.organisation, &staff.organisation_en)),
            escape(&staff.subject),
            escape(&staff.password()),
        )
    });
    let heads = match language {
        Language::Ja => ["氏名", "所属", "サインイン名", "パスワード"],
        Language::En => ["Name", "Organisation", "Sign-in name", "Password"],
    };
    table(language.pick("職員のサインイン", "Staff sign-ins"), heads, rows.collect())
}

fn patient_table(language: Language, patients: &[DemoPatient]) -> String {
    if patients.is_empty() {
        return String::new();
    }
    let rows = patients.iter().map(|patient| {
        let code = escape(&patient.entry_code);
        let digits: String = code.chars().filter(char::is_ascii_digit).collect();
        let open = language.pick("アプリを開く", "Open the app");
        format!(
            "<tr><th scope=\"row\">{}<td><code>{code}</code><td>{}<td><a href=\"/#{digits}\">{open}</a></tr>",
            escape(language.pick(&patient.story, &patient.story_en)),
            escape(&patient.birth_date),
        )
    });
    let heads = match language {
        Language::Ja => ["患者", "入力コード", "生年月日", ""],
        Language::En => ["Patient", "Entry code", "Birth date", ""],
    };
    table(language.pick("患者のアプリを試す", "Try the patient's app"), heads, rows.collect())
}

fn table(title: &str, heads: [&str; 4], rows: String) -> String {
    let heads = heads.map(|head| format!("<th>{head}")).concat();
    format!(
        "<h2>{title}</h2><div class=\"wide\"><table><thead><tr>{heads}</tr></thead><tbody>{rows}</tbody></table></div>"
    )
}
