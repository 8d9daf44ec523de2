//! What is typed into the notification form, as it is typed.

use std::collections::BTreeSet;

use domain::ids::{OrganisationId, RequestId};
use domain::notification::CaseType;
use domain::person::Sex;
use domain::placement::{CareStatus, Channel, Risk};
use serde::{Deserialize, Serialize};

/// How the onset is told.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub enum OnsetKind {
    /// The day is known.
    Day,
    /// 不明
    Unknown,
}

/// What may be unknown about a person (不詳).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum Unknown {
    /// The name, and with it its kana.
    Name,
    /// The birth date; an estimated age stands for it.
    BirthDate,
    /// The telephone number.
    Phone,
}

/// The form, not yet checked.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Values {
    /// Made when the form was opened: a retry after a lost answer is the same request.
    pub request_id: RequestId,
    /// 報告年月日
    pub report_date: String,
    /// 類型
    pub case_type: Option<CaseType>,
    /// Whether the day of onset is known; not asked of a carrier.
    pub onset_kind: Option<OnsetKind>,
    /// 発病年月日
    pub onset: String,
    /// 氏名
    pub name: String,
    /// フリガナ
    pub name_kana: String,
    /// 性別
    pub sex: Option<Sex>,
    /// 生年月日
    pub birth_date: String,
    /// Age in years, where the birth date is unknown.
    pub estimated_age: String,
    /// 所在地
    pub municipality: String,
    /// 電話番号
    pub phone: String,
    /// 不詳: the name with its kana, the birth date, the phone.
    pub unknown: BTreeSet<Unknown>,
    /// At home or in a hotel.
    pub care_status: Option<CareStatus>,
    /// Which hotel.
    pub place: Option<OrganisationId>,
    /// The room.
    pub room: String,
    /// Risk class.
    pub risk: Option<Risk>,
    /// How check-ins come.
    pub channel: Option<Channel>,
    /// Whether the signs of pregnancy are asked.
    pub pregnant: bool,
}

impl Values {
    /// An empty form. Only the report date and the usual way of checking in are given; what the
    /// person is and where they are must be answered.
    pub fn new(request_id: RequestId, today: String) -> Self {
        Self {
            request_id,
            report_date: today,
            case_type: None,
            onset_kind: Some(OnsetKind::Day),
            onset: String::new(),
            name: String::new(),
            name_kana: String::new(),
            sex: None,
            birth_date: String::new(),
            estimated_age: String::new(),
            municipality: String::new(),
            phone: String::new(),
            unknown: BTreeSet::new(),
            care_status: None,
            place: None,
            room: String::new(),
            // Not yet asked counts as high (design 6).
            risk: Some(Risk::High),
            channel: Some(Channel::App),
            pregnant: false,
        }
    }

    /// Nothing has been typed.
    pub fn is_blank(&self) -> bool {
        *self == Self::new(self.request_id.clone(), self.report_date.clone())
    }
}

impl Values {
    /// The text of a field that is typed.
    pub fn text(&self, field: Text) -> &str {
        match field {
            Text::ReportDate => &self.report_date,
            Text::Onset => &self.onset,
            Text::Name => &self.name,
            Text::NameKana => &self.name_kana,
            Text::BirthDate => &self.birth_date,
            Text::EstimatedAge => &self.estimated_age,
            Text::Municipality => &self.municipality,
            Text::Phone => &self.phone,
            Text::Room => &self.room,
        }
    }

    /// Takes in what was typed.
    pub fn set_text(&mut self, field: Text, typed: String) {
        *match field {
            Text::ReportDate => &mut self.report_date,
            Text::Onset => &mut self.onset,
            Text::Name => &mut self.name,
            Text::NameKana => &mut self.name_kana,
            Text::BirthDate => &mut self.birth_date,
            Text::EstimatedAge => &mut self.estimated_age,
            Text::Municipality => &mut self.municipality,
            Text::Phone => &mut self.phone,
            Text::Room => &mut self.room,
        } = typed;
    }
}

/// A field that is typed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Text {
    /// 報告年月日
    ReportDate,
    /// 発病年月日
    Onset,
    /// 氏名
    Name,
    /// フリガナ
    NameKana,
    /// 生年月日
    BirthDate,
    /// 推定年齢
    EstimatedAge,
    /// 所在地
    Municipality,
    /// 電話番号
    Phone,
    /// The room in the hotel.
    Room,
}

impl Text {
    /// Its name on the wire, which is also its id in the page.
    pub const fn field(self) -> &'static str {
        match self {
            Self::ReportDate => "report_date",
            Self::Onset => "onset_date",
            Self::Name => "name",
            Self::NameKana => "name_kana",
            Self::BirthDate => "birth_date",
            Self::EstimatedAge => "estimated_age",
            Self::Municipality => "municipality",
            Self::Phone => "phone",
            Self::Room => "room",
        }
    }
}
