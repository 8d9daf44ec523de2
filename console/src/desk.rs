//! The list of open work as it was last fetched. All pages share it: the number of emergencies and
//! the news of a new one belong to every page.

use dioxus::core::spawn_forever;
use dioxus::prelude::*;
use domain::api::error::Code;
use domain::api::isolation::CentreContact;
use domain::api::work::{Membership, Place, WorkRow, Worklist};
use domain::form::Adopted;
use domain::ids::{CaseId, OrganisationId};
use domain::level::Level;
use domain::operation::Operation;
use domain::rights::{Relation, Role, may};
use domain::time::{Span, Time};
use gloo_timers::future::TimeoutFuture;
use ui::api::Failure;
use ui::clock;
use ui::texts::tf;

use crate::shortcuts::use_listener;
use crate::worklist::quick::Quick;
use crate::worklist::selection::{self, Key};
use crate::worklist::sound;
use crate::{calls, draft, page, people};

/// How often the list is fetched while somebody can see it: often enough that two nurses do not call the same
/// patient. Each further page that is on the screen makes it this much rarer. In the background the tab's
/// name still shows the number of emergencies.
const VISIBLE_MS: u32 = 5_000;
const SEEN_PAGES: u32 = 4;
const HIDDEN_MS: u32 = 60_000;
/// Older than three fetches and their patience is stale, whatever the reason.
const STALE_AFTER: Span = Span::seconds(60);
const ORGANISATION: &str = "mimamori-organisation";

/// What was fetched.
#[derive(Clone, PartialEq)]
pub struct List {
    /// Whose list it is.
    pub organisation: Membership,
    /// Every organisation of the signed-in person.
    pub memberships: Vec<Membership>,
    /// Hotels of the prefecture.
    pub hotels: Vec<Place>,
    /// Hospitals of the prefecture.
    pub hospitals: Vec<Place>,
    /// Contractors of the prefecture.
    pub contractors: Vec<Place>,
    /// Health centres of the prefecture.
    pub centres: Vec<Place>,
    /// From which the ids of imported rows are made.
    pub import_key: String,
    /// How patients reach the health centre.
    pub contact: Option<CentreContact>,
    /// Medical institutions of the prefecture, for which a health centre types.
    pub institutions: Vec<Place>,
    /// Forms that the prefecture has adopted, and when.
    pub forms: Vec<Adopted>,
    /// The rows of all pages that were asked for.
    pub rows: Vec<WorkRow>,
    /// What tells the first page from itself a few seconds later.
    pub fingerprint: String,
    /// There is more.
    pub has_more: bool,
    /// When it was fetched.
    pub at: Time,
}

/// What lies before the person on every page.
#[derive(Clone, Copy, PartialEq)]
pub struct Desk {
    /// The list; none before the first answer.
    pub list: Signal<Option<List>>,
    /// Why the last fetch failed.
    pub failure: Signal<Option<Failure>>,
    /// The row that keys act on.
    pub selected: Signal<Option<Key>>,
    /// What the person looks for among the rows.
    pub filter: Signal<String>,
    /// The filter that is one key away.
    pub quick: Signal<Quick>,
    /// What the person has just done, in words.
    pub done: Signal<Option<Done>>,
    /// What a screen reader says at once: a new emergency.
    pub alarm: Signal<String>,
    organisation: Signal<Option<OrganisationId>>,
    pages: Signal<usize>,
    fetching: Signal<bool>,
    again: Signal<bool>,
}

/// What the person has just done.
#[derive(Clone, PartialEq)]
pub struct Done {
    /// In words.
    pub text: String,
    /// A case that now needs something more.
    pub follow: Option<(CaseId, String)>,
}

impl Done {
    /// Something that needs nothing more.
    pub fn new(text: String) -> Self {
        Self { text, follow: None }
    }
}

/// The desk of this page.
pub fn use_desk() -> Desk {
    use_context()
}

