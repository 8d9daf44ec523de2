//! The form for one day.

use std::collections::BTreeSet;

use dioxus::prelude::*;
use domain::api::error::{Code, FieldError, Problem};
use domain::api::test_report::{TestDay, TestReportFiled};
use domain::api::work::Membership;
use domain::ids::RequestId;
use domain::operation::Operation;
use domain::test_report::TestMethod;
use domain::time::Date;
use ui::api::Failure;
use ui::errors::{failure_text, field_name, field_text};
use ui::field::Field;
use ui::texts::{language, t, tf};
use ui::{browser, clock, dates};

use super::file::File;
use super::news::News;
use super::values::{Row, Values, read};
use super::words;
use crate::calls;
use crate::form::{Day, Tick};
use crate::shortcuts::use_send_key;

/// The form as its parts see it.
#[derive(Clone, Copy, PartialEq)]
struct Editing {
    values: Signal<Values>,
    errors: Memo<Vec<FieldError>>,
    left: Signal<BTreeSet<String>>,
}

impl Editing {
    fn error(&self, field: &str) -> Option<String> {
        let errors = self.errors.read();
        errors.iter().find(|error| error.field == field).map(|error| field_text(language(), error))
    }
}

/// Files a day, or corrects it.
#[component]
pub fn Form(here: Membership, values: Signal<Values>, file: File, is_old: bool) -> Element {
    let today = dates::day_of(clock::now());
    let left = use_signal(BTreeSet::new);
    // For which request the person has said that it is done.
    let mut pressed = use_signal(|| None::<RequestId>);
    let mut refused = use_signal(Vec::<FieldError>::new);
    let mut failure = use_signal(|| None::<Failure>);
    let mut sending = use_signal(|| false);
    let mut done = use_signal(|| None::<TestReportFiled>);
    let mut news = use_signal(|| None::<TestDay>);
    let organisation = here.id.clone();
    let errors = use_memo(move || {
        let mut errors = read(&values.read(), &organisation, today).err().unwrap_or_default();
        // Nobody is told that something is missing before they have said that they are done.
        errors.retain(|error| {
            is_pressed(pressed, values)
                || (left.read().contains(&error.field) && error.problem != Problem::Missing)
        });
        errors.extend(refused());
        errors
    });
    let editing = Editing { values, errors, left };
    let mut begin = move |day: Date| {
        let clinic = values.peek().clinic.clone();
        values.set(Values::new(calls::new_id(), clinic, day.to_string()));
        news.set(None);
    };

    let send = use_callback(move |()| {
        if sending() {
            return;
        }
        pressed.set(Some(values.peek().request_id.clone()));
        refused.set(Vec::new());
        failure.set(None);
        done.set(None);
        let request = match read(&values.read(), &here.id, today) {
            Ok(request) => request,
            Err(errors) => {
                focus_first(&errors);
                return;
            }
        };
        sending.set(true);
        spawn(async move {
            match calls::change::<TestReportFiled>(Operation::FileTestReport, &request).await {
                Ok(filed) => {
                    begin(today);
                    done.set(Some(filed));
                    file.load(request.on_behalf_of).await;
                }
                // Another version was filed, or what was sent first under this id has arrived after all.
                Err(why) if matches!(why.code(), Some(Code::HasNews | Code::RequestIdReused)) => {
                    match file.day(request.on_behalf_of.as_ref(), request.day).await {
                        Ok(Some(filed)) => {
                            values.with_mut(|values| values.request_id = calls::new_id());
                            news.set(Some(filed));
                        }
                        Ok(None) => failure.set(Some(why)),
                        Err(why) => failure.set(Some(why)),
                    }
                    file.load(request.on_behalf_of).await;
                    browser::focus("news");
                }
                Err(Failure::Api(error, _)) if error.code == Code::InvalidFields => {
                    focus_first(&error.fields);
                    refused.set(error.fields);
                }
                Err(why) => failure.set(Some(why)),
            }
            sending.set(false);
        });
    });
    use_send_key(move || send(()));

    let day = values.read().day(today);
    let replaces = values.read().replaces;
    let is_wrong = !errors.read().is_empty() && is_pressed(pressed, values);
    let newer = news().filter(|newer| {
        day == Some(newer.day) && replaces.is_none_or(|version| version < newer.latest.version)
    });
    let reported = day.and_then(|day| file.shown(day)).filter(|_| replaces.is_none() && newer.is_none());
    let institution = file.reports.read().as_ref().and_then(|reports| reports.institution.clone());
    rsx! {
        div { role: "status",
            if let Some(filed) = done() {
                p { class: "banner banner-ok",
                    {tf("console.tests.done", &[("day", &dates::day(language(), filed.day, clock::now())), ("version", &filed.version.to_string())])}
                }
            }
        }
        if is_old && !values.read().is_blank() {
            div { class: "banner banner-caution",
                p { {t("console.form.old")} }
                button { class: "button", r#type: "button", onclick: move |_| begin(today), {t("console.form.clear")} }
            }
        }
        form {
            class: "test-form",
            novalidate: true,
            "aria-label": t("console.tests.form"),
            onsubmit: move |event| event.prevent_default(),
            if is_wrong {
                Summary { errors }
            }
            if let Some(newer) = newer {
                News {
                    filed: newer.latest.clone(),
                    institution,
                    values,
                    onkeep: move |()| {
                        values.with_mut(|values| values.replaces = Some(newer.latest.version));
                        browser::focus("send");
                    },
                    ontake: {
                        let latest = newer.latest.clone();
                        move |()| {
                            let clinic = values.peek().clinic.clone();
                            values.set(Values::of(calls::new_id(), clinic, newer.day, &latest));
                            browser::focus("day");
                        }
                    },
                }
            }
            DayPart { editing, today, reported }
            NumbersPart { editing }
            if let Some(failure) = failure() {
                p { class: "banner banner-wrong", role: "alert",
                    {failure_text(language(), &failure)} " " {t("console.form.kept")}
                }
            }
            div { class: "buttons",
                button { id: "send", class: "button button-main", r#type: "button", "aria-disabled": sending(), onclick: move |_| send(()),
                    {
                        match (sending(), replaces) {
                            (true, _) => t("console.sending").to_owned(),
                            (false, None) => t("console.tests.send").to_owned(),
                            (false, Some(version)) => tf("console.tests.send_correction", &[("version", &version.to_string())]),
                        }
                    }
                }
                if replaces.is_some() {
                    button { class: "button", r#type: "button", onclick: move |_| begin(today), {t("console.tests.no_correction")} }
                }
                span { class: "field-hint for-keyboard", {t("console.form.send_key")} }
            }
        }
    }
}

fn is_pressed(pressed: Signal<Option<RequestId>>, values: Signal<Values>) -> bool {
    pressed.read().as_ref() == Some(&values.read().request_id)
}

/// Where the input of a field of the request stands on the page.
fn id_of(field: &str) -> String {
    field.trim_start_matches("counts.").replace(['[', ']'], "").replace('.', "-")
}

fn focus_first(errors: &[FieldError]) {
    if let Some(error) = errors.first() {
        browser::focus(&id_of(&error.field));
    }
}

/// What is wrong, all in one place, each a way to its field.
#[component]
fn Summary(errors: ReadSignal<Vec<FieldError>>) -> Element {
    rsx! {
        div { class: "banner banner-wrong", role: "alert",
            p {
                {tf("console.form.wrong", &[("count", &errors.read().len().to_string())])}
                for error in errors() {
                    a { key: "{error.field}", class: "wrong-field", href: "#{id_of(&error.field)}",
                        onclick: move |event| {
                            event.prevent_default();
                            browser::focus(&id_of(&error.field));
                        },
                        {field_name(language(), &error.field)}
                    }
                }
            }
        }
    }
}

#[component]
fn DayPart(editing: Editing, today: Date, reported: Option<TestDay>) -> Element {
    let mut values = editing.values;
    let mut left = editing.left;
    let understood = values.read().day(today);
    rsx! {
        div { class: "test-day-part",
            Day {
                id: "day",
                label: t("console.field.day"),
                hint: t("console.tests.day_hint"),
                value: values.read().day.clone(),
                understood,
                oninput: move |typed| {
                    values
                        .with_mut(|values| {
                            values.day = typed;
                            // The version of another day is another.
                            values.replaces = None;
                        });
                },
                onleave: move |()| _ = left.write().insert("day".to_owned()),
                error: editing.error("day"),
            }
            if let Some(filed) = reported {
                div { class: "banner banner-caution", role: "status",
                    p { {t("console.tests.is_reported")} " " {words::of_day(&filed.latest.counts)} }
                    button { class: "button", r#type: "button",
                        onclick: move |_| {
                            let clinic = values.peek().clinic.clone();
                            values.set(Values::of(calls::new_id(), clinic, filed.day, &filed.latest));
                        },
                        {t("console.tests.correct_this")}
                    }
                }
            }
            Tick {
                id: "no_tests",
                label: t("console.tests.no_tests"),
                ticked: values.read().no_tests,
                onchange: move |ticked| values.with_mut(|values| values.no_tests = ticked),
            }
        }
    }
}

#[component]
fn NumbersPart(editing: Editing) -> Element {
    let mut values = editing.values;
    if values.read().no_tests {
        return rsx! {};
    }
    rsx! {
        p { class: "field-hint", {t("console.tests.numbers_hint")} }
        for (i , method) in TestMethod::ALL.into_iter().enumerate() {
            fieldset { key: "{i}", class: "choice test-method",
                legend { class: "field-label", {words::method(method)} }
                Number { editing, field: format!("counts.methods[{i}].persons"), value: values.read().rows[i].persons.clone(), oninput: move |typed| row(values, i, |row| row.persons = typed) }
                Number { editing, field: format!("counts.methods[{i}].tests"), value: values.read().rows[i].tests.clone(), oninput: move |typed| row(values, i, |row| row.tests = typed) }
                Number { editing, field: format!("counts.methods[{i}].positives"), value: values.read().rows[i].positives.clone(), oninput: move |typed| row(values, i, |row| row.positives = typed) }
            }
        }
        if values.read().has_several_methods() {
            fieldset { class: "choice test-method",
                legend { class: "field-label", {t("console.tests.day_total")} }
                p { class: "field-hint", {t("console.tests.day_total_hint")} }
                Number { editing, field: "counts.persons", value: values.read().persons.clone(), oninput: move |typed| values.with_mut(|values| values.persons = typed) }
                Number { editing, field: "counts.positives", value: values.read().positives.clone(), oninput: move |typed| values.with_mut(|values| values.positives = typed) }
            }
        }
    }
}

fn row(mut values: Signal<Values>, i: usize, change: impl FnOnce(&mut Row)) {
    values.with_mut(|values| change(&mut values.rows[i]));
}

/// One number.
#[component]
fn Number(editing: Editing, field: String, value: String, oninput: EventHandler<String>) -> Element {
    let mut left = editing.left;
    let name = field.clone();
    rsx! {
        Field {
            id: id_of(&field),
            label: field_name(language(), &field),
            value,
            oninput,
            onleave: move |()| _ = left.write().insert(name.clone()),
            error: editing.error(&field),
            inputmode: "numeric",
        }
    }
}
