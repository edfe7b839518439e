//! `/board`: who is next, who needs a decision, who stands where.

mod front_desk;
mod kept;
pub mod privacy;
mod rows;
mod tags;
mod unsigned;

use std::sync::Arc;

use actix_web::{HttpRequest, HttpResponse, web};
use askama::Template;
use chrono::{NaiveDate, NaiveDateTime, TimeDelta};
use serde::Deserialize;

use crate::access::Role;
use crate::actions::standing;
use crate::care::protocol::Protocol;
use crate::care::standing::Status;
use crate::care::time::Moment;
use crate::clinic::Clinic;
use crate::records::board_counts::Counts;
use crate::records::caseload::{self, Caseload, Entry, PAGE, View};
use crate::records::{self, Db, Error, protocols};
use crate::web::filters;
use crate::web::page::{self, Page};
use crate::web::parts::{Paging, PhaseTile};
use crate::web::problem::Problem;
use crate::web::run::run;
use front_desk::front_desk;
use kept::{Kept, kept};
use privacy::{Names, hides_names};
use rows::{Drawn, Row, booked, shared_in, staff_names};
use unsigned::{Unsigned, unsigned};

/// Which patients, as it stands in the address.
#[derive(Debug, Clone, Default, Deserialize)]
pub struct Way {
    #[serde(default)]
    view: String,
    phase: Option<u8>,
    page: Option<i64>,
}

