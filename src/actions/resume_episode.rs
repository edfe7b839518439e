//! Ending a hold.

use super::{Refused, reached, standing, submission};
use crate::access::Staff;
use crate::care::episode::EpisodeState;
use crate::care::ids::EpisodeId;
use crate::care::time::Moment;
use crate::clinic::Clinic;
use crate::records::episodes;

/// Care goes on from today, in the same phase.
///
/// # Errors
/// [`Refused::Rule`] when it is not on hold; those of the record.
pub fn resume_episode(
    clinic: &Clinic,
    staff: &Staff,
    submission: &str,
    episode: &EpisodeId,
    now: Moment,
) -> Result<EpisodeId, Refused> {
    submission::once(clinic, staff, submission, now, |w| {
        let before = reached::episode(w, staff, episode)?;
        if !matches!(before.state, EpisodeState::OnHold { .. }) {
            return Err(Refused::Rule("This episode is not on hold".into()));
        }
        episodes::set_state(w, &before, &EpisodeState::Open)?;
        standing::refresh(w, clinic, episode)?;
        Ok(episode.clone())
    })
}
