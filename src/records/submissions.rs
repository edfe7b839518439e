//! Which submissions were answered, so that one sent twice is saved once.

use diesel::prelude::*;

use super::connection::Db;
use super::error::Error;
use super::schema::submissions;
use super::write::Write;
use crate::care::ids::StaffId;

/// The answer a submission got: where it led. `None` when it is new.
///
/// Asked first inside the change, so that two at the same time cannot both be new. When there is an answer the change
/// ends there: it changes nothing and needs no audit event.
///
/// # Errors
/// [`Error::Rejected`] when the id was used by someone else.
pub fn answered(w: &mut Write<'_>, id: &str) -> Result<Option<String>, Error> {
    let found: Option<(StaffId, String)> = submissions::table
        .find(id)
        .select((submissions::staff_id, submissions::result))
        .first(w.db)
        .optional()?;
    match found {
        Some((owner, _)) if owner != w.author()? => {
            Err(Error::Rejected("this form was sent by someone else".into()))
        }
        Some((_, result)) => {
            w.is_repeat();
            Ok(Some(result))
        }
        None => Ok(None),
    }
}

/// What this person's submission got, for a form whose page would not be drawn any more once it was saved.
///
/// # Errors
/// Those of the database.
pub fn find(db: &mut Db, staff: &StaffId, id: &str) -> Result<Option<String>, Error> {
    let result = submissions::table
        .find(id)
        .filter(submissions::staff_id.eq(staff))
        .select(submissions::result)
        .first(db)
        .optional()?;
    Ok(result)
}

/// Keeps a submission's answer; part of the change it answers.
///
/// # Errors
/// [`Error::Duplicate`]`("id")` when it was answered already.
pub fn record(w: &mut Write<'_>, id: &str, result: &str) -> Result<(), Error> {
    diesel::insert_into(submissions::table)
        .values((
            submissions::id.eq(id),
            submissions::staff_id.eq(w.author()?),
            submissions::result.eq(result),
            submissions::answered_at.eq(w.now().utc),
        ))
        .execute(w.db)?;
    Ok(())
}
