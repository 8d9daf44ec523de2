//! A measured value: one number, or "could not measure".

use dioxus::prelude::*;
use domain::reading::Measure;
use ui::browser;
use ui::errors::field_text;
use ui::field::Line;
use ui::texts::{language, t};

use crate::check_in;
use crate::flow::Step;
use crate::parts::{emergency_line, heading, top_bar};
use crate::state::{App, change, edit, get};

/// Id of the input. The same for all three, so that a phone's keys stay open between them.
pub const INPUT: &str = "measure";

/// The question.
pub fn measure(app: &App, measure: Measure) -> Element {
    let draft = &app.draft;
    let words = |part: &str| t(&["patient.measure.", measure.code(), ".", part].concat());
    let unmeasured = draft.is_unmeasured(measure);
    let known = app.left == Some(measure);
    let error = if known { draft.wrong(measure) } else { draft.wrong_already(measure) };
    let mut line = Line::new(INPUT, t(&["shared.field.", measure.code()].concat()), draft.typed(measure));
    line.class = "field-big";
    line.hint = Some(words("hint").to_owned());
    line.unit = Some(words("unit").to_owned());
    line.inputmode = if measure == Measure::BodyTemperature { "decimal" } else { "numeric" };
    line.error = error.filter(|_| !unmeasured).map(|error| field_text(language(), &error));
    let input = line.show(
        move |text| edit(|draft| draft.type_value(measure, text)),
        move || {
            if get(|app| !app.draft.typed(measure).is_empty()) {
                change(|app| app.left = Some(measure));
            }
        },
    );
    rsx! {
        {top_bar(app, Step::Measure(measure))}
        {heading(words("title"))}
        form {
            class: "form",
            novalidate: true,
            onsubmit: move |event| {
                event.prevent_default();
                next(measure);
            },
            {input}
            div { class: "actions",
                button { class: "button button-main button-big", r#type: "submit", {t("patient.next")} }
                button {
                    class: "button button-big",
                    r#type: "button",
                    "aria-pressed": unmeasured,
                    onclick: move |_| could_not(measure),
                    {t("patient.could_not_measure")}
                }
            }
        }
        {emergency_line()}
    }
}

fn next(measure: Measure) {
    edit(|draft| draft.set_unmeasured(measure, false));
    change(|app| app.left = Some(measure));
    if check_in::confirm(Step::Measure(measure)).is_some() {
        browser::focus(INPUT);
    }
}

fn could_not(measure: Measure) {
    edit(|draft| draft.set_unmeasured(measure, true));
    check_in::confirm(Step::Measure(measure));
}
