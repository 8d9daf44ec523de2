//! `search-cases`: people of a health centre, by exact tokens through the lookup items (design 5).
//!
//! At most 3 read units for each hit shown: half a unit for the lookup, one for the card, which
//! says whose case it is now, half a unit for the identity. Never a scan.

use std::collections::BTreeSet;

use domain::api::search::{CasesFound, HITS_AT_MOST, Hit, SearchCases};
use domain::card::Card;
use domain::find::{self, Token};
use domain::ids::{CaseId, OrganisationId};
use domain::operation::Operation;
use domain::placement::CareStatus;
use futures::future::try_join_all;

use crate::App;
use crate::error::Error;
use crate::http::{Call, Reply};
use crate::store::audit::Read;
use crate::store::find::Scope;

/// Pages of lookups that are read at most, if few of them fit: those of cases that moved away, or of
/// the many people of a facility with one telephone.
const PAGES_AT_MOST: u32 = 25;

/// Finds cases.
pub async fn search_cases(app: &App, call: &Call) -> Result<Reply, Error> {
    let request: SearchCases = call.body()?;
    let who = call.caller.for_organisation(Operation::SearchCases, &request.organisation)?;
    let tokens = find::parse(&request.text).map_err(|error| Error::fields(vec![error]))?;

    let (mut cards, has_more) = candidates(app, &request.organisation, &tokens).await?;
    cards.truncate(HITS_AT_MOST);
    // Also a search that finds nobody: whom somebody looks for in vain is worth knowing about.
    let operation = Operation::SearchCases.name();
    app.store.audit_read(&request.organisation, &who, operation, Read::List(cards.len()), call.now).await?;
    let hits = try_join_all(cards.into_iter().map(|card| hit(app, card, &tokens))).await?;
    let mut hits: Vec<Hit> = hits.into_iter().flatten().collect();
    hits.sort_by_cached_key(|hit| {
        (
            hit.care_status == CareStatus::Ended,
            hit.name_kana.as_deref().map(find::normal::name),
            hit.case.clone(),
        )
    });
    Reply::json(&CasesFound { hits, has_more })
}

/// Cards of cases that are this centre's now, at most one more than an answer holds, and whether
/// there are more than it holds.
async fn candidates(
    app: &App,
    centre: &OrganisationId,
    tokens: &BTreeSet<Token>,
) -> Result<(Vec<Card>, bool), Error> {
    let mut cards = Vec::new();
    let mut next = None;
    for _ in 0..PAGES_AT_MOST {
        let (cases, read_on) = page(app, centre, tokens, next).await?;
        let read = try_join_all(cases.iter().map(|case| app.store.card(case))).await?;
        cards.extend(
            read.into_iter().flatten().map(|stored| stored.card).filter(|card| card.centre == *centre),
        );
        next = read_on;
        if cards.len() > HITS_AT_MOST || next.is_none() {
            break;
        }
    }
    let has_more = cards.len() > HITS_AT_MOST || next.is_some();
    Ok((cards, has_more))
}

async fn page(
    app: &App,
    centre: &OrganisationId,
    tokens: &BTreeSet<Token>,
    start: Option<crate::store::item::Item>,
) -> Result<(Vec<CaseId>, Option<crate::store::item::Item>), Error> {
    // A code belongs to one case, wherever that is; the others are checked against its identity.
    if let Some(Token::EntryCode(digits)) = tokens.first() {
        let case = app.store.case_of_entry(&app.secrets.lookup("entry", digits)).await?;
        return Ok((case.into_iter().collect(), None));
    }
    let scope = Scope::of(&app.secrets, centre);
    Ok(app.store.found(&scope, &tokens.iter().collect(), start).await?)
}

/// What is shown of a case, if the identity has everything that was looked for: a lookup may be left
/// over from an identity that was corrected.
async fn hit(app: &App, card: Card, tokens: &BTreeSet<Token>) -> Result<Option<Hit>, Error> {
    let identity = app.store.settled_identity(&app.secrets, &card.person, card.identity).await?;
    let own = Token::of(&identity);
    let holds = |token: &&Token| matches!(token, Token::EntryCode(_)) || own.contains(*token);
    if !tokens.iter().all(|token| holds(&token)) {
        return Ok(None);
    }
    let by: Vec<&Token> = tokens.iter().collect();
    Ok(Some(Hit::of(card.case, card.care_status, identity, &by)))
}
