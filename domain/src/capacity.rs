//! Beds and hotel rooms of an institution on a day (R46; domain.md 7.1, "care status survey").
//!
//! What the figures mean:
//!
//! - `secured`: beds or rooms that are set aside for the disease.
//! - `usable`: of these, in service on this day, those in use included.
//! - `occupied`: of these, in use.
//! - `severe_secured`, `severe_occupied`: of the secured and of the occupied, beds for severe cases; only
//!   a hospital has them.
//! - `cleaning`: rooms that are secured and out of service until they are cleaned; only a hotel has them.
//!
//! A figure that nobody knows is absent. Absent is never 0: a sum over several institutions says how many
//! of them are in it.

use serde::{Deserialize, Serialize};

use crate::api::error::{FieldError, Problem};
use crate::ids::OrganisationId;
use crate::rights::Role;

/// Most beds or rooms of an institution: with a fifth digit it is a typing mistake.
pub const AT_MOST: u32 = 9_999;

/// What an institution offers.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(rename_all = "snake_case")]
pub enum CapacityKind {
    /// 病床: beds of a hospital.
    Beds,
    /// 客室: rooms of an isolation hotel.
    Rooms,
    /// A kind of a newer version.
    #[serde(other)]
    Unknown,
}

impl CapacityKind {
    /// What an organisation of this kind offers, if it takes in patients.
    pub fn of_organisation(kind: &str) -> Option<Self> {
        match kind {
            "hospital" => Some(Self::Beds),
            "hotel" => Some(Self::Rooms),
            _ => None,
        }
    }

    /// What the institution of somebody in this role offers.
    pub const fn of_role(role: Role) -> Option<Self> {
        match role {
            Role::HospitalStaff => Some(Self::Beds),
            Role::HotelDesk => Some(Self::Rooms),
            _ => None,
        }
    }

    /// The figures that are asked for, in the order of the form.
    pub const fn figures(self) -> &'static [Figure] {
        match self {
            Self::Beds => &[
                Figure::Secured,
                Figure::Usable,
                Figure::Occupied,
                Figure::SevereSecured,
                Figure::SevereOccupied,
            ],
            Self::Rooms => &[Figure::Secured, Figure::Usable, Figure::Occupied, Figure::Cleaning],
            Self::Unknown => &[],
        }
    }
}

/// One figure of a report.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Figure {
    /// 確保病床・確保室
    Secured,
    /// 即応病床・使用可能室
    Usable,
    /// 使用中
    Occupied,
    /// 重症者用の確保病床
    SevereSecured,
    /// 重症者用の使用中
    SevereOccupied,
    /// 清掃・消毒中
    Cleaning,
}

impl Figure {
    /// Every figure.
    pub const ALL: [Self; 6] = [
        Self::Secured,
        Self::Usable,
        Self::Occupied,
        Self::SevereSecured,
        Self::SevereOccupied,
        Self::Cleaning,
    ];

    /// Its field in a report.
    pub const fn code(self) -> &'static str {
        match self {
            Self::Secured => "secured",
            Self::Usable => "usable",
            Self::Occupied => "occupied",
            Self::SevereSecured => "severe_secured",
            Self::SevereOccupied => "severe_occupied",
            Self::Cleaning => "cleaning",
        }
    }
}

/// The figures of a day. A figure that nobody knows is absent.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct Capacity {
    /// 確保: beds or rooms set aside for the disease, at most 9,999.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub secured: Option<u32>,
    /// 即応・使用可能: of these, in service on the day, those in use included.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub usable: Option<u32>,
    /// 使用中: of these, in use.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub occupied: Option<u32>,
    /// Beds for severe cases among the secured; only of a hospital.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub severe_secured: Option<u32>,
    /// Of these, in use; only of a hospital.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub severe_occupied: Option<u32>,
    /// 清掃・消毒中: rooms out of service until they are cleaned; only of a hotel.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cleaning: Option<u32>,
}

