//! What became of an episode's sessions after a time.

use chrono::NaiveDateTime;
use diesel::prelude::*;

use super::connection::Db;
use super::error::Error;
use super::schema::{session_versions, sessions};
use super::sessions::list_versions;
use crate::care::evidence::SessionHistory;
use crate::care::ids::{EpisodeId, SessionId};

/// An episode's sessions that were amended or struck out after a time, UTC, with every version.
///
/// # Errors
/// Those of the database.
pub fn list_changed_since(
    db: &mut Db,
    episode: &EpisodeId,
    at: NaiveDateTime,
) -> Result<Vec<SessionHistory>, Error> {
    let amended = session_versions::signed_at
        .gt(at)
        .and(session_versions::reason.ne(""));
    let changed: Vec<(SessionId, Option<NaiveDateTime>)> = sessions::table
        .inner_join(session_versions::table)
        .filter(sessions::episode_id.eq(episode))
        .filter(sessions::struck_out_at.gt(at).or(amended))
        .select((sessions::id, sessions::struck_out_at))
        .distinct()
        .load(db)?;
    let mut histories = Vec::with_capacity(changed.len());
    for (id, struck_out_at) in changed {
        histories.push(SessionHistory {
            versions: list_versions(db, &id)?,
            struck_out_at,
        });
    }
    Ok(histories)
}
