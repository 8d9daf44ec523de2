//! What the operations on a notification have in common: they read how it stands with the card, decide,
//! and write how it stands after.

use domain::api::error::{FieldError, Problem};
use domain::api::review::NotificationChanged;
use domain::change::{CaseChange, Changed};
use domain::ids::{CaseId, OrganisationId, RequestId, WorkId};
use domain::level::Level;
use domain::review::{NotificationState, Standing};
use domain::time::Time;
use domain::work::Family;

use crate::App;
use crate::auth::Allowed;
use crate::change::{Decision, Loaded, json};
use crate::error::Error;
use crate::http::Call;
use crate::store::Transaction;
use crate::store::events::{Detail, StoredEvent};
use crate::store::pairs::Pairs;
use crate::store::standings::standing_of;
use domain::operation::Operation;

/// What the sort keys of standings begin with.
pub const STANDINGS: &str = "STANDING#";

/// The work that a decision about a notification may end.
pub fn work() -> Vec<WorkId> {
    Family::TASKS.into_iter().map(WorkId::task).collect()
}

/// How the notification stands, among what was read.
pub fn before(loaded: &Loaded) -> Result<Standing, Error> {
    let missing = || Error::Internal("a case has no standing".to_owned());
    standing_of(&loaded.facts)?.ok_or_else(missing)
}

/// Whether who acts is the responsible centre.
pub fn by_centre(case: &CaseChange<'_>, by: &Allowed) -> bool {
    by.organisation.as_ref() == Some(&case.card().centre)
}

/// Refuses if other cases are duplicates of this one: with it, nobody would follow them.
pub fn without_duplicates(case: &CaseId, loaded: &Loaded, by_centre: bool) -> Result<(), Error> {
    if Pairs::of(&loaded.facts)?.has_duplicates(case) {
        // Whoever filed one learns nothing of another's.
        let problem = if by_centre { Problem::HasDuplicates } else { Problem::AskCentre };
        return Err(Error::fields(vec![FieldError::new("case", problem)]));
    }
    Ok(())
}

/// A request that is being carried out.
#[derive(Clone, Copy)]
pub struct Acting<'a> {
    /// The operation.
    pub operation: Operation,
    /// The case.
    pub case: &'a CaseId,
    /// The request.
    pub request: &'a RequestId,
    /// Hash of its body.
    pub hash: &'a str,
    /// Who acts.
    pub by: &'a Allowed,
}

/// The institution for which somebody else now says something about its notification (R16): the health
/// centre that typed its paper, unless the institution does so itself.
pub fn on_behalf_of(standing: &Standing, by: &Allowed) -> Option<OrganisationId> {
    standing.on_behalf_of.clone().filter(|institution| by.organisation.as_ref() != Some(institution))
}

/// The decision that leaves a notification standing so, with its event; the caller adds further facts.
pub fn decided(
    app: &App,
    call: &Call,
    acting: Acting<'_>,
    changed: Changed,
    standing: &Standing,
    label: &[u8],
    detail: Option<Detail>,
) -> Result<Decision, Error> {
    let answer = json(&NotificationChanged {
        case: acting.case.clone(),
        at: call.now,
        state: standing.state,
        version: standing.version,
        kind: changed.card.kind,
        care_status: changed.card.care_status,
    })?;
    let event = StoredEvent::of(acting.operation, acting.by, call.now, acting.hash, &answer, detail);
    // Accepting and returning are the health centre's own decisions.
    let for_institution =
        matches!(acting.operation, Operation::CorrectNotification | Operation::WithdrawNotification);
    let on_behalf_of = on_behalf_of(standing, acting.by).filter(|_| for_institution);
    let event = StoredEvent { on_behalf_of, ..event };
    let mut transaction = Transaction::default();
    transaction.event(&app.store, acting.case, acting.request, &event)?;
    transaction.standing(&app.store, &changed.card, label, standing, due(&changed, standing.state))?;
    if let Some(place) = changed.card.place.as_ref().filter(|_| changed.card.ended_at == Some(call.now)) {
        transaction.leaves(&app.store, place, acting.case, call.now)?;
    }
    Ok(Decision::new(changed, transaction, answer))
}

/// Level and clock of what is to be done about a notification in this state.
fn due(changed: &Changed, state: NotificationState) -> Option<(Level, Time)> {
    let family = match state {
        NotificationState::Submitted => Family::Review,
        NotificationState::Returned => Family::Correction,
        NotificationState::Accepted | NotificationState::Withdrawn | NotificationState::Duplicate => {
            return None;
        }
    };
    let work = changed.open.iter().find(|work| work.id.family() == family)?;
    Some((work.level, work.due_at))
}
