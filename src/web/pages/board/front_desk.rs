//! The board of the front desk: today's visits and those that passed, with the sheet to print again.

use askama::Template;
use chrono::NaiveDate;

use super::kept::{Kept, kept};
use super::privacy::Names;
use super::rows::{Drawn, Row, booked, shared_among, staff_names};
use super::{Way, paging};
use crate::care::time::Moment;
use crate::clinic::Clinic;
use crate::records::Error;
use crate::records::reception::{self, Visit};
use crate::web::desk;
use crate::web::filters;
use crate::web::page::Page;
use crate::web::parts::Paging;
use crate::web::problem::Problem;

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
    are_hidden: bool,
    /// The address of this page of it.
    back: String,
}

/// What the desk sees: nothing clinical.
pub(super) fn front_desk(
    page: Page,
    clinic: &Clinic,
    way: &Way,
    names: Names,
    now: Moment,
) -> Result<FrontDeskPage, Problem> {
    let (day, number) = (now.date, way.page.unwrap_or(1).clamp(1, 1_000_000) - 1);
    let me = page.staff.clone();
    let read = clinic.read_list(&me, "board", |db| {
        let today = reception::list(db, day, false, number)?;
        let overdue = reception::list(db, day, true, number)?;
        let listed: Vec<_> = today.iter().chain(&overdue).collect();
        let booked = booked(db, listed.iter().map(|visit| &visit.episode))?;
        let listed: Vec<_> = listed.iter().map(|visit| visit.episode.clone()).collect();
        let sheets = desk::sheets(db, &listed)?;
        let counts = reception::count(db, day)?;
        let kept = kept(db, clinic, &me, names, now)?;
        let staff = staff_names(db)?;
        Ok::<_, Error>((today, overdue, booked, sheets, counts, staff, kept))
    })?;
    let (today, overdue, booked, sheets, counts, staff, kept) = read;
    let back = match number {
        0 => "/board".to_owned(),
        _ => format!("/board?page={}", number + 1),
    };
    let drawn = Drawn {
        page: &page,
        clinic,
        staff,
        booked,
        names,
        shared: shared_among([&today, &overdue]),
        back: &back,
        today: day,
    };
    let rows = |visits: &[Visit]| {
        let rows = visits.iter().map(|visit| drawn.visit_row(visit, &sheets));
        rows.collect::<Result<Vec<Row>, Problem>>()
    };
    Ok(FrontDeskPage {
        day,
        counts,
        today: rows(&today)?,
        overdue: rows(&overdue)?,
        kept,
        paging: paging("/board?page=", number, counts.0.max(counts.1)),
        are_hidden: names.are_hidden,
        back,
        page,
    })
}
