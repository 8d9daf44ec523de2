//! The one shape of an error answer: `{"error": {"code", "message", "fields", …}}`.
//!
//! The apps choose their own words by `code`, `problem` and `hint`; `message` is for developers.

use serde::{Deserialize, Serialize};

use crate::symptoms::codes;

codes! {
    /// What went wrong, as far as a caller can act on it.
    Code {
        /// 400: the body is empty, not JSON, or a value has the wrong type.
        InvalidJson = "invalid_json",
        /// 400: the operation does not know a field of the request.
        UnknownField = "unknown_field",
        /// 422: one or more fields are wrong; see `fields`.
        InvalidFields = "invalid_fields",
        /// 413: the body is over 64 kB.
        TooLarge = "too_large",
        /// 401: no token, or one that is not valid (any more). Refresh it or sign in again.
        Unauthenticated = "unauthenticated",
        /// 401: the entry code and the birth date do not open anything.
        ActivationRefused = "activation_refused",
        /// 404: not there, or not yours.
        NotFound = "not_found",
        /// 409: this request id was used for another request.
        RequestIdReused = "request_id_reused",
        /// 409: news arrived since the version that was seen. Look again.
        HasNews = "has_news",
        /// 409: somebody else has it in hand; see `holder`.
        AlreadyTaken = "already_taken",
        /// 409: the work is closed already.
        AlreadyClosed = "already_closed",
        /// 409: the case has ended and nothing more is accepted for it.
        CaseEnded = "case_ended",
        /// 409: the code is open on as many devices as it may be.
        TooManyDevices = "too_many_devices",
        /// 429: as many messages as a case may get were sent today.
        TooManyMessages = "too_many_messages",
        /// 502: the network did not take the message; nothing is recorded, and it may be sent again.
        NotSent = "not_sent",
        /// 503: too much at once; try again after `Retry-After` seconds.
        Busy = "busy",
        /// 500: our fault; the same request may be sent again.
        Internal = "internal",
    }
}

impl Code {
    /// The HTTP status that carries this code.
    pub const fn status(self) -> u16 {
        match self {
            Self::InvalidJson | Self::UnknownField => 400,
            Self::Unauthenticated | Self::ActivationRefused => 401,
            Self::NotFound => 404,
            Self::RequestIdReused
            | Self::HasNews
            | Self::AlreadyTaken
            | Self::AlreadyClosed
            | Self::CaseEnded
            | Self::TooManyDevices => 409,
            Self::TooLarge => 413,
            Self::InvalidFields => 422,
            Self::TooManyMessages => 429,
            Self::Internal => 500,
            Self::NotSent => 502,
            Self::Busy => 503,
        }
    }
}