impl Capacity {
    /// A figure, if it is known.
    pub const fn get(&self, figure: Figure) -> Option<u32> {
        match figure {
            Figure::Secured => self.secured,
            Figure::Usable => self.usable,
            Figure::Occupied => self.occupied,
            Figure::SevereSecured => self.severe_secured,
            Figure::SevereOccupied => self.severe_occupied,
            Figure::Cleaning => self.cleaning,
        }
    }

    /// Enters a figure.
    pub const fn set(&mut self, figure: Figure, value: Option<u32>) {
        *(match figure {
            Figure::Secured => &mut self.secured,
            Figure::Usable => &mut self.usable,
            Figure::Occupied => &mut self.occupied,
            Figure::SevereSecured => &mut self.severe_secured,
            Figure::SevereOccupied => &mut self.severe_occupied,
            Figure::Cleaning => &mut self.cleaning,
        }) = value;
    }

    /// Beds or rooms that could be given to somebody; none if that is not known.
    pub fn free(&self) -> Option<u32> {
        Some(self.usable?.saturating_sub(self.occupied?))
    }

    /// Every rule that does not hold, by the path of the field within the request. A figure that is not
    /// known limits no other.
    pub fn check(&self, kind: CapacityKind) -> Vec<FieldError> {
        let asked = kind.figures();
        let mut errors = Vec::new();
        for figure in Figure::ALL {
            let Some(value) = self.get(figure) else { continue };
            let field = format!("capacity.{}", figure.code());
            let most = self.most(figure);
            if !asked.contains(&figure) {
                errors.push(FieldError::new(field, Problem::NotAsked));
            } else if value > most {
                errors.push(FieldError::new(field, Problem::OutOfRange).limit(format!("0–{most}")));
            }
        }
        if *self == Self::default() {
            // Nothing known is no report.
            errors.push(FieldError::new("capacity.secured", Problem::Missing));
        }
        errors
    }

    /// The highest value of a figure beside the others.
    fn most(&self, figure: Figure) -> u32 {
        let least = |others: &[Figure]| {
            others.iter().filter_map(|other| self.get(*other)).min().unwrap_or(AT_MOST).min(AT_MOST)
        };
        match figure {
            Figure::Secured => AT_MOST,
            Figure::Usable | Figure::SevereSecured => least(&[Figure::Secured]),
            Figure::Occupied => least(&[Figure::Secured, Figure::Usable]),
            Figure::SevereOccupied => least(&[Figure::Secured, Figure::SevereSecured, Figure::Occupied]),
            // What is cleaned is neither in service nor in use.
            Figure::Cleaning => {
                let in_service = self.usable.max(self.occupied).unwrap_or(0);
                least(&[Figure::Secured]).saturating_sub(in_service)
            }
        }
    }
}

/// Whose beds or rooms a report is about.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Whose {
    /// The organisation's own.
    Own(OrganisationId, CapacityKind),
    /// Those of an institution of its prefecture, for which it acts.
    Of(OrganisationId),
    /// It has none of its own and names no institution.
    NotNamed,
    /// An institution acts for nobody else.
    NotAllowed,
}

