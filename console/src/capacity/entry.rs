//! The form under a row: the figures of the day.

use dioxus::prelude::*;
use domain::api::capacity::{CapacityFiled, CapacityRow, CapacityVersion};
use domain::api::error::Code;
use domain::ids::OrganisationId;
use domain::operation::Operation;
use ui::api::Failure;
use ui::browser;
use ui::errors::failure_text;
use ui::field::Field;
use ui::texts::{language, t, tf};

use super::file::File;
use super::values::{Values, id_of, name};
use crate::calls;
use crate::draft::{self, use_draft};
use crate::form::error_of;
use crate::shortcuts::use_send_key;

/// Asks for the figures, and enters them.
#[component]
pub fn Entry(
    /// The institution.
    row: CapacityRow,
    /// For whom the person acts.
    here: OrganisationId,
    /// The day.
    file: File,
    /// Called when the form is done with; whether something was entered.
    onclose: EventHandler<bool>,
) -> Element {
    let day = *file.day.read();
    let form = use_hook(|| format!("capacity-{}-{day}", row.institution.id));
    let mut values = use_draft(&form, || Values::new(calls::new_id(), &row), |values| !values.touched).values;
    let mut errors = use_signal(Vec::new);
    let mut failure = use_signal(|| None::<Failure>);
    let mut sending = use_signal(|| false);
    let mut news = use_signal(|| None::<CapacityVersion>);
    let mut copied = use_signal(|| None::<&'static str>);
    use_effect(|| browser::focus("capacity-secured"));

    let cancelled = form.clone();
    let cancel = use_callback(move |()| {
        draft::discard(&cancelled);
        onclose(false);
    });
    let institution = row.institution.id.clone();
    let copy = use_callback(move |()| {
        let institution = institution.clone();
        spawn(async move {
            match file.before(&institution).await {
                Ok(Some(before)) => {
                    values.with_mut(|values| {
                        values.fill(&before.capacity);
                        values.touched = true;
                    });
                    errors.set(Vec::new());
                    copied.set(Some("console.capacity.copied"));
                }
                Ok(None) => copied.set(Some("console.capacity.nothing_before")),
                Err(why) => failure.set(Some(why)),
            }
        });
    });
    let shown = row.clone();
    let send = use_callback(move |()| {
        if sending() {
            return;
        }
        let body = match values.peek().read(&here, &shown, day) {
            Ok(body) => body,
            Err(wrong) => {
                let first = wrong.first().map(|error| id_of(&error.field));
                errors.set(wrong);
                if let Some(field) = first {
                    browser::focus(&field);
                }
                return;
            }
        };
        errors.set(Vec::new());
        failure.set(None);
        let (form, institution) = (form.clone(), shown.institution.id.clone());
        sending.set(true);
        spawn(async move {
            match calls::change::<CapacityFiled>(Operation::FileCapacity, &body).await {
                Ok(_) => {
                    draft::discard(&form);
                    onclose(true);
                }
                // Somebody was faster, or what was sent first under this id has arrived after all: what
                // was typed stays, and what is entered is shown beside it.
                Err(why) if matches!(why.code(), Some(Code::HasNews | Code::RequestIdReused)) => {
                    match file.of(&institution, day).await {
                        Ok(Some(newer)) => {
                            values.with_mut(|values| values.correct(&newer, calls::new_id()));
                            news.set(Some(newer));
                            browser::focus("capacity-news");
                        }
                        Ok(None) => failure.set(Some(why)),
                        Err(why) => failure.set(Some(why)),
                    }
                }
                Err(why) => {
                    if let Failure::Api(error, _) = &why {
                        errors.set(error.fields.clone());
                    }
                    failure.set(Some(why));
                }
            }
            sending.set(false);
        });
    });
    use_send_key(move || send(()));

    let typed = values();
    rsx! {
        form {
            class: "capacity-form",
            novalidate: true,
            onsubmit: move |event| {
                event.prevent_default();
                send(());
            },
            onkeydown: move |event| {
                if event.key() == Key::Escape {
                    cancel(());
                } else if event.modifiers().alt() && event.code() == dioxus::prelude::Code::KeyY {
                    event.prevent_default();
                    copy(());
                }
            },
            if let Some(newer) = news() {
                section { class: "banner banner-caution news", id: "capacity-news", tabindex: "-1", role: "alert",
                    p { {tf("console.capacity.news", &[("who", newer.by.name.as_deref().unwrap_or("–")), ("version", &newer.version.to_string())])} }
                    dl { class: "capacity-figures",
                        for figure in row.kind.figures().iter().copied() {
                            div { key: "{figure.code()}",
                                dt { {name(row.kind, figure)} }
                                dd {
                                    {newer.capacity.get(figure).map_or_else(|| t("console.capacity.not_known").to_owned(), |value| value.to_string())}
                                }
                            }
                        }
                    }
                    button {
                        class: "button",
                        r#type: "button",
                        onclick: move |_| {
                            values.with_mut(|values| values.fill(&newer.capacity));
                            browser::focus("capacity-secured");
                        },
                        {t("console.capacity.take_filed")}
                    }
                }
            }
            if let Some(failure) = failure() {
                p { class: "banner banner-wrong", role: "alert", {failure_text(language(), &failure)} }
            }
            p { class: "field-hint", {t("console.capacity.hint")} }
            div { class: "capacity-fields",
                for figure in row.kind.figures().iter().copied() {
                    Field {
                        key: "{figure.code()}",
                        id: id_of(figure.code()),
                        label: name(row.kind, figure),
                        inputmode: "numeric",
                        value: typed.typed(figure).to_owned(),
                        oninput: move |text: String| values.with_mut(|values| values.set(figure, text)),
                        error: error_of(&errors(), figure.code()),
                    }
                }
            }
            div { role: "status",
                if let Some(key) = copied() {
                    p { class: "field-hint", {t(key)} }
                }
            }
            div { class: "buttons",
                button { class: "button button-main", r#type: "submit", "aria-disabled": sending(),
                    {t(if sending() { "console.sending" } else { "console.capacity.send" })}
                }
                button { class: "button", r#type: "button", onclick: move |_| copy(()), {t("console.capacity.copy")} }
                button { class: "button", r#type: "button", onclick: move |_| cancel(()), {t("console.close_dialog")} }
            }
        }
    }
}
