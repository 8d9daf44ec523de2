//! The page of an import, step by step.

use std::rc::Rc;

use dioxus::prelude::*;
use domain::api::work::Membership;
use domain::form::{self, Form};
use domain::import::{self, BYTES_AT_MOST, FileProblem, ROWS_AT_MOST, Sending, Setting};
use domain::rights::Role;
use ui::texts::{Language, language, t, tf};
use ui::wait::Waiting;
use ui::{clock, dates};
use wasm_bindgen::JsCast as _;
use web_sys::{DragEvent, File};

use super::file::{self, download};
use super::found::Found;
use super::problems;
use super::report::Report;
use super::send::{How, Sender};
use crate::desk::use_desk;
use crate::page::Heading;
use crate::route::Route;
use crate::shell::Missing;
use crate::shortcuts::use_listener;
use crate::{calls, draft};

/// Id of the input.
const FILE: &str = "import-file";
/// The form that a file is of, until somebody chooses another.
const USUAL: &str = "light";

/// Files many cases from one file.
#[component]
pub fn Import() -> Element {
    let desk = use_desk();
    use_hook(calls::before_a_form);
    draft::use_open();
    let organisation = desk.list.read().as_ref().map(|list| list.organisation.clone());
    match organisation {
        None => rsx! {
            Waiting { label: t("console.list.waiting") }
        },
        // A file says where people are placed, which is the health centre's to decide.
        Some(here) if !matches!(here.role, Role::Nurse | Role::Manager) => rsx! {
            Missing { text: t("console.notification.not_allowed") }
        },
        Some(here) => rsx! {
            Page { key: "{here.id}", here }
        },
    }
}

/// The forms that a file may be of: those of people who are followed up.
fn forms() -> Vec<&'static Form> {
    let today = dates::day_of(clock::now());
    let in_force = |form: &&Form| form.follow_up && form.valid_until.is_none_or(|until| today < until);
    let mut forms: Vec<_> = form::all().iter().filter(in_force).collect();
    forms.sort_by_key(|form| form.form != USUAL);
    forms
}

#[component]
fn Page(here: Membership) -> Element {
    let desk = use_desk();
    let mut form = use_signal(|| forms().first().map(|form| form.id()).unwrap_or_default());
    let mut problems = use_signal(Vec::<FileProblem>::new);
    let mut reading = use_signal(|| false);
    let progress = use_signal(|| 0);
    let sender = Sender {
        checked: use_signal(|| None),
        sending: use_signal(Sending::default),
        failure: use_signal(|| None),
        is_begun: use_signal(|| false),
    };
    // The page itself sends: what its parts began would end with them.
    let go = use_callback(move |how: How| sender.go(how));
    let is_going = use_memo(move || sender.sending.read().is_going());

    let take = use_callback(move |file: File| {
        if reading() || is_going() {
            return;
        }
        let Some(form) = form::find(&form.peek()) else { return };
        let Some(list) = desk.list.peek().clone() else { return };
        let setting = Setting {
            organisation: here.id.clone(),
            key: list.import_key,
            today: dates::day_of(clock::now()),
            places: list.hotels.into_iter().chain(list.hospitals).collect(),
        };
        sender.clear();
        problems.set(Vec::new());
        reading.set(true);
        spawn(async move {
            match file::check(&file, form, &setting, progress).await {
                Ok(checked) => sender.take(checked),
                Err(found) => problems.set(found),
            }
            reading.set(false);
        });
    });
    use_drop_of_files(take);

    let checked = sender.checked.read().clone();
    rsx! {
        Heading { text: t("console.import.title"),
            Link { class: "button", to: Route::Notification {}, {t("console.import.one")} }
        }
        if checked.is_none() {
            Choose { form, onform: move |id| form.set(id), ontake: take }
        }
        if reading() {
            Waiting { label: tf("console.import.reading", &[("count", &progress().to_string())]) }
        }
        if !problems.read().is_empty() {
            div { class: "banner banner-wrong", role: "alert",
                ul { class: "import-problems",
                    for (i , problem) in problems.read().iter().enumerate() {
                        li { key: "{i}", {problems::words(problem)} }
                    }
                }
            }
        }
        if let Some(checked) = checked {
            if !(sender.is_begun)() {
                Found { checked: checked.clone() }
                Begin { sender, go, checked }
            } else {
                Report { sender, go }
            }
        }
    }
}

