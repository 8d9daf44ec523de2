//! The form of a further version: what the organisation changes, since when, and why.

use dioxus::prelude::*;
use domain::api::error::{Code, FieldError};
use domain::api::rules::{PublishRules, RuleValue, Rules, RulesPublished};
use domain::level::Level;
use domain::operation::Operation;
use domain::rules;
use domain::rules::compose::{base, value_at};
use serde_json::Value;
use ui::api::Failure;
use ui::errors::{failure_text, problem_text};
use ui::field::Field;
use ui::texts::{language, t, tf};
use ui::{browser, clock};

use super::confirm::Confirm;
use super::value::{self, Kind};
use super::values::{Change, Values};
use super::words::{GROUPS, full_name, group, heading, name};
use crate::calls;
use crate::draft::{self, use_draft};
use crate::form::{Note, Pick, Tick, When};
use crate::moment::Moment;

/// Most characters of a reason.
const REASON_AT_MOST: usize = 500;

/// Asks what changes and publishes it.
#[component]
pub fn Publish(
    /// The rules as they are on the screen.
    rules: Rules,
    /// Called when there are others by now.
    onnews: EventHandler<()>,
    /// Called when the form is done with, with what is to be said if something was published.
    onclose: EventHandler<Option<String>>,
) -> Element {
    let form = use_hook(|| format!("rules-{}", rules.organisation.id));
    let new = || Values::new(calls::new_id(), &rules);
    let mut values = use_draft(&form, new, |values| !values.touched).values;
    let mut errors = use_signal(Vec::<FieldError>::new);
    let mut failure = use_signal(|| None::<Failure>);
    let mut asking = use_signal(|| false);
    let mut confirming = use_signal(|| None::<(PublishRules, RulesPublished)>);
    let mut change = move |edit: &dyn Fn(&mut Values)| {
        values.with_mut(|values| {
            values.touched = true;
            edit(values);
        });
    };
    let mut refuse = move |wrong: Vec<FieldError>| {
        if let Some(first) = wrong.first() {
            browser::focus(&["rules-", named(first)].concat());
        }
        errors.set(wrong);
    };
    let shown = rules.clone();
    let ask = move |_| {
        if asking() {
            return;
        }
        failure.set(None);
        let now = clock::now();
        let body = match values.peek().read(&shown, now, rules::at(now).utc_offset_minutes) {
            Ok(body) => body,
            Err(wrong) => return refuse(wrong),
        };
        errors.set(Vec::new());
        asking.set(true);
        spawn(async move {
            match calls::change::<RulesPublished>(Operation::PublishRules, &body).await {
                Ok(told) if told.problems.is_empty() => confirming.set(Some((body, told))),
                Ok(told) => refuse(told.problems),
                Err(why) => {
                    if why.code() == Some(Code::HasNews) {
                        onnews(());
                    }
                    failure.set(Some(why));
                }
            }
            asking.set(false);
        });
    };
    let kept = form.clone();
    let typed = values();
    let wrong = |field: &str| {
        let of = |error: &&FieldError| named(error) == field;
        errors.read().iter().find(of).map(|error| problem_text(language(), error))
    };
    let when = |field: &str| {
        let clock = [field, "_at"].concat();
        let as_asked = |error: &FieldError| match named(error) {
            name if name == field => Some(FieldError { field: "at_day".to_owned(), ..error.clone() }),
            name if name == clock => Some(FieldError { field: "at".to_owned(), ..error.clone() }),
            _ => None,
        };
        errors.read().iter().filter_map(as_asked).collect::<Vec<_>>()
    };
    let others = typed.others(&rules);
    rsx! {
        section { class: "card rules-form", "aria-labelledby": "rules-form",
            h2 { id: "rules-form", {t("console.rules.publish")} }
            p { {t("console.rules.form_intro")} }
            if let Some(failure) = failure() {
                p { class: "banner banner-wrong", role: "alert", {failure_text(language(), &failure)} }
            }
            if let Some(wrong) = wrong("changes") {
                p { class: "banner banner-wrong", role: "alert", "{wrong}" }
            }
            if typed.changes.is_empty() {
                p { {t("console.rules.nothing_changed")} }
            }
            for (i , one) in typed.changes.iter().cloned().enumerate() {
                if let Some(known) = rules.values.iter().find(|value| value.path == one.path).cloned() {
                    div { key: "{one.path}", class: "rule-change",
                        Input {
                            known,
                            typed: one.typed.clone(),
                            oninput: move |text: String| change(&|values| values.changes[i].typed.clone_from(&text)),
                            error: wrong(&one.path),
                        }
                        button {
                            class: "plain",
                            r#type: "button",
                            "aria-label": tf("console.rules.remove_named", &[("rule", &full_name(&one.path))]),
                            onclick: move |_| change(&|values| _ = values.changes.remove(i)),
                            {t("console.rules.remove")}
                        }
                    }
                }
            }
            div { class: "field",
                label { class: "field-label", r#for: "rules-add", {t("console.rules.add")} }
                select {
                    id: "rules-add",
                    class: "field-input",
                    onchange: {
                        let rules = rules.clone();
                        move |event: FormEvent| {
                            let path = event.value();
                            let Some(known) = rules.values.iter().find(|value| value.path == path) else { return };
                            let typed = value::as_typed(&path, &known.value);
                            change(&|values| values.changes.push(Change { path: path.clone(), typed: typed.clone() }));
                        }
                    },
                    option { value: "", selected: true, {t("console.form.choose")} }
                    for part in GROUPS {
                        optgroup { key: "{part}", label: heading(part),
                            for other in others.iter().filter(|other| group(&other.path) == part) {
                                option { key: "{other.path}", value: "{other.path}", {name(&other.path)} }
                            }
                        }
                    }
                }
            }
            Tick {
                id: "rules-later",
                label: t("console.rules.later"),
                ticked: typed.from.is_some(),
                onchange: move |on: bool| change(&|values| values.from = on.then(|| Moment::new(clock::now()))),
            }
            if let Some(from) = typed.from.clone() {
                When {
                    day_id: "rules-valid_from",
                    clock_id: "rules-valid_from_at",
                    at: from,
                    onchange: move |at: Moment| change(&|values| values.from = Some(at.clone())),
                    errors: when("valid_from"),
                }
            } else if let Some(wrong) = wrong("valid_from") {
                p { class: "field-error", "{wrong}" }
            }
            Tick {
                id: "rules-ends",
                label: t("console.rules.ends"),
                ticked: typed.until.is_some(),
                onchange: move |on: bool| change(&|values| values.until = on.then(|| Moment::new(clock::now()))),
            }
            if let Some(until) = typed.until.clone() {
                When {
                    day_id: "rules-valid_until",
                    clock_id: "rules-valid_until_at",
                    at: until,
                    onchange: move |at: Moment| change(&|values| values.until = Some(at.clone())),
                    errors: when("valid_until"),
                }
            }
            Note {
                id: "rules-reason",
                label: t("console.field.reason"),
                hint: t("console.rules.reason_hint"),
                value: typed.reason.clone(),
                at_most: REASON_AT_MOST,
                oninput: move |text: String| change(&|values| values.reason.clone_from(&text)),
                error: wrong("reason"),
            }
            div { class: "buttons",
                button { class: "button button-main", r#type: "button", id: "rules-ask", "aria-disabled": asking(), onclick: ask,
                    {if asking() { t("console.sending") } else { t("console.rules.ask") }}
                }
                button {
                    class: "button",
                    r#type: "button",
                    onclick: {
                        let form = kept.clone();
                        move |_| {
                            draft::discard(&form);
                            onclose(None);
                        }
                    },
                    {t("console.close_dialog")}
                }
            }
        }
        if let Some((request, told)) = confirming() {
            Confirm {
                request,
                told,
                form: kept.clone(),
                onrefused: move |why: Failure| {
                    confirming.set(None);
                    if why.code() == Some(Code::HasNews) {
                        onnews(());
                    }
                    if let Failure::Api(error, _) = &why {
                        errors.set(error.fields.clone());
                    }
                    failure.set(Some(why));
                },
                onclose: move |published: Option<String>| {
                    confirming.set(None);
                    if published.is_some() {
                        onclose(published);
                    }
                },
            }
        }
    }
}

/// The field of the form that is wrong: the server names what is changed by its place in the request.
fn named(error: &FieldError) -> &str {
    error.field.strip_prefix("changes.").unwrap_or(&error.field)
}

/// The input of a rule, by what its value is.
#[component]
fn Input(known: RuleValue, typed: String, oninput: EventHandler<String>, error: Option<String>) -> Element {
    let (path, id) = (known.path.clone(), format!("rules-{}", known.path));
    let label = full_name(&path);
    let nation = value_at(&base(clock::now()), &path).cloned().unwrap_or(Value::Null);
    let nation = tf("console.rules.nation_value", &[("value", &value::in_words(&path, &nation))]);
    let kind = value::kind(&path, &known.value);
    match kind {
        Kind::Number | Kind::Tenths | Kind::Clock | Kind::Clocks | Kind::Other => {
            let limit = known.bounds.map(|bounds| value::limit(&path, bounds));
            let limit = limit.map(|limit| tf("console.rules.limit", &[("limit", &limit)]));
            let form = match kind {
                Kind::Clock => Some(t("console.rules.clock_hint").to_owned()),
                Kind::Clocks => Some(t("console.rules.clocks_hint").to_owned()),
                _ => limit,
            };
            let hint: Vec<_> = [Some(nation), form].into_iter().flatten().collect();
            let is_number = matches!(kind, Kind::Number | Kind::Tenths);
            let inputmode = if is_number { "decimal" } else { "text" };
            rsx! {
                Field {
                    id,
                    label,
                    hint: hint.join(" "),
                    value: typed,
                    inputmode,
                    unit: is_number.then(|| value::unit(&path).to_owned()),
                    oninput,
                    error,
                }
            }
        }
        Kind::Level => rsx! {
            Pick {
                id,
                label,
                options: [Level::Caution, Level::Urgent, Level::Emergency]
                    .map(|level| {
                        let code = ui::level::code(level);
                        (code.to_owned(), t(&["shared.level.", code].concat()).to_owned())
                    })
                    .to_vec(),
                chosen: typed,
                onchoose: oninput,
                error,
            }
        },
        Kind::Codes => {
            let chosen: Vec<String> =
                typed.split(' ').filter(|code| !code.is_empty()).map(str::to_owned).collect();
            rsx! {
                fieldset { class: "choice",
                    legend { class: "field-label", "{label}" }
                    p { class: "field-hint", "{nation}" }
                    div { class: "many-options",
                        for (code , word) in value::codes(&path) {
                            Tick {
                                key: "{code}",
                                id: "{id}-{code}",
                                label: word,
                                ticked: chosen.iter().any(|other| other == code),
                                onchange: {
                                    let chosen = chosen.clone();
                                    move |on: bool| {
                                        let mut now: Vec<_> = chosen.iter().map(String::as_str).filter(|other| *other != code).collect();
                                        now.extend(on.then_some(code));
                                        oninput(now.join(" "));
                                    }
                                },
                            }
                        }
                    }
                    if let Some(error) = error {
                        p { class: "field-error", "{error}" }
                    }
                }
            }
        }
    }
}
