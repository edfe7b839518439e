//! The clinic itself: letterhead, time zone, policies. One row.

use std::collections::BTreeMap;

use diesel::prelude::*;

use super::connection::Db;
use super::error::Error;
use super::schema::clinic;
use super::write::Write;
use crate::audit::{Action, Event};

/// What is the same for everyone in the clinic.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Settings {
    /// The clinic's name.
    pub name: String,
    /// Its address, several lines.
    pub address: String,
    /// Its telephone.
    pub phone: String,
    /// Its e-mail address.
    pub email: String,
    /// A further line of the letterhead (registration number, opening hours).
    pub letterhead: String,
    /// Whom to call in an emergency (`999`, `112`).
    pub emergency_number: String,
    /// The clinic's time zone by its name in the time zone database.
    pub time_zone: String,
    /// Choices by policy key; a policy not in here has its default.
    pub policies: BTreeMap<String, String>,
    /// Counts changes; a change names the version it started from. Nought before the first.
    pub version: i32,
}

type Columns = (
    String,
    String,
    String,
    String,
    String,
    String,
    String,
    String,
    i32,
);

/// The clinic's settings.
///
/// # Errors
/// [`Error::NotFound`] before they were first set.
pub fn find(db: &mut Db) -> Result<Settings, Error> {
    use clinic as c;
    let (name, address, phone, email, letterhead, emergency_number, time_zone, policies, version) =
        c::table
            .select((
                c::name,
                c::address,
                c::phone,
                c::email,
                c::letterhead,
                c::emergency_number,
                c::time_zone,
                c::policies,
                c::version,
            ))
            .first::<Columns>(db)?;
    let policies = serde_json::from_str(&policies)
        .map_err(|error| Error::unreadable("the policies", error))?;
    Ok(Settings {
        name,
        address,
        phone,
        email,
        letterhead,
        emergency_number,
        time_zone,
        policies,
        version,
    })
}

/// The clinic's choices by policy key; none before the clinic is set up.
///
/// # Errors
/// Those of the database.
pub fn policies(db: &mut Db) -> Result<BTreeMap<String, String>, Error> {
    match find(db) {
        Ok(settings) => Ok(settings.policies),
        Err(Error::NotFound) => Ok(BTreeMap::new()),
        Err(error) => Err(error),
    }
}

/// Sets the clinic's settings, for the first time when `settings.version` is nought.
///
/// # Errors
/// [`Error::Changed`] when they are not in that version any more; [`Error::Duplicate`]`("id")` when set already.
pub fn store(w: &mut Write<'_>, settings: &Settings) -> Result<(), Error> {
    use clinic as c;
    let policies = serde_json::to_string(&settings.policies)
        .map_err(|error| Error::Rejected(format!("the policies cannot be written: {error}")))?;
    let columns = (
        c::name.eq(&settings.name),
        c::address.eq(&settings.address),
        c::phone.eq(&settings.phone),
        c::email.eq(&settings.email),
        c::letterhead.eq(&settings.letterhead),
        c::emergency_number.eq(&settings.emergency_number),
        c::time_zone.eq(&settings.time_zone),
        c::policies.eq(policies),
        c::version.eq(settings.version + 1),
    );
    if settings.version == 0 {
        diesel::insert_into(c::table)
            .values((c::id.eq("clinic"), columns))
            .execute(w.db)?;
    } else {
        let same = c::table.filter(c::version.eq(settings.version));
        if diesel::update(same).set(columns).execute(w.db)? == 0 {
            return Err(Error::Changed);
        }
    }
    w.note(&Event::new(Action::ClinicChanged))
}