/// Which form, which file, and where to begin.
#[component]
fn Choose(form: ReadSignal<String>, onform: EventHandler<String>, ontake: EventHandler<File>) -> Element {
    let today = dates::day_of(clock::now());
    let limits = [("megabytes", (BYTES_AT_MOST / 1_000_000).to_string()), ("rows", ROWS_AT_MOST.to_string())];
    let limits = limits.each_ref().map(|(name, value)| (*name, value.as_str()));
    let title = |form: &Form| match language() {
        Language::Japanese => form.title.ja.clone(),
        Language::English => form.title.en.clone(),
    };
    rsx! {
        section { class: "form-part",
            div { class: "field",
                label { class: "field-label", r#for: "import-form", {t("console.field.form")} }
                select {
                    id: "import-form",
                    class: "field-input",
                    onchange: move |event| onform(event.value()),
                    for known in forms() {
                        option { key: "{known.id()}", value: known.id(), selected: form() == known.id(), {title(known)} }
                    }
                }
            }
            div { class: "field",
                label { class: "field-label", r#for: FILE, {t("console.import.file")} }
                p { class: "field-hint", id: "import-hint", {tf("console.import.file_hint", &limits)} }
                input {
                    id: FILE,
                    class: "field-input import-file",
                    r#type: "file",
                    accept: ".csv,.txt,text/csv",
                    "aria-describedby": "import-hint",
                    onchange: move |_| {
                        if let Some(file) = file::chosen(FILE) {
                            ontake(file);
                        }
                    },
                }
            }
            div { class: "buttons",
                button { class: "button", r#type: "button",
                    onclick: move |_| {
                        if let Some(form) = form::find(&form.peek()) {
                            download(&format!("mimamori-{}.csv", form.form), &import::template(form, today));
                        }
                    },
                    {t("console.import.template")}
                }
                span { class: "field-hint", {t("console.import.template_hint")} }
            }
        }
    }
}

/// Sends the right rows, or puts the file away to mend it.
#[component]
fn Begin(sender: Sender, go: Callback<How>, checked: Rc<super::file::Checked>) -> Element {
    let counts = sender.sending.read().counts();
    let is_wrong = checked.run.wrong > 0;
    let key = if is_wrong { "console.import.send_right" } else { "console.import.send" };
    rsx! {
        if counts.filed > 0 {
            p { class: "banner", {tf("console.import.before", &[("count", &counts.filed.to_string())])} }
        }
        div { class: "buttons import-next",
            if counts.all > 0 {
                button {
                    class: "button",
                    class: if !is_wrong { "button-main" },
                    r#type: "button",
                    onclick: move |_| go.call(Sending::go),
                    {tf(key, &[("count", &counts.waiting().to_string())])}
                }
            }
            button { class: "button", class: if is_wrong { "button-main" }, r#type: "button", onclick: move |_| sender.clear(),
                {t("console.import.other_file")}
            }
            if is_wrong && counts.all > 0 {
                span { class: "field-hint", {t("console.import.send_right_hint")} }
            }
        }
    }
}

/// A file may be dropped anywhere on the page; without this the browser would leave the page for it.
fn use_drop_of_files(take: Callback<File>) {
    use_listener("dragover", |event| event.prevent_default());
    use_listener("drop", move |event| {
        event.prevent_default();
        let dropped = event.dyn_into::<DragEvent>().ok().and_then(|event| event.data_transfer());
        if let Some(file) = dropped.and_then(|dropped| dropped.files()?.get(0)) {
            take.call(file);
        }
    });
}
