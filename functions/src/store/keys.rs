//! Keys of the table (design 5). No key holds personal data; what a person can be found by is a keyed hash.

use domain::ids::{CaseId, CheckInId, OrganisationId, PersonId, RequestId, WorkId};
use domain::time::{Date, Time};

use super::item::{Item, text};

/// Partition and sort key of an item.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Key {
    /// Partition key.
    pub pk: String,
    /// Sort key.
    pub sk: String,
}

impl Key {
    fn new(pk: String, sk: impl Into<String>) -> Self {
        Self { pk, sk: sk.into() }
    }

    /// The item with this key.
    pub(crate) fn into_item(self, mut item: Item) -> Item {
        item.insert("pk".to_owned(), text(self.pk));
        item.insert("sk".to_owned(), text(self.sk));
        item
    }

    /// As a sealed value is bound to it.
    pub fn logical(&self) -> String {
        format!("{}/{}", self.pk, self.sk)
    }
}

/// Partition of a case; also the logical key of its label.
pub fn case(case: &CaseId) -> String {
    format!("CASE#{case}")
}

/// The case of a partition.
pub fn case_of(pk: &str) -> Option<CaseId> {
    pk.strip_prefix("CASE#")?.parse().ok()
}

/// The case card.
pub fn card(id: &CaseId) -> Key {
    Key::new(case(id), "CARD")
}

/// A check-in.
pub fn check_in(id: &CaseId, check_in: &CheckInId) -> Key {
    Key::new(case(id), format!("CHECKIN#{check_in}"))
}

/// A work item.
pub fn work(id: &CaseId, work: &WorkId) -> Key {
    Key::new(case(id), format!("WORK#{work}"))
}

/// The work of a sort key.
pub fn work_of(sk: &str) -> Option<WorkId> {
    sk.strip_prefix("WORK#")?.parse().ok()
}

/// The same work in another organisation's list.
pub fn seen(id: &CaseId, work: &WorkId, viewer: &OrganisationId) -> Key {
    Key::new(case(id), format!("SEEN#{work}#{viewer}"))
}

/// The work of such a sort key.
pub fn seen_of(sk: &str) -> Option<WorkId> {
    sk.strip_prefix("SEEN#")?.split_once('#')?.0.parse().ok()
}

/// A reminder of the window that is due then.
pub fn reminder(id: &CaseId, due: Time) -> Key {
    Key::new(case(id), format!("REMINDER#{due}"))
}

/// The due time of such a sort key.
pub fn reminder_of(sk: &str) -> Option<Time> {
    sk.strip_prefix("REMINDER#")?.parse().ok()
}

/// What the sort keys of events begin with.
pub const EVENTS: &str = "EVENT#";

/// Any other change of a case.
pub fn event(id: &CaseId, request: &RequestId) -> Key {
    Key::new(case(id), format!("{EVENTS}{request}"))
}

/// A notification.
pub fn notification(id: &CaseId, n: u32) -> Key {
    Key::new(case(id), format!("NOTIFICATION#{n:06}"))
}

/// How the notification of a case stands, in the lists of an organisation.
pub fn standing(id: &CaseId, viewer: &OrganisationId) -> Key {
    Key::new(case(id), format!("STANDING#{viewer}"))
}

/// The organisation of such a sort key.
pub fn standing_of(sk: &str) -> Option<OrganisationId> {
    sk.strip_prefix("STANDING#")?.parse().ok()
}

/// A test of the person.
pub fn test(id: &CaseId, n: u32) -> Key {
    Key::new(case(id), format!("TEST#{n:06}"))
}

/// A stay.
pub fn stay(id: &CaseId, n: u32) -> Key {
    Key::new(case(id), format!("STAY#{n:06}"))
}

/// How an inpatient was.
pub fn condition(id: &CaseId, n: u32) -> Key {
    Key::new(case(id), format!("CONDITION#{n:06}"))
}

/// How a case ended.
pub fn outcome(id: &CaseId, n: u32) -> Key {
    Key::new(case(id), format!("OUTCOME#{n:06}"))
}

/// What the sort keys of contact attempts begin with.
pub const CONTACTS: &str = "CONTACT#";

