//! Setting somebody's password anew, and ending their logins.

use super::by::By;
use super::{Refused, passwords};
use crate::care::ids::StaffId;
use crate::care::time::Moment;
use crate::clinic::Clinic;
use crate::records::{self, Db, logins, settings, staff};

/// Sets a password and ends every login of the account.
///
/// # Errors
/// A rule when the password is not fit for use; those of the record.
pub fn set_password(
    clinic: &Clinic,
    by: By<'_>,
    id: &StaffId,
    password: &str,
    now: Moment,
) -> Result<StaffId, Refused> {
    let (account, clinic_name) =
        clinic.read(|db| Ok::<_, records::Error>((staff::find(db, id)?, clinic_name(db)?)))?;
    let own = [&account.sign_in_name, &account.name, clinic_name.as_str()];
    passwords::check(password, &own).map_err(Refused::Rule)?;
    let hash = passwords::hash(password)
        .map_err(|error| records::Error::Unavailable(error.to_string()))?;
    by.write(clinic, now, |w| {
        staff::set_password(w, id, &hash)?;
        Ok(id.clone())
    })
}

/// The clinic's name, which makes no password; empty before it was first set.
pub(super) fn clinic_name(db: &mut Db) -> Result<String, records::Error> {
    match settings::find(db) {
        Ok(settings) => Ok(settings.name),
        Err(records::Error::NotFound) => Ok(String::new()),
        Err(error) => Err(error),
    }
}

/// Ends every login of an account at once.
///
/// # Errors
/// Those of the record.
pub fn end_logins(
    clinic: &Clinic,
    by: By<'_>,
    id: &StaffId,
    now: Moment,
) -> Result<StaffId, Refused> {
    by.write(clinic, now, |w| {
        staff::find(w.db(), id)?;
        logins::end_all(w, id, None)?;
        Ok(id.clone())
    })
}