/// Puts up the one desk. It stands above the sign-in, so that a fetch which is still under way when
/// the sign-in ends has somewhere to put its answer.
pub fn use_desk_provider() {
    use_context_provider(|| Desk {
        list: Signal::new(None),
        failure: Signal::new(None),
        selected: Signal::new(None),
        filter: Signal::new(String::new()),
        quick: Signal::new(Quick::default()),
        done: Signal::new(None),
        alarm: Signal::new(String::new()),
        organisation: Signal::new(draft::read(ORGANISATION)),
        pages: Signal::new(1),
        fetching: Signal::new(false),
        again: Signal::new(false),
    });
}

/// Keeps the list fresh as long as the calling component lives.
pub fn use_fresh_list(desk: Desk) {
    use_future(move || async move {
        loop {
            desk.refresh_soon();
            let pages = u32::try_from(*desk.pages.peek()).unwrap_or(SEEN_PAGES).clamp(1, SEEN_PAGES);
            TimeoutFuture::new(if is_visible() { VISIBLE_MS * pages } else { HIDDEN_MS }).await;
        }
    });
    // Whoever looks again, or is back in the network, must not look at old rows for 15 s.
    use_listener("visibilitychange", move |_| {
        if is_visible() {
            desk.refresh_soon();
        }
    });
    use_listener("online", move |_| desk.refresh_soon());
}

/// Whether somebody can see the page.
pub fn is_visible() -> bool {
    let document = web_sys::window().and_then(|window| window.document());
    document.is_none_or(|document| document.visibility_state() == web_sys::VisibilityState::Visible)
}

impl Desk {
    /// Fetches the list, not bound to the page that asks. While one fetch is under way another is only
    /// noted, and follows it.
    pub fn refresh_soon(self) {
        spawn_forever(self.refresh());
    }

    async fn refresh(mut self) {
        if *self.fetching.peek() {
            self.again.set(true);
            return;
        }
        self.fetching.set(true);
        loop {
            self.again.set(false);
            let (organisation, pages) = (self.organisation.peek().clone(), *self.pages.peek());
            // A first page that is on the screen already need not come again.
            let old = self.list.peek().clone().filter(|_| pages == 1);
            let fetched = fetch(organisation.as_ref(), pages, old).await;
            if organisation == *self.organisation.peek() {
                self.take_in(fetched);
            }
            if !*self.again.peek() {
                break;
            }
        }
        self.fetching.set(false);
    }

    fn take_in(mut self, fetched: Result<List, Failure>) {
        match fetched {
            // Chosen in this tab by somebody who was a member there: begin with one's own.
            Err(failure) if failure.code() == Some(Code::NotFound) && self.organisation.peek().is_some() => {
                draft::forget(ORGANISATION);
                self.organisation.set(None);
                self.again.set(true);
            }
            Err(failure) => self.failure.set(Some(failure)),
            Ok(list) => {
                let old = self.list.peek().as_ref().map(|old| old.rows.clone());
                let keys: Vec<_> = old.iter().flatten().map(Key::of).collect();
                let new: Vec<_> = list.rows.iter().map(Key::of).collect();
                let selected = selection::after_refresh(&keys, self.selected.peek().as_ref(), &new);
                self.selected.set(selected);
                page::count_emergencies(list.rows.iter().filter(|row| is_emergency(row)).count());
                if let Some(old) = old {
                    self.sound_alarm(&old, &list.rows);
                }
                self.failure.set(None);
                self.list.set(Some(list));
            }
        }
    }

    fn sound_alarm(mut self, old: &[WorkRow], new: &[WorkRow]) {
        let was = |row: &WorkRow| old.iter().any(|old| Key::of(old) == Key::of(row) && is_emergency(old));
        let arrived: Vec<_> =
            new.iter().filter(|row| is_emergency(row) && !was(row)).map(people::of_row).collect();
        if !arrived.is_empty() {
            sound::ring();
            self.alarm.set(tf("console.list.alarm", &[("who", &arrived.join(" / "))]));
        }
    }

    /// Looks at another organisation of the same person.
    pub fn switch(mut self, organisation: OrganisationId) {
        draft::write(ORGANISATION, &organisation);
        self.organisation.set(Some(organisation));
        self.list.set(None);
        self.selected.set(None);
        self.done.set(None);
        self.pages.set(1);
        self.refresh_soon();
    }

    /// Fetches one page more, now and from now on.
    pub fn more(mut self) {
        self.pages += 1;
        self.refresh_soon();
    }

