//! Test reports of an institution: every version of a day is appended and stays (R43; design 2.6).

use domain::ids::OrganisationId;
use domain::rights::Role;
use domain::test_report::TestCounts;
use domain::time::{Date, Time, seconds};
use serde::{Deserialize, Serialize};

use aws_sdk_dynamodb::types::ConditionCheck;

use super::events::StoredEvent;
use super::item::{self, Item, text};
use super::{Store, StoreError, Transaction, keys, other, read_failed};
use domain::ids::RequestId;

/// One version of a day's tests.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct StoredTestReport {
    /// When it was filed: since then it was known (domain.md 7.2).
    #[serde(with = "seconds")]
    pub filed_at: Time,
    /// In which role.
    pub role: Role,
    /// Name of the member of staff.
    pub by: Option<String>,
    /// For which organisation they acted; the institution itself is the partition.
    pub organisation: OrganisationId,
    /// The numbers.
    pub counts: TestCounts,
}

/// A version with its place.
#[derive(Clone, Debug)]
pub struct TestReportRow {
    /// The day of the tests.
    pub day: Date,
    /// 1 for the first.
    pub version: u32,
    /// What was filed.
    pub report: StoredTestReport,
}

impl Transaction {
    /// Adds a version of a day's tests, which must not exist yet.
    pub fn test_report(
        &mut self,
        store: &Store,
        institution: &OrganisationId,
        day: Date,
        version: u32,
        report: &StoredTestReport,
    ) -> Result<usize, StoreError> {
        self.put_new(store, keys::test_report(institution, day, version), item::write(report)?)
    }

    /// Adds the condition that a version of a day's tests exists.
    pub fn test_report_exists(
        &mut self,
        store: &Store,
        institution: &OrganisationId,
        day: Date,
        version: u32,
    ) -> Result<usize, StoreError> {
        let key = keys::test_report(institution, day, version).into_item(Item::new());
        let check = ConditionCheck::builder()
            .table_name(&store.table)
            .set_key(Some(key))
            .condition_expression("attribute_exists(pk)")
            .build();
        self.check(check.map_err(other)?)
    }

    /// Adds the condition that an organisation is a clinic of this prefecture.
    pub fn is_clinic_of(
        &mut self,
        store: &Store,
        clinic: &OrganisationId,
        prefecture: &OrganisationId,
    ) -> Result<usize, StoreError> {
        let check = ConditionCheck::builder()
            .table_name(&store.table)
            .set_key(Some(keys::profile(clinic).into_item(Item::new())))
            .condition_expression("#kind = :clinic AND #prefecture = :prefecture")
            .expression_attribute_names("#kind", "kind")
            .expression_attribute_names("#prefecture", "prefecture")
            .expression_attribute_values(":clinic", text("clinic"))
            .expression_attribute_values(":prefecture", text(prefecture))
            .build();
        self.check(check.map_err(other)?)
    }

    /// Adds the event of a request that belongs to an organisation.
    pub fn organisation_event(
        &mut self,
        store: &Store,
        organisation: &OrganisationId,
        request: &RequestId,
        event: &StoredEvent,
    ) -> Result<usize, StoreError> {
        self.put_new(store, keys::organisation_event(organisation, request), item::write(event)?)
    }
}

impl Store {
    /// The event of a request that belongs to an organisation, if it was carried out.
    pub async fn organisation_event(
        &self,
        organisation: &OrganisationId,
        request: &RequestId,
    ) -> Result<Option<StoredEvent>, StoreError> {
        self.get(keys::organisation_event(organisation, request)).await?.map(item::read).transpose()
    }

    /// Every version of the days from `from` to `to`, by day and version. Strong.
    pub async fn test_reports(
        &self,
        institution: &OrganisationId,
        from: Date,
        to: Date,
    ) -> Result<Vec<TestReportRow>, StoreError> {
        let query = self
            .client
            .query()
            .table_name(&self.table)
            .consistent_read(true)
            .key_condition_expression("pk = :pk AND sk BETWEEN :from AND :to")
            .expression_attribute_values(":pk", text(keys::organisation(institution)))
            .expression_attribute_values(":from", text(keys::tests_of(from)))
            // `~` sorts after every digit: all versions of the last day.
            .expression_attribute_values(":to", text(keys::tests_of(to) + "~"));
        let mut pages = query.into_paginator().items().send();
        let mut rows = Vec::new();
        while let Some(item) = pages.next().await {
            rows.push(row(item.map_err(read_failed)?)?);
        }
        Ok(rows)
    }
}

/// A version that cannot be read fails the whole list: left out, its day would look unreported.
fn row(item: Item) -> Result<TestReportRow, StoreError> {
    let broken = || StoreError::Other("a test report has no day or version".to_owned());
    let (day, version) = keys::test_report_of(item::sort_key(&item)).ok_or_else(broken)?;
    Ok(TestReportRow { day, version, report: item::read(item)? })
}
