//! Which forms a prefecture uses: several versions of a form may be in use at the same time in different
//! prefectures (domain.md 2.3), because each of them changed over on a day of its own.

use serde::{Deserialize, Serialize};

use super::{Form, all};
use crate::time::Date;

/// A form that a prefecture uses.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct Adopted {
    /// Id of the form, for example `covid-19/full-2021-11-01`.
    pub form: String,
    /// First report date with which it is filed there.
    pub from: Date,
    /// First report date with which it no longer is; open-ended without.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub until: Option<Date>,
}

impl Form {
    /// Whether this version is published for that report date.
    pub fn is_valid_on(&self, reported: Date) -> bool {
        is_within(self.valid_from, self.valid_until, reported)
    }

    /// Whether it may be filed with that report date where these forms were adopted. A disease of which
    /// the prefecture names no form goes by the forms' own dates.
    pub fn is_in_force(&self, adopted: &[Adopted], reported: Date) -> bool {
        let of_disease = |one: &&Adopted| one.form.split('/').next() == Some(self.disease.as_str());
        let is_adopted = |one: &Adopted| one.form == self.id() && is_within(one.from, one.until, reported);
        let named: Vec<_> = adopted.iter().filter(of_disease).collect();
        self.is_valid_on(reported) && (named.is_empty() || named.into_iter().any(is_adopted))
    }

    /// Whether it tells of one person, and not of numbers of them.
    pub fn is_of_a_person(&self) -> bool {
        self.fields().any(|field| field.identity)
    }
}

fn is_within(from: Date, until: Option<Date>, day: Date) -> bool {
    from <= day && until.is_none_or(|until| day < until)
}

/// The forms of single persons that may be filed with that report date: by disease, the shortest first,
/// since the notification is to be there before anything else (R21).
pub fn offered(adopted: &[Adopted], reported: Date) -> Vec<&'static Form> {
    let is_offered = |form: &&Form| form.is_of_a_person() && form.is_in_force(adopted, reported);
    let mut offered: Vec<_> = all().iter().filter(is_offered).collect();
    let place = |form: &Form| all().iter().position(|other| other.disease == form.disease);
    offered.sort_by_key(|form| (place(form), form.fields().count()));
    offered
}
