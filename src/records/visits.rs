//! Next visits: one booked for each episode; changed, cancelled and missed ones are kept.

use chrono::{NaiveDate, NaiveDateTime, NaiveTime};
use diesel::prelude::*;

use super::connection::Db;
use super::error::Error;
use super::schema::{episodes, visits};
use super::write::Write;
use crate::audit::{Action, Event};
use crate::care::episode::{PlannedVisit, VisitPlan, VisitState};
use crate::care::ids::{EpisodeId, PatientId, StaffId};

#[derive(Queryable, Selectable)]
#[diesel(table_name = visits)]
struct Row {
    id: String,
    episode_id: EpisodeId,
    on_day: NaiveDate,
    at_time: Option<NaiveTime>,
    place: String,
    staff_id: Option<StaffId>,
    state: VisitState,
    note: String,
    booked_at: NaiveDateTime,
    booked_by: StaffId,
    settled_at: Option<NaiveDateTime>,
    settled_by: Option<StaffId>,
}

/// Books the next visit; one that was booked before becomes a changed one. The board's column follows.
///
/// # Errors
/// [`Error::NotFound`] when there is no such episode.
pub fn book(w: &mut Write<'_>, episode: &EpisodeId, plan: &VisitPlan) -> Result<String, Error> {
    let patient = patient_of(w.db, episode)?;
    settle_booked(w, episode, VisitState::Changed)?;
    let id: String = w.new_id()?;
    diesel::insert_into(visits::table)
        .values((
            visits::id.eq(&id),
            visits::episode_id.eq(episode),
            visits::on_day.eq(plan.on),
            visits::at_time.eq(plan.time),
            visits::place.eq(&plan.place),
            visits::staff_id.eq(&plan.clinician),
            visits::state.eq(VisitState::Booked),
            visits::note.eq(&plan.note),
            visits::booked_at.eq(w.now().utc),
            visits::booked_by.eq(w.author()?),
        ))
        .execute(w.db)?;
    set_next(w, episode, Some(plan.on), plan.time)?;
    w.note(
        &Event::new(Action::VisitBooked)
            .patient(&patient)
            .episode(episode)
            .subject(&id),
    )?;
    Ok(id)
}

/// Says what became of the booked visit: cancelled by whom, did not attend, attended.
///
/// # Errors
/// [`Error::Changed`] when none is booked any more; [`Error::Rejected`] for [`VisitState::Booked`].
pub fn settle(w: &mut Write<'_>, episode: &EpisodeId, state: VisitState) -> Result<(), Error> {
    if state == VisitState::Booked {
        return Err(Error::Rejected(
            "a booked visit is settled as something else".into(),
        ));
    }
    let patient = patient_of(w.db, episode)?;
    if settle_booked(w, episode, state)? == 0 {
        return Err(Error::Changed);
    }
    set_next(w, episode, None, None)?;
    w.note(
        &Event::new(Action::VisitSettled)
            .patient(&patient)
            .episode(episode)
            .fields(&[state.as_str()]),
    )
}

/// An episode's visits, latest day first.
///
/// # Errors
/// Those of the database.
pub fn list(db: &mut Db, episode: &EpisodeId) -> Result<Vec<PlannedVisit>, Error> {
    let rows: Vec<Row> = visits::table
        .filter(visits::episode_id.eq(episode))
        .select(Row::as_select())
        .order((
            visits::on_day.desc(),
            visits::booked_at.desc(),
            visits::id.desc(),
        ))
        .load(db)?;
    Ok(rows.into_iter().map(PlannedVisit::from).collect())
}

/// The booked visit of an episode.
///
/// # Errors
/// Those of the database.
pub fn find_booked(db: &mut Db, episode: &EpisodeId) -> Result<Option<PlannedVisit>, Error> {
    let row = visits::table
        .filter(visits::episode_id.eq(episode))
        .filter(visits::state.eq(VisitState::Booked))
        .select(Row::as_select())
        .first::<Row>(db)
        .optional()?;
    Ok(row.map(PlannedVisit::from))
}

/// The booked visits of these episodes.
///
/// # Errors
/// Those of the database.
pub fn list_booked(db: &mut Db, of: &[EpisodeId]) -> Result<Vec<PlannedVisit>, Error> {
    let rows: Vec<Row> = visits::table
        .filter(visits::episode_id.eq_any(of))
        .filter(visits::state.eq(VisitState::Booked))
        .select(Row::as_select())
        .load(db)?;
    Ok(rows.into_iter().map(PlannedVisit::from).collect())
}

/// The day of the visit that was booked as the record stood at a time, UTC.
pub(super) fn next_as_of(
    db: &mut Db,
    episode: &EpisodeId,
    at: NaiveDateTime,
) -> Result<Option<NaiveDate>, Error> {
    let day = visits::table
        .filter(visits::episode_id.eq(episode))
        .filter(visits::booked_at.le(at))
        .filter(visits::settled_at.is_null().or(visits::settled_at.gt(at)))
        .select(visits::on_day)
        .order((visits::booked_at.desc(), visits::id.desc()))
        .first(db)
        .optional()?;
    Ok(day)
}

fn settle_booked(
    w: &mut Write<'_>,
    episode: &EpisodeId,
    state: VisitState,
) -> Result<usize, Error> {
    let settled = diesel::update(visits::table)
        .filter(visits::episode_id.eq(episode))
        .filter(visits::state.eq(VisitState::Booked))
        .set((
            visits::state.eq(state),
            visits::settled_at.eq(w.now().utc),
            visits::settled_by.eq(w.author()?),
        ))
        .execute(w.db)?;
    Ok(settled)
}

fn set_next(
    w: &mut Write<'_>,
    episode: &EpisodeId,
    on: Option<NaiveDate>,
    time: Option<NaiveTime>,
) -> Result<(), Error> {
    diesel::update(episodes::table.find(episode))
        .set((
            episodes::next_visit_on.eq(on),
            episodes::next_visit_time.eq(time),
        ))
        .execute(w.db)?;
    Ok(())
}

fn patient_of(db: &mut Db, episode: &EpisodeId) -> Result<PatientId, Error> {
    Ok(episodes::table
        .find(episode)
        .select(episodes::patient_id)
        .first(db)?)
}

impl From<Row> for PlannedVisit {
    fn from(row: Row) -> PlannedVisit {
        PlannedVisit {
            id: row.id,
            episode: row.episode_id,
            plan: VisitPlan {
                on: row.on_day,
                time: row.at_time,
                place: row.place,
                clinician: row.staff_id,
                note: row.note,
            },
            state: row.state,
            booked_at: row.booked_at,
            booked_by: row.booked_by,
            settled_at: row.settled_at,
            settled_by: row.settled_by,
        }
    }
}
