//! `publish-rules` and `list-rules` (design 2.8 and 6).

use chrono::Timelike;
use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

use crate::api::case::Actor;
use crate::api::error::{FieldError, Problem};
use crate::api::work::{Membership, Place};
use crate::ids::{OrganisationId, RequestId};
use crate::rules::compose::{Timeline, Version, in_force, values};
use crate::symptoms::codes;
use crate::time::{Span, Time};

/// From publishing to the first moment at which a version may count. Whoever decides reads the rules once
/// a minute, so by then everybody has read them.
pub const NOT_BEFORE: Span = Span::minutes(2);
/// How far ahead a version may be planned; beyond it the year is a slip.
const PLANNED_AT_MOST: Span = Span::hours(24 * 366);
/// Most characters of a reason.
const REASON_AT_MOST: usize = 500;

/// Publishes rules of a health centre or a prefecture, in place of those that it published before.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
#[serde(deny_unknown_fields)]
pub struct PublishRules {
    /// Made by the client.
    pub request_id: RequestId,
    /// The organisation for which the signed-in person acts, and whose rules they are.
    pub organisation: OrganisationId,
    /// How many versions of it were seen. If there are more by now, the answer is `has_news`.
    pub seen: u32,
    /// What differs from the authority above: a part of the rule file, as deep as needed. It is all that
    /// this organisation changes; what an earlier version changed and this one does not is as above again.
    /// Empty withdraws everything.
    #[cfg_attr(feature = "openapi", schema(value_type = Object))]
    pub changes: Map<String, Value>,
    /// First moment at which it counts: at least two minutes from now, and without it just that. Due times
    /// and their alerts change with the first day that begins by then.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub valid_from: Option<Time>,
    /// First moment at which it no longer counts and the version before it does again; open-ended without.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub valid_until: Option<Time>,
    /// Why, in words, at most 500 characters.
    pub reason: String,
    /// Only tells what it would come to. Nothing is written, and problems are part of the answer.
    #[serde(default, skip_serializing_if = "is_false")]
    pub dry_run: bool,
}

#[allow(clippy::trivially_copy_pass_by_ref)] // the form that serde asks for
const fn is_false(flag: &bool) -> bool {
    !*flag
}

/// What was published, or would be.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct RulesPublished {
    /// As decisions will store it.
    pub id: String,
    /// Its number among those of the organisation: 1 for the first.
    pub version: u32,
    /// Since when it counts.
    pub valid_from: Time,
    /// Until when.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub valid_until: Option<Time>,
    /// Whether it is written.
    pub saved: bool,
    /// What is wrong with it; only in a dry run, for else it is refused.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub problems: Vec<FieldError>,
    /// What changes for the organisation when it begins to count.
    pub differs: Vec<RuleDifference>,
}

/// A value before and after.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct RuleDifference {
    /// Its place in the rule file: `triage.spo2_low`.
    pub path: String,
    /// What counts at that moment without it.
    #[cfg_attr(feature = "openapi", schema(value_type = Object))]
    pub was: Value,
    /// What will count.
    #[cfg_attr(feature = "openapi", schema(value_type = Object))]
    pub becomes: Value,
}

/// The rules of an organisation as they are known at `now`.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct Rules {
    /// The server's clock.
    pub now: Time,
    /// For which organisation the signed-in person asks.
    pub organisation: Membership,
    /// The nation's rule set on which they stand.
    pub embedded: String,
    /// What decisions store now.
    pub rules: String,
    /// How many versions the organisation has published; what a further one names in `seen`.
    pub seen: u32,
    /// Every value that counts now.
    pub values: Vec<RuleValue>,
    /// What the organisation and its prefecture published, the latest first.
    pub versions: Vec<RuleVersion>,
}

/// A value that counts now.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct RuleValue {
    /// Its place in the rule file.
    pub path: String,
    /// The value: a number, a text, or a list.
    #[cfg_attr(feature = "openapi", schema(value_type = Object))]
    pub value: Value,
    /// Whose it is; none if it is the nation's.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub of: Option<OrganisationId>,
    /// Least and greatest number that it may be.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub bounds: Option<(i64, i64)>,
}

codes! {
    /// How a published version stands.
    RuleStanding {
        /// It will count.
        Planned = "planned",
        /// It counts.
        InForce = "in_force",
        /// It was followed by another, or its time is over.
        Over = "over",
        /// A standing of a newer version.
        #[serde(other)]
        Unknown = "unknown",
    }
}