    /// The same, unless a fetch is under way: a person who scrolls asks many times.
    pub fn more_once(self) {
        if !*self.fetching.peek() {
            self.more();
        }
    }

    /// Puts a row as it is known to be, until the next fetch says so too.
    pub fn put(mut self, changed: WorkRow) {
        if let Some(list) = self.list.write().as_mut() {
            let key = Key::of(&changed);
            if let Some(row) = list.rows.iter_mut().find(|row| Key::of(row) == key) {
                *row = changed;
            }
        }
    }

    /// Whether what is on the screen may no longer be true.
    pub fn is_stale(&self, now: Time) -> bool {
        self.list.read().as_ref().is_some_and(|list| now - list.at > STALE_AFTER)
    }

    /// How many emergencies the list holds.
    pub fn emergencies(&self) -> usize {
        let list = self.list.read();
        list.iter().flat_map(|list| &list.rows).filter(|row| is_emergency(row)).count()
    }

    /// The person's role in the organisation that is on the screen; none before the first answer.
    pub fn role(&self) -> Option<Role> {
        self.list.read().as_ref().map(|list| list.organisation.role)
    }

    /// Whether the person may do this to a case: as its health centre, its hotel, its contractor, or whoever
    /// filed it.
    pub fn may(&self, operation: Operation) -> bool {
        let of = [Relation::Responsible, Relation::Resident, Relation::Assigned, Relation::Filed];
        self.role().is_some_and(|role| of.into_iter().any(|relation| may(operation, role, relation)))
    }

    /// Whether the person follows patients for a health centre, and leaves to it what is its own.
    pub fn follows_only(&self) -> bool {
        matches!(self.role(), Some(Role::HotelDesk | Role::ContractorStaff))
    }

    /// The name of a health centre, hotel, hospital or contractor.
    pub fn place_name(&self, id: &OrganisationId) -> String {
        let list = self.list.read();
        let mut places = list.iter().flat_map(|list| {
            let others = list.contractors.iter().chain(&list.centres);
            list.hotels.iter().chain(&list.hospitals).chain(others)
        });
        let place = places.find(|place| place.id == *id);
        place.map_or_else(|| id.to_string(), people::place)
    }
}

/// Whether a row is an emergency; what is not understood counts as one.
pub fn is_emergency(row: &WorkRow) -> bool {
    matches!(row.level, Level::Emergency | Level::Unknown)
}

/// Reads so many pages from the first on: rows move between pages, so all are read anew.
async fn fetch(
    organisation: Option<&OrganisationId>,
    pages: usize,
    old: Option<List>,
) -> Result<List, Failure> {
    let mut after: Option<String> = None;
    let mut found: Option<List> = None;
    for _ in 0..pages {
        let mut query = Vec::new();
        query.extend(organisation.map(|id| ("organisation", id.as_str())));
        query.extend(after.as_deref().map(|after| ("after", after)));
        query.extend(old.as_ref().map(|old| ("seen", old.fingerprint.as_str())));
        let page: Worklist = calls::read(Operation::ListWorklist, &query).await?;
        let rows = match &old {
            Some(old) if page.unchanged => old.rows.clone(),
            _ => page.rows,
        };
        match found.as_mut() {
            // A row that moved while we read must not stand there twice.
            Some(list) => {
                let new =
                    rows.into_iter().filter(|row| list.rows.iter().all(|old| Key::of(old) != Key::of(row)));
                let new: Vec<_> = new.collect();
                list.rows.extend(new);
            }
            None => {
                found = Some(List {
                    organisation: page.organisation,
                    memberships: page.memberships,
                    hotels: page.hotels,
                    hospitals: page.hospitals,
                    contractors: page.contractors,
                    centres: page.centres,
                    import_key: page.import_key,
                    contact: page.contact,
                    institutions: page.institutions,
                    forms: page.forms,
                    rows,
                    fingerprint: page.fingerprint,
                    has_more: false,
                    at: clock::now(),
                });
            }
        }
        after = page.next;
        if after.is_none() {
            break;
        }
    }
    let mut list = found.ok_or(Failure::Unexpected)?;
    list.has_more = after.is_some();
    Ok(list)
}
