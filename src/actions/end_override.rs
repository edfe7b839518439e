//! Ending what was set differently for one patient.

use super::{Refused, reached, standing, submission};
use crate::access::Staff;
use crate::care::ids::EpisodeId;
use crate::care::time::Moment;
use crate::clinic::Clinic;
use crate::records::decisions;

/// Ends the override of that id; the protocol's own target holds again.
///
/// # Errors
/// [`Refused::NotOpen`]; those of the record, `NotFound` when it is not in force.
pub fn end_override(
    clinic: &Clinic,
    staff: &Staff,
    submission: &str,
    episode: &EpisodeId,
    id: &str,
    now: Moment,
) -> Result<EpisodeId, Refused> {
    submission::once(clinic, staff, submission, now, |w| {
        let before = reached::open_episode(w, staff, episode)?;
        decisions::end_override(w, &before, id)?;
        standing::refresh(w, clinic, episode)?;
        Ok(episode.clone())
    })
}
