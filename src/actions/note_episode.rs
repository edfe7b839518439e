//! Writing a note on an episode's timeline.

use super::{Refused, reached, standing, submission};
use crate::access::Staff;
use crate::care::ids::EpisodeId;
use crate::care::time::Moment;
use crate::clinic::Clinic;
use crate::records::episodes;

/// Writes it, whatever state the episode is in.
///
/// # Errors
/// [`Refused::Rule`] for an empty note; those of the record.
pub fn note_episode(
    clinic: &Clinic,
    staff: &Staff,
    submission: &str,
    episode: &EpisodeId,
    note: &str,
    now: Moment,
) -> Result<EpisodeId, Refused> {
    submission::once(clinic, staff, submission, now, |w| {
        let before = reached::episode(w, staff, episode)?;
        if note.trim().is_empty() {
            return Err(Refused::Rule("Write the note first".into()));
        }
        episodes::note(w, &before, note.trim())?;
        standing::refresh(w, clinic, episode)?;
        Ok(episode.clone())
    })
}
