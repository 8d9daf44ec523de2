//! For which institution the health centre types a notification that came on paper (R16).

use dioxus::prelude::*;
use ui::texts::t;

use super::page::Editing;
use crate::desk::use_desk;
use crate::form::Pick;
use crate::people;

/// The choice of the institution; nobody but the health centre itself without one.
#[component]
pub fn OnBehalf(editing: Editing) -> Element {
    let desk = use_desk();
    let values = editing.values.read();
    let list = desk.list.read();
    let institutions = list.iter().flat_map(|list| &list.institutions);
    rsx! {
        section { class: "form-part",
            h2 { {t("console.on_behalf.title")} }
            p { class: "field-hint", {t("console.on_behalf.text")} }
            Pick {
                id: "on_behalf_of",
                label: t("console.field.on_behalf_of"),
                options: institutions.map(|one| (one.id.to_string(), people::place(one))).collect::<Vec<_>>(),
                chosen: values.on_behalf_of.as_ref().map(ToString::to_string).unwrap_or_default(),
                onchoose: move |chosen: String| editing.change(|values| values.on_behalf_of = chosen.parse().ok()),
                error: editing.error("on_behalf_of"),
            }
        }
    }
}
