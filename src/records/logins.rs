//! Logins: only the hash of a login's token is kept. Idle and absolute limits are judged by the caller.

use chrono::NaiveDateTime;
use diesel::prelude::*;

use super::connection::Db;
use super::error::Error;
use super::schema::logins;
use super::write::{Upkeep, Write};
use crate::audit::{Action, Event};
use crate::care::ids::StaffId;

/// A login as stored.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Login {
    /// Whose.
    pub staff: StaffId,
    /// When it began, UTC.
    pub created_at: NaiveDateTime,
    /// When it was last used, UTC.
    pub last_used_at: NaiveDateTime,
    /// When it was ended, UTC; one that only ran out stays known so that what it posts can be kept as a draft.
    pub ended_at: Option<NaiveDateTime>,
}

/// Begins a login of the author.
///
/// # Errors
/// Those of the database.
pub fn begin(w: &mut Write<'_>, token_hash: &str) -> Result<(), Error> {
    let staff = w.author()?;
    let now = w.now().utc;
    diesel::insert_into(logins::table)
        .values((
            logins::token_hash.eq(token_hash),
            logins::staff_id.eq(&staff),
            logins::created_at.eq(now),
            logins::last_used_at.eq(now),
        ))
        .execute(w.db)?;
    w.note(&Event::new(Action::LoggedIn).subject(staff.as_str()))
}

/// The login of that token's hash, ended or not.
///
/// # Errors
/// [`Error::NotFound`] when there is none.
pub fn find(db: &mut Db, token_hash: &str) -> Result<Login, Error> {
    let (staff, created_at, last_used_at, ended_at) = logins::table
        .find(token_hash)
        .select((
            logins::staff_id,
            logins::created_at,
            logins::last_used_at,
            logins::ended_at,
        ))
        .first(db)?;
    Ok(Login {
        staff,
        created_at,
        last_used_at,
        ended_at,
    })
}

/// Notes that the login was used.
///
/// # Errors
/// Those of the database.
pub fn touch(upkeep: &mut Upkeep<'_>, token_hash: &str) -> Result<(), Error> {
    diesel::update(
        logins::table
            .find(token_hash)
            .filter(logins::ended_at.is_null()),
    )
    .set(logins::last_used_at.eq(upkeep.now.utc))
    .execute(upkeep.db)?;
    Ok(())
}

/// Ends one login.
///
/// # Errors
/// [`Error::NotFound`] when there is none that has not ended.
pub fn end(w: &mut Write<'_>, token_hash: &str) -> Result<(), Error> {
    let ended = diesel::update(
        logins::table
            .find(token_hash)
            .filter(logins::ended_at.is_null()),
    )
    .set(logins::ended_at.eq(w.now().utc))
    .execute(w.db)?;
    if ended == 0 {
        return Err(Error::NotFound);
    }
    w.note(&Event::new(Action::LoggedOut))
}

/// Ends every login of an account, but for the one of that token's hash where one is named; how many there were.
///
/// # Errors
/// Those of the database.
pub fn end_all(w: &mut Write<'_>, staff: &StaffId, but: Option<&str>) -> Result<usize, Error> {
    let open = logins::staff_id.eq(staff).and(logins::ended_at.is_null());
    let others = logins::token_hash.ne(but.unwrap_or_default());
    let ended = diesel::update(logins::table.filter(open.and(others)))
        .set(logins::ended_at.eq(w.now().utc))
        .execute(w.db)?;
    w.note(&Event::new(Action::LoggedOut).subject(staff.as_str()))?;
    Ok(ended)
}
