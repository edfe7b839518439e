//! Cover by a colleague, from a day and optionally until a day; it ends by itself.

use chrono::{NaiveDate, NaiveDateTime};
use diesel::prelude::*;

use super::connection::Db;
use super::episodes::add_event;
use super::error::Error;
use super::schema::{episodes, handovers, patients};
use super::write::Write;
use crate::audit::{Action, Event};
use crate::care::episode::EventKind;
use crate::care::handover::Handover;
use crate::care::ids::{EpisodeId, PatientId, StaffId, TeamId};

/// Whom and what someone covers on a day.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Cover {
    /// Colleagues covered altogether.
    pub staff_ids: Vec<StaffId>,
    /// Episodes covered singly.
    pub episodes: Vec<EpisodeId>,
}

/// A handover about to be made.
#[derive(Debug, Clone)]
pub struct NewHandover {
    /// Who is away.
    pub from: StaffId,
    /// Who covers.
    pub to: StaffId,
    /// One episode, or all the first is responsible for.
    pub episode: Option<EpisodeId>,
    /// First day.
    pub from_day: NaiveDate,
    /// Last day; open when `None`.
    pub until_day: Option<NaiveDate>,
    /// What the colleague must know.
    pub note: String,
}

#[derive(Queryable, Selectable)]
#[diesel(table_name = handovers)]
struct Row {
    id: String,
    from_staff: StaffId,
    to_staff: StaffId,
    episode_id: Option<EpisodeId>,
    from_day: NaiveDate,
    until_day: Option<NaiveDate>,
    note: String,
    recorded_at: NaiveDateTime,
    recorded_by: StaffId,
    ended_at: Option<NaiveDateTime>,
}

/// Hands one episode, or all open episodes of a clinician, to a colleague; an event on each. With a team, those of its
/// patients alone.
///
/// # Errors
/// [`Error::Rejected`] when both are the same person or the last day is before the first.
pub fn hand_over(
    w: &mut Write<'_>,
    new: &NewHandover,
    team: Option<&TeamId>,
) -> Result<String, Error> {
    let id: String = w.new_id()?;
    diesel::insert_into(handovers::table)
        .values((
            handovers::id.eq(&id),
            handovers::from_staff.eq(&new.from),
            handovers::to_staff.eq(&new.to),
            handovers::episode_id.eq(&new.episode),
            handovers::team_id.eq(team),
            handovers::from_day.eq(new.from_day),
            handovers::until_day.eq(new.until_day),
            handovers::note.eq(&new.note),
            handovers::recorded_at.eq(w.now().utc),
            handovers::recorded_by.eq(w.author()?),
        ))
        .execute(w.db)?;
    let touched = touched(w.db, &new.from, new.episode.as_ref(), team)?;
    for (episode, _) in &touched {
        let days = (Some(new.from_day), new.until_day);
        add_event(
            w,
            episode,
            EventKind::HandedOver,
            days,
            Some(&new.to),
            None,
            &new.note,
        )?;
    }
    note_each(w, Action::HandedOver, &touched, new.to.as_str())?;
    Ok(id)
}

/// The episodes a handover is about now, each with its patient.
fn touched(
    db: &mut Db,
    from: &StaffId,
    episode: Option<&EpisodeId>,
    team: Option<&TeamId>,
) -> Result<Vec<(EpisodeId, PatientId)>, Error> {
    let mut query = episodes::table
        .inner_join(patients::table)
        .select((episodes::id, patients::id))
        .order((episodes::opened_at, episodes::id))
        .into_boxed();
    query = match episode {
        Some(episode) => query.filter(episodes::id.eq(episode)),
        None => query
            .filter(episodes::responsible_id.eq(from))
            .filter(episodes::state.ne("closed")),
    };
    if let Some(team) = team {
        query = query.filter(patients::team_id.eq(team));
    }
    Ok(query.load(db)?)
}

/// Notes one row for each episode; one without any when there is none.
fn note_each(
    w: &mut Write<'_>,
    action: Action,
    touched: &[(EpisodeId, PatientId)],
    subject: &str,
) -> Result<(), Error> {
    for (episode, patient) in touched {
        let event = Event::new(action).patient(patient).episode(episode);
        w.note(&event.subject(subject))?;
    }
    if touched.is_empty() {
        w.note(&Event::new(action).subject(subject))?;
    }
    Ok(())
}

