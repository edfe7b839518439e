//! Changing an account: name, role, last day, teams.

use chrono::NaiveDate;

use super::Refused;
use super::add_staff::{check_last_day, check_name, check_teams};
use super::by::By;
use super::disable_staff::keep_an_administrator;
use crate::access::Role;
use crate::care::ids::{StaffId, TeamId};
use crate::care::time::Moment;
use crate::clinic::Clinic;
use crate::records::{self, Write, episodes, staff};

/// What an account becomes.
#[derive(Debug, Clone)]
pub struct Change {
    /// Their name.
    pub name: String,
    /// Their role.
    pub role: Role,
    /// The last day the account works, where limited.
    pub valid_until: Option<NaiveDate>,
    /// The teams they belong to.
    pub teams: Vec<TeamId>,
}

/// Changes an account that is still in the version that was read.
///
/// # Errors
/// A rule when the name cannot be one, the last day is over, someone who treats has no team or still answers for episodes
/// in another role, or no administrator would be left; [`records::Error::Changed`] when somebody was quicker.
pub fn change_staff(
    clinic: &Clinic,
    by: By<'_>,
    id: &StaffId,
    version: i32,
    to: &Change,
    now: Moment,
) -> Result<StaffId, Refused> {
    check_name(&to.name)?;
    check_teams(to.role, &to.teams)?;
    by.write(clinic, now, |w| change(w, id, version, to))
}

fn change(w: &mut Write<'_>, id: &StaffId, version: i32, to: &Change) -> Result<StaffId, Refused> {
    let before = staff::find(w.db(), id)?;
    if before.version != version {
        return Err(records::Error::Changed.into());
    }
    if to.valid_until != before.valid_until {
        check_last_day(to.valid_until, w.now())?;
    }
    if !to.role.treats() && !episodes::list_responsible(w.db(), id)?.is_empty() {
        return Err(Refused::Field(
            "role",
            "They answer for open episodes, so they need a role that treats patients: have the episodes taken over first"
                .into(),
        ));
    }
    keep_an_administrator(w, &before, |day| {
        to.role == Role::Administrator && to.valid_until.is_none_or(|until| day <= until)
    })?;
    staff::change(w, &before, &to.name, to.role, to.valid_until, &to.teams)?;
    Ok(id.clone())
}

/// Adds a team.
///
/// # Errors
/// A rule when there is one of that name; those of the record.
pub fn add_team(clinic: &Clinic, by: By<'_>, name: &str, now: Moment) -> Result<TeamId, Refused> {
    check_name(name)?;
    by.write(clinic, now, |w| {
        staff::add_team(w, name.trim()).map_err(|error| match error {
            records::Error::Duplicate(_) => Refused::Field(
                "name",
                "There is a team of that name already: choose another".into(),
            ),
            error => error.into(),
        })
    })
}