/// A published version. It is never changed.
#[derive(Clone, Debug, PartialEq, Serialize, Deserialize)]
#[cfg_attr(feature = "openapi", derive(utoipa::ToSchema))]
pub struct RuleVersion {
    /// Whose.
    pub organisation: Place,
    /// Its number among those of the organisation.
    pub version: u32,
    /// As decisions store it.
    pub id: String,
    /// Since when it counts.
    pub valid_from: Time,
    /// Until when.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub valid_until: Option<Time>,
    /// How it stands.
    pub standing: RuleStanding,
    /// When it was published.
    pub published_at: Time,
    /// By whom.
    pub by: Actor,
    /// Why.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reason: Option<String>,
    /// The part of the rule file that it changes.
    #[cfg_attr(feature = "openapi", schema(value_type = Object))]
    pub changes: Map<String, Value>,
}

impl PublishRules {
    /// Since when it would count.
    pub fn begins(&self, now: Time) -> Time {
        self.valid_from.unwrap_or(now + NOT_BEFORE)
    }

    /// What is wrong apart from the changes. `offset` is that of the calendar, in minutes.
    pub fn check(&self, now: Time, offset: i32) -> Vec<FieldError> {
        let mut errors = Vec::new();
        match self.reason.trim().chars().count() {
            0 => errors.push(FieldError::new("reason", Problem::Missing)),
            1..=REASON_AT_MOST => {}
            _ => errors.push(FieldError::new("reason", Problem::TooLong).limit(REASON_AT_MOST.to_string())),
        }
        let (from, earliest, latest) = (self.begins(now), now + NOT_BEFORE, now + PLANNED_AT_MOST);
        if from < earliest || from > latest {
            let shown = |time: Time| {
                let moment = time.local(offset);
                format!("{} {:02}:{:02}", moment.date(), moment.hour(), moment.minute())
            };
            // To the next minute, so that what is shown may be typed.
            let limit = format!("{}–{}", shown(earliest + Span::seconds(59)), shown(latest));
            errors.push(FieldError::new("valid_from", Problem::OutOfRange).limit(limit));
        }
        if self.valid_until.is_some_and(|until| until <= from) {
            errors.push(FieldError::new("valid_until", Problem::NotInOrder));
        }
        errors
    }
}

/// What is wrong with a further version of an authority, together with what stands above and below it, at
/// every moment at which it counts. `above` is what its own authority stands on.
pub fn problems(above: &[Version], own: &[Version], further: &Version) -> Vec<FieldError> {
    let with: Vec<Version> = own.iter().chain([further]).cloned().collect();
    let before = Timeline::of(&[above, own]);
    let after = Timeline::of(&[above, &with]);
    new_faults(&before, &after)
}

/// The same for the health centres below: what was fine there and is no more.
pub fn problems_below(own: &[Version], further: &Version, below: &[Version]) -> Vec<FieldError> {
    let with: Vec<Version> = own.iter().chain([further]).cloned().collect();
    new_faults(&Timeline::of(&[own, below]), &Timeline::of(&[&with, below]))
}

fn new_faults(before: &Timeline, after: &Timeline) -> Vec<FieldError> {
    let was = |at: &Time| before.broken.iter().any(|(from, _)| from == at);
    let found = after.broken.iter().filter(|(at, _)| !was(at)).map(|(_, faults)| faults.clone());
    let named = |fault: FieldError| FieldError {
        field: format!("changes.{}", fault.field).trim_end_matches('.').to_owned(),
        ..fault
    };
    found.map(|faults| faults.into_iter().map(named).collect()).next().unwrap_or_default()
}

/// What changes when a further version begins to count.
pub fn differs(above: &[Version], own: &[Version], further: &Version) -> Vec<RuleDifference> {
    let at = further.valid_from;
    let above = in_force(above, at);
    let was = values(&[above, in_force(own, at)], at);
    let becomes = values(&[above, Some(further)], at);
    let changed = was.into_iter().zip(becomes).filter(|(was, becomes)| was.1 != becomes.1);
    changed.map(|((path, was, _), (_, becomes, _))| RuleDifference { path, was, becomes }).collect()
}

/// How a version stands among those of its organisation.
pub fn standing(versions: &[Version], id: &str, now: Time) -> RuleStanding {
    if in_force(versions, now).is_some_and(|version| version.id == id) {
        return RuleStanding::InForce;
    }
    let planned = versions.iter().any(|version| version.id == id && version.valid_from > now);
    if planned { RuleStanding::Planned } else { RuleStanding::Over }
}
