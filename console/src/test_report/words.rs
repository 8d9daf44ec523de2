//! Methods, numbers and filers in words.

use domain::api::test_report::TestReportVersion;
use domain::ids::OrganisationId;
use domain::test_report::{TestCounts, TestMethod};
use ui::clock;
use ui::texts::{t, tf};

use crate::{due, words};

/// A method as the form names it.
pub fn method(method: TestMethod) -> &'static str {
    t(match method {
        TestMethod::VirusIsolation => "console.tests.virus_isolation",
        TestMethod::NucleicAcidAmplification => "console.tests.nucleic_acid_amplification",
        TestMethod::AntigenQualitative => "console.tests.antigen_qualitative",
        TestMethod::AntigenQuantitative => "console.tests.antigen_quantitative",
        TestMethod::Unknown => "console.other",
    })
}

/// `3人・4件・陽性1人`; what is not typed is a dash.
pub fn numbers(persons: &str, tests: &str, positives: &str) -> String {
    if [persons, tests, positives].iter().all(|text| text.trim().is_empty()) {
        return "–".to_owned();
    }
    let shown = |text: &str| if text.trim().is_empty() { "–".to_owned() } else { text.trim().to_owned() };
    tf(
        "console.tests.numbers",
        &[("persons", &shown(persons)), ("tests", &shown(tests)), ("positives", &shown(positives))],
    )
}

/// The numbers of one method as they are filed.
pub fn of_method(counts: &TestCounts, wanted: TestMethod) -> String {
    let count = counts.methods.iter().find(|count| count.method == wanted);
    let [persons, tests, positives] =
        count.map_or([0; 3], |count| [count.persons, count.tests, count.positives]).map(|n| n.to_string());
    numbers(&persons, &tests, &positives)
}

/// The numbers of a day over all methods; people are counted once.
pub fn of_day(counts: &TestCounts) -> String {
    let tests: u32 = counts.methods.iter().map(|count| count.tests).sum();
    if tests == 0 {
        return t("console.tests.none_that_day").to_owned();
    }
    numbers(&counts.persons.to_string(), &tests.to_string(), &counts.positives.to_string())
}

/// `第2版、きょう 9:05、佐倉 みのり（保健師）が代行`.
pub fn filed(version: &TestReportVersion, institution: Option<&OrganisationId>) -> String {
    let for_another = institution.is_some_and(|institution| *institution != version.organisation);
    let key = if for_another { "console.tests.filed_for" } else { "console.tests.filed" };
    tf(
        key,
        &[
            ("version", &version.version.to_string()),
            ("time", &due::moment(version.filed_at, clock::now())),
            ("who", version.by.name.as_deref().unwrap_or("–")),
            ("role", words::role(version.by.role)),
        ],
    )
}
