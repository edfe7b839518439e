//! Adding an account.

use chrono::NaiveDate;

use super::by::By;
use super::{Refused, passwords, set_password};
use crate::access::Role;
use crate::care::ids::{StaffId, TeamId};
use crate::care::name;
use crate::care::time::Moment;
use crate::clinic::Clinic;
use crate::print;
use crate::records::staff::{self, NewStaff};
use crate::records::{self, Write};

/// An account about to be made, with its password as typed.
#[derive(Debug, Clone)]
pub struct NewAccount {
    /// Their name as it stands under what they sign.
    pub name: String,
    /// The name they log in with; capital letters are taken as small ones.
    pub sign_in_name: String,
    /// Their role.
    pub role: Role,
    /// The password, exactly as typed.
    pub password: String,
    /// The last day the account works, where limited.
    pub valid_until: Option<NaiveDate>,
    /// The teams they belong to.
    pub teams: Vec<TeamId>,
}

/// Adds the account.
///
/// # Errors
/// A rule when the name or the sign-in name cannot be one, the second is taken, the password is not fit for use, the last
/// day is over, or someone who treats patients has no team; those of the record.
pub fn add_staff(
    clinic: &Clinic,
    by: By<'_>,
    account: &NewAccount,
    now: Moment,
) -> Result<StaffId, Refused> {
    let sign_in_name = account.sign_in_name.trim().to_ascii_lowercase();
    if !name::is_sign_in_name(&sign_in_name) {
        return fault(
            "sign_in_name",
            "A sign-in name begins with a letter and holds only letters a to z, digits, full stops and hyphens, at most 50",
        );
    }
    check_name(&account.name)?;
    let clinic_name = clinic.read(set_password::clinic_name)?;
    let own = [sign_in_name.as_str(), &account.name, &clinic_name];
    passwords::check(&account.password, &own)
        .map_err(|sentence| Refused::Field("password", sentence))?;
    check_last_day(account.valid_until, now)?;
    check_teams(account.role, &account.teams)?;
    let password_hash = passwords::hash(&account.password)
        .map_err(|error| records::Error::Unavailable(error.to_string()))?;
    let new = NewStaff {
        name: account.name.trim().to_owned(),
        sign_in_name,
        role: account.role,
        password_hash,
        valid_until: account.valid_until,
        teams: account.teams.clone(),
    };
    by.write(clinic, now, |w| add(w, &new))
}

fn add(w: &mut Write<'_>, new: &NewStaff) -> Result<StaffId, Refused> {
    // the record counts a sign-in name as taken by a disabled account too
    staff::add(w, new).map_err(|error| match error {
        records::Error::Duplicate(field) if field == "sign_in_name" => Refused::Field(
            "sign_in_name",
            format!(
                "The sign-in name {} is taken, perhaps by an account that is disabled: choose another",
                new.sign_in_name
            ),
        ),
        error => error.into(),
    })
}

pub(super) fn check_name(name: &str) -> Result<(), Refused> {
    if let Some(fault) = name::fault(name) {
        return Err(Refused::Rule(format!("Name {fault}")));
    }
    let missing = print::uncovered(name);
    if missing.is_empty() {
        return Ok(());
    }
    Err(Refused::Rule(format!(
        "Name: no sheet can print {}. Write the name without, in another script",
        print::spelled(&missing)
    )))
}

pub(super) fn check_last_day(until: Option<NaiveDate>, now: Moment) -> Result<(), Refused> {
    if until.is_some_and(|until| until < now.date) {
        return fault(
            "valid_until",
            "The last day of the account is over already: choose today or a later day",
        );
    }
    Ok(())
}

pub(super) fn check_teams(role: Role, teams: &[TeamId]) -> Result<(), Refused> {
    if role.treats() && teams.is_empty() {
        return fault(
            "teams",
            "Someone who treats patients needs a team: choose at least one",
        );
    }
    Ok(())
}

fn fault<T>(field: &'static str, sentence: &str) -> Result<T, Refused> {
    Err(Refused::Field(field, sentence.to_owned()))
}
