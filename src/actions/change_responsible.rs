//! Making another clinician responsible for an episode.

use super::hand_over::require_clinician;
use super::{Refused, reached, standing, submission};
use crate::access::Staff;
use crate::care::ids::{EpisodeId, StaffId};
use crate::care::time::Moment;
use crate::clinic::Clinic;
use crate::records::{Error, episodes};

/// Makes that clinician responsible from now on, if the episode is still in that version.
///
/// # Errors
/// [`Refused::NotOpen`] for a closed one; [`Refused::Rule`] when it is the same clinician or one who cannot take it on;
/// those of the record.
pub fn change_responsible(
    clinic: &Clinic,
    staff: &Staff,
    submission: &str,
    (episode, version): (&EpisodeId, i32),
    (to, note): (&StaffId, &str),
    now: Moment,
) -> Result<EpisodeId, Refused> {
    submission::once(clinic, staff, submission, now, |w| {
        let before = reached::for_good(w, staff, episode)?;
        if before.version != version {
            return Err(Error::Changed.into());
        }
        if before.state.is_closed() {
            return Err(Refused::NotOpen);
        }
        if before.responsible == *to {
            return Err(Refused::Rule(
                "That clinician is responsible already: choose another".into(),
            ));
        }
        require_clinician(w, to, now.date)?;
        episodes::set_responsible(w, &before, to, note.trim())?;
        standing::refresh(w, clinic, episode)?;
        Ok(episode.clone())
    })
}
