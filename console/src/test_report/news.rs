//! Another version was filed meanwhile: its numbers beside those that were typed. The person decides.

use dioxus::prelude::*;
use domain::api::test_report::TestReportVersion;
use domain::ids::OrganisationId;
use domain::test_report::TestMethod;
use ui::texts::t;

use super::values::Values;
use super::words;

/// Shows both.
#[component]
pub fn News(
    /// What is filed now.
    filed: TestReportVersion,
    /// Whose tests these are.
    institution: Option<OrganisationId>,
    /// What is typed.
    values: ReadSignal<Values>,
    /// What is typed shall correct it.
    onkeep: EventHandler<()>,
    /// What is filed shall stand in the form.
    ontake: EventHandler<()>,
) -> Element {
    let values = values.read();
    let several = values.has_several_methods();
    rsx! {
        div { role: "alert",
            section { class: "banner banner-caution news", id: "news", tabindex: "-1",
                h2 { {t("console.tests.news")} }
                p { {words::filed(&filed, institution.as_ref())} }
                p { {t("console.tests.news_text")} }
                table { class: "test-news",
                    thead {
                        tr {
                            th { scope: "col", {t("console.tests.method")} }
                            th { scope: "col", {t("console.tests.is_filed")} }
                            th { scope: "col", {t("console.tests.is_typed")} }
                        }
                    }
                    tbody {
                        for (i , (method , row)) in TestMethod::ALL.into_iter().zip(&values.rows).enumerate() {
                            tr { key: "{i}",
                                th { scope: "row", {words::method(method)} }
                                td { {words::of_method(&filed.counts, method)} }
                                td {
                                    if values.no_tests {
                                        {words::numbers("0", "0", "0")}
                                    } else {
                                        {words::numbers(&row.persons, &row.tests, &row.positives)}
                                    }
                                }
                            }
                        }
                        tr {
                            th { scope: "row", {t("console.tests.day_total")} }
                            td { {words::of_day(&filed.counts)} }
                            td {
                                if values.no_tests {
                                    {t("console.tests.none_that_day")}
                                } else if several {
                                    {words::numbers(&values.persons, &values.tests(), &values.positives)}
                                }
                            }
                        }
                    }
                }
                div { class: "buttons",
                    button { class: "button button-main", r#type: "button", onclick: move |_| onkeep(()), {t("console.tests.keep_typed")} }
                    button { class: "button", r#type: "button", onclick: move |_| ontake(()), {t("console.tests.take_filed")} }
                }
            }
        }
    }
}
