//! Cases that look like one that is filed or corrected, and the case that is kept of a duplicate
//! (domain.md 6.5).

use domain::card::Card;
use domain::duplicate::{AREA_DAYS_AT_MOST, CANDIDATES_AT_MOST, counts};
use domain::form;
use domain::ids::{CaseId, OrganisationId, PersonId};
use domain::person::Identity;
use domain::placement::CaseKind;
use domain::rules;
use domain::time::Time;

use crate::App;
use crate::error::Error;
use crate::store::find::{Guard, Scope};

/// Who is filed or corrected.
pub struct Subject<'a> {
    /// The case, if it is there already.
    pub case: Option<&'a CaseId>,
    /// The person, if known: which cases of one person are over has been decided.
    pub person: Option<&'a PersonId>,
    /// The responsible centre: only its own cases are compared.
    pub centre: &'a OrganisationId,
    /// The person as filed.
    pub identity: &'a Identity,
    /// When it was first notified.
    pub notified: Time,
    /// The disease: another disease is another case.
    pub disease: &'a str,
}

/// What looks alike, and the guard under which that is still all when the case is saved.
pub struct Candidates {
    /// The other cases.
    pub cases: Vec<CaseId>,
    /// Of those born on the same day.
    pub guard: Option<Guard>,
}

/// The cases about which a person has to decide. Reads no identity: hashes are compared.
pub async fn candidates(app: &App, subject: &Subject<'_>) -> Result<Candidates, Error> {
    let scope = Scope::of(&app.secrets, subject.centre);
    let (alike, guard) = app.store.alike(&scope, subject.identity).await?;
    let mut cases = Vec::new();
    let mut alike: Vec<_> = alike.into_iter().collect();
    // The stronger ones first: there may be more of one name in one town than a person can look at.
    alike.sort_by_key(|(_, born_alike)| !born_alike);
    for (case, born_alike) in alike.into_iter().filter(|(case, _)| Some(case) != subject.case) {
        if cases.len() == CANDIDATES_AT_MOST {
            break;
        }
        if is_candidate(app, subject, &case, born_alike).await? {
            cases.push(case);
        }
    }
    Ok(Candidates { cases, guard })
}

async fn is_candidate(
    app: &App,
    subject: &Subject<'_>,
    case: &CaseId,
    born_alike: bool,
) -> Result<bool, Error> {
    let Some(stored) = app.store.card(case).await? else { return Ok(false) };
    let card = stored.card;
    // A duplicate is compared too: the merge may be taken back.
    let is_none = matches!(card.kind, CaseKind::Withdrawn | CaseKind::RuledOut);
    let is_earlier = Some(&card.person) == subject.person && card.ended_at.is_some();
    if card.centre != *subject.centre || is_none || is_earlier {
        return Ok(false);
    }
    let Some(first) = app.store.first_notification(case).await? else { return Ok(false) };
    let same_disease = form::find(&first.form).is_some_and(|form| form.disease == subject.disease);
    let day = |at: Time| at.day(rules::at(subject.notified).utc_offset_minutes);
    let near = (day(subject.notified) - day(first.at)).num_days().abs() <= AREA_DAYS_AT_MOST;
    Ok(same_disease && (born_alike || near))
}

/// How many duplicates of duplicates are followed.
const KEPT_AT_MOST: usize = 8;

/// The case in which somebody is followed: of a duplicate the one that is kept, else the case itself.
pub async fn followed(app: &App, mut card: Card) -> Result<Card, Error> {
    for _ in 0..KEPT_AT_MOST {
        if counts(card.kind) {
            break;
        }
        let Some(kept) = app.store.pairs(&card.case).await?.kept(&card.case).cloned() else { break };
        let Some(stored) = app.store.card(&kept).await? else { break };
        card = stored.card;
    }
    Ok(card)
}
