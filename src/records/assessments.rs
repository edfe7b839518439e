//! Which visit is the episode's assessment, and whether it was lost.

use diesel::prelude::*;

use super::connection::Db;
use super::error::Error;
use super::schema::sessions;
use super::write::Write;
use crate::care::ids::{EpisodeId, SessionId};

/// Says of a visit just saved whether it is the episode's assessment; part of saving it, which notes the event.
///
/// # Errors
/// [`Error::NotFound`] when there is no such session.
pub fn mark(w: &mut Write<'_>, id: &SessionId, is_one: bool) -> Result<(), Error> {
    let row = sessions::table.find(id);
    let marked = sessions::is_assessment.eq(is_one);
    if diesel::update(row).set(marked).execute(w.db)? == 0 {
        return Err(Error::NotFound);
    }
    Ok(())
}

/// Whether the episode's assessment was struck out and none has been signed since.
///
/// # Errors
/// Those of the database.
pub fn is_lost(db: &mut Db, episode: &EpisodeId) -> Result<bool, Error> {
    let states: Vec<String> = sessions::table
        .filter(sessions::episode_id.eq(episode))
        .filter(sessions::is_assessment)
        .filter(sessions::state.ne("draft"))
        .select(sessions::state)
        .load(db)?;
    Ok(!states.is_empty() && states.iter().all(|state| state == "struck_out"))
}
