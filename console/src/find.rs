//! The search box of every page: whom somebody on the telephone, a slip or a fax names.
//!
//! What is typed stays in this tab's memory: never in the address, in storage or in a draft.

use dioxus::prelude::*;
use domain::api::error::Code;
use domain::api::search::{CasesFound, Hit, SearchCases};
use domain::ids::OrganisationId;
use domain::operation::Operation;
use domain::person::age_months;
use ui::api::Failure;
use ui::errors::{failure_text, field_text};
use ui::texts::{language, t, tf};
use ui::{browser, clock, dates};
use wasm_bindgen::JsCast;

use crate::route::Route;
use crate::shortcuts::{use_listener, use_shortcuts};
use crate::{calls, people, words};

const BOX: &str = "find";
const LIST: &str = "find-list";

/// What stands under the box.
#[derive(Clone, PartialEq)]
enum Under {
    Nothing,
    Waiting,
    Found(CasesFound),
    Trouble(String),
}

/// The state of one box.
#[derive(Clone, Copy, PartialEq)]
struct Search {
    organisation: Signal<OrganisationId>,
    text: Signal<String>,
    under: Signal<Under>,
    /// The hit that Enter opens.
    active: Signal<usize>,
}

impl Search {
    /// Asks the server; an answer to a text that has changed meanwhile is not shown.
    async fn ask(mut self) {
        let text = self.text.peek().clone();
        let body = SearchCases { organisation: self.organisation.peek().clone(), text: text.clone() };
        self.under.set(Under::Waiting);
        let result = calls::ask(Operation::SearchCases, &body).await;
        if *self.text.peek() != text || *self.under.peek() != Under::Waiting {
            return;
        }
        self.active.set(0);
        self.under.set(match result {
            Ok(found) => Under::Found(found),
            Err(failure) => Under::Trouble(trouble(&failure)),
        });
    }

    fn enter(self) {
        let under = self.under.peek().clone();
        match under {
            Under::Found(found) => match found.hits.get(*self.active.peek()) {
                Some(hit) => self.open(hit),
                None => _ = spawn(self.ask()),
            },
            Under::Waiting => {}
            Under::Nothing | Under::Trouble(_) => _ = spawn(self.ask()),
        }
    }

    /// Opens a case and forgets what was looked for.
    fn open(mut self, hit: &Hit) {
        self.text.set(String::new());
        self.under.set(Under::Nothing);
        navigator().push(Route::Case { case: hit.case.clone() });
    }

    /// The hit before or after; false if there is none to go to.
    fn step(mut self, by: isize) -> bool {
        let under = self.under.peek();
        let Under::Found(found) = &*under else { return false };
        let to = self.active.peek().saturating_add_signed(by);
        if to < found.hits.len() {
            self.active.set(to);
            show_active(to);
        }
        true
    }

    fn close(mut self) {
        if *self.under.peek() != Under::Nothing {
            self.under.set(Under::Nothing);
        }
    }
}

