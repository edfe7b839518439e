//! Visits that were saved and never signed: one's own, and what others left at one's patients.

use chrono::{NaiveDate, NaiveDateTime};
use diesel::prelude::*;

use super::caseload::Caseload;
use super::connection::Db;
use super::error::Error;
use super::schema::{episodes, patient_versions, patients, session_versions, sessions, staff};
use super::sessions::is_current;
use crate::care::ids::{EpisodeId, SessionId, StaffId, TeamId};

/// A session that was saved and not signed.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Unsigned {
    /// Which.
    pub session: SessionId,
    /// Whose course.
    pub episode: EpisodeId,
    /// The patient's family name.
    pub family_name: String,
    /// The patient's given names.
    pub given_names: String,
    /// When the visit took place, UTC.
    pub took_place_at: NaiveDateTime,
    /// Who saved it last.
    pub by: StaffId,
    /// The name of who that is.
    pub by_name: String,
}

type UnsignedColumns = (
    SessionId,
    EpisodeId,
    String,
    String,
    NaiveDateTime,
    StaffId,
    String,
);

#[diesel::dsl::auto_type(no_type_alias)]
fn columns() -> _ {
    (
        sessions::id,
        sessions::episode_id,
        patient_versions::family_name,
        patient_versions::given_names,
        sessions::took_place_at,
        staff::id,
        staff::name,
    )
}

/// The current version of a patient.
#[diesel::dsl::auto_type(no_type_alias)]
fn is_patient() -> _ {
    patient_versions::patient_id
        .eq(patients::id)
        .and(patient_versions::version.eq(patients::version))
}

/// Sessions the clinician began or took over, begun before a time, UTC, and never signed: each needs a decision.
///
/// # Errors
/// Those of the database.
pub fn list_of(
    db: &mut Db,
    staff: &StaffId,
    before: NaiveDateTime,
) -> Result<Vec<Unsigned>, Error> {
    let rows: Vec<UnsignedColumns> = sessions::table
        .inner_join(session_versions::table.on(is_current()))
        .inner_join(episodes::table.on(episodes::id.eq(sessions::episode_id)))
        .inner_join(patients::table.on(patients::id.eq(episodes::patient_id)))
        .inner_join(staff::table.on(staff::id.eq(session_versions::entered_by)))
        .inner_join(patient_versions::table.on(is_patient()))
        .filter(session_versions::entered_by.eq(staff))
        .filter(sessions::state.eq("draft"))
        .filter(sessions::created_at.lt(before))
        .select(columns())
        .order(sessions::took_place_at)
        .load(db)?;
    Ok(rows.into_iter().map(Unsigned::from).collect())
}

/// Episodes of a board in which a visit was begun before a time, UTC, by anyone, and never signed.
///
/// # Errors
/// Those of the database.
pub fn list_episodes(
    db: &mut Db,
    caseload: &Caseload,
    before: NaiveDateTime,
) -> Result<Vec<EpisodeId>, Error> {
    let of_my_board = episodes::responsible_id
        .eq_any(&caseload.responsible)
        .or(episodes::id.eq_any(&caseload.episodes));
    let found: Vec<EpisodeId> = sessions::table
        .inner_join(episodes::table.on(episodes::id.eq(sessions::episode_id)))
        .filter(sessions::state.eq("draft"))
        .filter(sessions::created_at.lt(before))
        .filter(of_my_board)
        .select(episodes::id)
        .distinct()
        .load(db)?;
    Ok(found)
}

/// Sessions of an episode that were saved and never signed, by anyone, oldest first.
///
/// # Errors
/// Those of the database.
pub fn list_in(db: &mut Db, episode: &EpisodeId) -> Result<Vec<Unsigned>, Error> {
    let rows: Vec<UnsignedColumns> = sessions::table
        .inner_join(session_versions::table.on(is_current()))
        .inner_join(episodes::table.on(episodes::id.eq(sessions::episode_id)))
        .inner_join(patients::table.on(patients::id.eq(episodes::patient_id)))
        .inner_join(staff::table.on(staff::id.eq(session_versions::entered_by)))
        .inner_join(patient_versions::table.on(is_patient()))
        .filter(sessions::episode_id.eq(episode))
        .filter(sessions::state.eq("draft"))
        .select(columns())
        .order((sessions::took_place_at, sessions::id))
        .load(db)?;
    Ok(rows.into_iter().map(Unsigned::from).collect())
}

impl From<UnsignedColumns> for Unsigned {
    fn from(row: UnsignedColumns) -> Unsigned {
        let (session, episode, family_name, given_names, took_place_at, by, by_name) = row;
        Unsigned {
            session,
            episode,
            family_name,
            given_names,
            took_place_at,
            by,
            by_name,
        }
    }
}

/// Visits that colleagues began before a time, UTC, and never signed, in the episodes of this board; in the teams someone
/// leads also those of anyone whose account does not work on the day.
///
/// # Errors
/// Those of the database.
pub fn list_left(
    db: &mut Db,
    caseload: &Caseload,
    leads: &[TeamId],
    today: NaiveDate,
    before: NaiveDateTime,
) -> Result<Vec<Unsigned>, Error> {
    let of_my_board = episodes::responsible_id
        .eq_any(&caseload.responsible)
        .or(episodes::id.eq_any(&caseload.episodes));
    let of_nobody = staff::disabled_at
        .is_not_null()
        .or(staff::valid_until.lt(today).assume_not_null());
    let rows: Vec<UnsignedColumns> = sessions::table
        .inner_join(session_versions::table.on(is_current()))
        .inner_join(episodes::table.on(episodes::id.eq(sessions::episode_id)))
        .inner_join(patients::table.on(patients::id.eq(episodes::patient_id)))
        .inner_join(staff::table.on(staff::id.eq(session_versions::entered_by)))
        .inner_join(patient_versions::table.on(is_patient()))
        .filter(sessions::state.eq("draft"))
        .filter(sessions::created_at.lt(before))
        .filter(staff::id.ne(&caseload.me))
        .filter(of_my_board.or(patients::team_id.eq_any(leads).and(of_nobody)))
        .select(columns())
        .order((sessions::took_place_at, sessions::id))
        .load(db)?;
    Ok(rows.into_iter().map(Unsigned::from).collect())
}