#[derive(Template)]
#[template(path = "board/index.html")]
struct IndexPage {
    page: Page,
    total: i64,
    counts: Counts,
    tiles: Vec<PhaseTile>,
    tabs: Vec<Tab>,
    groups: Vec<Group>,
    empty: (&'static str, &'static str, &'static str),
    paging: Option<Paging>,
    unsigned: Vec<Unsigned>,
    are_hidden: bool,
    /// The address of this view.
    back: String,
    kept: Vec<Kept>,
    at: Moment,
}

struct Tab {
    path: &'static str,
    words: &'static str,
    count: i64,
    is_here: bool,
}

struct Group {
    phase: Option<u8>,
    title: String,
    /// How many it has on all pages.
    count: i64,
    rows: Vec<Row>,
}

/// `GET /board`: for a clinician their patients and those they cover, for the front desk the day's visits.
pub async fn index(
    page: Page,
    clinic: web::Data<Clinic>,
    way: web::Query<Way>,
    request: HttpRequest,
) -> Result<HttpResponse, Problem> {
    let (way, now) = (way.into_inner(), clinic.now());
    let names = Names {
        are_hidden: hides_names(&request),
    };
    if page.staff.role == Role::FrontDesk {
        let shown = run(move || front_desk(page, &clinic, &way, names, now)).await?;
        return page::show(&shown);
    }
    let shown = run(move || board(page, &clinic, &way, names, now)).await?;
    page::show(&shown)
}

fn board(
    page: Page,
    clinic: &Clinic,
    way: &Way,
    names: Names,
    now: Moment,
) -> Result<IndexPage, Problem> {
    let (today, number) = (now.date, way.page.unwrap_or(1).clamp(1, 1_000_000) - 1);
    let view = match (way.phase, way.view.as_str()) {
        (Some(0), _) => View::Phase(None),
        (Some(phase), _) => View::Phase(Some(phase)),
        (None, "all") => View::All,
        (None, "decide") => View::Decide(today),
        (None, "hold") => View::OnHold,
        (None, _) => View::On(today),
    };
    let me = page.staff.clone();
    let read = clinic.read_list(&me, "board", |db| {
        let mine = caseload::of(db, &me.id, today)?;
        let left = records::unsigned::list_episodes(db, &mine, a_day_before(now))?;
        let mine = mine.with_unsigned(left);
        let mut counts = caseload::count(db, &mine, today)?;
        let expired = refresh_expired(db, clinic, &mine, &mut counts, now)?;
        let entries = entries(db, &mine, view, number, &expired, today)?;
        let booked = booked(db, entries.iter().map(|entry| &entry.episode))?;
        let staff = staff_names(db)?;
        let protocol = protocol(db, clinic)?;
        let unsigned = unsigned(db, clinic, &page, &mine, names, now)?;
        let kept = kept(db, clinic, &me, names, now)?;
        Ok::<_, Error>((counts, entries, booked, staff, protocol, unsigned, kept))
    })?;
    let (counts, entries, booked, staff, protocol, unsigned, kept) = read;
    let here = match (way.phase, view) {
        (Some(phase), _) => format!("/board?phase={phase}"),
        (_, View::All) => "/board?view=all".to_owned(),
        (_, View::Decide(_)) => "/board?view=decide".to_owned(),
        (_, View::OnHold) => "/board?view=hold".to_owned(),
        _ => "/board".to_owned(),
    };
    let back = match number {
        0 => here.clone(),
        _ => format!("{}{}", page_address(&here), number + 1),
    };
    let drawn = Drawn {
        shared: shared_in(&entries),
        page: &page,
        clinic,
        staff,
        booked,
        names,
        back: &back,
        today,
    };
    let rows = |entry: &Entry| drawn.row(entry, view);
    let groups = match view {
        View::All => by_phase(&entries, &protocol, &counts, rows)?,
        _ => vec![Group {
            phase: None,
            title: String::new(),
            count: 0,
            rows: entries.iter().map(rows).collect::<Result<_, _>>()?,
        }],
    };
    let total = counts.by_phase.iter().map(|(.., count)| count).sum();
    let of = match view {
        View::On(_) => counts.today,
        View::Phase(phase) => counts.in_phase(phase),
        View::Decide(_) => counts.decide,
        View::OnHold => counts.on_hold,
        View::All | View::Expired(_) => total,
    };
    Ok(IndexPage {
        tiles: tiles(&protocol, &counts, way.phase),
        tabs: tabs(&counts, total, view),
        groups: groups
            .into_iter()
            .filter(|group| !group.rows.is_empty())
            .collect(),
        empty: empty(view, total),
        paging: paging(&page_address(&here), number, of),
        are_hidden: names.are_hidden,
        back,
        counts,
        total,
        unsigned,
        kept,
        at: now,
        page,
    })
}

/// Works out anew what time alone may have changed, for the screen only, and puts the counts right.
fn refresh_expired(
    db: &mut Db,
    clinic: &Clinic,
    mine: &Caseload,
    counts: &mut Counts,
    now: Moment,
) -> Result<Vec<(Entry, bool)>, Error> {
    let mut expired = caseload::list(db, mine, View::Expired(now.date), 0)?;
    let mut refreshed = Vec::new();
    for mut entry in expired.drain(..) {
        let was_listed = entry.asks_decision(now.date);
        let (fresh, _) = standing::compute(db, clinic, &entry.episode, now)?;
        counts.moved(&entry.standing, &fresh);
        entry.standing = fresh;
        counts.decide += i64::from(entry.asks_decision(now.date)) - i64::from(was_listed);
        refreshed.push((entry, was_listed));
    }
    Ok(refreshed)
}

/// The page of the view with what was worked out anew in place of what was stored.
fn entries(
    db: &mut Db,
    mine: &Caseload,
    view: View,
    number: i64,
    expired: &[(Entry, bool)],
    today: NaiveDate,
) -> Result<Vec<Entry>, Error> {
    let mut entries = caseload::list(db, mine, view, number)?;
    for entry in &mut entries {
        let fresh = expired
            .iter()
            .find(|(fresh, _)| fresh.episode == entry.episode);
        if let Some((fresh, _)) = fresh {
            entry.standing = fresh.standing.clone();
        }
    }
    if matches!(view, View::Decide(_)) {
        entries.retain(|entry| entry.asks_decision(today));
        if number == 0 {
            let new = expired
                .iter()
                .filter(|(fresh, was_listed)| !was_listed && fresh.asks_decision(today));
            entries.extend(new.map(|(fresh, _)| fresh.clone()));
        }
        // the stored order is that of the stored standings
        entries.sort_by_key(Entry::urgency);
    }
    Ok(entries)
}

/// The protocol whose phases the strip shows: the one the clinic assigns, or the built-in one.
fn protocol(db: &mut Db, clinic: &Clinic) -> Result<Arc<Protocol>, Error> {
    let built_in = &crate::builtin::knowledge().protocol;
    match protocols::find_assignable(db, &built_in.key) {
        Ok(version) => Ok(clinic.protocol(&version.id)?),
        Err(Error::NotFound) => Ok(Arc::new(built_in.clone())),
        Err(error) => Err(error),
    }
}

/// What was left unsigned before this needs a decision.
fn a_day_before(now: Moment) -> NaiveDateTime {
    now.utc - TimeDelta::days(1)
}

fn by_phase(
    entries: &[Entry],
    protocol: &Protocol,
    counts: &Counts,
    rows: impl Fn(&Entry) -> Result<Row, Problem>,
) -> Result<Vec<Group>, Problem> {
    let numbers = protocol.phases.iter().map(|phase| Some(phase.number));
    let group = |phase: Option<u8>| {
        let of_it = entries.iter().filter(|entry| entry.standing.phase == phase);
        Ok(Group {
            phase,
            title: match phase.and_then(|number| protocol.phase(number)) {
                Some(phase) => phase.name.clone(),
                None => "Not yet assigned".to_owned(),
            },
            count: counts.in_phase(phase),
            rows: of_it.map(&rows).collect::<Result<_, Problem>>()?,
        })
    };
    std::iter::once(None).chain(numbers).map(group).collect()
}

fn tiles(protocol: &Protocol, counts: &Counts, chosen: Option<u8>) -> Vec<PhaseTile> {
    let whole = |count: i64| usize::try_from(count).unwrap_or(0);
    let tile = |phase: &crate::care::protocol::Phase| {
        let with = |status| whole(counts.in_phase_with(Some(phase.number), status));
        PhaseTile {
            number: phase.number,
            name: phase.name.clone(),
            path: format!("/board?phase={}", phase.number),
            is_chosen: chosen == Some(phase.number),
            patients: whole(counts.in_phase(Some(phase.number))),
            red_flags: with(Status::RedFlag),
            ready: with(Status::Ready),
            stalled: with(Status::Stalled),
        }
    };
    protocol.phases.iter().map(tile).collect()
}

fn tabs(counts: &Counts, total: i64, view: View) -> Vec<Tab> {
    let tab = |path, words, count, is_here| Tab {
        path,
        words,
        count,
        is_here,
    };
    let mut tabs = vec![
        tab("/board", "Today", counts.today, matches!(view, View::On(_))),
        tab("/board?view=all", "All by phase", total, view == View::All),
        tab(
            "/board?view=decide",
            "Needs a decision",
            counts.decide,
            matches!(view, View::Decide(_)),
        ),
    ];
    if counts.in_phase(None) > 0 {
        let is_here = view == View::Phase(None);
        let count = counts.in_phase(None);
        tabs.push(tab("/board?phase=0", "Not yet assigned", count, is_here));
    }
    if counts.on_hold > 0 {
        let is_here = view == View::OnHold;
        tabs.push(tab("/board?view=hold", "On hold", counts.on_hold, is_here));
    }
    tabs
}

/// What stands where no patient does, and the way on.
fn empty(view: View, total: i64) -> (&'static str, &'static str, &'static str) {
    const ALL: (&str, &str) = ("/board?view=all", "Show all by phase");
    match view {
        _ if total == 0 => (
            "You have no open patients. Find or register one, and begin an episode with the intake.",
            "/patients",
            "Go to the patients",
        ),
        View::On(_) => ("No visit is booked for today.", ALL.0, ALL.1),
        View::Decide(_) => ("No patient needs a decision.", ALL.0, ALL.1),
        View::OnHold => ("Nobody is on hold.", ALL.0, ALL.1),
        _ => ("Nobody is in this phase.", ALL.0, ALL.1),
    }
}

/// The address of a view up to the number of its page.
fn page_address(here: &str) -> String {
    let mark = if here.contains('?') { '&' } else { '?' };
    format!("{here}{mark}page=")
}

fn paging(here: &str, number: i64, of: i64) -> Option<Paging> {
    if of <= PAGE && number == 0 {
        return None;
    }
    let (first, last) = (number * PAGE + 1, of.min((number + 1) * PAGE));
    Some(Paging {
        words: format!("Patients {first}–{last} of {of}"),
        before: (number > 0).then(|| format!("{here}{number}")),
        after: (last < of).then(|| format!("{here}{}", number + 2)),
    })
}
