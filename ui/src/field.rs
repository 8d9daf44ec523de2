//! A labelled input with a place for its hint and its errors.

use dioxus::prelude::*;

/// One line of input. What is typed stays as typed, full-width digits included; whoever uses it
/// reads numbers with [`crate::number::parse`].
#[component]
pub fn Field(
    /// Id of the input; its hint and errors get ids made from it.
    id: String,
    /// The label, always visible.
    label: String,
    /// What is typed.
    value: String,
    /// Called with all that is typed, at every key.
    oninput: EventHandler<String>,
    /// Called when the input is left.
    #[props(default)]
    onleave: EventHandler<()>,
    /// What is wrong, in words; shown beside the input and read aloud.
    #[props(default)]
    error: Option<String>,
    /// Help under the label.
    #[props(default)]
    hint: Option<String>,
    /// Unit behind the input.
    #[props(default)]
    unit: Option<String>,
    /// `text`, `date`, `tel` …
    #[props(default = "text")]
    kind: &'static str,
    /// Which keys a phone shows: `numeric`, `decimal`, `tel` …
    #[props(default = "text")]
    inputmode: &'static str,
    /// What the browser may fill in.
    #[props(default = "off")]
    autocomplete: &'static str,
    /// Further classes of the whole field.
    #[props(default)]
    class: &'static str,
) -> Element {
    let line = Line { id, label, value, error, hint, unit, kind, inputmode, autocomplete, class };
    line.show(move |text| oninput.call(text), move || onleave.call(()))
}

/// What a [`Field`] shows. By itself, it does without the machinery of a component, which is what
/// an app of few bytes uses.
#[allow(missing_docs)] // as in `Field`
pub struct Line {
    pub id: String,
    pub label: String,
    pub value: String,
    pub error: Option<String>,
    pub hint: Option<String>,
    pub unit: Option<String>,
    pub kind: &'static str,
    pub inputmode: &'static str,
    pub autocomplete: &'static str,
    pub class: &'static str,
}

impl Line {
    /// A line of text without hint and unit.
    pub fn new(id: &str, label: &str, value: &str) -> Self {
        Self {
            id: id.to_owned(),
            label: label.to_owned(),
            value: value.to_owned(),
            error: None,
            hint: None,
            unit: None,
            kind: "text",
            inputmode: "text",
            autocomplete: "off",
            class: "",
        }
    }

    /// The field on the screen; see [`Field`] for when the two are called.
    pub fn show(
        self,
        mut oninput: impl FnMut(String) + 'static,
        mut onleave: impl FnMut() + 'static,
    ) -> Element {
        let Self { id, label, value, error, hint, unit, kind, inputmode, autocomplete, class } = self;
        let (hint_id, error_id) = ([&id, "-hint"].concat(), [&id, "-error"].concat());
        let described_by = [&error_id, " ", &hint_id].concat();
        let wrong = error.is_some();
        let class = ["field ", class, if wrong { " field-wrong" } else { "" }].concat();
        rsx! {
            div { class,
                label { class: "field-label", r#for: id.clone(), {label} }
                if let Some(hint) = hint {
                    p { class: "field-hint", id: hint_id, {hint} }
                }
                span { class: "field-line",
                    input {
                        id,
                        class: "field-input",
                        r#type: kind,
                        inputmode,
                        autocomplete,
                        value,
                        "aria-invalid": wrong,
                        "aria-describedby": described_by,
                        oninput: move |event| oninput(event.value()),
                        onblur: move |_| onleave(),
                    }
                    if let Some(unit) = unit {
                        span { class: "field-unit", {unit} }
                    }
                }
                {error_place(&error_id, error)}
            }
        }
    }
}

/// The place for an error. It is always in the page, so that screen readers notice what comes in.
#[component]
pub fn FieldError(
    /// Its id, for `aria-describedby`.
    id: String,
    /// What is wrong, in words.
    error: Option<String>,
) -> Element {
    error_place(&id, error)
}

/// The same without the machinery of a component.
pub fn error_place(id: &str, error: Option<String>) -> Element {
    rsx! {
        p { class: "field-error", id, "aria-live": "polite",
            if let Some(error) = error {
                {error}
            }
        }
    }
}
