//! `file-test-report` and `list-test-reports` (R43).

use serde::{Deserialize, Serialize};

use crate::api::case::Actor;
use crate::api::work::{Membership, Place};
use crate::ids::{OrganisationId, RequestId};
use crate::test_report::TestCounts;
use crate::time::{Date, Time};

/// Files the tests of one day of an institution, or corrects what was filed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct FileTestReport {
    /// Made by the client.
    pub request_id: RequestId,
    /// The organisation for which the signed-in person acts.
    pub organisation: OrganisationId,
    /// The clinic that tested, if a health centre enters for it (R16); without it the organisation's own.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub on_behalf_of: Option<OrganisationId>,
    /// The day on which the tests were done; not in the future, not before 2020-02-01.
    pub day: Date,
    /// The version that this one corrects; none for the first of a day. If it is not the latest any
    /// more, the answer is `has_news` and nothing is overwritten.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub replaces: Option<u32>,
    /// The numbers.
    pub counts: TestCounts,
}

/// The report is filed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct TestReportFiled {
    /// The institution that tested.
    pub institution: OrganisationId,
    /// The day of the tests.
    pub day: Date,
    /// Its version: 1 for the first.
    pub version: u32,
    /// When it was filed.
    pub filed_at: Time,
}

/// The reports of an institution for some days.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct TestReports {
    /// The server's clock.
    pub now: Time,
    /// For which organisation the signed-in person asks.
    pub organisation: Membership,
    /// The institution whose reports these are; none as long as a health centre names none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub institution: Option<OrganisationId>,
    /// The clinics for which a health centre can file; empty for a clinic.
    pub institutions: Vec<Place>,
    /// The reported days, the earliest first. A day that is not here was not reported.
    pub days: Vec<TestDay>,
}

/// What is reported of a day.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct TestDay {
    /// The day on which the tests were done.
    pub day: Date,
    /// What holds now.
    pub latest: TestReportVersion,
    /// What it replaced, the first version first.
    pub earlier: Vec<TestReportVersion>,
}

/// One version of a day's report. It is never changed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct TestReportVersion {
    /// 1 for the first; what a correction names in `replaces`.
    pub version: u32,
    /// When it was filed: since then it was known.
    pub filed_at: Time,
    /// Who filed it.
    pub by: Actor,
    /// For which organisation they acted: another than the institution if it was on its behalf.
    pub organisation: OrganisationId,
    /// The numbers.
    pub counts: TestCounts,
}