/// Whose beds or rooms are meant: the hospital's or the hotel's own, or those of an institution that
/// phoned its health centre or prefecture, which enters for it (R16). Whoever filed stays written in the
/// version.
pub fn whose(role: Role, organisation: &OrganisationId, on_behalf_of: Option<&OrganisationId>) -> Whose {
    match (CapacityKind::of_role(role), on_behalf_of) {
        (Some(kind), None) => Whose::Own(organisation.clone(), kind),
        (Some(_), Some(_)) => Whose::NotAllowed,
        (None, Some(institution)) => Whose::Of(institution.clone()),
        (None, None) => Whose::NotNamed,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn beds(secured: u32, usable: u32, occupied: u32, severe: u32, in_use: u32) -> Capacity {
        Capacity {
            secured: Some(secured),
            usable: Some(usable),
            occupied: Some(occupied),
            severe_secured: Some(severe),
            severe_occupied: Some(in_use),
            cleaning: None,
        }
    }

    fn wrong(capacity: &Capacity, kind: CapacityKind) -> Vec<(String, Option<String>)> {
        capacity.check(kind).into_iter().map(|error| (error.field, error.limit)).collect()
    }

    fn one(field: &str, limit: &str) -> Vec<(String, Option<String>)> {
        vec![(format!("capacity.{field}"), Some(limit.to_owned()))]
    }

    #[test]
    fn each_figure_of_a_hospital_holds_on_both_sides_of_its_bound() {
        let wrong = |capacity: &Capacity| wrong(capacity, CapacityKind::Beds);
        assert!(wrong(&beds(AT_MOST, AT_MOST, AT_MOST, AT_MOST, AT_MOST)).is_empty());
        assert!(wrong(&beds(0, 0, 0, 0, 0)).is_empty());
        assert_eq!(wrong(&beds(AT_MOST + 1, 0, 0, 0, 0)), one("secured", "0–9999"));
        assert!(wrong(&beds(20, 20, 20, 20, 20)).is_empty());
        assert_eq!(wrong(&beds(20, 21, 20, 5, 5)), one("usable", "0–20"));
        assert_eq!(wrong(&beds(20, 18, 19, 5, 5)), one("occupied", "0–18"));
        assert_eq!(wrong(&beds(20, 18, 18, 21, 5)), one("severe_secured", "0–20"));
        assert_eq!(wrong(&beds(20, 18, 18, 5, 6)), one("severe_occupied", "0–5"));
        // A severe case that lies in a secured bed occupies one.
        assert_eq!(wrong(&beds(20, 18, 3, 5, 4)), one("severe_occupied", "0–3"));
        let cleaned = Capacity { cleaning: Some(0), ..beds(1, 1, 1, 0, 0) };
        assert_eq!(cleaned.check(CapacityKind::Beds)[0].problem, Problem::NotAsked);
    }

    #[test]
    fn rooms_that_are_cleaned_are_neither_in_service_nor_in_use() {
        let rooms = |usable: Option<u32>, occupied: Option<u32>, cleaning: u32| Capacity {
            secured: Some(100),
            usable,
            occupied,
            cleaning: Some(cleaning),
            ..Capacity::default()
        };
        let wrong = |capacity: &Capacity| wrong(capacity, CapacityKind::Rooms);
        assert!(wrong(&rooms(Some(90), Some(70), 10)).is_empty());
        assert_eq!(wrong(&rooms(Some(90), Some(70), 11)), one("cleaning", "0–10"));
        assert!(wrong(&rooms(None, Some(70), 30)).is_empty());
        assert_eq!(wrong(&rooms(None, Some(70), 31)), one("cleaning", "0–30"));
        assert!(wrong(&rooms(None, None, 100)).is_empty());
        let severe = Capacity { severe_secured: Some(1), ..rooms(None, None, 0) };
        assert_eq!(severe.check(CapacityKind::Rooms)[0].problem, Problem::NotAsked);
    }

    #[test]
    fn what_is_not_known_limits_nothing_and_is_never_zero() {
        let only = Capacity { occupied: Some(7), ..Capacity::default() };
        assert!(only.check(CapacityKind::Beds).is_empty());
        assert_eq!(only.free(), None);
        assert_eq!(serde_json::to_string(&only).unwrap(), r#"{"occupied":7}"#);
        let nothing = Capacity::default().check(CapacityKind::Rooms);
        assert_eq!((nothing[0].field.as_str(), nothing[0].problem), ("capacity.secured", Problem::Missing));
        assert_eq!(beds(20, 18, 11, 0, 0).free(), Some(7));
    }

    #[test]
    fn an_institution_acts_for_itself_and_everybody_else_for_one_of_the_prefecture() {
        let (own, other): (OrganisationId, OrganisationId) =
            ("own".parse().unwrap(), "other".parse().unwrap());
        let hotel = Whose::Own(own.clone(), CapacityKind::Rooms);
        assert_eq!(whose(Role::HotelDesk, &own, None), hotel);
        assert_eq!(whose(Role::HospitalStaff, &own, Some(&other)), Whose::NotAllowed);
        assert_eq!(whose(Role::PrefectureStaff, &own, Some(&other)), Whose::Of(other.clone()));
        assert_eq!(whose(Role::Nurse, &own, None), Whose::NotNamed);
    }
}
