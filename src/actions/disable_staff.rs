//! Disabling an account, once somebody has taken over what its owner answers for; and letting it work again.

use chrono::{Days, NaiveDate};

use super::Refused;
use super::by::By;
use super::standing;
use crate::access::{Role, Staff};
use crate::care::ids::{EpisodeId, SessionId, StaffId};
use crate::care::time::Moment;
use crate::clinic::Clinic;
use crate::records::{self, Db, Error, Write, episodes, patients, staff, unsigned};

/// What somebody leaves behind.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Left {
    /// Episodes that are not closed, with the patient's clinic number.
    pub episodes: Vec<(EpisodeId, String)>,
    /// Visits saved and never signed, with the patient's clinic number.
    pub unsigned: Vec<(SessionId, String)>,
    /// Who could take the episodes over: works today, treats patients, and is in the team of each.
    pub successors: Vec<Staff>,
}

/// What an account's owner leaves behind, and who could take it over.
///
/// # Errors
/// Those of the record.
pub fn left_behind(db: &mut Db, leaving: &StaffId, now: Moment) -> Result<Left, Error> {
    let mut left = Left::default();
    let mut teams = Vec::new();
    for id in episodes::list_responsible(db, leaving)? {
        let episode = episodes::find(db, &id)?;
        let patient = patients::find(db, &episode.patient)?;
        if !teams.contains(&patient.team) {
            teams.push(patient.team);
        }
        left.episodes.push((id, patient.facts.clinic_number));
    }
    for unsigned in unsigned::list_of(db, leaving, now.utc + chrono::TimeDelta::days(1))? {
        let episode = episodes::find(db, &unsigned.episode)?;
        let patient = patients::find(db, &episode.patient)?;
        left.unsigned
            .push((unsigned.session, patient.facts.clinic_number));
    }
    let fits = |other: &Staff| {
        other.id != *leaving
            && other.treats_on(now.date)
            && teams.iter().all(|team| other.teams.contains(team))
    };
    left.successors = staff::list(db)?.into_iter().filter(fits).collect();
    Ok(left)
}

/// Disables an account and ends its logins; its open episodes go to `successor` in the same transaction.
///
/// # Errors
/// A rule when there are open episodes and nobody who could take them over was named, or no administrator would be left;
/// [`Error::Changed`] when the account changed since it was read.
pub fn disable_staff(
    clinic: &Clinic,
    by: By<'_>,
    id: &StaffId,
    version: i32,
    successor: Option<&StaffId>,
    now: Moment,
) -> Result<StaffId, Refused> {
    by.write(clinic, now, |w| {
        let before = unchanged(w, id, version)?;
        keep_an_administrator(w, &before, |_| false)?;
        hand_on(w, clinic, &before, successor)?;
        staff::set_disabled(w, &before, true)?;
        Ok(id.clone())
    })
}

/// Lets a disabled account work again.
///
/// # Errors
/// [`Error::Changed`] when the account changed since it was read.
pub fn enable_staff(
    clinic: &Clinic,
    by: By<'_>,
    id: &StaffId,
    version: i32,
    now: Moment,
) -> Result<StaffId, Refused> {
    by.write(clinic, now, |w| {
        let before = unchanged(w, id, version)?;
        staff::set_disabled(w, &before, false)?;
        Ok(id.clone())
    })
}

fn unchanged(w: &mut Write<'_>, id: &StaffId, version: i32) -> Result<Staff, Refused> {
    let before = staff::find(w.db(), id)?;
    if before.version == version {
        Ok(before)
    } else {
        Err(records::Error::Changed.into())
    }
}

fn hand_on(
    w: &mut Write<'_>,
    clinic: &Clinic,
    leaving: &Staff,
    successor: Option<&StaffId>,
) -> Result<(), Refused> {
    let now = w.now();
    let left = left_behind(w.db(), &leaving.id, now)?;
    if left.episodes.is_empty() {
        return Ok(());
    }
    let chosen = successor.and_then(|id| left.successors.iter().find(|other| other.id == *id));
    let Some(successor) = chosen else {
        let count = left.episodes.len();
        return Err(Refused::Field(
            "successor",
            format!(
                "{} answers for {count} open {}: choose who takes over, on the page Staff",
                leaving.name,
                if count == 1 { "episode" } else { "episodes" }
            ),
        ));
    };
    for (episode, _) in &left.episodes {
        let before = episodes::find(w.db(), episode)?;
        let note = format!("{}’s account was disabled", leaving.name);
        episodes::set_responsible(w, &before, &successor.id, &note)?;
        standing::refresh(w, clinic, episode)?;
    }
    Ok(())
}

/// Refuses what would leave the clinic without an administrator today, tomorrow or for good; `stays` says on which days the one
/// who is changed goes on as one.
pub(super) fn keep_an_administrator(
    w: &mut Write<'_>,
    leaving: &Staff,
    stays: impl Fn(NaiveDate) -> bool,
) -> Result<(), Refused> {
    let today = w.now().date;
    let everyone = staff::list(w.db())?;
    // the far day stands for an account without a last one
    for day in [today, today + Days::new(1), today + Days::new(36_525)] {
        let others = everyone.iter().filter(|other| other.id != leaving.id);
        let is_lost = administers(leaving, day) && !stays(day);
        if is_lost && !others.into_iter().any(|other| administers(other, day)) {
            return Err(Refused::Rule(
                "This is the only administrator whose account goes on working: add another first"
                    .into(),
            ));
        }
    }
    Ok(())
}

/// Whether an account works as an administrator on a day.
fn administers(staff: &Staff, day: NaiveDate) -> bool {
    staff.role == Role::Administrator && staff.works_on(day)
}