/// A contact attempt.
pub fn contact(id: &CaseId, n: u32) -> Key {
    Key::new(case(id), format!("{CONTACTS}{n:06}"))
}

/// A visit to a doctor, entered by this request.
pub fn visit(id: &CaseId, request: &RequestId) -> Key {
    Key::new(case(id), format!("VISIT#{request}"))
}

/// What the sort keys of first contact sheets begin with.
pub const SHEETS: &str = "SHEET#";

/// A first contact sheet.
pub fn sheet(id: &CaseId, n: u32) -> Key {
    Key::new(case(id), format!("{SHEETS}{n:06}"))
}

/// The number of a sheet's sort key.
pub fn sheet_of(sk: &str) -> Option<u32> {
    sk.strip_prefix(SHEETS)?.parse().ok()
}

/// What the sort keys of links begin with.
pub const LINKS: &str = "LINK#";

/// A link to another case: `own` by sheet `n` of this case, else by that of the other.
pub fn link(id: &CaseId, other: &CaseId, own: bool, n: u32) -> Key {
    let whose = if own { "own" } else { "other" };
    Key::new(case(id), format!("{LINKS}{other}#{whose}#{n:06}"))
}

/// The other case of a link's sort key, and whether this case's own sheet made it.
pub fn link_of(sk: &str) -> Option<(CaseId, bool)> {
    let (other, rest) = sk.strip_prefix(LINKS)?.split_once('#')?;
    Some((other.parse().ok()?, rest.starts_with("own#")))
}

/// What the sort keys of decisions about two cases begin with.
pub const PAIRS: &str = "PAIR#";

/// Decision `n` about this case and another one.
pub fn pair(id: &CaseId, other: &CaseId, n: u32) -> Key {
    Key::new(case(id), format!("{PAIRS}{other}#{n:06}"))
}

/// The other case of a decision's sort key.
pub fn pair_of(sk: &str) -> Option<CaseId> {
    sk.strip_prefix(PAIRS)?.split_once('#')?.0.parse().ok()
}

/// A device that is activated for a case.
pub fn case_device(id: &CaseId, device: &str) -> Key {
    Key::new(case(id), format!("DEVICE#{device}"))
}

/// A version of an identity.
pub fn identity(person: &PersonId, n: u32) -> Key {
    Key::new(format!("PERSON#{person}"), format!("IDENTITY#{n:06}"))
}

/// A case of a person.
pub fn person_case(person: &PersonId, case: &CaseId) -> Key {
    Key::new(format!("PERSON#{person}"), format!("CASE#{case}"))
}

/// Partition of what was hashed: cases that can be found by it, in the scope of one centre.
pub fn find_pk(centre: &OrganisationId, hash: &str) -> String {
    format!("FIND#{centre}#{hash}")
}

/// A case that can be found by what was hashed.
pub fn find(centre: &OrganisationId, hash: &str, found: &CaseId) -> Key {
    Key::new(find_pk(centre, hash), case(found))
}

/// What guards those who share what was hashed: none of them can be filed unseen.
pub fn find_guard(centre: &OrganisationId, hash: &str) -> Key {
    Key::new(find_pk(centre, hash), "GUARD")
}

/// An entry code, by its keyed hash.
pub fn entry(hash: &str) -> Key {
    Key::new(format!("ENTRY#{hash}"), "CODE")
}

/// A device, by its keyed hash.
pub fn device(hash: &str) -> Key {
    Key::new(format!("DEVICE#{hash}"), "SESSION")
}

/// Partition of an organisation.
pub fn organisation(id: &OrganisationId) -> String {
    format!("ORG#{id}")
}

/// Profile of an organisation.
pub fn profile(id: &OrganisationId) -> Key {
    Key::new(organisation(id), "PROFILE")
}

/// A member of an organisation.
pub fn member(id: &OrganisationId, subject: &str) -> Key {
    Key::new(organisation(id), format!("MEMBER#{subject}"))
}

/// An organisation of a prefecture.
pub fn child(prefecture: &OrganisationId, id: &OrganisationId) -> Key {
    Key::new(organisation(prefecture), format!("CHILD#{id}"))
}

/// A case that an organisation filed or in which somebody is resident.
pub fn organisation_case(id: &OrganisationId, kind: &str, case: &CaseId) -> Key {
    Key::new(organisation(id), format!("CASE#{kind}#{case}"))
}