/// Ends a handover early.
///
/// # Errors
/// [`Error::NotFound`] when there is none that has not been ended.
pub fn end(w: &mut Write<'_>, id: &str) -> Result<(), Error> {
    let running = handovers::table
        .find(id)
        .filter(handovers::ended_at.is_null());
    let (from, episode, team): (StaffId, Option<EpisodeId>, Option<TeamId>) = running
        .select((
            handovers::from_staff,
            handovers::episode_id,
            handovers::team_id,
        ))
        .first(w.db)?;
    diesel::update(running)
        .set(handovers::ended_at.eq(w.now().utc))
        .execute(w.db)?;
    let touched = touched(w.db, &from, episode.as_ref(), team.as_ref())?;
    note_each(w, Action::HandoverEnded, &touched, id)
}

/// The handover of that id.
///
/// # Errors
/// [`Error::NotFound`] when there is none.
pub fn find(db: &mut Db, id: &str) -> Result<Handover, Error> {
    let row = handovers::table
        .find(id)
        .select(Row::as_select())
        .first(db)?;
    Ok(Handover::from(row))
}

/// Whom and what someone covers on a day.
///
/// # Errors
/// Those of the database.
pub fn cover(db: &mut Db, staff: &StaffId, today: NaiveDate) -> Result<Cover, Error> {
    let rows: Vec<(StaffId, Option<EpisodeId>, Option<TeamId>)> = handovers::table
        .filter(handovers::to_staff.eq(staff))
        .filter(handovers::ended_at.is_null())
        .filter(handovers::from_day.le(today))
        .filter(
            handovers::until_day
                .is_null()
                .or(handovers::until_day.ge(today)),
        )
        .select((
            handovers::from_staff,
            handovers::episode_id,
            handovers::team_id,
        ))
        .load(db)?;
    let mut cover = Cover::default();
    for (from, episode, team) in rows {
        match (episode, team) {
            (Some(episode), _) => cover.episodes.push(episode),
            (None, None) => cover.staff_ids.push(from),
            (None, Some(team)) => {
                let theirs = touched(db, &from, None, Some(&team))?;
                cover.episodes.extend(theirs.into_iter().map(|(id, _)| id));
            }
        }
    }
    Ok(cover)
}

/// Handovers from or to someone that are not over on a day, by first day.
///
/// # Errors
/// Those of the database.
pub fn list(db: &mut Db, staff: &StaffId, today: NaiveDate) -> Result<Vec<Handover>, Error> {
    let rows: Vec<Row> = handovers::table
        .filter(
            handovers::to_staff
                .eq(staff)
                .or(handovers::from_staff.eq(staff)),
        )
        .filter(handovers::ended_at.is_null())
        .filter(
            handovers::until_day
                .is_null()
                .or(handovers::until_day.ge(today)),
        )
        .select(Row::as_select())
        .order((handovers::from_day, handovers::id))
        .load(db)?;
    Ok(rows.into_iter().map(Handover::from).collect())
}

/// Handovers that concern an episode, also as one of all of its clinician's, newest first.
///
/// # Errors
/// Those of the database.
pub fn list_of_episode(db: &mut Db, episode: &EpisodeId) -> Result<Vec<Handover>, Error> {
    let (responsible, team): (StaffId, TeamId) = episodes::table
        .inner_join(patients::table)
        .filter(episodes::id.eq(episode))
        .select((episodes::responsible_id, patients::team_id))
        .first(db)?;
    let of_the_team = handovers::team_id.is_null().or(handovers::team_id.eq(team));
    let all_of_theirs = handovers::episode_id
        .is_null()
        .and(handovers::from_staff.eq(responsible))
        .and(of_the_team);
    let rows: Vec<Row> = handovers::table
        .filter(handovers::episode_id.eq(episode).or(all_of_theirs))
        .select(Row::as_select())
        .order((handovers::recorded_at.desc(), handovers::id.desc()))
        .load(db)?;
    Ok(rows.into_iter().map(Handover::from).collect())
}

impl From<Row> for Handover {
    fn from(row: Row) -> Handover {
        Handover {
            id: row.id,
            from: row.from_staff,
            to: row.to_staff,
            episode: row.episode_id,
            from_day: row.from_day,
            until_day: row.until_day,
            note: row.note,
            recorded_at: row.recorded_at,
            recorded_by: row.recorded_by,
            ended_at: row.ended_at,
        }
    }
}
