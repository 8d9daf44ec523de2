//! What the page of a case says of its duplicates.

use dioxus::prelude::*;
use domain::api::case::CaseView;
use domain::duplicate::Linkage;
use ui::texts::{t, tf};

use crate::route::Route;

/// Whether a decision is owed, and where somebody is followed who is a duplicate.
#[component]
pub fn Banner(view: CaseView) -> Element {
    let merged = |is_duplicate| {
        let of_kind = move |one: &&domain::api::duplicate::Counterpart| {
            one.linkage == Some(Linkage::Merged) && one.is_duplicate == is_duplicate
        };
        view.counterparts.iter().filter(of_kind)
    };
    let owed = view.counterparts.iter().filter(|one| one.linkage.is_none()).count();
    let kept = merged(true).next().cloned();
    let duplicates = merged(false).count();
    let compare = Route::Duplicates { case: view.case.clone() };
    rsx! {
        if let Some(kept) = kept {
            div { class: "banner banner-caution",
                p { {t("console.duplicate.is_duplicate")} }
                Link { to: Route::Case { case: kept.other }, {t("console.duplicate.open_kept")} }
                " "
                Link { to: compare.clone(), {t("console.duplicate.compare")} }
            }
        }
        if owed > 0 {
            div { class: "banner banner-caution",
                p { {tf("console.duplicate.owed", &[("count", &owed.to_string())])} }
                Link { to: compare.clone(), {t("console.duplicate.compare")} }
            }
        }
        if duplicates > 0 {
            div { class: "banner",
                p { {tf("console.duplicate.has", &[("count", &duplicates.to_string())])} }
                Link { to: compare, {t("console.duplicate.compare")} }
            }
        }
    }
}
