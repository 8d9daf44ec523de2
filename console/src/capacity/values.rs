//! What is typed of a day's beds or rooms, and how it is read, with the very check that the server makes.

use domain::api::capacity::{CapacityRow, CapacityVersion, FileCapacity};
use domain::api::error::{FieldError, Problem};
use domain::capacity::{AT_MOST, Capacity, CapacityKind, Figure};
use domain::entry_code::half_width;
use domain::ids::{OrganisationId, RequestId};
use domain::time::Date;
use serde::{Deserialize, Serialize};

/// What is typed.
#[derive(Clone, PartialEq, Serialize, Deserialize)]
pub struct Values {
    /// Made when the form is opened: a second press after a lost answer is the same request.
    pub request_id: RequestId,
    /// The version that is corrected.
    pub replaces: Option<u32>,
    /// In the order of [`Figure::ALL`]; empty is not known.
    pub figures: [String; 6],
    /// Whether anything was typed.
    pub touched: bool,
}

impl Values {
    /// The form as it opens: what is entered already, to be corrected.
    pub fn new(request_id: RequestId, row: &CapacityRow) -> Self {
        let mut values = Self { request_id, replaces: None, figures: Default::default(), touched: false };
        if let Some(latest) = &row.latest {
            values.replaces = Some(latest.version);
            values.fill(&latest.capacity);
        }
        values
    }

    /// Takes these figures into the form, a copy of what was entered for another day or by somebody else.
    pub fn fill(&mut self, capacity: &Capacity) {
        let text = |figure| capacity.get(figure).map(|value| value.to_string()).unwrap_or_default();
        self.figures = Figure::ALL.map(text);
    }

    /// What somebody else filed meanwhile is corrected from now on; what is typed stays.
    pub fn correct(&mut self, newer: &CapacityVersion, request_id: RequestId) {
        self.replaces = Some(newer.version);
        self.request_id = request_id;
    }

    /// What is typed for a figure.
    pub fn typed(&self, figure: Figure) -> &str {
        &self.figures[figure as usize]
    }

    /// Types a figure.
    pub fn set(&mut self, figure: Figure, text: String) {
        self.touched = true;
        self.figures[figure as usize] = text;
    }

    /// The request, or every field that is wrong, in the order of the form.
    pub fn read(
        &self,
        organisation: &OrganisationId,
        row: &CapacityRow,
        day: Date,
    ) -> Result<FileCapacity, Vec<FieldError>> {
        let mut capacity = Capacity::default();
        let mut errors = Vec::new();
        for figure in row.kind.figures() {
            let typed = self.typed(*figure).trim();
            let plain: String = typed.chars().filter(|c| !c.is_whitespace()).map(half_width).collect();
            match plain.parse() {
                Ok(number) => capacity.set(*figure, Some(number)),
                Err(_) if typed.is_empty() => {}
                Err(_) => {
                    let error = FieldError::new(figure.code(), Problem::NotWhole);
                    errors.push(error.limit(format!("0–{AT_MOST}")));
                }
            }
        }
        if errors.is_empty() {
            errors = capacity.check(row.kind);
        }
        if !errors.is_empty() {
            return Err(errors);
        }
        let institution = &row.institution.id;
        Ok(FileCapacity {
            request_id: self.request_id.clone(),
            organisation: organisation.clone(),
            on_behalf_of: (institution != organisation).then(|| institution.clone()),
            day,
            replaces: self.replaces,
            capacity,
        })
    }
}

/// Where the input of a figure stands on the page.
pub fn id_of(field: &str) -> String {
    format!("capacity-{}", field.rsplit('.').next().unwrap_or(field))
}

/// A figure as the form names it.
pub fn name(kind: CapacityKind, figure: Figure) -> &'static str {
    use ui::texts::t;
    match (kind, figure) {
        (CapacityKind::Rooms, Figure::Secured) => t("console.capacity.rooms_secured"),
        (CapacityKind::Rooms, Figure::Usable) => t("console.capacity.rooms_usable"),
        (CapacityKind::Rooms, Figure::Occupied) => t("console.capacity.rooms_occupied"),
        (_, Figure::Secured) => t("console.field.secured"),
        (_, Figure::Usable) => t("console.field.usable"),
        (_, Figure::Occupied) => t("console.field.occupied"),
        (_, Figure::SevereSecured) => t("console.field.severe_secured"),
        (_, Figure::SevereOccupied) => t("console.field.severe_occupied"),
        (_, Figure::Cleaning) => t("console.field.cleaning"),
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use domain::api::work::Place;

    fn row(kind: CapacityKind) -> CapacityRow {
        let id = "somewhere".parse().unwrap();
        CapacityRow {
            institution: Place { id, name: String::new(), name_en: String::new() },
            kind,
            latest: None,
        }
    }

    fn typed(row: &CapacityRow, texts: [&str; 6]) -> Result<FileCapacity, Vec<String>> {
        let id = "6f2b7a0e-3a55-4c0c-9a3e-0a7d3f0f1c11".parse().unwrap();
        let values = Values { figures: texts.map(str::to_owned), ..Values::new(id, row) };
        let day = "2026-01-05".parse().unwrap();
        let read = values.read(&"centre".parse().unwrap(), row, day);
        read.map_err(|errors| errors.into_iter().map(|error| id_of(&error.field)).collect())
    }

    #[test]
    fn what_is_left_empty_is_not_known_and_no_zero() {
        let request = typed(&row(CapacityKind::Beds), ["２０", "", " 11 ", "", "0", ""]).unwrap();
        let expected = Capacity {
            secured: Some(20),
            occupied: Some(11),
            severe_occupied: Some(0),
            ..Capacity::default()
        };
        assert_eq!(request.capacity, expected);
        assert_eq!(request.on_behalf_of, Some("somewhere".parse().unwrap()));
        assert_eq!(typed(&row(CapacityKind::Rooms), [""; 6]), Err(vec!["capacity-secured".to_owned()]));
    }

    #[test]
    fn a_wrong_figure_leads_to_its_input() {
        let beds = row(CapacityKind::Beds);
        assert_eq!(typed(&beds, ["20", "18", "many", "", "", ""]), Err(vec!["capacity-occupied".to_owned()]));
        assert_eq!(typed(&beds, ["20", "21", "", "", "", ""]), Err(vec!["capacity-usable".to_owned()]));
        assert_eq!(typed(&beds, ["-1", "", "", "", "", ""]), Err(vec!["capacity-secured".to_owned()]));
        // What a hotel is asked is not sent by a hospital.
        assert_eq!(typed(&beds, ["20", "", "", "", "", "7"]).unwrap().capacity.cleaning, None);
    }

    #[test]
    fn what_is_entered_can_be_corrected_as_it_is() {
        let mut row = row(CapacityKind::Rooms);
        let request = typed(&row, ["100", "90", "70", "", "", "10"]).unwrap();
        row.latest = Some(CapacityVersion {
            version: 3,
            filed_at: "2026-01-05T03:00:00Z".parse().unwrap(),
            by: domain::api::case::Actor { role: domain::rights::Role::HotelDesk, name: None },
            organisation: "somewhere".parse().unwrap(),
            capacity: request.capacity.clone(),
        });
        let values = Values::new(request.request_id.clone(), &row);
        let again = values.read(&"somewhere".parse().unwrap(), &row, request.day).unwrap();
        assert_eq!((again.replaces, again.capacity, again.on_behalf_of), (Some(3), request.capacity, None));
    }
}
