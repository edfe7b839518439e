//! Which patients a member of staff reaches: those of their teams, those they are responsible for or cover, and for some
//! hours those they asked for with a reason. Foreign and missing ids answer alike.
//!
//! Whoever is responsible for an episode reaches its patient until it can no longer be reopened; whoever covers it, until
//! it is closed.

use chrono::{NaiveDate, NaiveDateTime, TimeDelta};
use diesel::prelude::*;

use super::connection::Db;
use super::error::Error;
use super::handovers::{self, Cover};
use super::schema::{access_grants, episodes, patients};
use super::write::Write;
use crate::access::{Role, Staff};
use crate::audit::{Action, Event};
use crate::care::decision::REOPENED_WITHIN_DAYS;
use crate::care::ids::{PatientId, StaffId, TeamId};
use crate::care::time::Moment;

/// How long access asked for with a reason lasts.
pub const GRANT_HOURS: i64 = 8;

/// What someone reaches at one moment.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Reach {
    /// Names and visits of the whole clinic (front desk); no clinical page goes with it.
    Clinic,
    /// Patients of these teams, and these patients.
    Of {
        /// The person's teams.
        teams: Vec<TeamId>,
        /// Patients of episodes they are responsible for or cover, and those they asked for.
        patients: Vec<PatientId>,
    },
}

impl Reach {
    /// Whether a patient who is in that team is reached.
    #[must_use]
    pub fn holds(&self, patient: &PatientId, team: &TeamId) -> bool {
        match self {
            Reach::Clinic => true,
            Reach::Of { teams, patients } => teams.contains(team) || patients.contains(patient),
        }
    }
}

/// Access somebody asked for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Grant {
    /// Who.
    pub staff: StaffId,
    /// To whom.
    pub patient: PatientId,
    /// Why.
    pub reason: String,
    /// From when, UTC.
    pub at: NaiveDateTime,
    /// Until when, UTC.
    pub until: NaiveDateTime,
}

/// What a person reaches now.
///
/// # Errors
/// Those of the database.
pub fn of(db: &mut Db, staff: &Staff, now: Moment) -> Result<Reach, Error> {
    let mut reach = own(db, staff, now)?;
    if let Reach::Of { patients, .. } = &mut reach {
        let granted: Vec<PatientId> = access_grants::table
            .filter(access_grants::staff_id.eq(&staff.id))
            .filter(access_grants::until_at.gt(now.utc))
            .select(access_grants::patient_id)
            .load(db)?;
        patients.extend(granted);
    }
    Ok(reach)
}

/// What a person reaches now without having asked for it.
fn own(db: &mut Db, staff: &Staff, now: Moment) -> Result<Reach, Error> {
    if staff.role == Role::FrontDesk {
        return Ok(Reach::Clinic);
    }
    let Cover {
        staff_ids,
        episodes: covered,
    } = handovers::cover(db, &staff.id, now.date)?;
    let last_closed = now.date - TimeDelta::days(REOPENED_WITHIN_DAYS);
    let is_open = || episodes::state.ne("closed");
    let theirs = episodes::responsible_id
        .eq(&staff.id)
        .and(is_open().or(episodes::state_from.ge(last_closed)));
    let colleagues = episodes::responsible_id
        .eq_any(staff_ids)
        .or(episodes::id.eq_any(covered));
    let patients = episodes::table
        .filter(theirs.or(colleagues.and(is_open())))
        .select(episodes::patient_id)
        .load(db)?;
    Ok(Reach::Of {
        teams: staff.teams.clone(),
        patients,
    })
}

/// Refuses a patient out of reach exactly like one that does not exist.
///
/// # Errors
/// [`Error::NotFound`].
pub fn require(db: &mut Db, staff: &Staff, id: &PatientId, now: Moment) -> Result<(), Error> {
    let reach = of(db, staff, now)?;
    require_in(db, &reach, id)
}

/// The same without what was asked for with a reason: for what would make such access last.
///
/// # Errors
/// [`Error::NotFound`].
pub fn require_own(db: &mut Db, staff: &Staff, id: &PatientId, now: Moment) -> Result<(), Error> {
    let reach = own(db, staff, now)?;
    require_in(db, &reach, id)
}

fn require_in(db: &mut Db, reach: &Reach, id: &PatientId) -> Result<(), Error> {
    let team: TeamId = patients::table
        .find(id)
        .select(patients::team_id)
        .first(db)?;
    if reach.holds(id, &team) {
        Ok(())
    } else {
        Err(Error::NotFound)
    }
}

/// Opens a patient to the author for [`GRANT_HOURS`], with a reason; flagged in the audit log.
///
/// # Errors
/// Those of the database.
pub fn grant(w: &mut Write<'_>, id: &PatientId, reason: &str) -> Result<(), Error> {
    let now = w.now().utc;
    diesel::insert_into(access_grants::table)
        .values((
            access_grants::id.eq(w.new_id::<String>()?),
            access_grants::patient_id.eq(id),
            access_grants::staff_id.eq(w.author()?),
            access_grants::reason.eq(reason),
            access_grants::granted_at.eq(now),
            access_grants::until_at.eq(now + TimeDelta::hours(GRANT_HOURS)),
        ))
        .execute(w.db)?;
    w.note(&Event::new(Action::AccessGranted).patient(id))
}

/// Access asked for since a day, newest first: for the lead clinician.
///
/// # Errors
/// Those of the database.
pub fn list_grants(db: &mut Db, since: NaiveDate) -> Result<Vec<Grant>, Error> {
    use access_grants as g;
    let rows = g::table
        .filter(g::granted_at.ge(since.and_time(chrono::NaiveTime::MIN)))
        .select((
            g::staff_id,
            g::patient_id,
            g::reason,
            g::granted_at,
            g::until_at,
        ))
        .order((g::granted_at.desc(), g::id.desc()))
        .load::<(StaffId, PatientId, String, NaiveDateTime, NaiveDateTime)>(db)?;
    let grants = rows
        .into_iter()
        .map(|(staff, patient, reason, at, until)| Grant {
            staff,
            patient,
            reason,
            at,
            until,
        });
    Ok(grants.collect())
}
