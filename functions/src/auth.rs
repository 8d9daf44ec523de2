//! Who calls, and whether they may. Every operation asks the rights table of `domain` through
//! this file and nothing else; what is refused looks like what does not exist (design 7).

use domain::api::case::Actor;
use domain::card::Card;
use domain::ids::{CaseId, OrganisationId};
use domain::operation::Operation;
use domain::placement::Channel;
use domain::rights::{Relation, Role, may};
use domain::time::Time;

use crate::App;
use crate::error::Error;
use crate::patient::{self, Access};
use crate::store::organisations::Member;

/// Who calls.
#[derive(Clone, Debug)]
pub enum Caller {
    /// Nobody who is signed in.
    Anyone,
    /// An activated device.
    Patient(Vec<Access>),
    /// A member of staff with their memberships.
    Staff {
        /// Subject at the provider.
        subject: String,
        /// What they are where.
        memberships: Vec<Member>,
    },
}

/// Who acts, after the rights table has agreed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Allowed {
    /// In which role.
    pub role: Role,
    /// Subject of a member of staff.
    pub subject: Option<String>,
    /// Name of a member of staff.
    pub name: Option<String>,
    /// The organisation for which a member of staff acts.
    pub organisation: Option<OrganisationId>,
}

impl Allowed {
    /// As the timeline shows it.
    pub fn actor(&self) -> Actor {
        Actor { role: self.role, name: self.name.clone() }
    }

    /// A member of staff who acts for an organisation.
    pub fn member(member: &Member, subject: &str) -> Self {
        Self {
            role: member.role,
            subject: Some(subject.to_owned()),
            name: Some(member.name.clone()),
            organisation: Some(member.organisation.clone()),
        }
    }
}

impl Caller {
    /// Reads the bearer token. No token is fine here; a wrong one is not.
    pub async fn of(app: &App, bearer: Option<&str>, now: Time) -> Result<Self, Error> {
        let Some(token) = bearer else { return Ok(Self::Anyone) };
        if let Some(cases) = patient::verify(&app.secrets, token, now) {
            return Ok(Self::Patient(cases));
        }
        let token = app.staff.verify(token, now).await.ok_or_else(Error::unauthenticated)?;
        let memberships = app.store.memberships(&token.subject).await?;
        Ok(Self::Staff { subject: token.sub, memberships })
    }

    /// Whether the caller may do this to this case, and as whom.
    pub async fn on_case(
        &self,
        app: &App,
        operation: Operation,
        card: &Card,
        now: Time,
    ) -> Result<Allowed, Error> {
        match self {
            Self::Anyone => Err(Error::unauthenticated()),
            Self::Patient(cases) => {
                let own =
                    cases.iter().any(|(case, version)| *case == card.case && *version == card.access_version);
                let relation = if own { Relation::Own } else { Relation::None };
                if may(operation, Role::Patient, relation) {
                    Ok(Allowed { role: Role::Patient, subject: None, name: None, organisation: None })
                } else {
                    Err(Error::not_found())
                }
            }
            Self::Staff { subject, memberships } => {
                for member in memberships {
                    let mut relations = relations(member, card, now).into_iter();
                    let allowed = relations.any(|relation| may(operation, member.role, relation))
                        || (may(operation, member.role, Relation::Filed)
                            && app.store.has_filed(&member.organisation, &card.case).await?)
                        || (may(operation, member.role, Relation::Commissioned)
                            && is_commissioned(app, &member.organisation, card).await?);
                    if allowed {
                        return Ok(Allowed::member(member, subject));
                    }
                }
                Err(Error::not_found())
            }
        }
    }

    /// Whether the caller may do this for this organisation, and as whom.
    pub fn for_organisation(
        &self,
        operation: Operation,
        organisation: &OrganisationId,
    ) -> Result<Allowed, Error> {
        match self {
            Self::Anyone => Err(Error::unauthenticated()),
            Self::Patient(_) => Err(Error::not_found()),
            Self::Staff { subject, memberships } => memberships
                .iter()
                .find(|member| {
                    member.organisation == *organisation
                        && may(operation, member.role, Relation::OwnOrganisation)
                })
                .map(|member| Allowed::member(member, subject))
                .ok_or_else(Error::not_found),
        }
    }

    /// What a member of staff is in an organisation; none for everybody else.
    pub fn member(&self, organisation: &OrganisationId) -> Option<&Member> {
        match self {
            Self::Staff { memberships, .. } => {
                memberships.iter().find(|member| member.organisation == *organisation)
            }
            Self::Anyone | Self::Patient(_) => None,
        }
    }

    /// The cases on the caller's device.
    pub fn own_cases(&self, operation: Operation) -> Result<&[Access], Error> {
        match self {
            Self::Patient(cases) if may(operation, Role::Patient, Relation::Own) => Ok(cases),
            Self::Anyone => Err(Error::unauthenticated()),
            _ => Err(Error::not_found()),
        }
    }

    /// Whether the token names this case; used before the card is read, to save the read.
    pub fn names(&self, case: &CaseId) -> bool {
        match self {
            Self::Anyone => false,
            Self::Patient(cases) => cases.iter().any(|(own, _)| own == case),
            Self::Staff { .. } => true,
        }
    }
}

/// Whether the responsible centre has its automated calls made by this organisation, and the patient is
/// called so.
async fn is_commissioned(app: &App, organisation: &OrganisationId, card: &Card) -> Result<bool, Error> {
    if card.channel != Channel::AutoCall {
        return Ok(false);
    }
    let centre = app.store.organisation(&card.centre).await?;
    Ok(centre.is_some_and(|centre| centre.call_provider.as_ref() == Some(organisation)))
}

/// What an organisation is to a case, as far as the card tells; who filed it is an item of its own.
fn relations(member: &Member, card: &Card, now: Time) -> Vec<Relation> {
    let is = |other: Option<&OrganisationId>| other == Some(&member.organisation);
    // A hospital enters a death after the end of the case; a hotel has nobody left to care for.
    let stays = card.ended_at.is_none() || member.role != Role::HotelDesk;
    let mut found = Vec::new();
    for (holds, relation) in [
        (is(Some(&card.centre)), Relation::Responsible),
        (is(card.proposed_centre.as_ref()), Relation::Proposed),
        (is(card.assigned_to(now)), Relation::Assigned),
        (is(card.place.as_ref()) && stays, Relation::Resident),
        (is(Some(&card.prefecture)), Relation::Prefecture),
    ] {
        if holds {
            found.push(relation);
        }
    }
    if found.is_empty() {
        found.push(Relation::None);
    }
    found
}
