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
    let (hint_id, error_id) = (format!("{id}-hint"), format!("{id}-error"));
    let wrong = error.is_some();
    rsx! {
        div { class: "field {class}", class: if wrong { "field-wrong" },
            label { class: "field-label", r#for: "{id}", "{label}" }
            if let Some(hint) = hint {
                p { class: "field-hint", id: "{hint_id}", "{hint}" }
            }
            span { class: "field-line",
                input {
                    id: "{id}",
                    class: "field-input",
                    r#type: kind,
                    inputmode,
                    autocomplete,
                    value: "{value}",
                    "aria-invalid": wrong,
                    "aria-describedby": "{error_id} {hint_id}",
                    oninput: move |event| oninput(event.value()),
                    onblur: move |_| onleave(()),
                }
                if let Some(unit) = unit {
                    span { class: "field-unit", "{unit}" }
                }
            }
            FieldError { id: error_id.clone(), error }
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
    rsx! {
        p { class: "field-error", id, "aria-live": "polite",
            if let Some(error) = error {
                "{error}"
            }
        }
    }
}
