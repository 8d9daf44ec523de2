//! `file-capacity` and `list-capacity` (R46; domain.md 7.1).

use serde::{Deserialize, Serialize};

use crate::api::case::Actor;
use crate::api::work::{Membership, Place};
use crate::capacity::{Capacity, CapacityKind, Figure};
use crate::ids::{OrganisationId, RequestId};
use crate::time::{Date, Time};

/// Files the beds or rooms of an institution on a day, or corrects what was filed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct FileCapacity {
    /// Made by the client.
    pub request_id: RequestId,
    /// The organisation for which the signed-in person acts.
    pub organisation: OrganisationId,
    /// The hospital or hotel, if a health centre or the prefecture enters for it; without it the
    /// organisation's own.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub on_behalf_of: Option<OrganisationId>,
    /// The day of the figures; not in the future, not before 2020-02-01.
    pub day: Date,
    /// The version that this one corrects; none for the first of a day. If it is not the latest any
    /// more, the answer is `has_news` and nothing is overwritten.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub replaces: Option<u32>,
    /// The figures. One that is not known is left out.
    pub capacity: Capacity,
}

/// The figures are filed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct CapacityFiled {
    /// The hospital or hotel.
    pub institution: OrganisationId,
    /// The day of the figures.
    pub day: Date,
    /// Its version: 1 for the first.
    pub version: u32,
    /// When it was filed.
    pub filed_at: Time,
}

/// Beds and rooms on a day, as they are known at `now`.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Capacities {
    /// The server's clock: what is filed later is not in it.
    pub now: Time,
    /// For which organisation the signed-in person asks.
    pub organisation: Membership,
    /// The day.
    pub day: Date,
    /// Every hospital and hotel of the prefecture, those without figures first; for a hospital or a hotel
    /// only itself.
    pub rows: Vec<CapacityRow>,
    /// Over all rows, one entry for each kind that is among them.
    pub totals: Vec<CapacityTotal>,
}

/// An institution on that day.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct CapacityRow {
    /// The hospital or hotel.
    pub institution: Place,
    /// What it offers.
    pub kind: CapacityKind,
    /// What holds now; none if nobody has entered the day's figures yet.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub latest: Option<CapacityVersion>,
}

/// One version of a day's figures. It is never changed.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct CapacityVersion {
    /// 1 for the first; what a correction names in `replaces`.
    pub version: u32,
    /// When it was filed: since then it was known.
    pub filed_at: Time,
    /// Who filed it.
    pub by: Actor,
    /// For which organisation they acted: another than the institution if it was on its behalf.
    pub organisation: OrganisationId,
    /// The figures.
    pub capacity: Capacity,
}

/// All beds or all rooms of the rows.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct CapacityTotal {
    /// What is counted.
    pub kind: CapacityKind,
    /// How many institutions there are.
    pub institutions: u32,
    /// How many of them have entered the day's figures.
    pub entered: u32,
    /// The sums, in the order of the form.
    pub sums: Vec<CapacitySum>,
    /// Share of the secured that is in use, in tenths of a percent, over the institutions that know both;
    /// none if there is none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub occupancy_permille: Option<u32>,
}

/// A figure over several institutions.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct CapacitySum {
    /// Which: a field of a report.
    pub figure: String,
    /// The sum over those that know it; none if nobody does.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sum: Option<u32>,
    /// How many know it.
    pub known: u32,
}

/// The sums over these rows.
pub fn totals(rows: &[CapacityRow]) -> Vec<CapacityTotal> {
    let kinds = [CapacityKind::Beds, CapacityKind::Rooms];
    kinds.into_iter().filter_map(|kind| total(rows, kind)).collect()
}

fn total(rows: &[CapacityRow], kind: CapacityKind) -> Option<CapacityTotal> {
    let of_kind = || rows.iter().filter(|row| row.kind == kind);
    let entered: Vec<&Capacity> = of_kind().filter_map(|row| Some(&row.latest.as_ref()?.capacity)).collect();
    let sum_of = |figure: &Figure| {
        let known = || entered.iter().filter_map(|capacity| capacity.get(*figure));
        let count = count(known());
        CapacitySum {
            figure: figure.code().to_owned(),
            sum: (count > 0).then(|| known().sum()),
            known: count,
        }
    };
    let (mut secured, mut occupied) = (0_u64, 0_u64);
    for capacity in &entered {
        if let (Some(all), Some(used)) = (capacity.secured, capacity.occupied) {
            secured += u64::from(all);
            occupied += u64::from(used);
        }
    }
    let institutions = count(of_kind());
    (institutions > 0).then(|| CapacityTotal {
        kind,
        institutions,
        entered: count(entered.iter()),
        sums: kind.figures().iter().map(sum_of).collect(),
        // Nothing secured is no share.
        occupancy_permille: (occupied * 1_000 + secured / 2)
            .checked_div(secured)
            .and_then(|share| u32::try_from(share).ok()),
    })
}

fn count(some: impl Iterator) -> u32 {
    u32::try_from(some.count()).unwrap_or(u32::MAX)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::rights::Role;

    fn row(kind: CapacityKind, capacity: Option<Capacity>) -> CapacityRow {
        let id: OrganisationId = "somewhere".parse().unwrap();
        CapacityRow {
            institution: Place { id: id.clone(), name: String::new(), name_en: String::new() },
            kind,
            latest: capacity.map(|capacity| CapacityVersion {
                version: 1,
                filed_at: "2026-01-05T00:00:00Z".parse().unwrap(),
                by: Actor { role: Role::HotelDesk, name: None },
                organisation: id,
                capacity,
            }),
        }
    }

    #[test]
    fn a_sum_says_how_many_are_in_it_and_nobody_is_counted_as_zero() {
        let known = Capacity { secured: Some(20), occupied: Some(15), ..Capacity::default() };
        let half_known = Capacity { secured: Some(100), usable: Some(90), ..Capacity::default() };
        let rows = [
            row(CapacityKind::Beds, None),
            row(CapacityKind::Beds, Some(known)),
            row(CapacityKind::Beds, Some(half_known)),
            row(CapacityKind::Rooms, None),
        ];
        let all = totals(&rows);
        let sums: Vec<_> = all[0].sums.iter().map(|sum| (sum.figure.as_str(), sum.sum, sum.known)).collect();
        assert_eq!(
            sums,
            [
                ("secured", Some(120), 2),
                ("usable", Some(90), 1),
                ("occupied", Some(15), 1),
                ("severe_secured", None, 0),
                ("severe_occupied", None, 0),
            ]
        );
        assert_eq!((all[0].institutions, all[0].entered), (3, 2));
        // Only over the one that knows both: 15 of 20, not 15 of 120.
        assert_eq!(all[0].occupancy_permille, Some(750));
        assert_eq!((all[1].institutions, all[1].entered, all[1].occupancy_permille), (1, 0, None));
        assert!(all[1].sums.iter().all(|sum| sum.sum.is_none()));
        assert!(totals(&[]).is_empty());
    }
}
