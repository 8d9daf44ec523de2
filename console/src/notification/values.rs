//! What is typed into a notification form, as it is typed: by the codes of the fields, whatever the
//! form. Who changes the form keeps what both of them ask, and finds the rest again on the way back.

use std::collections::{BTreeMap, BTreeSet};

use domain::form::Filled;
use domain::ids::{CaseId, OrganisationId, RequestId};
use domain::placement::{CareStatus, Channel, Risk};
use serde::{Deserialize, Serialize};
use serde_json::Value;

/// One entry of a field that takes several: what is typed, by its parts.
pub type Entry = BTreeMap<String, String>;

/// Code of the field that every form begins with, already filled in.
pub const REPORT_DATE: &str = "report_date";

/// The form, not yet checked.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Values {
    /// Made when the form was opened: a retry after a lost answer is the same request.
    pub request_id: RequestId,
    /// Id of the form.
    pub form: String,
    /// Lines of text, and what was chosen where one thing can be.
    pub texts: BTreeMap<String, String>,
    /// What was chosen where several things can be.
    pub many: BTreeMap<String, BTreeSet<String>>,
    /// Tests and doses.
    pub entries: BTreeMap<String, Vec<Entry>>,
    /// Fields of which nothing is known (不詳).
    pub unknown: BTreeSet<String>,
    /// Where the person is and how they are followed.
    pub placing: Placing,
    /// The institution for which the health centre types.
    #[serde(default)]
    pub on_behalf_of: Option<OrganisationId>,
    /// The earlier case of the same person.
    #[serde(default)]
    pub same_person_as: Option<CaseId>,
}

/// The part about the placement, not yet checked.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Placing {
    /// At home, in a hotel, or to be decided.
    pub care_status: Option<CareStatus>,
    /// Which hotel.
    pub place: Option<OrganisationId>,
    /// The room.
    pub room: String,
    /// Risk class.
    pub risk: Option<Risk>,
    /// How check-ins come.
    pub channel: Option<Channel>,
    /// Whether the signs of pregnancy are asked; only where the form does not ask for it itself.
    pub pregnant: bool,
}

impl Values {
    /// An empty form. Only the report date and the usual way of checking in are given; what the
    /// person is and where they are must be answered.
    pub fn new(request_id: RequestId, form: String, today: String) -> Self {
        Self {
            request_id,
            form,
            texts: BTreeMap::from([(REPORT_DATE.to_owned(), today)]),
            many: BTreeMap::new(),
            entries: BTreeMap::new(),
            unknown: BTreeSet::new(),
            placing: Placing {
                care_status: None,
                place: None,
                room: String::new(),
                // Not yet asked counts as high (design 6).
                risk: Some(Risk::High),
                channel: Some(Channel::App),
                pregnant: false,
            },
            on_behalf_of: None,
            same_person_as: None,
        }
    }

    /// A form as it was filed, to be corrected.
    pub fn of(request_id: RequestId, form: String, filled: &Filled) -> Self {
        let mut values = Self::new(request_id, form, String::new());
        values.texts.clear();
        values.unknown.clone_from(&filled.unknown);
        for (code, value) in &filled.values {
            match value {
                Value::Array(chosen) if chosen.iter().all(Value::is_string) => {
                    let codes = chosen.iter().filter_map(Value::as_str).map(str::to_owned).collect();
                    values.many.insert(code.clone(), codes);
                }
                Value::Array(entries) => {
                    values.entries.insert(code.clone(), entries.iter().map(entry).collect());
                }
                Value::String(text) => values.set_text(code, text.clone()),
                other => values.set_text(code, other.to_string()),
            }
        }
        values
    }

    /// Nothing has been typed; another form may have been chosen.
    pub fn is_blank(&self) -> bool {
        let today = self.text(REPORT_DATE).to_owned();
        *self == Self::new(self.request_id.clone(), self.form.clone(), today)
    }

    /// What is typed into a field, or chosen in it.
    pub fn text(&self, code: &str) -> &str {
        self.texts.get(code).map_or("", String::as_str)
    }

    /// Takes in what was typed or chosen; nothing at all is no answer.
    pub fn set_text(&mut self, code: &str, typed: String) {
        put(&mut self.texts, code, typed);
    }

    /// Takes in that one of several things holds or not.
    pub fn set_one_of_many(&mut self, code: &str, value: &str, holds: bool) {
        let chosen = self.many.entry(code.to_owned()).or_default();
        if holds {
            chosen.insert(value.to_owned())
        } else {
            chosen.remove(value)
        };
        if chosen.is_empty() {
            self.many.remove(code);
        }
    }

    /// The entries of a field that takes several.
    pub fn entries(&self, code: &str) -> &[Entry] {
        self.entries.get(code).map_or(&[], Vec::as_slice)
    }

    /// Takes in a part of an entry, which may be the one behind the last.
    pub fn set_part(&mut self, code: &str, index: usize, part: &str, typed: String) {
        let entries = self.entries.entry(code.to_owned()).or_default();
        if entries.len() <= index {
            entries.resize(index + 1, Entry::new());
        }
        put(&mut entries[index], part, typed);
    }

    /// Adds empty entries until there are so many.
    pub fn add_entries(&mut self, code: &str, count: usize) {
        self.entries.entry(code.to_owned()).or_default().resize(count, Entry::new());
    }

    /// Takes an entry away.
    pub fn remove_entry(&mut self, code: &str, index: usize) {
        let Some(entries) = self.entries.get_mut(code) else { return };
        if index < entries.len() {
            entries.remove(index);
        }
        if entries.is_empty() {
            self.entries.remove(code);
        }
    }
}

/// A filed test or dose as it is typed.
fn entry(filed: &Value) -> Entry {
    let parts = filed.as_object().into_iter().flatten();
    let mut entry: Entry =
        parts.filter_map(|(part, value)| Some((part.clone(), value.as_str()?.to_owned()))).collect();
    if filed.get("specimen_date").is_some() {
        let result = match filed.get("positive").and_then(Value::as_bool) {
            Some(true) => "positive",
            Some(false) => "negative",
            None => "pending",
        };
        entry.insert("result".to_owned(), result.to_owned());
    }
    entry
}

fn put(texts: &mut BTreeMap<String, String>, code: &str, typed: String) {
    if typed.is_empty() {
        texts.remove(code);
    } else {
        texts.insert(code.to_owned(), typed);
    }
}
