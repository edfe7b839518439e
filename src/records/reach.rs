//! Which patients a member of staff reaches: those of their teams, those they are responsible for or cover, and those
//! they asked for with a reason. Foreign and missing ids answer alike.

use chrono::{NaiveDate, NaiveDateTime, TimeDelta};
use diesel::prelude::*;

use super::connection::Db;
use super::error::Error;
use super::handovers::{self, Cover};
use super::schema::{access_grants, episodes, patients};
use super::write::Write;
use crate::access::{Role, Staff};
use crate::audit::{Action, Event};
use crate::care::ids::{EpisodeId, PatientId, StaffId, TeamId};
use crate::care::time::Moment;

/// How long access asked for with a reason lasts.
pub const GRANT_HOURS: i64 = 8;

/// What someone reaches at one moment.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Reach {
    /// Names and visits of the whole clinic (front desk); no clinical page goes with it.
    Clinic,
    /// Patients of these teams, with episodes of these clinicians or these episodes, and these patients.
    Of {
        /// The person's teams.
        teams: Vec<TeamId>,
        /// The person, and those they cover altogether.
        responsible: Vec<StaffId>,
        /// Episodes they cover singly.
        episodes: Vec<EpisodeId>,
        /// Patients they asked for.
        patients: Vec<PatientId>,
    },
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
    if staff.role == Role::FrontDesk {
        return Ok(Reach::Clinic);
    }
    let Cover {
        mut staff_ids,
        episodes,
    } = handovers::cover(db, &staff.id, now.date)?;
    staff_ids.push(staff.id.clone());
    let granted = access_grants::table
        .filter(access_grants::staff_id.eq(&staff.id))
        .filter(access_grants::until_at.gt(now.utc))
        .select(access_grants::patient_id)
        .load(db)?;
    Ok(Reach::Of {
        teams: staff.teams.clone(),
        responsible: staff_ids,
        episodes,
        patients: granted,
    })
}

/// Refuses a patient out of reach exactly like one that does not exist.
///
/// # Errors
/// [`Error::NotFound`].
pub fn require(db: &mut Db, staff: &Staff, id: &PatientId, now: Moment) -> Result<(), Error> {
    let team: TeamId = patients::table
        .find(id)
        .select(patients::team_id)
        .first(db)?;
    let Reach::Of {
        teams,
        responsible,
        episodes: covered,
        patients: granted,
    } = of(db, staff, now)?
    else {
        return Ok(());
    };
    if teams.contains(&team) || granted.contains(id) {
        return Ok(());
    }
    let theirs = episodes::responsible_id
        .eq_any(responsible)
        .or(episodes::id.eq_any(covered));
    let count: i64 = episodes::table
        .filter(episodes::patient_id.eq(id))
        .filter(theirs)
        .count()
        .get_result(db)?;
    if count == 0 {
        Err(Error::NotFound)
    } else {
        Ok(())
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
