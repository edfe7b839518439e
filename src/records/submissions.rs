//! Which submissions were answered, so that one sent twice is saved once.
//!
//! A submission is the id its form was shown with and, after a colon, a hash of where it was sent and what was in it. The
//! browser's way back shows an old form with its old id: the hash tells the same form from another one.

use diesel::prelude::*;

use super::connection::Db;
use super::error::Error;
use super::schema::submissions;
use super::write::Write;
use crate::care::ids::StaffId;

/// What was answered to a submission's id before.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Earlier {
    /// Nothing: it is new.
    None,
    /// The same form, with this answer: where it led.
    Same(String),
    /// A form with something else in it.
    Other,
}

/// A submission's id and the hash of its content; the hash is empty where nothing was typed in a form.
#[must_use]
pub fn parts(submission: &str) -> (&str, &str) {
    submission.split_once(':').unwrap_or((submission, ""))
}

/// What was answered to this submission before.
///
/// Asked first inside the change, so that two at the same time cannot both be new. When the same was answered, the change
/// ends there: it changes nothing and needs no audit event.
///
/// # Errors
/// [`Error::Rejected`] when the id was used by someone else.
pub fn answered(w: &mut Write<'_>, submission: &str) -> Result<Earlier, Error> {
    let (id, content) = parts(submission);
    let found: Option<(StaffId, String, String)> = submissions::table
        .find(id)
        .select((
            submissions::staff_id,
            submissions::content_hash,
            submissions::result,
        ))
        .first(w.db)
        .optional()?;
    match found {
        None => Ok(Earlier::None),
        Some((owner, ..)) if owner != w.author()? => {
            Err(Error::Rejected("this form was sent by someone else".into()))
        }
        Some((_, before, result)) if before == content => {
            w.is_repeat();
            Ok(Earlier::Same(result))
        }
        Some(_) => Ok(Earlier::Other),
    }
}

/// What this person's submission got, for a form whose page would not be drawn any more once it was saved.
///
/// # Errors
/// Those of the database.
pub fn find(db: &mut Db, staff: &StaffId, submission: &str) -> Result<Option<String>, Error> {
    let (id, content) = parts(submission);
    let result = submissions::table
        .find(id)
        .filter(submissions::staff_id.eq(staff))
        .filter(submissions::content_hash.eq(content))
        .select(submissions::result)
        .first(db)
        .optional()?;
    Ok(result)
}

/// Keeps a submission's answer; part of the change it answers.
///
/// # Errors
/// [`Error::Duplicate`]`("id")` when it was answered already.
pub fn record(w: &mut Write<'_>, submission: &str, result: &str) -> Result<(), Error> {
    let (id, content) = parts(submission);
    diesel::insert_into(submissions::table)
        .values((
            submissions::id.eq(id),
            submissions::staff_id.eq(w.author()?),
            submissions::content_hash.eq(content),
            submissions::result.eq(result),
            submissions::answered_at.eq(w.now().utc),
        ))
        .execute(w.db)?;
    Ok(())
}