codes! {
    /// What is wrong with a field.
    Problem {
        /// It is required.
        Missing = "missing",
        /// Outside of `limit`.
        OutOfRange = "out_of_range",
        /// A whole number is needed.
        NotWhole = "not_whole",
        /// At most one decimal.
        TooManyDecimals = "too_many_decimals",
        /// More than `limit` characters.
        TooLong = "too_long",
        /// Two answers exclude each other.
        Contradiction = "contradiction",
        /// After `limit`, which is today.
        InFuture = "in_future",
        /// More than `limit` years ago.
        TooLongAgo = "too_long_ago",
        /// Only kana.
        NotKana = "not_kana",
        /// Not a telephone number.
        NotAPhone = "not_a_phone",
        /// A landline, which takes no text messages.
        NotMobile = "not_mobile",
        /// Not an entry code: digits are missing or mistyped.
        NotACode = "not_a_code",
        /// This is not followed at home or in a hotel.
        NotFollowedHere = "not_followed_here",
        /// This care status cannot follow the current one.
        CannotFollow = "cannot_follow",
        /// A suspected case is followed only with admission (R4).
        NotForSuspected = "not_for_suspected",
        /// The same as it is already.
        Unchanged = "unchanged",
        /// Whether the person was dead when notified is not corrected: a later death is an outcome, and a
        /// mistake is withdrawn and filed again.
        FiledOtherwise = "filed_otherwise",
        /// Before `limit`, the start of the current stay.
        BeforeStay = "before_stay",
        /// A positive result of a suspected case is notified anew (R24).
        NotifyAnew = "notify_anew",
        /// Only a suspected case can be notified anew or ruled out.
        OnlyForSuspected = "only_for_suspected",
        /// A case is ruled out by a negative test, which is not entered yet (R25).
        NeedsNegativeTest = "needs_negative_test",
        /// That case has not ended: what is known now belongs to it.
        CaseOpen = "case_open",
        /// An alert is open: deal with it first, or keep this case.
        AlertOpen = "alert_open",
        /// That case is over: keep the one in which the person is still followed.
        CaseIsOver = "case_is_over",
        /// That case is a duplicate itself, or none: compare with the one that was kept.
        AlreadyDuplicate = "already_duplicate",
        /// A death is entered: enter it first in the case that is to be kept.
        DeathFirst = "death_first",
        /// Only the health centre can do this now.
        AskCentre = "ask_centre",
        /// Other cases are duplicates of this one: take that back first.
        HasDuplicates = "has_duplicates",
        /// The patient is in no hospital.
        NotAnInpatient = "not_an_inpatient",
        /// It may not be closed in bulk: somebody has to look at it.
        NotFine = "not_fine",
        /// The patient is in hospital: the discharge or the move comes first.
        StillInHospital = "still_in_hospital",
        /// This condition of a release is not met, or not before `limit`.
        NotMet = "not_met",
        /// Before `limit`, the end of the case.
        BeforeEnd = "before_end",
        /// Not one of the values, or of the wrong type.
        WrongType = "wrong_type",
        /// Nothing with this id.
        DoesNotExist = "does_not_exist",
        /// This form does not ask it, or not in this case.
        NotAsked = "not_asked",
        /// The patient's app is opened with the birth date, which is unknown.
        NeedsBirthDate = "needs_birth_date",
        /// The form may not be filed with this report date.
        NotInForce = "not_in_force",
        /// Against the form's rule of which `limit` is the code.
        AgainstRule = "against_rule",
        /// The method does not take this specimen.
        NotOfThisMethod = "not_of_this_method",
        /// The days are not in ascending order.
        NotInOrder = "not_in_order",
        /// More than `limit` entries.
        TooMany = "too_many",
        /// Nobody can be found by it: figures that are neither a birth date, a telephone number nor a code.
        NotSearchable = "not_searchable",
        /// Only a caution can be watched.
        NotACaution = "not_a_caution",
        /// This work ends by doing what it asks for: accept or return, correct, notify anew or rule out.
        EndsOtherwise = "ends_otherwise",
        /// Not one of `limit`.
        NotAChoice = "not_a_choice",
        /// Cannot be read as a day.
        NotADate = "not_a_date",
        /// Begins like a spreadsheet's formula.
        Formula = "formula",
        /// The same as in row `limit`.
        Repeated = "repeated",
    }
}

codes! {
    /// What may have happened.
    Hint {
        /// The number looks like °F or like an SpO2.
        FahrenheitOrSpo2 = "fahrenheit_or_spo2",
        /// Temperature and SpO2 look exchanged.
        FieldsExchanged = "fields_exchanged",
        /// The decimal point seems to be missing.
        DecimalPoint = "decimal_point",
        /// 0 is no measurement: use "could not measure".
        CouldNotMeasure = "could_not_measure",
        /// Read the whole number on the device again.
        ReadAgain = "read_again",
        /// Print the slip, or read the code aloud.
        PrintSlip = "print_slip",
    }
}

/// One wrong field.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct FieldError {
    /// Name of the field in the request.
    pub field: String,
    /// What is wrong with it.
    pub problem: Problem,
    /// The limit, ready to show: `33.0–45.0`, `500`, `2026-01-31`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub limit: Option<String>,
    /// What may have happened.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub hint: Option<Hint>,
    /// A value that may have been meant; shown as text, never filled in.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub suggestion: Option<String>,
}

impl FieldError {
    /// A problem without limit or hint.
    pub fn new(field: impl Into<String>, problem: Problem) -> Self {
        Self { field: field.into(), problem, limit: None, hint: None, suggestion: None }
    }

    /// With its limit.
    #[must_use]
    pub fn limit(mut self, limit: impl Into<String>) -> Self {
        self.limit = Some(limit.into());
        self
    }

    /// With a hint.
    #[must_use]
    pub fn hint(mut self, hint: Hint) -> Self {
        self.hint = Some(hint);
        self
    }

    /// With a value that may have been meant.
    #[must_use]
    pub fn suggest(mut self, value: String) -> Self {
        self.suggestion = Some(value);
        self
    }
}

/// What an error answer says.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ApiError {
    /// What went wrong.
    pub code: Code,
    /// For developers, in English, without personal data.
    pub message: String,
    /// The wrong fields, with `invalid_fields`, `invalid_json` or `unknown_field`.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub fields: Vec<FieldError>,
    /// Who has the work in hand, with `already_taken`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub holder: Option<String>,
}

/// The body of every error answer.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct ErrorBody {
    /// The error.
    pub error: ApiError,
}
