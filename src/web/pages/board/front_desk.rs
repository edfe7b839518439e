//! The board of the front desk: today's visits and those that passed, with the sheet to print again.

use askama::Template;
use chrono::NaiveDate;

use super::kept::{Kept, kept};
use super::rows::{Row, shared_among, visit_row};
use super::{Way, names, paging};
use crate::care::time::Moment;
use crate::clinic::Clinic;
use crate::records::Error;
use crate::records::reception::{self, Visit};
use crate::web::desk;
use crate::web::filters;
use crate::web::page::Page;
use crate::web::parts::Paging;

#[derive(Template)]
#[template(path = "board/front_desk.html")]
pub(super) struct FrontDeskPage {
    page: Page,
    day: NaiveDate,
    counts: (i64, i64),
    today: Vec<Row>,
    overdue: Vec<Row>,
    kept: Vec<Kept>,
    paging: Option<Paging>,
}

/// What the desk sees: nothing clinical.
pub(super) fn front_desk(
    page: Page,
    clinic: &Clinic,
    way: &Way,
    now: Moment,
) -> Result<FrontDeskPage, Error> {
    let (day, number) = (now.date, way.page.unwrap_or(1).clamp(1, 1_000_000) - 1);
    let me = page.staff.clone();
    let (counts, today, overdue, sheets, names, kept) = clinic.read_list(&me, "board", |db| {
        let today = reception::list(db, day, false, number)?;
        let overdue = reception::list(db, day, true, number)?;
        let listed = today.iter().chain(&overdue);
        let listed: Vec<_> = listed.map(|visit| visit.episode.clone()).collect();
        Ok::<_, Error>((
            reception::count(db, day)?,
            today,
            overdue,
            desk::sheets(db, &listed)?,
            names(db)?,
            kept(db, clinic, &me, now)?,
        ))
    })?;
    let shared = shared_among([&today, &overdue]);
    let row = |visit: &Visit| visit_row(visit, &shared, &sheets, &names, day);
    Ok(FrontDeskPage {
        day,
        counts,
        today: today.iter().map(row).collect(),
        overdue: overdue.iter().map(row).collect(),
        kept,
        paging: paging("/board?page=", number, counts.0.max(counts.1)),
        page,
    })
}