/// The place of a resident in the index `roster`, below the hotel or hospital.
pub fn resident_place(case: &CaseId) -> String {
    format!("resident#{case}")
}

/// The case of a place in the index `roster`: of a resident, or of a centre's active case.
pub fn roster_case(place: &str) -> Option<CaseId> {
    place.split_once('#')?.1.parse().ok()
}

/// A version of an institution's tests of a day.
pub fn test_report(id: &OrganisationId, day: Date, version: u32) -> Key {
    Key::new(organisation(id), format!("{}{version:06}", tests_of(day)))
}

/// What the sort keys of a day's tests begin with.
pub fn tests_of(day: Date) -> String {
    format!("TESTS#{day}#")
}

/// Day and version of a sort key.
pub fn test_report_of(sk: &str) -> Option<(Date, u32)> {
    let (day, version) = sk.strip_prefix("TESTS#")?.split_once('#')?;
    Some((day.parse().ok()?, version.parse().ok()?))
}

/// Partition of a prefecture's beds and rooms on a day.
pub fn capacity_of(prefecture: &OrganisationId, day: Date) -> String {
    format!("CAPACITY#{prefecture}#{day}")
}

/// What the sort keys of an institution's versions begin with.
pub fn capacities_of(institution: &OrganisationId) -> String {
    format!("{institution}#")
}

/// A version of an institution's beds or rooms on a day.
pub fn capacity(prefecture: &OrganisationId, day: Date, institution: &OrganisationId, version: u32) -> Key {
    Key::new(capacity_of(prefecture, day), format!("{}{version:06}", capacities_of(institution)))
}

/// Institution and version of such a sort key.
pub fn capacity_version(sk: &str) -> Option<(OrganisationId, u32)> {
    let (institution, version) = sk.split_once('#')?;
    Some((institution.parse().ok()?, version.parse().ok()?))
}

/// What the sort keys of a day's "read down to here" begin with.
pub fn reads_of(day: Date) -> String {
    format!("READ#{day}#")
}

/// Entries of a day that somebody of an organisation read.
pub fn entries_read(id: &OrganisationId, day: Date, request: &RequestId) -> Key {
    Key::new(organisation(id), format!("{}{request}", reads_of(day)))
}

/// What the sort keys of an organisation's members begin with.
pub const MEMBERS: &str = "MEMBER#";

/// The subject of a member's sort key, as the provider alone calls it.
pub fn member_of(sk: &str) -> Option<&str> {
    // The issuer's address holds no `#`.
    sk.strip_prefix(MEMBERS)?.split_once('#').map(|(_, subject)| subject)
}

/// A change that belongs to an organisation and to no case.
pub fn organisation_event(id: &OrganisationId, request: &RequestId) -> Key {
    Key::new(organisation(id), format!("EVENT#{request}"))
}

/// The organisation of a partition.
pub fn organisation_of(pk: &str) -> Option<OrganisationId> {
    pk.strip_prefix("ORG#")?.parse().ok()
}

/// What the sort keys of published rules begin with.
pub const RULES: &str = "RULES#";

/// Version `n` of the rules of an organisation.
pub fn rules(id: &OrganisationId, n: u32) -> Key {
    Key::new(organisation(id), format!("{RULES}{n:06}"))
}

/// The number of such a sort key.
pub fn rules_of(sk: &str) -> Option<u32> {
    sk.strip_prefix(RULES)?.parse().ok()
}

/// Partition of a person who signs in.
pub fn subject(subject: &str) -> String {
    format!("SUBJECT#{subject}")
}

/// A membership of a person who signs in.
pub fn membership(who: &str, id: &OrganisationId) -> Key {
    Key::new(subject(who), format!("ORG#{id}"))
}

/// What the system knows of itself.
pub fn system(name: &str) -> Key {
    Key::new(format!("SYSTEM#{name}"), "STATE")
}

/// An audit entry.
pub fn audit(id: &OrganisationId, at: Time, entry: &str) -> Key {
    let time = at.to_string();
    let day = time.split('T').next().unwrap_or_default();
    Key::new(format!("AUDIT#{id}#{day}"), format!("{time}#{entry}"))
}