/// The box and what was found.
#[component]
pub fn SearchBox(
    /// The organisation in whose cases is looked.
    organisation: OrganisationId,
) -> Element {
    let search = Search {
        organisation: use_signal(|| organisation),
        text: use_signal(String::new),
        under: use_signal(|| Under::Nothing),
        active: use_signal(|| 0),
    };
    let Search { mut text, under, active, .. } = search;
    use_shortcuts(move |key| {
        let is_ours = key == "s";
        if is_ours {
            browser::focus(BOX);
        }
        is_ours
    });
    for event in ["pointerdown", "focusin"] {
        use_listener(event, move |event| {
            let target = event.target().and_then(|target| target.dyn_into::<web_sys::Element>().ok());
            let inside = target.is_some_and(|at| at.closest(".find").is_ok_and(|found| found.is_some()));
            if !inside {
                search.close();
            }
        });
    }
    let hits = if let Under::Found(found) = &*under.read() { found.hits.len() } else { 0 };
    rsx! {
        form {
            class: "find",
            role: "search",
            autocomplete: "off",
            onsubmit: move |event| {
                event.prevent_default();
                search.enter();
            },
            label { class: "visually-hidden", r#for: BOX, {t("console.find.label")} }
            input {
                id: BOX,
                class: "field-input find-input",
                r#type: "text",
                // A browser that remembers what was typed would keep names.
                autocomplete: "off",
                autocapitalize: "off",
                spellcheck: "false",
                enterkeyhint: "search",
                placeholder: t("console.find.placeholder"),
                role: "combobox",
                "aria-expanded": hits > 0,
                "aria-controls": LIST,
                "aria-autocomplete": "none",
                "aria-activedescendant": if hits > 0 { option_id(active()) },
                value: text,
                oninput: move |event| {
                    text.set(event.value());
                    search.close();
                },
                onkeydown: move |event| {
                    let used = match event.key() {
                        _ if event.is_composing() => false,
                        Key::ArrowDown => search.step(1),
                        Key::ArrowUp => search.step(-1),
                        Key::Escape if *under.peek() == Under::Nothing => {
                            text.set(String::new());
                            true
                        }
                        Key::Escape => {
                            search.close();
                            true
                        }
                        _ => false,
                    };
                    if used {
                        event.prevent_default();
                    }
                },
            }
            button { class: "button find-button", r#type: "submit", {t("console.find.button")} }
            // Always in the page, so that screen readers notice what comes in.
            p { class: "visually-hidden", role: "status", {said(&under.read())} }
            if *under.read() != Under::Nothing {
                Below { search }
            }
        }
    }
}

/// What was found, or why nothing was.
#[component]
fn Below(search: Search) -> Element {
    let under = search.under.read();
    rsx! {
        div { class: "find-below",
            p { class: "find-status", class: if matches!(*under, Under::Trouble(_)) { "find-trouble" }, {said(&under)} }
            if let Under::Found(found) = &*under && !found.hits.is_empty() {
                ul { id: LIST, role: "listbox", "aria-label": t("console.find.results"),
                    for (place , hit) in found.hits.iter().cloned().enumerate() {
                        Found { key: "{hit.case}", hit, place, search }
                    }
                }
            }
        }
    }
}

/// One hit: who, where, and what of it was looked for.
#[component]
fn Found(hit: Hit, place: usize, search: Search) -> Element {
    let today = dates::day_of(clock::now());
    let born = hit.birth_date.map(|day| {
        let age = u16::try_from(age_months(day, today)).map(people::age).unwrap_or_default();
        [age, people::birth_date(day)].join(" ")
    });
    let matched: Vec<&'static str> =
        hit.matched.iter().map(|by| t(&["console.find.by.", by.code()].concat())).collect();
    let active = (search.active)() == place;
    let opened = hit.clone();
    rsx! {
        li {
            id: option_id(place),
            class: "find-hit",
            class: if active { "find-active" },
            role: "option",
            "aria-selected": active,
            onclick: move |_| search.open(&opened),
            span { class: "find-who",
                if let Some(kana) = &hit.name_kana {
                    span { class: "who-kana", "{kana}" }
                }
                " "
                {people::name(hit.name.as_deref())}
            }
            if let Some(born) = born {
                span { class: "find-born", "{born}" }
            }
            span { class: "find-where",
                "{hit.municipality} "
                span { class: "tag", {words::care_status(hit.care_status)} }
            }
            span { class: "find-why",
                {tf("console.find.phone_end", &[("digits", &hit.phone_end)])}
                " "
                {tf("console.find.matched", &[("what", &words::list(matched.into_iter()))])}
            }
        }
    }
}

/// What stands above the hits.
fn said(under: &Under) -> String {
    let more =
        |found: &CasesFound, otherwise| if found.has_more { t("console.find.more") } else { otherwise };
    match under {
        Under::Nothing => String::new(),
        Under::Waiting => t("console.find.waiting").to_owned(),
        Under::Trouble(text) => text.clone(),
        Under::Found(found) if found.hits.is_empty() => {
            [t("console.find.none"), more(found, t("console.find.how"))].join(" ")
        }
        Under::Found(found) => {
            let count = tf("console.find.count", &[("count", &found.hits.len().to_string())]);
            [count.as_str(), more(found, "")].join(" ")
        }
    }
}

fn option_id(place: usize) -> String {
    ["find-", &place.to_string()].concat()
}

/// Scrolls the active hit into sight: the focus stays in the box.
fn show_active(place: usize) {
    let element =
        web_sys::window().and_then(|window| window.document()?.get_element_by_id(&option_id(place)));
    if let Some(element) = element {
        element.scroll_into_view_with_bool(false);
    }
}

fn trouble(failure: &Failure) -> String {
    match failure {
        Failure::Api(error, _) if error.code == Code::InvalidFields && !error.fields.is_empty() => {
            error.fields.iter().map(|field| field_text(language(), field)).collect::<Vec<_>>().join(" ")
        }
        other => failure_text(language(), other),
    }
}
